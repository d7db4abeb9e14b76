"""Every table, once. The migrations build exactly this; a test compares the two on both databases.

What a CHECK or a foreign key can say is said here. What needs to look at other rows, or at what a row was before, is
said by triggers (``migrations/constitution.*.sql``).
"""

from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    UniqueConstraint,
    text,
)

from ombud.model import CorrectionState, How, Measure, Move, Role, TuningHow, TuningKind
from ombud.store.columns import Blob, Moment, Serial, Words

__all__ = [
    "api_keys",
    "appeal_outcomes",
    "appeals",
    "cases",
    "checkpoints",
    "corrections",
    "decisions",
    "draft_contents",
    "draft_steps",
    "drafts",
    "entries",
    "events",
    "metadata",
    "notices",
    "outbox",
    "policies",
    "progress",
    "publications",
    "sessions",
    "statements",
    "tuning_steps",
    "tunings",
    "users",
]

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _one_of(column: str, names: type[StrEnum] | tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(str(name)) for name in names)})"


policies = Table(
    "policies",
    metadata,
    Column("version", Words, primary_key=True),
    Column("name", Words, nullable=False),
    Column("title", Words, nullable=False),
    Column("language", Words, nullable=False),
    Column("files", Blob, nullable=False),
    Column("published_at", Moment, nullable=False),
)

publications = Table(
    "publications",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("version", Words, ForeignKey("policies.version"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("how", Words, nullable=False),
    Column("reason", Words, nullable=False),
    Column("role", Words, nullable=False),
    Column("by_user", Words, ForeignKey("users.id")),
    Column("entry", Words, ForeignKey("entries.id")),
    Column("draft", Words, ForeignKey("drafts.id")),
    UniqueConstraint("draft"),
    UniqueConstraint("entry"),
    CheckConstraint(_one_of("how", How), name="how"),
    CheckConstraint(_one_of("role", ("operator", "lead", "admin")), name="role"),
    CheckConstraint("how IN ('unstated', 'start') OR trim(reason) <> ''", name="reason"),
)
"""When which version came into force, and why; the same one may come back."""

drafts = Table(
    "drafts",
    metadata,
    Column("id", Words, primary_key=True),
    Column("title", Words, nullable=False),
    Column("author", Words, ForeignKey("users.id"), nullable=False),
    Column("opened_at", Moment, nullable=False),
)

draft_contents = Table(
    "draft_contents",
    metadata,
    Column("content", Words, primary_key=True),
    Column("files", Blob, nullable=False),
)
"""What drafts said, by the hash of it: the version that it would be."""

draft_steps = Table(
    "draft_steps",
    metadata,
    Column("draft", Words, ForeignKey("drafts.id"), primary_key=True),
    Column("n", BigInteger, primary_key=True, autoincrement=False),
    Column("move", Words, nullable=False),
    Column("by_user", Words, ForeignKey("users.id"), nullable=False),
    Column("role", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Column("base", Words, ForeignKey("policies.version"), nullable=False),
    Column("content", Words, ForeignKey("draft_contents.content"), nullable=False),
    Column("note", Words, nullable=False),
    CheckConstraint(_one_of("move", Move), name="move"),
)
"""What was done with a draft, one step after the other. Where it is follows from the last one."""

users = Table(
    "users",
    metadata,
    Column("id", Words, primary_key=True),
    Column("name", Words, nullable=False),
    Column("role", Words, nullable=False),
    Column("password_hash", Words, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("disabled_at", Moment),
    UniqueConstraint("name"),
    CheckConstraint(_one_of("role", Role), name="role"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", Blob, primary_key=True),
    Column("user_id", Words, ForeignKey("users.id"), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", Words, primary_key=True),
    Column("name", Words, nullable=False),
    Column("secret_hash", Blob, nullable=False),
    Column("scopes", Words, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("revoked_at", Moment),
    UniqueConstraint("secret_hash"),
)

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
    Index(
        "ix_events_authors",
        "item",
        "received_at",
        "id",
        sqlite_where=text("author IS NOT NULL"),
        postgresql_where=text("author IS NOT NULL"),
    ),
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
    Index(
        "uq_entries_idx",
        "idx",
        unique=True,
        sqlite_where=text("idx IS NOT NULL"),
        postgresql_where=text("idx IS NOT NULL"),
    ),
    Index("ix_entries_waiting", "seq", sqlite_where=text("idx IS NULL"), postgresql_where=text("idx IS NULL")),
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

cases = Table(
    "cases",
    metadata,
    Column("id", Words, primary_key=True),
    Column("item", Words, nullable=False),
    Column("queue", Words, nullable=False),
    Column("severity", Words, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("state", Words, nullable=False),
    Column("version", Integer, nullable=False),
    Column("closed_at", Moment),
    UniqueConstraint("id", "item"),
    CheckConstraint(_one_of("severity", ("critical", "high", "medium", "low")), name="severity"),
    CheckConstraint(
        "(state = 'open' AND closed_at IS NULL) OR (state = 'closed' AND closed_at IS NOT NULL)", name="state"
    ),
    Index(
        "uq_cases_open_item",
        "item",
        unique=True,
        sqlite_where=text("state = 'open'"),
        postgresql_where=text("state = 'open'"),
    ),
    Index("ix_cases_open_queue", "queue", sqlite_where=text("state = 'open'"), postgresql_where=text("state = 'open'")),
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
    CheckConstraint(_one_of("measure", Measure), name="measure"),
    CheckConstraint("measure IN ('allow', 'restore') OR statement IS NOT NULL", name="no_restriction_without_reasons"),
    CheckConstraint(
        "(actor_kind = 'automation' AND by_user IS NULL) OR (actor_kind = 'human' AND by_user IS NOT NULL)",
        name="actor",
    ),
    # A machine may give back what an appeal is about (nobody eligible heard it in time); nothing else.
    CheckConstraint("appeal IS NULL OR actor_kind = 'human' OR measure = 'restore'", name="no_appeal_by_machine"),
    Index(None, "item", "seq"),
    Index(None, "at"),
    Index(
        "ix_decisions_case",
        "case_id",
        sqlite_where=text("case_id IS NOT NULL"),
        postgresql_where=text("case_id IS NOT NULL"),
    ),
    Index(
        "ix_decisions_replaces",
        "replaces",
        sqlite_where=text("replaces IS NOT NULL"),
        postgresql_where=text("replaces IS NOT NULL"),
    ),
    Index(
        "ix_decisions_appeal",
        "appeal",
        sqlite_where=text("appeal IS NOT NULL"),
        postgresql_where=text("appeal IS NOT NULL"),
    ),
)

notices = Table(
    "notices",
    metadata,
    Column("id", Words, primary_key=True),
    Column("decision", Words, ForeignKey("decisions.id"), nullable=False),
    Column("person", Words, nullable=False),
    Column("token_hash", Blob, nullable=False),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("token_hash"),
    Index(None, "decision"),
)

appeals = Table(
    "appeals",
    metadata,
    Column("id", Words, primary_key=True),
    Column("decision", Words, ForeignKey("decisions.id"), nullable=False),
    Column("case_id", Words, nullable=False),
    Column("item", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("filed_at", Moment, nullable=False),
    Column("event", Words, ForeignKey("events.id"), nullable=False),
    UniqueConstraint("decision"),
    ForeignKeyConstraint(["case_id", "item"], ["cases.id", "cases.item"]),
    Index(None, "filed_at"),
    Index(None, "item"),
)

appeal_outcomes = Table(
    "appeal_outcomes",
    metadata,
    Column("appeal", Words, ForeignKey("appeals.id"), primary_key=True),
    Column("outcome", Words, nullable=False),
    Column("reasons", Words, nullable=False),
    Column("decided_by", Words, ForeignKey("users.id"), nullable=False),
    Column("decision", Words, ForeignKey("decisions.id"), nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("decision"),
    CheckConstraint(_one_of("outcome", ("uphold", "partly", "overturn")), name="outcome"),
    CheckConstraint("trim(reasons) <> ''", name="reasons"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("seq", Serial, primary_key=True, autoincrement=True),
    Column("id", Words, nullable=False),
    Column("topic", Words, nullable=False),
    Column("subject", Words, nullable=False),
    Column("payload", Blob, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("state", Words, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("last_error", Words),
    Column("done_at", Moment),
    UniqueConstraint("id"),
    CheckConstraint(_one_of("state", ("waiting", "done", "parked")), name="state"),
    Index(None, "subject"),
    Index(
        "ix_outbox_due",
        "topic",
        "due_at",
        sqlite_where=text("state = 'waiting'"),
        postgresql_where=text("state = 'waiting'"),
    ),
    Index("ix_outbox_parked", "seq", sqlite_where=text("state = 'parked'"), postgresql_where=text("state = 'parked'")),
)

progress = Table(
    "progress",
    metadata,
    Column("key", Words, primary_key=True),
    Column("value", BigInteger, nullable=False),
)

corrections = Table(
    "corrections",
    metadata,
    Column("id", Words, primary_key=True),
    Column("text", Words, nullable=False),
    Column("lang", Words),
    Column("labels", Blob, nullable=False),
    Column("door", Words, nullable=False),
    Column("api_key", Words, ForeignKey("api_keys.id"), nullable=False),
    Column("community", Words),
    Column("at", Moment, nullable=False),
    Column("state", Words, nullable=False),
    Column("judged_by", Words, ForeignKey("users.id")),
    Column("judged_at", Moment),
    CheckConstraint(_one_of("state", CorrectionState), name="state"),
    CheckConstraint("(state = 'waiting') = (judged_at IS NULL)", name="judged"),
    Index(None, "at"),
    Index(None, "state", "id"),
)
"""Suggestions from outside. A queue, not the record: rows are deleted when they are old."""

tunings = Table(
    "tunings",
    metadata,
    Column("id", Words, primary_key=True),
    Column("kind", Words, nullable=False),
    Column("signal", Words, nullable=False),
    Column("base", Words, nullable=False),
    Column("body", Blob, nullable=False),
    Column("report", Blob, nullable=False),
    Column("made_at", Moment, nullable=False),
    UniqueConstraint("id", "kind", "signal"),
    CheckConstraint(_one_of("kind", TuningKind), name="kind"),
)
"""Calibrations and local heads. Decisions name them in the versions of their signals."""

tuning_steps = Table(
    "tuning_steps",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", Words, nullable=False),
    Column("signal", Words, nullable=False),
    Column("tuning", Words),
    Column("how", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Column("reason", Words, nullable=False),
    Column("by_user", Words, ForeignKey("users.id")),
    ForeignKeyConstraint(["tuning", "kind", "signal"], ["tunings.id", "tunings.kind", "tunings.signal"]),
    CheckConstraint(_one_of("kind", TuningKind), name="kind"),
    CheckConstraint(_one_of("how", TuningHow), name="how"),
    CheckConstraint("how = 'back' OR tuning IS NOT NULL", name="fitted"),
)
"""When which one came into force; without one, the model is as it ships."""
