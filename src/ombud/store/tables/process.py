"""Due process: human work, notices, appeals, and what must still be brought about."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    UniqueConstraint,
)

from ombud.store.columns import Blob, Moment, Serial, Words
from ombud.store.tables.base import metadata, one_of, partial

__all__ = ["appeal_outcomes", "appeals", "cases", "notices", "outbox", "progress"]

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
    CheckConstraint(one_of("severity", ("critical", "high", "medium", "low")), name="severity"),
    CheckConstraint(
        "(state = 'open' AND closed_at IS NULL) OR (state = 'closed' AND closed_at IS NOT NULL)", name="state"
    ),
    partial("uq_cases_open_item", "item", where="state = 'open'", unique=True),
    partial("ix_cases_open", "severity", "opened_at", "id", where="state = 'open'"),
    partial("ix_cases_open_queue", "queue", "severity", "opened_at", "id", where="state = 'open'"),
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
    Index(None, "person"),
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
    CheckConstraint(one_of("outcome", ("uphold", "partly", "overturn")), name="outcome"),
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
    CheckConstraint(one_of("state", ("waiting", "done", "parked")), name="state"),
    Index(None, "subject"),
    partial("ix_outbox_due", "topic", "due_at", where="state = 'waiting'"),
    Index(None, "state", "seq"),
)

progress = Table(
    "progress",
    metadata,
    Column("key", Words, primary_key=True),
    Column("value", BigInteger, nullable=False),
)
