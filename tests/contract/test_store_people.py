"""Users, sessions, keys and policies."""

from collections.abc import Callable

import msgspec
import pytest

from ombud.model import ApiKey, Conflict, How, NotFound, PolicyVersion, Role, Session
from ombud.ports import People, Store
from tests.support.records import NOW, POLICY, later, policy_entry, user


def test_a_user_is_found_by_id_and_by_name(store: Store) -> None:
    with store.write() as unit:
        unit.people.add_user(user("ben"))
        unit.people.add_user(user("ana", role=Role.ADMIN, disabled_at=later(days=1)))
    with store.read() as unit:
        assert unit.people.user("usr-ana") == user("ana", role=Role.ADMIN, disabled_at=later(days=1))
        assert unit.people.user_named("ben") == user("ben")
        assert [one.name for one in unit.people.users()] == ["ana", "ben"]
        assert unit.people.user("usr-0") is None
        assert unit.people.user_named("nobody") is None


def test_a_name_belongs_to_one_user(store: Store) -> None:
    with store.write() as unit:
        unit.people.add_user(user("ana"))
    with pytest.raises(Conflict) as caught, store.write() as unit:
        unit.people.add_user(msgspec.structs.replace(user("ana"), id="usr-other"))
    assert caught.value.code == "user_exists"


def test_role_and_password_change(store: Store) -> None:
    with store.write() as unit:
        unit.people.add_user(user("ana"))
        unit.people.set_role("usr-ana", "lead")
        unit.people.set_password("usr-ana", "$new$")
    with store.read() as unit:
        assert unit.people.user("usr-ana") == msgspec.structs.replace(
            user("ana"), role=Role.LEAD, password_hash="$new$"
        )


@pytest.mark.parametrize(
    "change",
    [
        lambda people: people.set_role("usr-0", "lead"),
        lambda people: people.set_password("usr-0", "x"),
        lambda people: people.revoke_key("key-0", NOW),
        lambda people: people.disable_user("usr-0", NOW),
    ],
)
def test_what_does_not_exist_cannot_be_changed(store: Store, change: Callable[[People], None]) -> None:
    with pytest.raises(NotFound), store.write() as unit:
        change(unit.people)


def test_a_session_lasts_until_it_is_ended(store: Store) -> None:
    session = Session(token_hash=b"t" * 32, user="usr-ana", created_at=NOW, expires_at=later(hours=8))
    with store.write() as unit:
        unit.people.add_user(user("ana"))
        unit.people.add_session(session)
        assert unit.people.session(b"t" * 32) == session
        unit.people.end_session(b"t" * 32)
        unit.people.end_session(b"t" * 32)
        assert unit.people.session(b"t" * 32) is None


def test_sessions_that_are_over_are_forgotten(store: Store) -> None:
    with store.write() as unit:
        unit.people.add_user(user("ana"))
        for token, hours in ((b"over", 1), (b"open", 12)):
            unit.people.add_session(
                Session(token_hash=token, user="usr-ana", created_at=NOW, expires_at=later(hours=hours))
            )
        assert unit.people.forget_sessions(later(hours=2)) == 1
        assert unit.people.forget_sessions(later(hours=2)) == 0
        assert unit.people.session(b"over") is None
        assert unit.people.session(b"open") is not None


def test_a_user_stays_disabled_since_the_first_time(store: Store) -> None:
    with store.write() as unit:
        unit.people.add_user(user("ana"))
        unit.people.add_user(user("ben"))
        unit.people.disable_user("usr-ana", later(days=1))
        unit.people.disable_user("usr-ana", later(days=2))
        assert unit.people.users() == [user("ana", disabled_at=later(days=1)), user("ben")]


def test_a_user_can_be_signed_out_everywhere(store: Store) -> None:
    with store.write() as unit:
        for name in ("ana", "ben"):
            unit.people.add_user(user(name))
            for device in (b"1", b"2"):
                token = name.encode() + device
                unit.people.add_session(
                    Session(token_hash=token, user=f"usr-{name}", created_at=NOW, expires_at=later(hours=8))
                )
        unit.people.end_sessions("usr-ana")
        unit.people.end_sessions("usr-ana")
        left = [token for token in (b"ana1", b"ana2", b"ben1", b"ben2") if unit.people.session(token)]
        assert left == [b"ben1", b"ben2"]


def test_a_session_needs_a_user(store: Store) -> None:
    with pytest.raises(Conflict), store.write() as unit:
        unit.people.add_session(Session(token_hash=b"t", user="usr-0", created_at=NOW, expires_at=NOW))


def test_a_key_is_found_by_its_hash_and_stays_revoked_since_the_first_time(store: Store) -> None:
    key = ApiKey(
        id="key-1", name="forum", secret_hash=b"s" * 32, scopes=("events:write", "decisions:read"), created_at=NOW
    )
    with store.write() as unit:
        unit.people.add_key(key)
        assert unit.people.key(b"s" * 32) == key
        assert unit.people.key(b"x") is None
        unit.people.revoke_key("key-1", later(days=1))
        unit.people.revoke_key("key-1", later(days=2))
        assert unit.people.keys() == [msgspec.structs.replace(key, revoked_at=later(days=1))]


def test_an_address_is_changed_forgotten_and_hidden_of_whoever_is_disabled(store: Store) -> None:
    with store.write() as unit:
        for name in ("ben", "ana", "eve"):
            unit.people.add_user(user(name))
        unit.people.set_address("usr-ben", "ben@example.org")
        unit.people.set_address("usr-ana", "ana@example.org")
        unit.people.set_address("usr-ana", "other@example.org")
    with store.write() as unit:
        assert unit.people.address("usr-ana") == "other@example.org"
        assert unit.people.address("usr-eve") is None
        assert unit.people.addressed() == ["usr-ana", "usr-ben"]
        unit.people.disable_user("usr-ana", NOW)
        assert unit.people.address("usr-ana") is None
        assert unit.people.addressed() == ["usr-ben"]
        unit.people.set_address("usr-ben", None)
        unit.people.set_address("usr-ben", None)
        assert unit.people.address("usr-ben") is None
        assert unit.people.addressed() == []


def test_somebody_is_told_once_a_day_and_again_when_that_was_in_what_is_now_the_future(store: Store) -> None:
    with store.write() as unit:
        unit.people.add_user(user("ana"))
        assert not unit.people.told("usr-ana", NOW, NOW), "there is no address"
        unit.people.set_address("usr-ana", "ana@example.org")
        assert unit.people.told("usr-ana", NOW, NOW)
        assert not unit.people.told("usr-ana", NOW, NOW)
        assert not unit.people.told("usr-ana", later(hours=2), NOW)
        unit.people.set_address("usr-ana", "other@example.org")
        assert not unit.people.told("usr-ana", later(hours=3), NOW), "another address is the same person"
        assert unit.people.told("usr-ana", later(days=1), later(hours=1))
        assert unit.people.told("usr-ana", later(hours=1), NOW), "the clock was set back"


def test_every_published_policy_is_kept_and_an_older_one_may_come_back(store: Store) -> None:
    second = PolicyVersion(
        version="sha256:2", name="basics", title="Basics ✓", language="de", files={"b.md": "# Ü"},
        published_at=later(days=1),
    )  # fmt: skip
    with store.write() as unit:
        assert unit.policies.current() is None
        unit.policies.add(POLICY)
        unit.ledger.put([policy_entry("pol-2", second.version), policy_entry("pol-3", POLICY.version)])
        unit.policies.add(second, entry="pol-2")
        again = msgspec.structs.replace(POLICY, title="Another", published_at=later(days=2))
        unit.policies.add(again, How.ROLLBACK, reason="Why.", entry="pol-3")
    with store.read() as unit:
        assert unit.policies.current() == POLICY
        assert unit.policies.versions() == [POLICY, second]
        assert unit.policies.get("sha256:1") == POLICY
        assert unit.policies.get("sha256:0") is None
    with store.write() as unit:
        unit.ledger.put([policy_entry("pol-4", second.version)])
        for _ in range(2):
            unit.policies.add(second, How.ROLLBACK, reason="Why.", entry="pol-4")
        assert unit.policies.versions() == [second, POLICY]
