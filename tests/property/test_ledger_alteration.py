"""Nothing can be changed unnoticed: not one bit of a receipt, a tile, a bundle or a checkpoint."""

import hashlib

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ombud.ledger import (
    Ed25519Signer,
    Head,
    append,
    commit,
    issue_receipt,
    open_checkpoint,
    parse_note,
    parse_receipt,
    parse_vkey,
    public_entry,
    sign_checkpoint,
    verify_log,
    verify_receipt,
    verify_receipts,
)
from ombud.model import BadInput, Entry

SIGNER = Ed25519Signer("log.example/a", bytes(32))
SIZE = 261


def entry(index: int) -> Entry:
    salt = hashlib.sha256(index.to_bytes(4, "big")).digest()
    record = b'{"id":%d}' % index
    return Entry(f"dec_{index}", "decision", "2026-11-22", record, salt, commit(salt, record), index)


def build() -> dict[str, bytes]:
    files, root = append(lambda _: None, 0, [public_entry(entry(index)) for index in range(SIZE)])
    return files | {"checkpoint": sign_checkpoint(Head(SIGNER.name, SIZE, root), SIGNER).encode()}


FILES = build()
RECEIPT = issue_receipt(FILES.get, entry(258), FILES["checkpoint"].decode())


def flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << (bit % 8)
    return bytes(changed)


def test_every_bit_of_a_receipt_counts() -> None:
    for bit in range(len(RECEIPT) * 8):
        with pytest.raises(BadInput):
            verify_receipt(flipped(RECEIPT, bit), SIGNER.vkey)


def test_every_bit_of_a_checkpoint_counts() -> None:
    checkpoint = FILES["checkpoint"]
    for bit in range(len(checkpoint) * 8):
        changed = flipped(checkpoint, bit).decode("utf-8", "surrogateescape")
        with pytest.raises(BadInput):
            open_checkpoint(changed, SIGNER.vkey)


def test_every_bit_of_the_public_key_counts() -> None:
    vkey = SIGNER.vkey.encode()
    for bit in range(len(vkey) * 8):
        with pytest.raises(BadInput):
            verify_receipt(RECEIPT, flipped(vkey, bit).decode("utf-8", "surrogateescape"))


@given(path=st.sampled_from(sorted(FILES)), data=st.data())
@settings(max_examples=150, deadline=None)
def test_every_bit_of_the_log_counts(path: str, data: st.DataObject) -> None:
    bit = data.draw(st.integers(0, len(FILES[path]) * 8 - 1))
    report = verify_log((FILES | {path: flipped(FILES[path], bit)}).get, SIGNER.vkey)
    assert report.fault is not None


@given(path=st.sampled_from(sorted(FILES)), data=st.data())
@settings(max_examples=60, deadline=None)
def test_every_byte_more_or_less_in_the_log_is_noticed(path: str, data: st.DataObject) -> None:
    good = FILES[path]
    at = data.draw(st.integers(0, len(good) - 1))
    for bad in (good[:at], good + data.draw(st.binary(min_size=1, max_size=4))):
        assert not verify_log((FILES | {path: bad}).get, SIGNER.vkey).ok


@given(st.one_of(st.binary(max_size=300), st.binary(max_size=60).map(lambda tail: RECEIPT[:400] + tail)))
@example(b"PK\x05\x06" + bytes(18))
@example(b"PK\x03\x04" + b"\xff" * 60)
def test_any_bytes_are_refused_with_an_error_of_ours(data: bytes) -> None:
    for ask in (parse_receipt, lambda it: verify_receipts(it, SIGNER.vkey)):
        with pytest.raises(BadInput):
            ask(data)


@given(st.text(max_size=120))
@settings(max_examples=50)
def test_any_text_is_refused_with_an_error_of_ours(text: str) -> None:
    for ask in (parse_note, parse_vkey):
        with pytest.raises(BadInput):
            ask(text)
