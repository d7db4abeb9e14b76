"""What a community teaches its signals: suggestions from outside, and what was fitted to its decisions."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Table,
    UniqueConstraint,
    text,
)

from ombud.model import CorrectionState, TuningHow, TuningKind
from ombud.store.columns import Blob, Moment, Words
from ombud.store.tables.base import metadata, one_of, partial

__all__ = ["corrections", "tuning_steps", "tunings"]

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
    Column("digest", Blob),
    Column("times", BigInteger, nullable=False, server_default=text("1")),
    CheckConstraint(one_of("state", CorrectionState), name="state"),
    CheckConstraint("(state = 'waiting') = (judged_at IS NULL)", name="judged"),
    Index(None, "at"),
    Index(None, "state", "id"),
    partial("uq_corrections_waiting", "api_key", "digest", where="state = 'waiting'", unique=True),
)
"""Suggestions from outside. A queue, not the record: rows are deleted when they are old. `digest` is of the
community, the text and its labels: what the same key sends again while it waits is counted in `times`."""

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
    CheckConstraint(one_of("kind", TuningKind), name="kind"),
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
    Column("role", Words, nullable=False),
    Column("by_user", Words, ForeignKey("users.id")),
    Column("entry", Words, ForeignKey("entries.id"), nullable=False),
    UniqueConstraint("entry"),
    ForeignKeyConstraint(["tuning", "kind", "signal"], ["tunings.id", "tunings.kind", "tunings.signal"]),
    CheckConstraint(one_of("kind", TuningKind), name="kind"),
    CheckConstraint(one_of("how", TuningHow), name="how"),
    CheckConstraint(one_of("role", ("operator", "lead", "admin")), name="role"),
    CheckConstraint("how = 'back' OR tuning IS NOT NULL", name="fitted"),
)
"""When which one came into force; without one, the model is as it ships."""
