"""What restrictions count against their authors for a while."""

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Table

from ombud.store.columns import Moment, Words
from ombud.store.tables.base import metadata

__all__ = ["strikes"]

strikes = Table(
    "strikes",
    metadata,
    Column("id", Words, primary_key=True),
    Column("person", Words, nullable=False),
    Column("decision", Words, ForeignKey("decisions.id"), nullable=False),
    Column("item", Words, nullable=False),
    Column("clause", Words, nullable=False),
    Column("weight", BigInteger, nullable=False),
    Column("at", Moment, nullable=False),
    Column("until", Moment, nullable=False),
    CheckConstraint("weight BETWEEN 1 AND 100", name="weight"),
    CheckConstraint("until > at", name="until"),
    Index(None, "person"),
    Index(None, "item"),
)
"""Append-only; whether one stands is the state of its process (``strike``)."""
