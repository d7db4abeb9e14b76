"""The record: what happened, what was decided and why, and what the log commits to."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Table,
    UniqueConstraint,
)

from ombud.model import Measure
from ombud.store.columns import Blob, Moment, Serial, Words
from ombud.store.tables.base import metadata, one_of, partial

__all__ = ["checkpoints", "decisions", "entries", "events", "statements"]

events = Table(
    "events",
    metadata,
    Column("id", Words, primary_key=True),
    Column("type", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Column("item", Words, nullable=False),
    Column("author", Words),
    Column("source", Words, nullable=False),
    Column("body", Blob, nullable=False),
    Column("digest", Blob, nullable=False),
    Column("received_at", Moment, nullable=False),
    Index(None, "at", "id"),
    partial("ix_events_authors", "item", "received_at", "id", where="author IS NOT NULL"),
)

entries = Table(
    "entries",
    metadata,
    Column("seq", Serial, primary_key=True, autoincrement=True),
    Column("id", Words, nullable=False),
    Column("type", Words, nullable=False),
    Column("period", Words, nullable=False),
    Column("record", Blob, nullable=False),
    Column("salt", Blob, nullable=False),
    Column("commitment", Blob, nullable=False),
    Column("idx", BigInteger),
    UniqueConstraint("id"),
    CheckConstraint("length(record) > 0 AND length(salt) = 32 AND length(commitment) = 32", name="sealed"),
    partial("uq_entries_idx", "idx", where="idx IS NOT NULL", unique=True),
    partial("ix_entries_waiting", "seq", where="idx IS NULL"),
)

checkpoints = Table(
    "checkpoints",
    metadata,
    Column("size", BigInteger, primary_key=True, autoincrement=False),
    Column("root", Blob, nullable=False),
    Column("note", Words, nullable=False),
    Column("at", Moment, nullable=False),
    CheckConstraint("size >= 0", name="size"),
)

statements = Table(
    "statements",
    metadata,
    Column("id", Words, primary_key=True),
    Column("decision", Words, nullable=False),
    Column("body", Words, nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("decision"),
    UniqueConstraint("id", "decision"),
    # A statement gives reasons: it cites at least one clause or states facts. Each database reads JSON its own way;
    # PostgreSQL reads none that holds U+0000, which a person may have written, so it is shown another character.
    CheckConstraint(
        "json_valid(body) AND (coalesce(json_array_length(body, '$.cited'), 0) > 0"
        " OR trim(coalesce(json_extract(body, '$.facts'), '')) <> '')",
        name="reasons",
    ).ddl_if(dialect="sqlite"),
    CheckConstraint(
        "CASE WHEN coalesce(json_array_length(replace(body, '\\u0000', '\\u0001')::json -> 'cited'), 0) > 0 THEN true"
        " ELSE coalesce(btrim(replace(body, '\\u0000', '\\u0001')::json ->> 'facts'), '') <> '' END",
        name="reasons",
    ).ddl_if(dialect="postgresql"),
)

decisions = Table(
    "decisions",
    metadata,
    Column("seq", Serial, primary_key=True, autoincrement=True),
    Column("id", Words, ForeignKey("entries.id"), nullable=False),
    Column("event", Words, ForeignKey("events.id"), nullable=False),
    Column("item", Words, nullable=False),
    Column("measure", Words, nullable=False),
    Column("actor_kind", Words, nullable=False),
    Column("by_user", Words, ForeignKey("users.id")),
    Column("policy", Words, ForeignKey("policies.version"), nullable=False),
    Column("statement", Words),
    Column("case_id", Words),
    Column("proposed", Words),
    Column("replaces", Words, ForeignKey("decisions.id")),
    Column("appeal", Words, ForeignKey("appeals.id", use_alter=True)),
    Column("first_clause", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Column("received_at", Moment, nullable=False),
    UniqueConstraint("id"),
    UniqueConstraint("event"),
    ForeignKeyConstraint(["statement", "id"], ["statements.id", "statements.decision"]),
    ForeignKeyConstraint(["case_id", "item"], ["cases.id", "cases.item"]),
    CheckConstraint(one_of("measure", Measure), name="measure"),
    CheckConstraint("measure IN ('allow', 'restore') OR statement IS NOT NULL", name="no_restriction_without_reasons"),
    CheckConstraint(
        "(actor_kind = 'automation' AND by_user IS NULL) OR (actor_kind = 'human' AND by_user IS NOT NULL)",
        name="actor",
    ),
    # A machine may give back what an appeal is about (nobody eligible heard it in time); nothing else.
    CheckConstraint("appeal IS NULL OR actor_kind = 'human' OR measure = 'restore'", name="no_appeal_by_machine"),
    Index(None, "item", "seq"),
    Index(None, "at"),
    partial("ix_decisions_case", "case_id", where="case_id IS NOT NULL"),
    partial("ix_decisions_replaces", "replaces", where="replaces IS NOT NULL"),
    partial("ix_decisions_appeal", "appeal", where="appeal IS NOT NULL"),
)
