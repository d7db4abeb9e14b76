"""What becomes public of a record: its type, its day, and a salted commitment. Nothing else, ever.

Whoever holds the record and its salt can show what a commitment stands for; nobody can find out by guessing, and
two commitments to the same record do not look alike.
"""

import hashlib
import re
from datetime import date
from functools import lru_cache

import msgspec

from ombud.ledger._strict import encode64, is_hash, strict64
from ombud.model import ENTRY_TYPES, BadInput, Entry, canonical

__all__ = ["SALT_BYTES", "PublicEntry", "commit", "open_entry", "parse_public_entry", "public_entry"]

SALT_BYTES = 32
_DOMAIN = b"ns/v1\0"
_SORTED = msgspec.json.Encoder(order="sorted")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class PublicEntry(msgspec.Struct, frozen=True):
    """A leaf of the log. `commit` is 32 bytes; `period` the UTC day, ``2026-11-22``; `type` one of ENTRY_TYPES."""

    commit: bytes
    period: str
    type: str

    def to_bytes(self) -> bytes:
        """The leaf as it stands in the log: canonical JSON with ``commit``, ``period``, ``type`` and ``v``."""
        if self.type in ENTRY_TYPES and _is_day(self.period):  # plain ASCII: sorted JSON is canonical, and quicker
            return _SORTED.encode(_Written(encode64(self.commit), self.period, self.type, 1))
        return canonical({"commit": encode64(self.commit), "period": self.period, "type": self.type, "v": 1})


class _Written(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    commit: str
    period: str
    type: str
    v: int


def commit(salt: bytes, record: bytes) -> bytes:
    """The 32 bytes ``SHA256("ns/v1\\0" || salt || record)``. The salt has 32 bytes, else BadInput (``salt_length``)."""
    if len(salt) != SALT_BYTES:
        raise BadInput("salt_length", f"a salt has {SALT_BYTES} bytes, not {len(salt)}")
    return hashlib.sha256(_DOMAIN + salt + record).digest()


def public_entry(entry: Entry) -> bytes:
    """The leaf data of an entry. Raises BadInput (``entry_malformed``) for what no reader of the log would accept."""
    public = PublicEntry(entry.commit, entry.period, entry.type)
    fault = _fault(public)
    if fault:
        raise BadInput("entry_malformed", fault)
    return public.to_bytes()


def parse_public_entry(leaf: bytes) -> PublicEntry:
    """Read leaf data back. Raises BadInput (``entry_malformed``) unless it is exactly what `public_entry` writes."""
    try:
        written = msgspec.json.decode(leaf, type=_Written)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput("entry_malformed", f"the entry is not a public entry: {error}") from error
    public = PublicEntry(strict64(written.commit) or b"", written.period, written.type)
    fault = _fault(public)
    if fault is None and public.to_bytes() != leaf:
        fault = "the entry is not written in its one canonical form"
    if fault:
        raise BadInput("entry_malformed", fault)
    return public


def open_entry(leaf: bytes, salt: bytes, record: bytes) -> PublicEntry:
    """The public entry, once it is shown that it commits to `record`.

    Raises BadInput: ``entry_malformed``, ``salt_length``, or ``record_altered`` when it commits to another record.
    """
    public = parse_public_entry(leaf)
    if commit(salt, record) != public.commit:
        raise BadInput("record_altered", "this entry of the log stands for another record than the one given")
    return public


def _fault(public: PublicEntry) -> str | None:
    if not is_hash(public.commit):
        return "the commitment is not 32 bytes in base 64"
    if public.type not in ENTRY_TYPES:
        return f"{public.type!r:.40} is no type of entry; known are {', '.join(ENTRY_TYPES)}"
    if not _is_day(public.period):
        return f"{public.period!r:.40} is no day such as '2026-11-22'"
    return None


@lru_cache(maxsize=64)
def _is_day(text: str) -> bool:
    if _DAY.fullmatch(text) is None:
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
