"""Corrections: taken in from outside, looked at by a person, forgotten in time."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from ombud.model import Conflict, Role
from ombud.pipeline.accounts import KEY_PREFIX, Accounts
from ombud.pipeline.learning import corrections as module
from ombud.pipeline.learning.corrections import CORRECTIONS_KEPT, CorrectionDesk
from ombud.pipeline.learning.labels import from_corrections
from ombud.ports import Store
from ombud.store import open_store
from tests.support.records import NOW


class Clock:
    """Stands still until it is set."""

    def __init__(self) -> None:
        self.time = NOW

    def now(self) -> datetime:
        return self.time


class Counting:
    """Never the same bytes twice."""

    def __init__(self) -> None:
        self._last = 0

    def bytes(self, n: int) -> bytes:
        self._last += 1
        return self._last.to_bytes(n, "big")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'ombud.db'}")
    yield opened
    opened.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def accounts(store: Store, clock: Clock) -> Accounts:
    return Accounts(store, clock, Counting())


@pytest.fixture
def key(accounts: Accounts) -> str:
    made, _ = accounts.add_key("forum", ("score",))
    return made.id


@pytest.fixture
def desk(store: Store, clock: Clock) -> CorrectionDesk:
    return CorrectionDesk(store, clock, Counting())


def test_a_correction_waits_until_a_person_accepts_or_rejects_it(
    desk: CorrectionDesk, key: str, accounts: Accounts
) -> None:
    ana = accounts.add_user("ana", Role.REVIEWER, "a long enough password")
    first = desk.take("fine words", {"toxic": 0.0}, door="perspective", key=key, lang="en", community="movies")
    second = desk.take("buy now", {"spam": 1.0}, door="akismet", key=key)
    assert desk.waiting() == [first, second]
    desk.accept(first.id, ana)
    desk.reject(second.id, None)
    assert desk.count() == 0
    with pytest.raises(Conflict):
        desk.reject(first.id, ana)


def test_a_queue_that_nobody_looks_at_is_full_some_day(
    desk: CorrectionDesk, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_WAITING", 2)
    for text in ("one", "two"):
        desk.take(text, {"toxic": 1.0}, door="perspective", key=key)
    with pytest.raises(Conflict) as caught:
        desk.take("three", {"toxic": 1.0}, door="perspective", key=key)
    assert caught.value.code == "corrections_full"
    assert desk.count() == 2


def test_what_the_same_client_sends_again_waits_once_even_where_the_queue_is_full(
    desk: CorrectionDesk, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_WAITING", 1)
    first = desk.take("You again", {"toxic": 1.0}, door="perspective", key=key)
    again = desk.take("You again", {"toxic": 1.0}, door="perspective", key=key, lang="en")
    assert (again.id, again.times, desk.count()) == (first.id, 2, 1)
    assert [one.times for one in desk.waiting()] == [2]
    desk.accept(first.id, None)
    assert desk.take("You again", {"toxic": 1.0}, door="perspective", key=key).times == 1


def test_a_key_that_floods_the_queue_leaves_room_for_the_others(
    desk: CorrectionDesk, key: str, accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_OF_A_KEY", 2)
    other, _ = accounts.add_key("blog", ("score",))
    first, _ = (desk.take(text, {"toxic": 1.0}, door="perspective", key=key) for text in ("one", "two"))
    with pytest.raises(Conflict) as caught:
        desk.take("three", {"toxic": 1.0}, door="perspective", key=key)
    assert caught.value.code == "corrections_full"
    desk.take("mine", {"toxic": 0.0}, door="perspective", key=other.id)
    desk.reject(first.id, None)
    desk.take("again", {"toxic": 1.0}, door="perspective", key=key)
    assert desk.count() == 3


def test_what_is_too_old_is_deleted(desk: CorrectionDesk, key: str, clock: Clock) -> None:
    desk.take("old", {"toxic": 1.0}, door="perspective", key=key)
    clock.time += CORRECTIONS_KEPT
    desk.take("new", {"toxic": 1.0}, door="perspective", key=key)
    assert desk.forget() == 0
    clock.time += timedelta(seconds=1)
    assert desk.forget() == 1
    assert [one.text for one in desk.waiting()] == ["new"]


def test_what_is_sent_again_is_kept_from_then_on(desk: CorrectionDesk, key: str, clock: Clock) -> None:
    desk.take("old", {"toxic": 1.0}, door="perspective", key=key)
    clock.time += CORRECTIONS_KEPT
    desk.take("old", {"toxic": 1.0}, door="perspective", key=key)
    clock.time += CORRECTIONS_KEPT
    assert desk.forget() == 0
    clock.time += timedelta(seconds=1)
    assert desk.forget() == 1


def test_what_was_said_last_of_a_text_is_learnt_last_even_where_it_had_been_said_before(
    desk: CorrectionDesk, key: str, clock: Clock, store: Store
) -> None:
    for value in (1.0, 0.0, 1.0):
        desk.take("Buy my honey", {"spam": value}, door="akismet", key=key)
        clock.time += timedelta(hours=1)
    for one in desk.waiting():
        desk.accept(one.id, None)
    with store.read() as unit:
        learnt = from_corrections(unit.corrections.accepted(), ("spam",))
    assert [one.said["spam"] for one in learnt] == [False, True]


def test_a_key_may_stand_in_a_host_name(accounts: Accounts) -> None:
    """Some clients of Akismet send it there; host names have one case, and labels of at most 63 letters (RFC 1035)."""
    _, secret = accounts.add_key("blog", ("score",))
    rest = secret.removeprefix(KEY_PREFIX)
    assert len(rest) == 52
    assert set(rest) <= set("abcdefghijklmnopqrstuvwxyz234567")
