"""Reports, who made them, what they led to, and whose come first."""

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

from ombud.store.columns import Blob, Moment, Words
from ombud.store.tables.base import metadata

__all__ = ["flaggers", "network_secrets", "report_answers", "report_cases", "report_contacts", "reports"]

flaggers = Table(
    "flaggers",
    metadata,
    Column("id", Words, primary_key=True),
    Column("name", Words, nullable=False),
    Column("awarded_by", Words, nullable=False),
    Column("key_hash", Blob, nullable=False),
    Column("added_at", Moment, nullable=False),
    UniqueConstraint("key_hash"),
)
"""Trusted flaggers. Whether one is trusted now, its process says."""

reports = Table(
    "reports",
    metadata,
    Column("id", Words, primary_key=True),
    Column("item", Words, nullable=False),
    Column("url", Words),
    Column("clause", Words),
    Column("law", Words),
    Column("explanation", Words, nullable=False),
    Column("language", Words, nullable=False),
    Column("content", Words, nullable=False),
    Column("reporter", Words),
    Column("network", Words),
    Column("flagger", Words, ForeignKey("flaggers.id")),
    Column("platform", Words, ForeignKey("api_keys.id")),
    Column("token_hash", Blob, nullable=False),
    Column("filed_at", Moment, nullable=False),
    UniqueConstraint("token_hash"),
    CheckConstraint("(clause IS NULL) <> (law IS NULL)", name="ground"),
    CheckConstraint("trim(explanation) <> ''", name="explanation"),
    Index(None, "item"),
    Index(None, "reporter"),
    Index(None, "flagger"),
)
"""What somebody told us; append-only."""

report_contacts = Table(
    "report_contacts",
    metadata,
    Column("report", Words, ForeignKey("reports.id"), primary_key=True),
    Column("name", Words, nullable=False),
    Column("email", Words, nullable=False),
)
"""Who it was. Never changed; deleted when the report is long over."""

report_cases = Table(
    "report_cases",
    metadata,
    Column("report", Words, ForeignKey("reports.id"), primary_key=True),
    Column("case_id", Words, nullable=False),
    Column("item", Words, nullable=False),
    ForeignKeyConstraint(["case_id", "item"], ["cases.id", "cases.item"]),
    Index(None, "case_id"),
)
"""The one case of the item that a report opened or joined; append-only."""

report_answers = Table(
    "report_answers",
    metadata,
    Column("report", Words, ForeignKey("reports.id"), primary_key=True),
    Column("n", BigInteger, primary_key=True, autoincrement=False),
    Column("decision", Words, ForeignKey("decisions.id"), nullable=False),
    Index(None, "decision"),
)
"""The decision that answers a report, by the number of the step that gave the answer; append-only."""

network_secrets = Table(
    "network_secrets",
    metadata,
    Column("day", Words, primary_key=True),
    Column("secret", Blob, nullable=False),
)
"""What the networks of a day are hashed with. Deleted after the day: then nothing can be told from the hashes."""
