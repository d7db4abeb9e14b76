"""Demands from outside, as they came in, and the decisions that they led to."""

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Table, UniqueConstraint

from ombud.model import OrderFrom, OrderKind
from ombud.store.columns import Blob, Moment, Words
from ombud.store.tables.base import metadata, one_of

__all__ = ["order_actions", "order_waits", "orders"]

orders = Table(
    "orders",
    metadata,
    Column("id", Words, primary_key=True),
    Column("n", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", Words, nullable=False),
    Column("sender", Words, nullable=False),
    Column("country", Words),
    Column("token_hash", Blob, nullable=False),
    Column("body", Blob, nullable=False),
    Column("received_at", Moment, nullable=False),
    UniqueConstraint("token_hash", "n"),
    CheckConstraint(one_of("kind", OrderKind), name="kind"),
    CheckConstraint(one_of("sender", OrderFrom), name="sender"),
)
"""Append-only. The last `n` of an id is what counts: one that was sent back as incomplete can be said again."""

order_actions = Table(
    "order_actions",
    metadata,
    Column("decision", Words, ForeignKey("decisions.id"), primary_key=True),
    Column("order_id", Words, primary_key=True),
    Column("item", Words, nullable=False),
    Column("location", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "order_id"),
    Index(None, "item"),
)
"""What was done because of an order: a decision each, in a country, with other orders in theirs, and nothing else."""

order_waits = Table(
    "order_waits",
    metadata,
    Column("order_id", Words, primary_key=True),
    Column("item", Words, primary_key=True),
    Column("location", Words, nullable=False),
    Column("under", Words, ForeignKey("decisions.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "item"),
)
"""What an order in effect is about, and was away everywhere when it came: it holds there as soon as it is back."""
