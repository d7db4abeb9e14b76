"""Whose data was asked for."""

from sqlalchemy import Column, Index, Table, UniqueConstraint

from ombud.store.columns import Blob, Moment, Words
from ombud.store.tables.base import metadata

__all__ = ["inquiries"]

inquiries = Table(
    "inquiries",
    metadata,
    Column("id", Words, primary_key=True),
    Column("order_id", Words, nullable=False),
    Column("person", Words, nullable=False),
    Column("token_hash", Blob, nullable=False),
    Column("at", Moment, nullable=False),
    Column("until", Moment),
    UniqueConstraint("order_id", "person"),
    UniqueConstraint("token_hash"),
    Index(None, "person"),
)
"""Append-only. Each is one person who is told of one order for data; `until` a moment where a law delays that."""
