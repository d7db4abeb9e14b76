"""Those who work with Ombud: users with a role, and the API keys of platforms."""

from datetime import datetime
from enum import StrEnum

import msgspec

__all__ = ["ApiKey", "Role", "Session", "User"]


class Role(StrEnum):
    """Reviewers judge cases and hear appeals; leads also write and approve the policy and see deliveries.

    Admins also manage users and keys.
    """

    REVIEWER = "reviewer"
    LEAD = "lead"
    ADMIN = "admin"


class User(msgspec.Struct, frozen=True):
    """A person who signs in to the console. `password_hash` is an argon2id string."""

    id: str
    name: str
    role: Role
    password_hash: str
    created_at: datetime
    disabled_at: datetime | None = None


class Session(msgspec.Struct, frozen=True):
    """A signed-in browser, by the SHA-256 of its cookie."""

    token_hash: bytes
    user: str
    created_at: datetime
    expires_at: datetime


class ApiKey(msgspec.Struct, frozen=True):
    """A platform's key, by the SHA-256 of its secret.

    `scopes`: ``events:write decisions:read people:write strikes:read score``.
    """

    id: str
    name: str
    secret_hash: bytes
    scopes: tuple[str, ...]
    created_at: datetime
    revoked_at: datetime | None = None
