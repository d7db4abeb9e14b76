"""Several receipts in one file, and files that only pretend to be that."""

import io
import struct
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from ombud.ledger import issue_receipt, pack_receipts, verify_receipts
from ombud.ledger.archive import MAX_ARCHIVE_BYTES, MAX_RECEIPTS
from ombud.ledger.receipt import MAX_RECEIPT_BYTES
from ombud.model import BadInput, TooLarge


@pytest.fixture
def small(log_of: Callable[[int], Any]) -> Any:
    return log_of(5)


@pytest.fixture
def receipts(small: Any) -> dict[str, bytes]:
    return {entry.id: issue_receipt(small.files.get, entry, small.checkpoint) for entry in small.entries}


def test_all_receipts_of_an_archive_are_verified(small: Any, receipts: dict[str, bytes]) -> None:
    verified = verify_receipts(pack_receipts(receipts), small.vkey)
    assert list(verified) == [f"dec_{n}.tlog-proof" for n in range(5)]
    assert [receipt.index for receipt in verified.values()] == [0, 1, 2, 3, 4]


def test_a_single_receipt_need_not_be_in_an_archive(small: Any, receipts: dict[str, bytes]) -> None:
    assert verify_receipts(receipts["dec_3"], small.vkey)[""].index == 3


def test_the_same_receipts_make_the_same_archive(receipts: dict[str, bytes]) -> None:
    assert pack_receipts(receipts) == pack_receipts(dict(receipts))


def test_the_one_that_is_wrong_is_named(small: Any, receipts: dict[str, bytes]) -> None:
    receipts["dec_2"] = receipts["dec_2"].replace(b"index 2", b"index 3")
    with pytest.raises(BadInput) as caught:
        verify_receipts(pack_receipts(receipts), small.vkey)
    assert (caught.value.code, caught.value.field) == ("proof_fails", "dec_2.tlog-proof")


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_a_bomb_is_not_unpacked(small: Any) -> None:
    bomb = zipped({f"{n}.tlog-proof": bytes(100 * MAX_RECEIPT_BYTES) for n in range(2)})
    assert len(bomb) < MAX_RECEIPT_BYTES
    with pytest.raises(TooLarge) as caught:
        verify_receipts(bomb, small.vkey)
    assert caught.value.code == "receipt_too_large"


def test_many_large_ones_together_are_too_much(small: Any) -> None:
    swarm = zipped({f"{n}.tlog-proof": bytes(MAX_RECEIPT_BYTES) for n in range(66)})
    with pytest.raises(TooLarge) as caught:
        verify_receipts(swarm, small.vkey)
    assert caught.value.code == "archive_too_large"


def test_an_archive_has_bounds(small: Any) -> None:
    too_many = dict.fromkeys(map(str, range(MAX_RECEIPTS + 1)), b"")
    with pytest.raises(TooLarge):
        pack_receipts(too_many)
    with pytest.raises(TooLarge):
        verify_receipts(zipped({name + ".tlog-proof": b"" for name in too_many}), small.vkey)
    with pytest.raises(TooLarge):
        verify_receipts(b"PK" + bytes(MAX_ARCHIVE_BYTES), small.vkey)


def encrypted(data: bytes) -> bytes:
    """The archive with the mark of encryption set on its first file."""
    at = data.index(b"PK\x01\x02") + 8
    return b"\x01\x00".join([data[:6], data[8:at]]) + b"\x01\x00" + data[at + 2 :]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _: b"PK",
        lambda data: data[: len(data) // 2],
        lambda data: data[:100] + b"\x00" * 50 + data[150:],
        lambda _: zipped({}),
        lambda _: zipped({"readme.txt": b"hello"}),
        lambda _: zipped({"a.tlog-proof": b"x"}).replace(b"\x08\x00", b"\x63\x00"),
        lambda _: encrypted(zipped({"a.tlog-proof": b"x" * 30})),
        lambda data: data[:-6] + struct.pack("<I", 2**32 - 2) + data[-2:],
    ],
)
def test_what_is_not_an_archive_of_receipts_is_refused(
    small: Any, receipts: dict[str, bytes], spoil: Callable[[bytes], bytes]
) -> None:
    with pytest.raises(BadInput) as caught:
        verify_receipts(spoil(pack_receipts(receipts)), small.vkey)
    assert caught.value.code == "archive_malformed"


def test_two_files_of_one_name_could_hide_one_another_and_are_refused(small: Any, receipts: dict[str, bytes]) -> None:
    twice = pack_receipts({"a": receipts["dec_0"], "b": receipts["dec_1"]}).replace(b"b.tlog-proof", b"a.tlog-proof")
    with pytest.raises(BadInput) as caught:
        verify_receipts(twice, small.vkey)
    assert caught.value.code == "archive_malformed"


def test_a_folder_in_the_name_is_only_a_name(small: Any, receipts: dict[str, bytes]) -> None:
    assert list(verify_receipts(zipped({"../../x.tlog-proof": receipts["dec_0"]}), small.vkey)) == [
        "../../x.tlog-proof"
    ]
