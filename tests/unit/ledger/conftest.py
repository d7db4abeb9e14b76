"""A small log to test with: real entries, real files (in a dict), a real key."""

import hashlib
from collections.abc import Callable

import pytest

from ombud.ledger import EMPTY_ROOT, Ed25519Signer, Head, append, commit, public_entry, sign_checkpoint
from ombud.model import Entry


class SmallLog:
    """A log in memory. `files` is everything the public sees."""

    def __init__(self) -> None:
        self.signer = Ed25519Signer("log.example/small", bytes(32))
        self.files: dict[str, bytes] = {}
        self.entries: list[Entry] = []
        self.head = Head(self.signer.name, 0, EMPTY_ROOT)
        self.sign()

    @property
    def vkey(self) -> str:
        return self.signer.vkey

    @property
    def checkpoint(self) -> str:
        return self.files["checkpoint"].decode()

    def sign(self) -> None:
        self.files["checkpoint"] = sign_checkpoint(self.head, self.signer).encode()

    def grow(self, count: int, type: str = "decision", period: str = "2026-11-22") -> None:  # noqa: A002 (the field's name)
        fresh = [_entry(len(self.entries) + i, type, period) for i in range(count)]
        files, root = append(self.files.get, self.head.size, [public_entry(entry) for entry in fresh])
        self.files |= files
        self.entries += fresh
        self.head = Head(self.signer.name, len(self.entries), root)
        self.sign()


def _entry(index: int, type: str, period: str) -> Entry:  # noqa: A002 (the field's name)
    salt = hashlib.sha256(index.to_bytes(8, "big")).digest()
    record = f'{{"id":"dec_{index}","text":"größer ✓"}}'.encode()
    return Entry(
        id=f"dec_{index}", type=type, period=period, record=record, salt=salt, commit=commit(salt, record), index=index
    )


@pytest.fixture
def log() -> SmallLog:
    return SmallLog()


@pytest.fixture
def log_of() -> Callable[[int], SmallLog]:
    def build(size: int) -> SmallLog:
        log = SmallLog()
        log.grow(size)
        return log

    return build
