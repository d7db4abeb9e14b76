"""Several receipts in one zip file: all that is on the record about one item."""

import io
import zipfile
import zlib
from collections.abc import Mapping

from ombud.ledger.receipt import MAX_RECEIPT_BYTES, Receipt, verify_receipt
from ombud.model import BadInput, TooLarge

__all__ = ["MAX_ARCHIVE_BYTES", "MAX_RECEIPTS", "SUFFIX", "pack_receipts", "verify_receipts"]

MAX_ARCHIVE_BYTES = 16 * 1024 * 1024
MAX_RECEIPTS = 1000
_MAX_TOTAL_BYTES = 64 * 1024 * 1024
SUFFIX = ".tlog-proof"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same receipts make the same file
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)


def pack_receipts(receipts: Mapping[str, bytes]) -> bytes:
    """A zip of receipts by file name (without suffix), in the order given. Raises TooLarge (``archive_too_large``)."""
    if len(receipts) > MAX_RECEIPTS:
        raise TooLarge("archive_too_large", f"an archive holds at most {MAX_RECEIPTS} receipts")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in receipts.items():
            archive.writestr(zipfile.ZipInfo(name + SUFFIX, _EPOCH), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def verify_receipts(data: bytes, vkey: str) -> dict[str, Receipt]:
    """Every receipt in a zip, by file name, or the single one in a ``.tlog-proof`` (by the name ``""``), all verified.

    Raises what `verify_receipt` raises, with the file's name as the error's field; BadInput (``archive_malformed``);
    TooLarge (``archive_too_large``). Never unpacks more than it says it may, whatever the zip claims about itself.
    """
    if not data.startswith(b"PK"):
        return {"": verify_receipt(data, vkey)}
    verified = {}
    for name, receipt in _unpack(data).items():
        try:
            verified[name] = verify_receipt(receipt, vkey)
        except BadInput as error:
            raise type(error)(error.code, error.detail, advice=error.advice, field=name) from error
    return verified


def _unpack(data: bytes) -> dict[str, bytes]:
    if len(data) > MAX_ARCHIVE_BYTES:
        raise TooLarge("archive_too_large", f"an archive of receipts has at most {MAX_ARCHIVE_BYTES} bytes")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _read_all(archive)
    except _UNREADABLE as error:
        raise _malformed("it cannot be read") from error


def _read_all(archive: zipfile.ZipFile) -> dict[str, bytes]:
    members = archive.infolist()
    if len(members) > MAX_RECEIPTS:
        raise TooLarge("archive_too_large", f"an archive holds at most {MAX_RECEIPTS} receipts")
    found: dict[str, bytes] = {}
    for member in members:
        if not member.filename.endswith(SUFFIX) or member.filename in found:
            raise _malformed(f"{member.filename!r:.80} is not a receipt, or there twice")
        with archive.open(member) as file:
            found[member.filename] = file.read(MAX_RECEIPT_BYTES + 1)  # one more: then it is refused as too large
        if sum(map(len, found.values())) > _MAX_TOTAL_BYTES:
            raise TooLarge("archive_too_large", f"the receipts have more than {_MAX_TOTAL_BYTES} bytes together")
    if not found:
        raise _malformed("it is empty")
    return found


def _malformed(why: str) -> BadInput:
    return BadInput(
        "archive_malformed",
        f"this is not an archive of receipts, or it was damaged: {why}",
        advice="Give the .zip file exactly as you received it.",
    )
