"""Users, their sessions, and the keys of platforms."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Update, delete, func, literal, or_, select, update

from ombud.model import ApiKey, NotFound, Role, Session, User
from ombud.store.engine import Db
from ombud.store.tables import api_keys, outsiders, reviewer_addresses, sessions, users

__all__ = ["SqlPeople", "user_row"]

_OURS = users.c.id.not_in(select(outsiders.c.user_id))
_REACHABLE = (
    select(users.c.id, reviewer_addresses.c.email)
    .join(reviewer_addresses, reviewer_addresses.c.user_id == users.c.id)
    .where(users.c.disabled_at.is_(None), _OURS)
)


class SqlPeople:
    """`ports.People`."""

    def __init__(self, db: Db) -> None:
        self._db = db

    def add_user(self, user: User) -> None:
        """Raises Conflict when there is a user of this name."""
        self._db.insert(users, [user_row(user)])

    def user(self, user_id: str) -> User | None:
        """By id."""
        return self._user(users.c.id == user_id)

    def user_named(self, name: str) -> User | None:
        """By name."""
        return self._user(users.c.name == name)

    def users(self) -> list[User]:
        """Everybody who has an account, by name: not those who were asked from outside."""
        return [_user(row) for row in self._db.all(select(users).where(_OURS).order_by(users.c.name))]

    def set_role(self, user_id: str, role: str) -> None:
        """Raises NotFound."""
        self._change(update(users).where(users.c.id == user_id).values(role=role), "user")

    def set_password(self, user_id: str, password_hash: str) -> None:
        """Raises NotFound."""
        self._change(update(users).where(users.c.id == user_id).values(password_hash=password_hash), "user")

    def disable_user(self, user_id: str, at: datetime) -> None:
        """Raises NotFound. A user who was disabled stays disabled since then."""
        now_or_then = func.coalesce(users.c.disabled_at, literal(at, users.c.disabled_at.type))
        self._change(update(users).where(users.c.id == user_id).values(disabled_at=now_or_then), "user")

    def address(self, user_id: str) -> str | None:
        """Where they want to be told that appeals wait."""
        row = self._db.one(_REACHABLE.where(users.c.id == user_id))
        return row.email if row is not None else None

    def set_address(self, user_id: str, email: str | None) -> None:
        """Instead of the one before; None forgets it."""
        if email is None:
            self._db.run(delete(reviewer_addresses).where(reviewer_addresses.c.user_id == user_id))
        else:
            self._db.upsert(reviewer_addresses, {"user_id": user_id, "email": email})

    def addressed(self) -> list[str]:
        """Ids of those who can be told."""
        return [row.id for row in self._db.all(_REACHABLE.order_by(users.c.id))]

    def told(self, user_id: str, at: datetime, since: datetime) -> bool:
        """That somebody is told now; False, and nothing is changed, where they were between `since` and `at`."""
        told_at = reviewer_addresses.c.told_at
        before = or_(told_at.is_(None), told_at < since, told_at > at)
        mine = update(reviewer_addresses).where(reviewer_addresses.c.user_id == user_id, before)
        return bool(self._db.run(mine.values(told_at=at)))

    def add_session(self, session: Session) -> None:
        """Somebody signed in."""
        self._db.insert(
            sessions,
            [
                {
                    "token_hash": session.token_hash,
                    "user_id": session.user,
                    "created_at": session.created_at,
                    "expires_at": session.expires_at,
                }
            ],
        )

    def session(self, token_hash: bytes) -> Session | None:
        """A session, expired or not."""
        row = self._db.one(select(sessions).where(sessions.c.token_hash == token_hash))
        if row is None:
            return None
        return Session(
            token_hash=bytes(row.token_hash), user=row.user_id, created_at=row.created_at, expires_at=row.expires_at
        )

    def end_session(self, token_hash: bytes) -> None:
        """Signed out; ending what has ended is no error."""
        self._db.run(delete(sessions).where(sessions.c.token_hash == token_hash))

    def end_sessions(self, user_id: str) -> None:
        """Signed out everywhere; no error when they were nowhere signed in."""
        self._db.run(delete(sessions).where(sessions.c.user_id == user_id))

    def forget_sessions(self, before: datetime) -> int:
        """Delete those that expired before then; how many they were."""
        return self._db.run(delete(sessions).where(sessions.c.expires_at < before))

    def add_key(self, key: ApiKey) -> None:
        """A new key."""
        self._db.insert(
            api_keys,
            [
                {
                    "id": key.id,
                    "name": key.name,
                    "secret_hash": key.secret_hash,
                    "scopes": " ".join(key.scopes),
                    "created_at": key.created_at,
                    "revoked_at": key.revoked_at,
                }
            ],
        )

    def key(self, secret_hash: bytes) -> ApiKey | None:
        """A key, revoked or not."""
        row = self._db.one(select(api_keys).where(api_keys.c.secret_hash == secret_hash))
        return None if row is None else _key(row)

    def keys(self) -> list[ApiKey]:
        """All keys, oldest first."""
        return [_key(row) for row in self._db.all(select(api_keys).order_by(api_keys.c.created_at, api_keys.c.id))]

    def revoke_key(self, key_id: str, at: datetime) -> None:
        """Raises NotFound. A key that was revoked stays revoked since then."""
        now_or_then = (
            update(api_keys)
            .where(api_keys.c.id == key_id)
            .values(revoked_at=func.coalesce(api_keys.c.revoked_at, literal(at, api_keys.c.revoked_at.type)))
        )
        self._change(now_or_then, "key")

    def _user(self, which: ColumnElement[bool]) -> User | None:
        row = self._db.one(select(users).where(which))
        return None if row is None else _user(row)

    def _change(self, change: Update, what: str) -> None:
        if self._db.run(change) == 0:
            raise NotFound(f"no_such_{what}", f"There is no such {what}.")


def user_row(user: User) -> dict[str, Any]:
    """A user as they are inserted."""
    return {
        "id": user.id,
        "name": user.name,
        "role": user.role,
        "password_hash": user.password_hash,
        "created_at": user.created_at,
        "disabled_at": user.disabled_at,
    }


def _user(row: Row[Any]) -> User:
    return User(
        id=row.id,
        name=row.name,
        role=Role(row.role),
        password_hash=row.password_hash,
        created_at=row.created_at,
        disabled_at=row.disabled_at,
    )


def _key(row: Row[Any]) -> ApiKey:
    return ApiKey(
        id=row.id,
        name=row.name,
        secret_hash=bytes(row.secret_hash),
        scopes=tuple(row.scopes.split()),
        created_at=row.created_at,
        revoked_at=row.revoked_at,
    )
