"""Bursts: the same advertisement again and again from new accounts is spam; copies alone are not."""

from collections.abc import Callable
from datetime import timedelta
from math import log

import msgspec
import pytest

from ombud.model import Arrival, Author
from ombud.ports import Asked, Tally
from ombud.signals import Recorded, Registry, Windows
from ombud.signals.spam.burst import MANY, NEW_ACCOUNT

Arrive = Callable[..., Arrival]

AD = "Cheap followers for your channel, see what we offer at https://grow.example/now"
PLAIN = "The strike begins on Monday, at six in the morning, in front of both gates of the yard"


def aged(arrival: Arrival, age: timedelta | None) -> Arrival:
    """From an account of that age; None where the platform does not say."""
    event = arrival.event
    author = Author(f"author-of-{event.id}", created_at=event.at - age if age is not None else None)
    return msgspec.structs.replace(arrival, event=msgspec.structs.replace(event, author=author))


@pytest.fixture
def flood(arrive: Arrive, windows: Windows) -> Callable[..., list[float]]:
    """What `signal.spam` says of each of so many posts of one text, in turn."""
    registry = Registry()

    def values(text: str, copies: int, age: timedelta | None = timedelta(hours=1)) -> list[float]:
        said = []
        for number in range(copies):
            arrival = aged(arrive(text, after=number), age)
            windows.note(arrival)
            value = registry.measure("spam", arrival, windows).value
            assert isinstance(value, float)
            said.append(value)
        return said

    return values


def odds(value: float) -> float:
    return log(value / (1 - value))


def test_a_flood_of_the_same_link_from_new_accounts_raises_spam_step_by_step(flood: Callable[..., list[float]]) -> None:
    said = flood(AD, MANY + 5)
    assert said[: MANY + 1] == sorted(said[: MANY + 1])
    assert said[0] > 0.5
    assert odds(said[MANY]) - odds(said[0]) == pytest.approx(2.5, abs=0.01)
    assert said[-1] == said[MANY]  # more of them add nothing


@pytest.mark.parametrize("age", [NEW_ACCOUNT, timedelta(days=900), None], ids=["not new", "old", "unknown"])
def test_from_other_accounts_it_counts_for_little(flood: Callable[..., list[float]], age: timedelta | None) -> None:
    said = flood(AD, MANY + 1, age)
    assert odds(said[MANY]) - odds(said[0]) == pytest.approx(1.0, abs=0.01)


def test_copies_that_lead_nowhere_say_nothing(flood: Callable[..., list[float]]) -> None:
    assert len(set(flood(PLAIN, 2 * MANY))) == 1


def test_what_reads_like_no_advertisement_stays_one_however_often_it_is_passed_on(
    flood: Callable[..., list[float]],
) -> None:
    said = flood(f"{PLAIN}: https://union.example/strike", 2 * MANY)
    assert max(said) < 0.2
    assert odds(max(said)) - odds(said[0]) < 0.2


def test_only_spam_looks_back_and_asks_only_for_what_leads_somewhere(arrive: Arrive) -> None:
    """A decision of then is measured again from what it recorded; what was not asked is not on record."""
    registry, nothing = Registry(), Recorded({})
    assert {name for name, spec in registry.catalogue.items() if spec.looks_back} == {"spam"}
    assert not registry.catalogue["spam"].stateful
    registry.measure("scam", arrive(AD), nothing)
    registry.measure("spam", arrive(PLAIN), nothing)
    few, many = (registry.measure("spam", arrive(AD), Recorded({"copies/86400": n})).value for n in (1, 9))
    unknown = registry.measure("spam", arrive(AD), Recorded({"copies/86400": -1}))
    none = registry.measure("spam", arrive(AD), Recorded({"copies/86400": 0}))
    assert unknown == none
    assert none.value < few < many  # type: ignore[operator]  # all are numbers


def test_a_text_too_short_to_have_copies_is_asked_about_nothing(arrive: Arrive) -> None:
    arrival = arrive("free cash t.me/x")
    assert Registry().measure("spam", arrival, Recorded({})).version


def test_only_a_policy_that_reads_spam_has_fingerprints_kept(arrive: Arrive) -> None:
    for asked, held in (
        (Asked(signals={"toxic": 1, "scam": 1}), 0),
        (Asked((Tally("author", "item.created", "", 60.0, 5),), signals={"toxic": 1}), 1),
        (Asked(signals={"spam": 1}), 1),
    ):
        windows = Windows(asked)
        windows.note(arrive(AD))
        assert windows.held == held
        assert windows.covers(Asked(signals={"spam": 1})) is (asked.signals == {"spam": 1})
