"""Receipts: issued by the log, checked by anybody, and every way in which one can be wrong."""

import base64
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from ombud.ledger import (
    Ed25519Signer,
    Receipt,
    format_receipt,
    issue_receipt,
    parse_receipt,
    sign_checkpoint,
    verify_receipt,
)
from ombud.ledger.receipt import MAX_RECEIPT_BYTES
from ombud.model import BadInput, Conflict, SystemFault, TooLarge, canonical

LogOf = Callable[[int], Any]


@pytest.fixture
def small(log_of: LogOf) -> Any:
    return log_of(7)


@pytest.fixture
def data(small: Any) -> bytes:
    return issue_receipt(small.files.get, small.entries[4], small.checkpoint)


def test_a_receipt_shows_the_record_and_where_it_stands_in_the_log(small: Any, data: bytes) -> None:
    receipt = verify_receipt(data, small.vkey)
    assert receipt.record == small.entries[4].record
    assert (receipt.type, receipt.period, receipt.index) == ("decision", "2026-11-22", 4)


def test_a_receipt_has_the_form_of_the_specification(small: Any, data: bytes) -> None:
    lines = data.decode().split("\n")
    assert lines[0] == "c2sp.org/tlog-proof@v1"
    assert lines[1].startswith("extra ")
    assert lines[2] == "index 4"
    assert lines[6] == ""
    assert "\n".join(lines[7:]) == small.checkpoint


def test_a_receipt_reads_back_as_it_was_written(data: bytes) -> None:
    assert format_receipt(parse_receipt(data)) == data


def test_every_entry_gets_a_receipt_that_holds_whatever_the_size_of_the_log(log_of: LogOf) -> None:
    for size in (1, 2, 255, 256, 257, 513):
        log = log_of(size)
        for entry in (log.entries[0], log.entries[size // 2], log.entries[-1]):
            receipt = verify_receipt(issue_receipt(log.files.get, entry, log.checkpoint), log.vkey)
            assert receipt.index == entry.index


def test_an_entry_that_is_not_in_the_log_yet_has_no_receipt_yet(small: Any, data: bytes) -> None:
    waiting = msgspec.structs.replace(small.entries[0], index=None)
    beyond = msgspec.structs.replace(small.entries[0], index=7)
    for entry in (waiting, beyond):
        with pytest.raises(Conflict) as caught:
            issue_receipt(small.files.get, entry, small.checkpoint)
        assert caught.value.code == "not_yet_sequenced"


def test_a_receipt_that_would_not_hold_is_never_given_out(small: Any) -> None:
    elsewhere = msgspec.structs.replace(small.entries[0], index=3)
    with pytest.raises(SystemFault) as caught:
        issue_receipt(small.files.get, elsewhere, small.checkpoint)
    assert caught.value.code == "ledger_damaged"


def code_of(data: bytes, vkey: str) -> str:
    with pytest.raises(BadInput) as caught:
        verify_receipt(data, vkey)
    assert caught.value.advice
    return caught.value.code


def altered(data: bytes, **change: Any) -> bytes:
    return format_receipt(msgspec.structs.replace(parse_receipt(data), **change))


def test_another_logs_key_is_the_wrong_key(small: Any, data: bytes) -> None:
    assert code_of(data, Ed25519Signer("log.example/other", bytes(32)).vkey) == "wrong_key"


def test_no_key_at_all_is_said_to_be_none(data: bytes) -> None:
    assert code_of(data, "hello") == "vkey_malformed"


@pytest.mark.parametrize("change", [{"record": b'{"id":"dec_5"}'}, {"salt": bytes(32)}, {"commit": bytes(32)}])
def test_a_changed_record_is_said_to_be_changed(small: Any, data: bytes, change: dict[str, Any]) -> None:
    assert code_of(altered(data, **change), small.vkey) == "record_altered"


@pytest.mark.parametrize(
    "change", [{"index": 5}, {"index": 10}, {"proof": ()}, {"type": "order"}, {"period": "2026-11-23"}]
)
def test_a_proof_that_does_not_lead_to_the_signed_root_is_said_not_to(
    small: Any, data: bytes, change: dict[str, Any]
) -> None:
    assert code_of(altered(data, **change), small.vkey) == "proof_fails"


def test_a_changed_state_of_the_log_is_a_bad_signature(small: Any, data: bytes) -> None:
    assert code_of(data.replace(b"\n7\n", b"\n8\n"), small.vkey) == "bad_signature"


def test_a_record_that_was_never_on_the_log_cannot_borrow_its_signature(small: Any, log_of: LogOf, data: bytes) -> None:
    forged = log_of(9)
    foreign = issue_receipt(forged.files.get, forged.entries[8], forged.checkpoint)
    assert code_of(altered(foreign, checkpoint=parse_receipt(data).checkpoint), small.vkey) == "proof_fails"


def test_a_receipt_under_another_logs_name_is_refused(small: Any, data: bytes) -> None:
    other = Ed25519Signer("log.example/other", bytes([1]) * 32)
    note = sign_checkpoint(msgspec.structs.replace(small.head, origin=other.name), other)
    assert code_of(altered(data, checkpoint=note), small.vkey) == "wrong_key"
    assert verify_receipt(altered(data, checkpoint=note), other.vkey).index == 4


def extra(data: bytes, replacement: bytes) -> bytes:
    """The receipt with other bytes in its private line."""
    head, _, rest = data.partition(b"\nextra ")
    return head + b"\nextra " + base64.b64encode(replacement) + b"\n" + rest.partition(b"\n")[2]


def written(data: bytes) -> dict[str, Any]:
    line = data.split(b"\n")[1].removeprefix(b"extra ")
    value: dict[str, Any] = msgspec.json.decode(base64.b64decode(line))
    return value


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _: b"",
        lambda _: b"PDF-1.4",
        lambda data: b"\xff" + data,
        lambda data: data.replace(b"@v1", b"@v2"),
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: data.replace(b"extra ", b"extra  "),
        lambda data: data.replace(b"\nextra", b"\nExtra"),
        lambda data: data.replace(b"index 4", b"index 04"),
        lambda data: data.replace(b"index 4", b"index -4"),
        lambda data: data.replace(b"index 4", b"index 9999999999999999999"),
        lambda data: data.replace(b"index 4", b"at 4"),
        lambda data: data.replace(b"\n\n", b"\n", 1),
        lambda data: data.replace(b"index 4\n", b"index 4\nAAAA\n"),
        lambda data: data.replace(b"index 4\n", b"index 4\n" + (base64.b64encode(bytes(32)) + b"\n") * 64),
        lambda data: data.partition(b"\n\n")[0],
        lambda data: extra(data, b""),
        lambda data: extra(data, b"\xff"),
        lambda data: extra(data, b"[" * 20_000),
        lambda data: extra(data, b'{"record":"\\ud800"}'),
        lambda data: extra(data, b'{"unknown":' + b"[" * 20_000),
        lambda data: extra(data, canonical(written(data) | {"v": 2})),
        lambda data: extra(data, canonical(written(data) | {"more": 1})),
        lambda data: extra(data, canonical(written(data)) + b" "),
        lambda data: extra(data, canonical(written(data) | {"salt": "AAAA"})),
        lambda data: extra(data, canonical(written(data) | {"commit": "ä"})),
        lambda data: extra(data, canonical({**written(data), "record": 7})),
    ],
)
def test_what_is_not_a_receipt_is_said_to_be_none(small: Any, data: bytes, spoil: Callable[[bytes], bytes]) -> None:
    spoiled = spoil(data)
    assert spoiled != data
    assert code_of(spoiled, small.vkey) == "receipt_malformed"


def test_a_huge_file_is_not_even_read(small: Any) -> None:
    with pytest.raises(TooLarge) as caught:
        verify_receipt(b"x" * (MAX_RECEIPT_BYTES + 1), small.vkey)
    assert caught.value.code == "receipt_too_large"


def test_a_record_that_is_not_text_has_no_receipt() -> None:
    receipt = Receipt("decision", "2026-11-22", b"\xff", bytes(32), bytes(32), 0, (), "")
    with pytest.raises(BadInput) as caught:
        format_receipt(receipt)
    assert caught.value.code == "receipt_malformed"
