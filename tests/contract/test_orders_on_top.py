"""An order in one country goes on top of what held before, which comes back with its own end: on both databases."""

import json
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ombud.model import Decision, Measure, Order, Outcome, Role, User
from ombud.web.demand import order_from
from ombud.wiring import Config, Ombud
from tests.support.appealing import person, token_of
from tests.support.clock import SetClock
from tests.support.orders import ORDER
from tests.support.raw import only_postgresql, raw_connection
from tests.support.server import SECRET

POLICY = """---
policy: top
title: On top
language: en
strikes:
  expires: 90d
  threshold: 5 suspend for 7d
---

# Calm

## No shouting {#shouting}

Do not shout.

```rule
id: ey
when: mentions(item.text, "ey")
then: limit
for: 7d
strikes: 1
```

```examples
violates: ey you
allows: hello you
```
"""

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'advisory' AND datname = current_database()"


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def ombud(tmp_path: Path, store_url: str, clock: SetClock) -> Iterator[Ombud]:
    """Ana has limited post-1 for a week: one strike."""
    folder = tmp_path / "policy"
    folder.mkdir()
    (folder / "policy.md").write_text(POLICY, encoding="utf-8")
    config = Config(
        data=tmp_path / "data", policy=folder, database_url=store_url, webhook_url="http://127.0.0.1:9/",
        webhook_secret=SECRET,
    )  # fmt: skip
    one = Ombud.open(config, clock)
    ana = person(one, "ana")
    sent(one, "e1", "ey you")
    with one.store.read() as unit:
        case = unit.cases.open_of(["post-1"])["post-1"]
    one.review.judge(case.id, case.version, ana, Measure.LIMIT, "It shouts.")
    yield one
    one.close()


@pytest.fixture
def lea(ombud: Ombud) -> User:
    return person(ombud, "lea", Role.LEAD)


def sent(ombud: Ombud, name: str, text: str) -> None:
    item = {"id": "post-1", "kind": "post", "text": text}
    event = {"id": name, "type": "item.edited", "item": item, "author": {"id": "u-1"}}
    ombud.decider.decide([json.dumps(event).encode()], "api")


def newest(ombud: Ombud) -> Decision:
    with ombud.store.read() as unit:
        return unit.records.latest(["post-1"])["post-1"].decision


def webhook(ombud: Ombud, decision: str) -> dict[str, Any]:
    """What the platform is told of a decision."""
    with ombud.store.read() as unit:
        tasks = [json.loads(task.payload) for task in unit.outbox.about(decision) if task.topic == "webhook"]
    told: dict[str, Any] = next(task["data"] for task in tasks if task["type"] == "decision.made")
    return told


def ordered(ombud: Ombud, lea: User, until: datetime | None = None) -> Order:
    order, _ = ombud.orders.receive(order_from(ORDER))
    view = ombud.orders.take(order.id, 1, "acknowledge", lea)
    ombud.orders.give_effect(order.id, view.state.n, lea, {"post-1": "post-1"}, ["DE"], until, "We comply.")
    return order


def lift(ombud: Ombud, lea: User, order: Order) -> None:
    ombud.orders.lift(order.id, ombud.orders.view(order.id).state.n, lea, "The court lifted it.")


def in_force(ombud: Ombud) -> int:
    with ombud.store.read() as unit:
        return dict(unit.processes.counts("measure")).get("in_force", 0)


def test_what_was_beneath_an_order_holds_again_when_it_ends_and_ends_when_it_would_have(
    ombud: Ombud, lea: User, clock: SetClock
) -> None:
    before = newest(ombud)
    ordered(ombud, lea, clock.now() + timedelta(days=2))
    assert webhook(ombud, newest(ombud).id)["besides"] == before.id
    clock.turn(days=2)
    ombud.deadlines.run_once()
    again = newest(ombud)
    assert (again.measure, again.ends_at, again.matches) == (Measure.LIMIT, before.ends_at, before.matches)
    assert webhook(ombud, again.id)["restores"]["gives_back"] == "territory"
    assert in_force(ombud) == 1
    sent(ombud, "e2", "ey you")
    assert newest(ombud).measure is Measure.LIMIT
    clock.turn(days=5)
    ombud.deadlines.run_once()
    assert (newest(ombud).measure, in_force(ombud)) == (Measure.RESTORE, 0)


def test_what_was_beneath_an_order_holds_again_when_it_is_lifted(ombud: Ombud, lea: User) -> None:
    before = newest(ombud)
    lift(ombud, lea, ordered(ombud, lea))
    again = newest(ombud)
    assert (again.measure, again.ends_at) == (Measure.LIMIT, before.ends_at)
    assert webhook(ombud, again.id)["restores"]["territory"] == ["DE"]


def test_what_has_run_out_beneath_an_order_or_was_about_other_words_does_not_come_back(
    ombud: Ombud, lea: User, clock: SetClock
) -> None:
    order = ordered(ombud, lea)
    clock.turn(days=8)
    lift(ombud, lea, order)
    assert newest(ombud).measure is Measure.RESTORE


def test_other_words_are_not_restricted_for_what_the_old_ones_were(ombud: Ombud, lea: User) -> None:
    order = ordered(ombud, lea)
    sent(ombud, "e2", "hello you")
    lift(ombud, lea, order)
    assert newest(ombud).measure is Measure.RESTORE


@pytest.mark.parametrize("heard", [False, True])
def test_an_order_counts_and_forgives_nothing(ombud: Ombud, lea: User, clock: SetClock, heard: bool) -> None:
    assert ombud.strikes.score("u-1").total == 1
    order = ordered(ombud, lea)
    assert ombud.strikes.score("u-1").total == 1
    if heard:
        appeal = ombud.appeals.file(token_of(ombud, newest(ombud).id), "I said nothing untrue.")
        ombud.appeals.hear(appeal.id, person(ombud, "ben"), Outcome.OVERTURN, "It is no valid order.")
    else:
        lift(ombud, lea, order)
    assert ombud.strikes.score("u-1").total == 1


# ── two orders about one post ────────────────────────────────────────────────────────────────────────────────────────
def french(ombud: Ombud, lea: User, until: datetime | None = None) -> Order:
    told = ORDER | {"country": "FR", "territory": "FR", "authority": "Tribunal", "reference": "7"}
    order, _ = ombud.orders.receive(order_from(told))
    view = ombud.orders.take(order.id, 1, "acknowledge", lea)
    ombud.orders.give_effect(order.id, view.state.n, lea, {"post-1": "post-1"}, ["FR"], until, "We comply.")
    return order


def test_two_orders_hold_together_and_each_ends_alone(ombud: Ombud, lea: User, clock: SetClock) -> None:
    start = clock.now()
    ordered(ombud, lea, start + timedelta(days=2))
    french(ombud, lea, start + timedelta(days=4))
    both = newest(ombud)
    assert (both.countries, both.ends_at) == (("DE", "FR"), start + timedelta(days=2))
    assert "Landgericht" in (both.reason or "")
    assert "Tribunal" in (both.reason or "")
    clock.turn(days=2)
    ombud.deadlines.run_once()
    one = newest(ombud)
    assert (one.measure, one.countries, one.ends_at) == (Measure.GEO_RESTRICT, ("FR",), start + timedelta(days=4))
    assert "Landgericht" not in (one.reason or "")
    assert in_force(ombud) == 1
    clock.turn(days=2)
    ombud.deadlines.run_once()
    assert newest(ombud).measure is Measure.LIMIT
    clock.turn(days=3)
    ombud.deadlines.run_once()
    assert (newest(ombud).measure, in_force(ombud)) == (Measure.RESTORE, 0)


@pytest.mark.parametrize("first", [False, True])
def test_one_of_two_orders_is_lifted(ombud: Ombud, lea: User, first: bool) -> None:
    two = [ordered(ombud, lea), french(ombud, lea)]
    lift(ombud, lea, two[0 if first else 1])
    assert newest(ombud).countries == (("FR",) if first else ("DE",))
    lift(ombud, lea, two[1 if first else 0])
    assert newest(ombud).measure is Measure.LIMIT


def test_an_order_that_was_overturned_does_not_come_back_with_another(ombud: Ombud, lea: User) -> None:
    ordered(ombud, lea)
    appeal = ombud.appeals.file(token_of(ombud, newest(ombud).id), "I said nothing untrue.")
    ombud.appeals.hear(appeal.id, person(ombud, "ben"), Outcome.OVERTURN, "It is no valid order.")
    assert newest(ombud).measure is Measure.LIMIT  # what lay beneath is no part of what was overturned
    other = french(ombud, lea)
    assert newest(ombud).countries == ("FR",)
    lift(ombud, lea, other)
    assert newest(ombud).measure is Measure.LIMIT


@pytest.mark.parametrize("outcome", [Outcome.UPHOLD, Outcome.OVERTURN])
def test_an_appeal_that_waits_keeps_no_order_alive(ombud: Ombud, lea: User, clock: SetClock, outcome: Outcome) -> None:
    clock.turn(days=7)
    ombud.deadlines.run_once()
    order = ordered(ombud, lea)
    appeal = ombud.appeals.file(token_of(ombud, newest(ombud).id), "I said nothing untrue.")
    lift(ombud, lea, order)
    assert newest(ombud).measure is Measure.RESTORE
    ombud.appeals.hear(appeal.id, person(ombud, "ben"), outcome, "So I find.")
    assert newest(ombud).measure in (Measure.ALLOW, Measure.RESTORE)
    assert in_force(ombud) == 0


@pytest.mark.parametrize(
    ("outcome", "countries"), [(Outcome.UPHOLD, ("FR",)), (Outcome.PARTLY, ()), (Outcome.OVERTURN, ())]
)
def test_an_order_that_runs_on_is_heard_though_the_first_of_them_is_over(
    ombud: Ombud, lea: User, clock: SetClock, outcome: Outcome, countries: tuple[str, ...]
) -> None:
    start = clock.now()
    ordered(ombud, lea, start + timedelta(days=2))
    french(ombud, lea, start + timedelta(days=4))
    appeal = ombud.appeals.file(token_of(ombud, newest(ombud).id), "I said nothing untrue.")
    clock.turn(days=2)
    ombud.deadlines.run_once()
    lighter = Measure.LABEL if outcome is Outcome.PARTLY else None
    ombud.appeals.hear(appeal.id, person(ombud, "ben"), outcome, "So I find.", lighter)
    assert newest(ombud).countries == countries
    assert newest(ombud).measure is (Measure.GEO_RESTRICT if countries else Measure.LIMIT)
    assert in_force(ombud) == 1


@pytest.mark.parametrize("first", [False, True])
def test_one_of_two_orders_is_lifted_though_an_appeal_waits(ombud: Ombud, lea: User, first: bool) -> None:
    two = [ordered(ombud, lea), french(ombud, lea)]
    ombud.appeals.file(token_of(ombud, newest(ombud).id), "I said nothing untrue.")
    lift(ombud, lea, two[0 if first else 1])
    assert newest(ombud).countries == (("FR",) if first else ("DE",))
    lift(ombud, lea, two[1 if first else 0])
    assert newest(ombud).measure is Measure.LIMIT


def test_every_order_that_a_decision_carries_out_is_named(ombud: Ombud, lea: User, clock: SetClock) -> None:
    two = [ordered(ombud, lea, clock.now() + timedelta(days=4)), french(ombud, lea, clock.now() + timedelta(days=2))]
    both = newest(ombud)
    clock.turn(days=2)
    ombud.deadlines.run_once()
    with ombud.store.read() as unit:
        led = {one.decision: set[str]() for one in unit.orders.of_item("post-1")}
        for one in unit.orders.of_item("post-1"):
            led[one.decision].add(one.order)
    assert led[both.id] == {one.id for one in two}
    assert led[newest(ombud).id] == {two[0].id}


def test_what_an_appeal_has_left_of_two_orders_ends_with_the_last_of_them(
    ombud: Ombud, lea: User, clock: SetClock
) -> None:
    clock.turn(days=7)  # nothing of ours is beneath them
    ombud.deadlines.run_once()
    two = [ordered(ombud, lea), french(ombud, lea)]
    appeal = ombud.appeals.file(token_of(ombud, newest(ombud).id), "I said nothing untrue.")
    ombud.appeals.hear(appeal.id, person(ombud, "ben"), Outcome.PARTLY, "A limit is enough.", Measure.LIMIT)
    lift(ombud, lea, two[0])
    assert newest(ombud).measure is Measure.LIMIT
    lift(ombud, lea, two[1])
    assert newest(ombud).measure is Measure.RESTORE


@only_postgresql
def test_two_orders_that_come_at_once_both_hold(ombud: Ombud, lea: User, store_url: str) -> None:
    """SQLite has one writer. Somebody is deciding about the post already, until both of them wait."""
    other = person(ombud, "mia", Role.LEAD)
    both = [threading.Thread(target=ordered, args=(ombud, lea)), threading.Thread(target=french, args=(ombud, other))]
    with raw_connection(store_url) as watcher, ombud.store.write() as unit:
        unit.records.one_at_a_time(["post-1"])
        for one in both:
            one.start()
        while watcher.run(WAITING) != [(len(both),)]:
            assert all(one.is_alive() for one in both)
            watcher.run("SELECT pg_sleep(0.01)")
    for one in both:
        one.join()
    assert newest(ombud).countries == ("DE", "FR")
    assert in_force(ombud) == 1


def test_what_ran_out_beneath_an_order_has_served_its_time(ombud: Ombud, lea: User, clock: SetClock) -> None:
    order = ordered(ombud, lea)
    clock.turn(days=8)
    ombud.deadlines.run_once()
    lift(ombud, lea, order)
    assert newest(ombud).measure is Measure.RESTORE
    sent(ombud, "e2", "ey you")
    assert newest(ombud).measure is Measure.ALLOW
