"""Accounts and keys: shown once, kept as hashes, the same answer whatever was wrong."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from ombud.model import BadInput, Conflict, Forbidden, NotFound, Role
from ombud.pipeline import Accounts
from ombud.wiring import Config, Ombud
from tests.support.clock import SetClock

PASSWORD = "correct horse battery"


@pytest.fixture
def accounts(tmp_path: Path) -> Iterator[Accounts]:
    ombud = Ombud.open(Config(data=tmp_path / "data"))
    yield ombud.accounts
    ombud.close()


def test_signing_in_and_out(accounts: Accounts) -> None:
    user = accounts.add_user(" ana ", Role.REVIEWER, PASSWORD)
    token = accounts.sign_in("ana", PASSWORD)
    assert accounts.user_of(token) == user
    accounts.sign_out(token)
    assert accounts.user_of(token) is None


def test_sessions_that_are_over_are_forgotten(tmp_path: Path) -> None:
    clock = SetClock()
    ombud = Ombud.open(Config(data=tmp_path / "data"), clock)
    ombud.accounts.add_user("ana", Role.REVIEWER, PASSWORD)
    early = ombud.accounts.sign_in("ana", PASSWORD)
    clock.turn(hours=11)
    late = ombud.accounts.sign_in("ana", PASSWORD)
    assert ombud.accounts.forget_sessions() == 0
    clock.turn(hours=2)
    assert ombud.accounts.forget_sessions() == 1
    assert ombud.accounts.user_of(early) is None
    assert ombud.accounts.user_of(late) is not None
    ombud.close()


def test_nobody_learns_whether_the_name_or_the_password_was_wrong(accounts: Accounts) -> None:
    accounts.add_user("ana", Role.REVIEWER, PASSWORD)
    messages = set()
    for name, password in (("ana", "wrong horse battery"), ("nobody", PASSWORD), ("ana", "x" * 10_000), ("", "")):
        with pytest.raises(Forbidden) as refused:
            accounts.sign_in(name, password)
        messages.add((refused.value.code, refused.value.detail))
    assert len(messages) == 1


def test_the_password_itself_is_nowhere(accounts: Accounts) -> None:
    user = accounts.add_user("ana", Role.LEAD, PASSWORD)
    assert user.password_hash.startswith("$argon2id$")
    assert PASSWORD not in user.password_hash


@pytest.mark.parametrize(("name", "password", "code"), [
    ("ana", "short", "password_length"), ("ana", "x" * 513, "password_length"),
    ("  ", PASSWORD, "bad_name"), ("a\nb", PASSWORD, "bad_name"), ("x" * 65, PASSWORD, "bad_name"),
])  # fmt: skip
def test_bad_names_and_passwords_are_refused(accounts: Accounts, name: str, password: str, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        accounts.add_user(name, Role.REVIEWER, password)
    assert refused.value.code == code


def test_a_name_is_taken_once(accounts: Accounts) -> None:
    accounts.add_user("ana", Role.REVIEWER, PASSWORD)
    with pytest.raises(Conflict):
        accounts.add_user("ana", Role.ADMIN, PASSWORD)


def test_a_new_password_replaces_the_old_one(accounts: Accounts) -> None:
    user = accounts.add_user("ana", Role.REVIEWER, PASSWORD)
    accounts.set_password(user.id, "another horse battery")
    with pytest.raises(Forbidden):
        accounts.sign_in("ana", PASSWORD)
    assert accounts.user_of(accounts.sign_in("ana", "another horse battery")) is not None


def test_a_new_password_ends_the_sessions_that_knew_the_old_one(accounts: Accounts) -> None:
    user = accounts.add_user("ana", Role.REVIEWER, PASSWORD)
    accounts.add_user("ben", Role.REVIEWER, PASSWORD)
    old = [accounts.sign_in("ana", PASSWORD) for _ in range(2)]
    other = accounts.sign_in("ben", PASSWORD)
    accounts.set_password(user.id, "another horse battery")
    assert [accounts.user_of(token) for token in old] == [None, None]
    assert accounts.user_of(other) is not None


@pytest.mark.parametrize("field", ["name", "id"])
def test_who_is_disabled_is_out_and_stays_out(accounts: Accounts, field: str) -> None:
    user = accounts.add_user("ana", Role.REVIEWER, PASSWORD)
    token = accounts.sign_in("ana", PASSWORD)
    assert accounts.disable_user(getattr(user, field)) == user
    assert accounts.user_of(token) is None
    with pytest.raises(Forbidden) as refused:
        accounts.sign_in("ana", PASSWORD)
    assert refused.value.code == "sign_in_failed"
    (since,) = [one.disabled_at for one in accounts.users()]
    accounts.disable_user(user.id)
    assert since is not None
    assert [one.disabled_at for one in accounts.users()] == [since]


def test_nobody_disables_themself_or_somebody_who_is_not_there(accounts: Accounts) -> None:
    user = accounts.add_user("ana", Role.ADMIN, PASSWORD)
    for which in (user.name, user.id):
        with pytest.raises(Forbidden):
            accounts.disable_user(which, by=user)
    with pytest.raises(NotFound):
        accounts.disable_user("nobody", by=user)
    assert accounts.users() == [user]


@pytest.mark.parametrize("change", ["set_password", "disable_user"])
def test_who_is_shut_out_while_their_password_is_checked_does_not_slip_in(
    accounts: Accounts, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = accounts.add_user("ana", Role.REVIEWER, PASSWORD)
    verify = PasswordHasher.verify

    def slowly(hasher: PasswordHasher, hashed: str, password: str) -> bool:
        matches = verify(hasher, hashed, password)
        if change == "set_password":
            accounts.set_password(user.id, "another horse battery")
        else:
            accounts.disable_user(user.id)
        return matches

    monkeypatch.setattr(PasswordHasher, "verify", slowly)
    with pytest.raises(Forbidden):
        accounts.sign_in("ana", PASSWORD)


def test_roles_change_by_name(accounts: Accounts) -> None:
    accounts.add_user("ana", Role.REVIEWER, PASSWORD)
    accounts.set_role("ana", Role.ADMIN)
    assert [user.role for user in accounts.users()] == [Role.ADMIN]
    with pytest.raises(NotFound):
        accounts.set_role("nobody", Role.ADMIN)


def test_a_key_opens_until_it_is_revoked(accounts: Accounts) -> None:
    key, secret = accounts.add_key("forum", ("events:write",))
    assert secret.startswith("ombud_")
    assert accounts.key_of(secret) == key
    assert accounts.key_of("ombud_guess") is None
    accounts.revoke_key(key.id)
    assert accounts.key_of(secret) is None
    assert [one.revoked_at is not None for one in accounts.keys()] == [True]


def test_unknown_scopes_and_keys_are_refused(accounts: Accounts) -> None:
    for scopes in (("everything",), ()):
        with pytest.raises(BadInput):
            accounts.add_key("forum", scopes)
    with pytest.raises(NotFound):
        accounts.revoke_key("key_none")
