"""How many there are, without counting."""

from sqlalchemy import BigInteger, Column, Index, Table

from ombud.store.columns import Serial, Words
from ombud.store.tables.base import metadata

__all__ = ["counts"]

counts = Table(
    "counts",
    metadata,
    Column("seq", Serial, primary_key=True, autoincrement=True),
    Column("kind", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("n", BigInteger, nullable=False),
    Index(None, "kind", "state"),
)
"""Kept by triggers: how many of a kind are in a state is the sum of `n`.

`kind` is that of a process, ``outbox``, or ``case``: open ones, with ``SEVERITY/QUEUE`` for a state.
"""
