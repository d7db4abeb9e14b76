"""Why some notices wait, and how people can be reached."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table

from ombud.model import Ground
from ombud.store.columns import Moment, Words
from ombud.store.tables.base import metadata, one_of

__all__ = ["contacts", "notice_withholdings"]

notice_withholdings = Table(
    "notice_withholdings",
    metadata,
    Column("notice", Words, ForeignKey("notices.id"), primary_key=True),
    Column("decision", Words, ForeignKey("decisions.id"), nullable=False),
    Column("ground", Words, nullable=False),
    Column("basis", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Column("until", Moment),
    CheckConstraint(one_of("ground", Ground), name="ground"),
    CheckConstraint("(until IS NOT NULL) = (ground = 'legal_gag')", name="until"),
    CheckConstraint("trim(basis) <> ''", name="basis"),
    Index(None, "decision"),
    Index(None, "at"),
)
"""Append-only: each says on which of the three grounds a notice does not go out."""

contacts = Table(
    "contacts",
    metadata,
    Column("person", Words, primary_key=True),
    Column("email", Words),
    Column("language", Words),
    Column("at", Moment, nullable=False),
    CheckConstraint("email IS NOT NULL OR language IS NOT NULL", name="something"),
)
"""Changed and deleted when the platform says so: the one table about people that forgets."""
