"""Receipts: what a person keeps to show that something is on the record (c2sp.org/tlog-proof@v1).

A receipt is one text file, ``.tlog-proof``. It holds the record itself, the salt that opens its commitment, the proof
that the commitment is in the log, and the log's signed head. Checking one needs only the log's public key.
"""

import msgspec

from ombud.ledger._strict import decimal, encode64, is_hash, strict64
from ombud.ledger.checkpoint import claimed_head, open_checkpoint
from ombud.ledger.commitment import PublicEntry, commit, public_entry
from ombud.ledger.merkle import leaf_hash, verify_inclusion
from ombud.ledger.tiles import Reader, inclusion_proof
from ombud.model import BadInput, Conflict, Entry, SystemFault, TooLarge, canonical

__all__ = ["MAX_RECEIPT_BYTES", "Receipt", "format_receipt", "issue_receipt", "parse_receipt", "verify_receipt"]

MAX_RECEIPT_BYTES = 1024 * 1024
_FIRST_LINE = "c2sp.org/tlog-proof@v1"
_MAX_PROOF = 63  # a log below 2**63 entries is at most that high


class Receipt(msgspec.Struct, frozen=True):
    """A record on the log with its proof.

    `record` are the record's canonical bytes, `commit` what the log holds in its place, `index` its position,
    `proof` the hashes from the leaf's sibling up, `checkpoint` the signed note, verbatim.
    """

    type: str
    period: str
    record: bytes
    salt: bytes
    commit: bytes
    index: int
    proof: tuple[bytes, ...]
    checkpoint: str


class _Extra(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The private half, which travels in the proof's ``extra`` line."""

    commit: str
    period: str
    record: str
    salt: str
    type: str
    v: int


def issue_receipt(read: Reader, entry: Entry, checkpoint: str) -> bytes:
    """The receipt of an entry in the log with that checkpoint, as ``.tlog-proof`` text, checked before it goes out.

    Raises Conflict (``not_yet_sequenced``) while the entry is not under the checkpoint, SystemFault when the files of
    the log do not bear it out.
    """
    head = claimed_head(checkpoint)
    if entry.index is None or entry.index >= head.size:
        raise Conflict(
            "not_yet_sequenced",
            f"{entry.id} is stored and on its way into the public log, but not in it yet",
            advice="Ask again in a few minutes.",
        )
    proof = inclusion_proof(read, entry.index, head.size)
    try:
        verify_inclusion(leaf_hash(public_entry(entry)), entry.index, head.size, proof, head.root)
    except BadInput as error:
        raise SystemFault("ledger_damaged", f"the log does not hold {entry.id} at {entry.index}") from error
    return format_receipt(
        Receipt(
            type=entry.type,
            period=entry.period,
            record=entry.record,
            salt=entry.salt,
            commit=entry.commit,
            index=entry.index,
            proof=tuple(proof),
            checkpoint=checkpoint,
        )
    )


def format_receipt(receipt: Receipt) -> bytes:
    """A receipt as ``.tlog-proof`` text. Raises BadInput (``receipt_malformed``) for a record that is not UTF-8."""
    try:
        record = receipt.record.decode()
    except UnicodeDecodeError as error:
        raise BadInput("receipt_malformed", "the record is not UTF-8 text") from error
    extra = {
        "commit": encode64(receipt.commit),
        "period": receipt.period,
        "record": record,
        "salt": encode64(receipt.salt),
        "type": receipt.type,
        "v": 1,
    }
    lines = [
        _FIRST_LINE,
        f"extra {encode64(canonical(extra))}",
        f"index {receipt.index}",
        *map(encode64, receipt.proof),
    ]
    return ("\n".join(lines) + "\n\n" + receipt.checkpoint).encode()


def parse_receipt(data: bytes) -> Receipt:
    """Take a receipt apart without believing it.

    Raises BadInput (``receipt_malformed``), TooLarge (``receipt_too_large``).
    """
    if len(data) > MAX_RECEIPT_BYTES:
        raise TooLarge("receipt_too_large", f"a receipt has at most {MAX_RECEIPT_BYTES} bytes; this is something else")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise _malformed("it is not a text file") from error
    proof, gap, checkpoint = text.partition("\n\n")
    first, *lines = proof.split("\n")
    if first != _FIRST_LINE:
        raise _malformed(f"its first line is not {_FIRST_LINE}")
    if not gap or len(lines) < 2 or not lines[0].startswith("extra ") or not lines[1].startswith("index "):
        raise _malformed("the lines with the record, the index or the log's state are missing")
    index = decimal(lines[1].removeprefix("index "))
    if index is None:
        raise _malformed("its index is not a number as it must be written")
    extra = _parse_extra(lines[0].removeprefix("extra "))
    return Receipt(
        type=extra.type,
        period=extra.period,
        record=extra.record.encode(),
        salt=_bytes32(extra.salt, "the salt"),
        commit=_bytes32(extra.commit, "the commitment"),
        index=index,
        proof=_parse_proof(lines[2:]),
        checkpoint=checkpoint,
    )


def verify_receipt(data: bytes, vkey: str) -> Receipt:
    """The receipt, once everything in it is shown to be true by the log's public key alone.

    Raises BadInput with a code for what is wrong. The file: ``receipt_malformed``, ``receipt_too_large``. The key:
    ``vkey_malformed``, ``wrong_key`` (another log signed it). The log's signed state: ``bad_signature``, ``wrong_log``,
    ``note_malformed``, ``note_too_large``, ``checkpoint_malformed``. What it is a receipt for: ``record_altered`` (not
    the record the log committed to), ``proof_fails`` (the entry is not in the log at this place).
    """
    receipt = parse_receipt(data)
    head = open_checkpoint(receipt.checkpoint, vkey)
    if commit(receipt.salt, receipt.record) != receipt.commit:
        raise BadInput(
            "record_altered",
            "the record in this receipt is not the one that was put on the log: its text was changed afterwards",
            advice="Get the receipt again from where it came from, and do not rely on this copy.",
        )
    leaf = PublicEntry(receipt.commit, receipt.period, receipt.type).to_bytes()
    try:
        verify_inclusion(leaf_hash(leaf), receipt.index, head.size, receipt.proof, head.root)
    except BadInput as error:
        raise BadInput(
            "proof_fails",
            "the log's signature is good, but the proof in this receipt does not lead to it: "
            "either the receipt was changed, or this record is not on the log",
            advice="Get the receipt again; if that one fails too, keep both: they are evidence.",
        ) from error
    return receipt


def _parse_extra(encoded: str) -> _Extra:
    data = strict64(encoded)
    if data is None:
        raise _malformed("the line with the record is not base 64")
    try:
        extra = msgspec.json.decode(data, type=_Extra)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _malformed("the line with the record does not hold what it should") from error
    if extra.v != 1:
        raise _malformed(f"it is of version {extra.v}, which this program does not know")
    if canonical(msgspec.to_builtins(extra)) != data:
        raise _malformed("the line with the record is not in its one canonical form")
    return extra


def _parse_proof(lines: list[str]) -> tuple[bytes, ...]:
    if len(lines) > _MAX_PROOF:
        raise _malformed("its proof is longer than any log is high")
    return tuple(_bytes32(line, "a line of the proof") for line in lines)


def _bytes32(encoded: str, what: str) -> bytes:
    data = strict64(encoded)
    if data is None or not is_hash(data):
        raise _malformed(f"{what} is not 32 bytes in base 64")
    return data


def _malformed(why: str) -> BadInput:
    return BadInput(
        "receipt_malformed",
        f"this is not a receipt, or it was damaged: {why}",
        advice="Give the .tlog-proof file exactly as you received it.",
    )
