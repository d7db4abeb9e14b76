"""The policy, when which version of it came into force, and the drafts of the next one."""

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Table, UniqueConstraint

from ombud.model import How, Move
from ombud.store.columns import Blob, Moment, Words
from ombud.store.tables.base import metadata, one_of

__all__ = ["draft_contents", "draft_steps", "drafts", "policies", "publications"]

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
    CheckConstraint(one_of("how", How), name="how"),
    CheckConstraint(one_of("role", ("operator", "lead", "admin")), name="role"),
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
    CheckConstraint(one_of("move", Move), name="move"),
)
"""What was done with a draft, one step after the other. Where it is follows from the last one."""
