"""Checkpoints: the signed head of the log (c2sp.org/tlog-checkpoint)."""

import msgspec

from ombud.ledger._strict import decimal, encode64, is_hash, is_size, strict64
from ombud.ledger.merkle import EMPTY_ROOT
from ombud.ledger.note import parse_note, sign_note, verify_note
from ombud.model import BadInput
from ombud.ports import Signer

__all__ = ["Head", "format_checkpoint", "open_checkpoint", "parse_checkpoint", "sign_checkpoint"]


class Head(msgspec.Struct, frozen=True):
    """What a checkpoint says: the log's name, how many entries it has, and the root over all of them (32 bytes)."""

    origin: str
    size: int
    root: bytes


def format_checkpoint(head: Head) -> str:
    """The text to sign: three lines. Raises BadInput (``checkpoint_malformed``) for a head that cannot be."""
    fault = _fault(head)
    if fault:
        raise BadInput("checkpoint_malformed", fault)
    return f"{head.origin}\n{head.size}\n{encode64(head.root)}\n"


def parse_checkpoint(text: str) -> Head:
    """Read the text of a checkpoint. Raises BadInput (``checkpoint_malformed``).

    Extension lines are refused: nobody who watches the log could check what they say.
    """
    lines = text.split("\n")
    if len(lines) != 4 or lines[3]:
        raise BadInput("checkpoint_malformed", "a checkpoint has exactly three lines: name, size and root")
    size, root = decimal(lines[1]), strict64(lines[2])
    if size is None or root is None:
        raise BadInput("checkpoint_malformed", "the size or the root of the checkpoint is not written as it must be")
    head = Head(lines[0], size, root)
    fault = _fault(head)
    if fault:
        raise BadInput("checkpoint_malformed", fault)
    return head


def sign_checkpoint(head: Head, signer: Signer) -> str:
    """The checkpoint as published: a note signed by the log, whose name is the head's origin."""
    if head.origin != signer.name:
        raise BadInput("wrong_log", f"the key of {signer.name!r} does not sign for {head.origin!r}")
    return sign_note(format_checkpoint(head), signer)


def open_checkpoint(note: str, vkey: str) -> Head:
    """The head that the log with this key has signed.

    Raises BadInput: ``vkey_malformed``, ``note_malformed``, ``checkpoint_malformed``, ``wrong_key``, ``bad_signature``,
    ``wrong_log`` when the key's owner has signed for a log of another name.
    """
    head = parse_checkpoint(verify_note(note, vkey))
    name = vkey.partition("+")[0]
    if head.origin != name:
        raise BadInput("wrong_log", f"this is the state of the log {head.origin!r}, not of {name!r}")
    return head


def claimed_head(note: str) -> Head:
    """What a checkpoint says before anybody has checked its signature."""
    return parse_checkpoint(parse_note(note).text)


def _fault(head: Head) -> str | None:
    if not head.origin or "\n" in head.origin:
        return "a log needs a name of one line"
    if not is_size(head.size):
        return f"{head.size} is not the size of a log"
    if not is_hash(head.root):
        return "the root of the log is not 32 bytes in base 64"
    if head.size == 0 and head.root != EMPTY_ROOT:
        return "the root of an empty log is not the one it must be"
    return None
