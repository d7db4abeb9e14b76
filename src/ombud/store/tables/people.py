"""Those who work with Ombud, and the keys of platforms."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Table, UniqueConstraint

from ombud.model import Role
from ombud.store.columns import Blob, Moment, Words
from ombud.store.tables.base import metadata, one_of

__all__ = ["api_keys", "reviewer_addresses", "sessions", "users"]

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
    CheckConstraint(one_of("role", Role), name="role"),
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

reviewer_addresses = Table(
    "reviewer_addresses",
    metadata,
    Column("user_id", Words, ForeignKey("users.id"), primary_key=True),
    Column("email", Words, nullable=False),
    Column("told_at", Moment),
)
"""Where a user wants to be told that appeals wait, and when they were last: changed and forgotten when they say so."""
