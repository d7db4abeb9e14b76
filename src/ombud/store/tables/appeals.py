"""Appeals beyond their words and outcomes: terms, evidence, the board of what waits, outsiders, disputes."""

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Table, UniqueConstraint

from ombud.model import Lane, Urgency
from ombud.store.columns import Blob, Moment, Words
from ombud.store.tables.base import metadata, one_of

__all__ = [
    "appeal_board",
    "appeal_evidence",
    "appeal_terms",
    "dispute_bodies",
    "disputes",
    "involvements",
    "outsiders",
    "reviewer_skills",
]

appeal_terms = Table(
    "appeal_terms",
    metadata,
    Column("appeal", Words, ForeignKey("appeals.id"), primary_key=True),
    Column("language", Words, nullable=False),
    Column("target", Moment, nullable=False),
    Column("deadline", Moment, nullable=False),
    Column("urgency", Words),
    Column("claim", Words, nullable=False),
    CheckConstraint(one_of("urgency", Urgency), name="urgency"),
    CheckConstraint("target <= deadline", name="target"),
)
"""What was promised when an appeal was filed. Append-only."""

appeal_evidence = Table(
    "appeal_evidence",
    metadata,
    Column("appeal", Words, ForeignKey("appeals.id"), primary_key=True),
    Column("n", BigInteger, primary_key=True, autoincrement=False),
    Column("text", Words, nullable=False),
    Column("links", Words, nullable=False),
    Column("at", Moment, nullable=False),
)
"""What else the person brought forward. Append-only; `links` one to a line."""

appeal_board = Table(
    "appeal_board",
    metadata,
    Column("appeal", Words, ForeignKey("appeals.id"), primary_key=True),
    Column("item", Words, nullable=False),
    Column("case_id", Words, nullable=False),
    Column("language", Words, nullable=False),
    Column("post_language", Words, nullable=False),
    Column("clauses", Words, nullable=False),
    Column("lane", Words, nullable=False),
    Column("urgent", BigInteger, nullable=False),
    Column("filed_at", Moment, nullable=False),
    Column("target", Moment, nullable=False),
    Column("deadline", Moment, nullable=False),
    Column("holder", Words, ForeignKey("users.id")),
    Column("held_until", Moment),
    Column("reminded_at", Moment),
    CheckConstraint(one_of("lane", Lane), name="lane"),
    CheckConstraint("(holder IS NULL) = (held_until IS NULL)", name="held"),
    Index(None, "urgent", "target", "appeal"),
    Index(None, "holder", "held_until"),
)
"""One row for each appeal that waits: what the pages show and who has it. Not the record: that is in the steps."""

reviewer_skills = Table(
    "reviewer_skills",
    metadata,
    Column("user_id", Words, ForeignKey("users.id"), primary_key=True),
    Column("languages", Words, nullable=False),
    Column("knows", Words, nullable=False),
)
"""What reviewers read and know well, so that appeals find them."""

involvements = Table(
    "involvements",
    metadata,
    Column("item", Words, primary_key=True),
    Column("case_id", Words, primary_key=True),
    Column("user_id", Words, ForeignKey("users.id"), primary_key=True),
    Column("how", Words, primary_key=True),
    Column("at", Moment, nullable=False),
    CheckConstraint(one_of("how", ("confirmed", "led", "approved", "drafted", "advised", "invited")), name="how"),
    Index(None, "case_id"),
)
"""Who had a part in a case or item without deciding in it: they may not hear its appeal either. Append-only."""

outsiders = Table(
    "outsiders",
    metadata,
    Column("user_id", Words, ForeignKey("users.id"), primary_key=True),
    Column("appeal", Words, ForeignKey("appeals.id"), nullable=False),
    Column("token_hash", Blob, nullable=False),
    Column("invited_by", Words, ForeignKey("users.id"), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    UniqueConstraint("token_hash"),
    CheckConstraint("invited_by <> user_id", name="somebody_else"),
    Index(None, "appeal"),
)
"""Who was asked from outside to hear one appeal. Nobody can sign in as one of them. Append-only."""

dispute_bodies = Table(
    "dispute_bodies",
    metadata,
    Column("id", Words, primary_key=True),
    Column("name", Words, nullable=False),
    Column("url", Words, nullable=False),
    Column("languages", Words, nullable=False),
    Column("subjects", Words, nullable=False),
    Column("added_at", Moment, nullable=False),
    Column("removed_at", Moment),
)
"""Certified out-of-court bodies (DSA Art. 21) that people are pointed to."""

disputes = Table(
    "disputes",
    metadata,
    Column("id", Words, primary_key=True),
    Column("decision", Words, ForeignKey("decisions.id"), nullable=False),
    Column("body", Words, ForeignKey("dispute_bodies.id"), nullable=False),
    Column("reference", Words, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Index(None, "decision"),
)
"""Decisions that were taken to such a body. Append-only; what came of them is in the steps."""
