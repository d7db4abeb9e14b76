"""Measures and strikes in the database itself, on both: what a machine may give back, and what a strike may be for."""

from datetime import datetime

import msgspec
import pytest

from ombud.model import Conflict, Forbidden, Measure, OmbudError, ProcessStep, Strike
from ombud.ports import Store
from ombud.process.measures import MEASURE
from ombud.process.strikes import STRIKE
from tests.support.raw import Raw
from tests.support.records import POLICY, later, policy_entry, sealed, user


@pytest.fixture
def removed(store: Store) -> Store:
    """Two posts, each taken down by a rule that had proven itself: the first for a day."""
    with store.write() as unit:
        unit.people.add_user(user("ana"))
        unit.ledger.put([policy_entry("pub-1", POLICY.version)])
        unit.policies.add(POLICY, entry="pub-1")
        unit.records.append([sealed("1", measure=Measure.REMOVE), sealed("2", "post-2", measure=Measure.REMOVE)])
        unit.processes.take([_begun("dec-1", later(days=1)), _begun("dec-2", None)])
    return store


def _begun(decision: str, due: datetime | None) -> ProcessStep:
    return MEASURE.step(None, decision, "begin", later(), role="automation", due=due)


def strike(name: str, **more: object) -> Strike:
    plain = Strike(f"stk-{name}", "u-1", "dec-1", "post-1", "harm/threats", 1, later(), later(days=90))
    return msgspec.structs.replace(plain, **more)


def give_back(store: Store, item: str = "post-1", replaces: str | None = "dec-1", *, after: float = 1) -> None:
    with store.write() as unit:
        at = later(days=after)
        unit.records.append([sealed("back", item, measure=Measure.RESTORE, replaces=replaces, at=at, rules=())])


def test_a_machine_gives_back_what_has_run_out(removed: Store) -> None:
    give_back(removed)
    with removed.read() as unit:
        assert unit.records.latest(["post-1"])["post-1"].decision.measure is Measure.RESTORE


@pytest.mark.parametrize(
    ("item", "replaces", "after"),
    [
        ("post-1", "dec-1", 0.99), ("post-2", "dec-2", 9), ("post-1", None, 9), ("post-2", "dec-1", 9),
        ("post-3", "dec-1", 9),
    ],
    ids=["too early", "without an end", "nothing named", "another post", "a post without a decision"],
)  # fmt: skip
def test_it_gives_back_nothing_else(removed: Store, item: str, replaces: str | None, after: float) -> None:
    with pytest.raises(Forbidden) as caught:
        give_back(removed, item, replaces, after=after)
    assert caught.value.code == "not_over"


def test_it_gives_back_once(removed: Store) -> None:
    give_back(removed)
    with removed.write() as unit:
        state = unit.processes.state("measure", "dec-1")
        unit.processes.take([MEASURE.step(state, "dec-1", "expire", later(days=1), role="clock")])
    with pytest.raises(Forbidden), removed.write() as unit:
        unit.records.append([sealed("more", measure=Measure.RESTORE, replaces="dec-1", at=later(days=2), rules=())])


def test_a_person_gives_back_whatever_they_want(removed: Store) -> None:
    with removed.write() as unit:
        unit.records.append([sealed("back", measure=Measure.RESTORE, by="usr-ana", replaces="dec-1", rules=())])


def test_strikes_come_back_as_they_were_counted_and_stand_until_their_process_is_over(removed: Store) -> None:
    first, second = strike("1"), strike("2", at=later(hours=1), weight=3, item="post-2", decision="dec-2")
    with removed.write() as unit:
        unit.strikes.count([second, first])
        unit.processes.take([STRIKE.step(None, one.id, "count", one.at, role="automation") for one in (first, second)])
    with removed.read() as unit:
        assert unit.strikes.standing("u-1") == [first, second]
        assert unit.strikes.of_person("u-1") == [first, second]
        assert unit.strikes.standing_on(["post-2"]) == [second]
        assert unit.strikes.totals(["u-1", "u-2"]) == {"u-1": first.weight + second.weight, "u-2": 0}
        assert unit.strikes.totals([]) == {}
        assert unit.strikes.get(["stk-1", "stk-x"]) == {"stk-1": first}
        assert (unit.strikes.get([]), unit.strikes.standing_on([]), unit.strikes.standing("u-2")) == ({}, [], [])
    with removed.write() as unit:
        state = unit.processes.state("strike", "stk-1")
        unit.processes.take([STRIKE.step(state, "stk-1", "reverse", later(days=1), role="automation")])
    with removed.read() as unit:
        assert unit.strikes.standing("u-1") == [second]
        assert unit.strikes.of_person("u-1") == [first, second]


def test_several_decisions_are_read_at_once_in_the_order_in_which_they_were_stored(removed: Store) -> None:
    with removed.read() as unit:
        assert list(unit.records.decisions(["dec-2", "dec-1", "dec-x"])) == ["dec-1", "dec-2"]
        assert unit.records.decisions([]) == {}


@pytest.mark.parametrize(
    "wrong",
    [{"item": "post-2"}, {"decision": "dec-label", "item": "post-3"}, {"decision": "dec-allowed", "item": "post-4"}],
    ids=["another item", "a label", "nothing done"],
)
def test_a_strike_is_for_a_restriction_of_its_item(removed: Store, wrong: dict[str, str]) -> None:
    with removed.write() as unit:
        unit.records.append([sealed("label", "post-3", measure=Measure.LABEL)])
        unit.records.append([sealed("allowed", "post-4", measure=Measure.ALLOW)])
    with pytest.raises(Conflict) as caught, removed.write() as unit:
        unit.strikes.count([strike("1", **wrong)])
    assert caught.value.code == "nothing_to_count"


@pytest.mark.parametrize("wrong", [{"weight": 0}, {"weight": 101}, {"until": later()}])
def test_a_strike_weighs_something_and_ends_after_it_began(removed: Store, wrong: dict[str, object]) -> None:
    with pytest.raises(OmbudError), removed.write() as unit:
        unit.strikes.count([strike("1", **wrong)])


@pytest.mark.parametrize("sql", ["UPDATE strikes SET weight = 2", "DELETE FROM strikes"])
def test_a_strike_is_never_changed_by_anybody(removed: Store, raw: Raw, sql: str) -> None:
    with removed.write() as unit:
        unit.strikes.count([strike("1")])
    raw.refused("append_only", sql)
