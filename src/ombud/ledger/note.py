"""Signed notes and verifier keys, with Ed25519 (c2sp.org/signed-note)."""

import hashlib
import re

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ombud.ledger._strict import encode64, strict64
from ombud.model import BadInput, TooLarge
from ombud.ports import Signer

__all__ = [
    "MAX_NOTE_BYTES",
    "Note",
    "Signature",
    "VerifierKey",
    "make_vkey",
    "parse_note",
    "parse_vkey",
    "sign_note",
    "verify_note",
]

MAX_NOTE_BYTES = 256 * 1024
_MAX_SIGNATURES = 64
_ED25519 = b"\x01"
_PUBLIC_BYTES = 32
_KEY_ID_BYTES = 4
_MARK = "— "
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
_KEY_ID = re.compile(r"[0-9a-f]{8}")


class VerifierKey(msgspec.Struct, frozen=True):
    """Whose signatures to believe: the key's name (the log's origin), its 4-byte id and 32-byte public key."""

    name: str
    key_id: bytes
    public: bytes


class Signature(msgspec.Struct, frozen=True):
    """One signature line of a note; only the key it belongs to can say whether it is any good."""

    name: str
    key_id: bytes
    signature: bytes


class Note(msgspec.Struct, frozen=True):
    """A parsed note. Nothing in `text` may be believed before `verify_note`."""

    text: str
    signatures: tuple[Signature, ...]


def make_vkey(name: str, public: bytes) -> str:
    """The verifier key ``name+id+base64`` of an Ed25519 public key (32 bytes). Raises BadInput (``key_name``)."""
    if not _is_name(name):
        raise BadInput("key_name", f"{name!r:.80} cannot name a key: no spaces, plus signs or control characters")
    if len(public) != _PUBLIC_BYTES:
        raise BadInput("vkey_malformed", f"an Ed25519 public key has {_PUBLIC_BYTES} bytes, not {len(public)}")
    return f"{name}+{_key_id(name, public).hex()}+{encode64(_ED25519 + public)}"


def parse_vkey(vkey: str) -> VerifierKey:
    """Read a verifier key. Raises BadInput (``vkey_malformed``)."""
    name, _, rest = vkey.partition("+")
    key_id, _, encoded = rest.partition("+")
    key = strict64(encoded)
    if not _is_name(name) or not _KEY_ID.fullmatch(key_id) or key is None or len(key) != 1 + _PUBLIC_BYTES:
        raise _not_a_vkey("it does not have the form name+id+key")
    if key[:1] != _ED25519:
        raise _not_a_vkey("it is not an Ed25519 key")
    if bytes.fromhex(key_id) != _key_id(name, key[1:]):
        raise _not_a_vkey("its parts do not belong together")
    return VerifierKey(name, bytes.fromhex(key_id), key[1:])


def parse_note(note: str) -> Note:
    """Take a note apart without believing it. Raises BadInput (``note_malformed``), TooLarge (``note_too_large``)."""
    if not _is_utf8(note):
        raise BadInput("note_malformed", "this is not a signed text: it holds half of a surrogate pair")
    if len(note.encode()) > MAX_NOTE_BYTES:
        raise TooLarge("note_too_large", f"a signed note has at most {MAX_NOTE_BYTES} bytes")
    text, gap, lines = note.rpartition("\n\n")
    if _CONTROL.search(note) or not gap or not lines.endswith("\n"):
        raise BadInput("note_malformed", "this is not a signed text: no signatures are found at its end")
    signatures = lines[:-1].split("\n")
    if len(signatures) > _MAX_SIGNATURES:
        raise TooLarge("note_too_large", f"a signed note has at most {_MAX_SIGNATURES} signatures")
    return Note(text + "\n", tuple(map(_parse_signature, signatures)))


def sign_note(text: str, signer: Signer) -> str:
    """The text (ending in a newline) with the signer's signature. Raises BadInput (``note_malformed``)."""
    if not text.endswith("\n") or _CONTROL.search(text) or not _is_utf8(text):
        raise BadInput("note_malformed", "the text of a note is UTF-8, ends in a newline and has no control characters")
    key = parse_vkey(signer.vkey)
    signature = key.key_id + signer.sign(text.encode())
    return f"{text}\n{_MARK}{key.name} {encode64(signature)}\n"


def verify_note(note: str, vkey: str) -> str:
    """The text of a note that the key has signed. Signatures by keys we do not know are passed over, as the
    specification asks.

    Raises BadInput: ``vkey_malformed``, ``note_malformed``, ``wrong_key`` when that key did not sign, ``bad_signature``
    when the signature is not good.
    """
    key = parse_vkey(vkey)
    parsed = parse_note(note)
    ours = [line for line in parsed.signatures if (line.name, line.key_id) == (key.name, key.key_id)]
    if not ours:
        raise BadInput(
            "wrong_key",
            f"this was not signed by the key of {key.name!r}",
            advice="Check that the key and the file are from the same log.",
        )
    public = Ed25519PublicKey.from_public_bytes(key.public)
    for line in ours:
        try:
            public.verify(line.signature, parsed.text.encode())
        except InvalidSignature as error:
            raise BadInput(
                "bad_signature",
                f"the signature of {key.name!r} does not fit the text: one of the two was altered",
                advice="Get the file again from where it came from; if it fails again, keep it and ask why.",
            ) from error
    return parsed.text


def _parse_signature(line: str) -> Signature:
    name, _, encoded = line.removeprefix(_MARK).partition(" ")
    data = strict64(encoded)
    if not line.startswith(_MARK) or not _is_name(name) or data is None or len(data) <= _KEY_ID_BYTES:
        raise BadInput("note_malformed", "a signature line is not well-formed")
    return Signature(name, data[:_KEY_ID_BYTES], data[_KEY_ID_BYTES:])


def _key_id(name: str, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + public).digest()[:_KEY_ID_BYTES]


def _is_name(name: str) -> bool:
    fits = 0 < len(name) <= 255 and "+" not in name and not _CONTROL.search(name)
    return fits and not any(map(str.isspace, name)) and _is_utf8(name)


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _not_a_vkey(why: str) -> BadInput:
    return BadInput(
        "vkey_malformed",
        f"this is not the public key of a log: {why}",
        advice="Copy the whole line that the log publishes, such as log.example+1a2b3c4d+AX...=",
    )
