"""The steps of every process, and what may follow what."""

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Table, UniqueConstraint

from ombud.store.columns import Moment, Words
from ombud.store.tables.base import metadata, partial

__all__ = ["ROLES", "process_arrows", "process_states", "process_steps"]

ROLES = ("reviewer", "lead", "admin", "operator", "person", "platform", "outsider", "automation", "clock")

process_arrows = Table(
    "process_arrows",
    metadata,
    Column("kind", Words, primary_key=True),
    Column("state", Words, primary_key=True),
    Column("move", Words, primary_key=True),
    Column("next", Words, nullable=False),
)
"""What may follow what: the machines of `ombud.process`, as the database knows them. Only migrations write here."""

process_steps = Table(
    "process_steps",
    metadata,
    Column("kind", Words, primary_key=True),
    Column("subject", Words, primary_key=True),
    Column("n", BigInteger, primary_key=True, autoincrement=False),
    Column("move", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Column("role", Words, nullable=False),
    Column("by_user", Words, ForeignKey("users.id")),
    Column("note", Words, nullable=False),
    Column("due", Moment),
    Column("entry", Words, ForeignKey("entries.id")),
    UniqueConstraint("entry"),
    # not IN, for which SQLite would build a table for every row
    CheckConstraint(" OR ".join(f"role = '{role}'" for role in ROLES), name="role"),
    CheckConstraint("(by_user IS NULL) = (role <> 'reviewer' AND role <> 'lead' AND role <> 'admin')", name="by"),
)
"""Append-only; one after the other, each along an arrow."""

process_states = Table(
    "process_states",
    metadata,
    Column("kind", Words, primary_key=True),
    Column("subject", Words, primary_key=True),
    Column("n", BigInteger, nullable=False),
    Column("state", Words, nullable=False),
    Column("since", Moment, nullable=False),
    Column("due", Moment),
    Index(None, "kind", "state", "since", "subject"),
    partial("ix_process_states_due", "kind", "due", where="due IS NOT NULL"),
)
"""The last step of each process, kept by the database itself: what is due is found without looking at the rest."""
