"""What becomes public of a record, and what does not."""

import base64
import hashlib
import json

import msgspec
import pytest

from ombud.ledger import PublicEntry, commit, open_entry, parse_public_entry, public_entry
from ombud.model import ENTRY_TYPES, BadInput, Entry, canonical

SALT = bytes(range(32))
RECORD = b'{"item":"post-1","text":"secret words"}'
ENTRY = Entry(
    id="dec_1", type="decision", period="2026-11-22", record=RECORD, salt=SALT, commit=commit(SALT, RECORD)
)  # fmt: skip


def test_a_commitment_is_the_hash_of_a_fixed_prefix_the_salt_and_the_record() -> None:
    assert commit(SALT, RECORD) == hashlib.sha256(b"ns/v1\x00" + SALT + RECORD).digest()


@pytest.mark.parametrize("salt", [b"", bytes(31), bytes(33)])
def test_a_salt_of_another_length_could_blur_into_the_record_and_is_refused(salt: bytes) -> None:
    with pytest.raises(BadInput, match="32 bytes"):
        commit(salt, RECORD)


def test_only_commitment_day_and_type_become_public() -> None:
    leaf = public_entry(ENTRY)
    assert json.loads(leaf).keys() == {"commit", "period", "type", "v"}
    assert b"secret" not in leaf
    assert b"post-1" not in leaf
    assert b"dec_1" not in leaf


def test_a_public_entry_reads_back_as_it_was_written() -> None:
    assert parse_public_entry(public_entry(ENTRY)) == PublicEntry(ENTRY.commit, "2026-11-22", "decision")


def test_the_record_and_its_salt_open_the_entry() -> None:
    assert open_entry(public_entry(ENTRY), SALT, RECORD).type == "decision"


@pytest.mark.parametrize(("salt", "record"), [(SALT, RECORD + b" "), (bytes(32), RECORD)])
def test_another_record_or_salt_does_not(salt: bytes, record: bytes) -> None:
    with pytest.raises(BadInput) as caught:
        open_entry(public_entry(ENTRY), salt, record)
    assert caught.value.code == "record_altered"


@pytest.mark.parametrize(
    "change",
    [
        {"period": "2026-02-30"}, {"period": "20261122"}, {"period": "2026-11-22\n"}, {"period": "٢٠٢٦-١١-٢٢"},
        {"type": "gossip"}, {"type": ""}, {"commit": b"short"},
    ],
)  # fmt: skip
def test_an_entry_that_no_reader_would_accept_is_never_written(change: dict[str, str]) -> None:
    with pytest.raises(BadInput) as caught:
        public_entry(msgspec.structs.replace(ENTRY, **change))
    assert caught.value.code == "entry_malformed"


LEAF = public_entry(ENTRY).decode()


@pytest.mark.parametrize(
    "leaf",
    [
        "", "{}", "[]", "null", "\x00", "[" * 10_000, LEAF + " ", LEAF.replace(":", ": "),
        LEAF.replace('"v":1', '"v":2'), LEAF.replace('"v":1', '"v":1.0'), LEAF.replace("}", ',"x":1}'),
        LEAF.replace("}", ',"v":1}'),
        LEAF.replace("decision", "dec\\u0069sion"), LEAF.replace("decision", "rumour"), LEAF.replace("=", ""),
        LEAF.replace("2026-11-22", "2026-13-01"),
    ],
)  # fmt: skip
def test_only_the_one_canonical_form_is_read(leaf: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_public_entry(leaf.encode())
    assert caught.value.code == "entry_malformed"


def test_bytes_that_are_not_text_are_not_an_entry() -> None:
    with pytest.raises(BadInput) as caught:
        parse_public_entry(b'{"commit":"\xff"}')
    assert caught.value.code == "entry_malformed"


def test_the_quick_way_writes_the_canonical_form() -> None:
    for kind in ENTRY_TYPES:
        public = PublicEntry(bytes(range(32)), "2026-11-22", kind)
        fields = {
            "commit": base64.b64encode(public.commit).decode(),
            "period": public.period,
            "type": public.type,
            "v": 1,
        }
        assert public.to_bytes() == canonical(fields)
