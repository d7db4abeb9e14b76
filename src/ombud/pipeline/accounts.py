"""Accounts of reviewers, and keys of platforms. Secrets are shown once and kept only as hashes."""

import base64
import hashlib
from datetime import timedelta
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ombud.model import ApiKey, BadInput, Conflict, Forbidden, NotFound, Role, Session, User, new_id
from ombud.ports import Clock, Randomness, Store
from ombud.process import check_address

__all__ = ["KEY_PREFIX", "SCOPES", "Accounts"]

SCOPES = ("events:write", "decisions:read", "people:write", "strikes:read", "score")
KEY_PREFIX = "ombud_"
"""What keys begin with. The rest is base32 (RFC 4648) in small letters, so that it may be part of a host name, too."""

MIN_PASSWORD = 12
MAX_PASSWORD = 512
_SESSION = timedelta(hours=12)
_MAX_NAME = 64


class Accounts:
    """argon2id (RFC 9106) for passwords; SHA-256 for tokens and keys, which are random and need no stretching."""

    def __init__(self, store: Store, clock: Clock, randomness: Randomness) -> None:
        self._store = store
        self._clock = clock
        self._randomness = randomness
        self._hasher = PasswordHasher()

    # ── users ────────────────────────────────────────────────────────────────────────────────────────────────────────
    def add_user(self, name: str, role: Role, password: str) -> User:
        """Raises BadInput for the name or password, Conflict when the name is taken."""
        now = self._clock.now()
        user = User(
            id=new_id("usr", now, self._randomness.bytes(10)),
            name=_name(name),
            role=role,
            password_hash=self._hash(password),
            created_at=now,
        )
        with self._store.write() as unit:
            if unit.people.user_named(user.name) is not None:
                raise Conflict("name_taken", f"There is already a user {user.name!r}.", field="name")
            unit.people.add_user(user)
        return user

    def set_password(self, user_id: str, password: str) -> None:
        """Also ends every session of theirs: whoever signed in with the old password is out.

        Raises BadInput for a password that is too short, NotFound.
        """
        hashed = self._hash(password)
        with self._store.write() as unit:
            unit.people.set_password(user_id, hashed)
            unit.people.end_sessions(user_id)

    def disable_user(self, name_or_id: str, *, by: User | None = None) -> User:
        """They are out at once and cannot sign in again; what they decided stays theirs. Twice is as once.

        `by` is who does it in the console; nobody locks themself out there. Raises NotFound, Forbidden.
        """
        with self._store.write() as unit:
            user = unit.people.user_named(name_or_id) or unit.people.user(name_or_id)
            if user is None:
                raise NotFound("no_such_user", f"There is no user {name_or_id!r}.")
            if by is not None and by.id == user.id:
                raise Forbidden("own_account", "Your own account can only be disabled by another admin.")
            unit.people.disable_user(user.id, self._clock.now())
            unit.people.end_sessions(user.id)
            unit.people.set_address(user.id, None)
        return user

    def address(self, user_id: str) -> str | None:
        """Where they want to be told that appeals wait."""
        with self._store.read() as unit:
            return unit.people.address(user_id)

    def set_address(self, user_id: str, email: str) -> None:
        """Instead of the one before; an empty one forgets it. Raises BadInput (``email_invalid``)."""
        address = check_address(email) if email.strip() else None
        with self._store.write() as unit:
            unit.people.set_address(user_id, address)

    def set_role(self, name: str, role: Role) -> None:
        """Raises NotFound."""
        with self._store.write() as unit:
            user = unit.people.user_named(name)
            if user is None:
                raise NotFound("no_such_user", f"There is no user {name!r}.")
            unit.people.set_role(user.id, role)

    # ── sessions ─────────────────────────────────────────────────────────────────────────────────────────────────────
    def sign_in(self, name: str, password: str) -> str:
        """A session token for the cookie. Raises Forbidden: the same error, after the same work, whatever was wrong."""
        with self._store.read() as unit:
            user = unit.people.user_named(name.strip())
        usable = user is not None and user.disabled_at is None
        if not self._matches(user.password_hash if user and usable else self._nobody, password) or not (
            user and usable
        ):
            raise _refused()
        token = self._secret()
        now = self._clock.now()
        with self._store.write() as unit:
            if unit.people.user(user.id) != user:  # changed or disabled while the password was checked
                raise _refused()
            unit.people.add_session(
                Session(token_hash=_hash(token), user=user.id, created_at=now, expires_at=now + _SESSION)
            )
        return token

    def user_of(self, token: str) -> User | None:
        """Who a session token belongs to; None when it is unknown, expired, or its user disabled."""
        with self._store.read() as unit:
            session = unit.people.session(_hash(token))
            if session is None or session.expires_at <= self._clock.now():
                return None
            user = unit.people.user(session.user)
        return user if user is not None and user.disabled_at is None else None

    def sign_out(self, token: str) -> None:
        """Forget a session."""
        with self._store.write() as unit:
            unit.people.end_session(_hash(token))

    def forget_sessions(self) -> int:
        """Delete the sessions that are over; how many they were."""
        with self._store.write() as unit:
            return unit.people.forget_sessions(self._clock.now())

    # ── keys ─────────────────────────────────────────────────────────────────────────────────────────────────────────
    def add_key(self, name: str, scopes: tuple[str, ...]) -> tuple[ApiKey, str]:
        """A new key and its secret, which is shown this once. Raises BadInput for an unknown scope."""
        unknown = sorted(set(scopes) - set(SCOPES))
        if unknown or not scopes:
            raise BadInput("unknown_scope", f"Scopes are {', '.join(SCOPES)}.", field="scopes")
        now = self._clock.now()
        secret = KEY_PREFIX + base64.b32encode(self._randomness.bytes(32)).decode().rstrip("=").lower()
        key = ApiKey(
            id=new_id("key", now, self._randomness.bytes(10)),
            name=_name(name),
            secret_hash=_hash(secret),
            scopes=scopes,
            created_at=now,
        )
        with self._store.write() as unit:
            unit.people.add_key(key)
        return key, secret

    def key_of(self, secret: str) -> ApiKey | None:
        """The key a secret opens; None when it is unknown or revoked."""
        with self._store.read() as unit:
            key = unit.people.key(_hash(secret))
        return key if key is not None and key.revoked_at is None else None

    def keys(self) -> list[ApiKey]:
        """All keys, revoked ones too."""
        with self._store.read() as unit:
            return unit.people.keys()

    def users(self) -> list[User]:
        """All users."""
        with self._store.read() as unit:
            return unit.people.users()

    def revoke_key(self, key_id: str) -> None:
        """From now on it opens nothing. Raises NotFound."""
        with self._store.write() as unit:
            known = {key.id for key in unit.people.keys()}
            if key_id not in known:
                raise NotFound("no_such_key", f"There is no key {key_id!r}.")
            unit.people.revoke_key(key_id, self._clock.now())

    def _hash(self, password: str) -> str:
        if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
            raise BadInput(
                "password_length", f"A password has {MIN_PASSWORD} to {MAX_PASSWORD} characters.", field="password"
            )
        return self._hasher.hash(password)

    @cached_property
    def _nobody(self) -> str:
        """A hash to compare with when there is no such user, so that the answer takes as long."""
        return self._hasher.hash("nobody has this password")

    def _matches(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password[: MAX_PASSWORD + 1])
        except (VerificationError, InvalidHashError):
            return False

    def _secret(self) -> str:
        return base64.urlsafe_b64encode(self._randomness.bytes(32)).decode().rstrip("=")


def _refused() -> Forbidden:
    return Forbidden("sign_in_failed", "That name and password do not belong together.")


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def _name(name: str) -> str:
    trimmed = name.strip()
    if not 1 <= len(trimmed) <= _MAX_NAME or not trimmed.isprintable():
        raise BadInput("bad_name", f"A name has 1 to {_MAX_NAME} printable characters.", field="name")
    return trimmed
