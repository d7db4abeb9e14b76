"""Whatever begins and ends in whichever order: a post is restricted where and as long as some measure in force says."""

import json
from collections.abc import Iterator
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ombud.model import Conflict, Decision, Measure, Outcome, Role, User, restricts
from ombud.pipeline import Decided, Origin
from ombud.pipeline.deciding.standing import what_holds
from ombud.ports import Unit
from ombud.process.measures import MEASURE
from ombud.process.reports import Told
from ombud.web.demand import order_from
from ombud.wiring import Config, Ombud
from tests.support.appealing import person, token_of
from tests.support.clock import SetClock
from tests.support.opening import opened, policy_in
from tests.support.orders import ORDER

POLICY = """---
policy: both
title: Both
language: en
---

# Calm

## No shouting {#shouting}

Do not shout.

```rule
id: ey
when: mentions(item.text, "ey")
then: remove
```

```examples
violates: ey you
allows: hello you
```

## No greeting {#greeting}

Do not greet.

```rule
id: ahoy
when: mentions(item.text, "ahoy")
then: label
```

```examples
violates: ahoy you
allows: hello you
```

## No crying {#crying}

Do not cry.

```rule
id: sobbing
when: mentions(item.text, "sobbing")
then: age_gate
```

```examples
violates: sobbing you
allows: hello you
```
"""
NUMBERS = count(1)


class Place:
    """One installation for all examples, each of which is about a post of its own."""

    def __init__(self, ombud: Ombud, clock: SetClock) -> None:
        self.ombud, self.clock = ombud, clock
        self.ana = person(ombud, "ana")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder, clock = tmp_path_factory.mktemp("both"), SetClock()
    with opened(Config(data=folder / "data", policy=policy_in(folder, POLICY)), clock) as ombud:
        yield Place(ombud, clock)


class World:
    """One post, our own decision about it (A), and an order for each of two countries (B, C).

    `own`, `orders`, `asked` are what the test itself believes: what we do, which orders are in effect until when, and
    which appeals wait. Nothing in it looks at what Ombud says.
    """

    def __init__(self, place: Place, ours: Measure) -> None:
        self.ombud, self.clock, self.ours, self.n = place.ombud, place.clock, ours, next(NUMBERS)
        self.ana = place.ana
        self.item = f"post-{self.n}"
        self.text = f"hello you {self.n}"
        self.label = False  # what a rule of ours did by itself
        self.own = False
        self.cleared = False  # somebody found that we were wrong: that answers the next report, and there is no case
        self.own_ends: int | None = None
        self.days = 0
        self.orders: dict[str, int] = {}
        self.named: dict[str, str] = {}
        self.appeal: tuple[str, str, frozenset[str]] | None = None
        self.send("item.created")

    def send(self, kind: str) -> None:
        item = {"id": self.item, "kind": "post", "text": self.text}
        event = {"id": f"e{next(NUMBERS)}", "type": kind, "item": item, "author": {"id": f"u-{self.n}"}}
        (answer,) = self.ombud.decider.decide([json.dumps(event).encode()], "api")
        assert isinstance(answer, Decided)

    def newest(self) -> Decision:
        """What holds: looking at the same words once more is told to nobody."""
        with self.ombud.store.read() as unit:
            return what_holds(unit, unit.records.latest([self.item])[self.item]).decision

    # ── what can happen ──────────────────────────────────────────────────────────────────────────────────────────────
    def restrict(self) -> None:
        """A: somebody reports it, and a reviewer acts, for three days or without an end."""
        if self.own or self.cleared or self.appeal is not None:
            return
        self.report()
        lasts = 3 * 86400 if self.days % 2 else None
        self.judge(self.ours, lasts)
        self.own, self.own_ends, self.label = True, self.days + 3 if lasts else None, False

    def edit(self, word: str) -> None:
        """Into words for which a rule gives a label, or may only propose something."""
        if self.own or self.appeal is not None:  # then new words wait for a person, or for the appeal
            return
        self.text = f"{word} you {next(NUMBERS)}"
        self.label, self.cleared = word == "ahoy", False
        self.send("item.edited")

    def report(self) -> None:
        told = Told(item=self.item, law=f"§ {next(NUMBERS)}", explanation="Bad.", good_faith=True)
        self.ombud.reports.file(told, Origin(address=f"10.{self.n}.{self.days}.1"))

    def judge(self, measure: Measure, lasts: int | None) -> None:
        with self.ombud.store.read() as unit:
            case = unit.cases.open_of([self.item])[self.item]
        clauses = ["calm/shouting"] if restricts(measure) else []
        self.ombud.review.judge(
            case.id, case.version, self.ana, measure, "So I find.", clauses, lasts=lasts, reply="So I find."
        )

    def order(self, country: str) -> None:
        if country in self.orders:
            return
        told = ORDER | {"country": country, "territory": country, "locations": self.item}
        order, _ = self.ombud.orders.receive(order_from(told))
        lea = self.lead()
        n = self.ombud.orders.take(order.id, 1, "acknowledge", lea).state.n
        days = 2 if country == "DE" else 5
        until = self.clock.now() + timedelta(days=days)
        self.ombud.orders.give_effect(order.id, n, lea, {self.item: self.item}, [country], until, "We comply.")
        self.orders[country], self.named[country] = self.days + days, order.id

    def lift(self, country: str) -> None:
        if country not in self.named:
            return
        view = self.ombud.orders.view(self.named[country])
        if view.state.state == "in_effect":
            self.ombud.orders.lift(view.order.id, view.state.n, self.lead(), "It is lifted.")
        self.orders.pop(country, None)

    def file(self) -> None:
        """The author appeals what holds."""
        if self.appeal is not None:
            return
        held = self.newest()
        with self.ombud.store.read() as unit:
            notice = unit.notices.of_decision(held.id)
        if notice is None:
            return
        try:
            appeal = self.ombud.appeals.file(token_of(self.ombud, held.id), "I did nothing.")
        except Conflict:
            return
        against = "A" if held.matches else "order"
        carried = frozenset(held.countries) if against == "order" else frozenset()
        self.appeal = (appeal.id, against, frozenset(self.named[one] for one in carried))

    def hear(self, outcome: Outcome) -> None:
        if self.appeal is None:
            return
        appeal, against, orders = self.appeal
        self.cleared = self.cleared or self.label
        self.ombud.appeals.hear(appeal, self.hearer(), outcome, "So I find.")
        self.appeal = None
        if outcome is not Outcome.OVERTURN:
            return
        if against == "A":
            self.own, self.label, self.cleared = False, False, True
        for country, order in self.named.items():
            if order in orders:
                self.orders.pop(country, None)

    def new(self, unit: Unit, role: Role) -> User:
        """Somebody who has had no part in anything."""
        n = next(NUMBERS)
        user = User(f"usr-{n}", f"u{n}", role, "not a password", self.clock.now())
        unit.people.add_user(user)
        return user

    def lead(self) -> User:
        with self.ombud.store.write() as unit:
            return self.new(unit, Role.LEAD)

    def hearer(self) -> User:
        """Whoever has it before them, or somebody untouched by this post."""
        assert self.appeal is not None
        with self.ombud.store.write() as unit:
            holder = unit.board.of([self.appeal[0]])[self.appeal[0]].holder
            found = unit.people.user(holder) if holder else None
            if found is not None:
                return found
            return self.new(unit, Role.REVIEWER)

    def wait(self) -> None:
        self.clock.turn(days=1)
        self.days += 1
        while self.ombud.deadlines.run_once():
            pass
        self.orders = {country: end for country, end in self.orders.items() if end > self.days}
        if self.own and self.own_ends is not None and self.own_ends <= self.days:
            self.own = False

    def take(self, step: str) -> None:
        """One of `STEPS`; what cannot be done now is left."""
        move, _, what = step.partition(" ")
        match move:
            case "order":
                self.order(what)
            case "lift":
                self.lift(what)
            case "appeal":
                self.file()
            case "uphold" | "overturn":
                self.hear(Outcome(move))
            case "wait":
                self.wait()
            case "again":
                self.send("item.reported")
            case "edit":
                self.edit(what)
            case _:
                self.restrict()

    # ── what has to be true ──────────────────────────────────────────────────────────────────────────────────────────
    def check(self) -> None:
        newest = self.newest()
        away = self.own and self.ours is Measure.REMOVE
        seen = newest.measure if restricts(newest.measure) else None
        cited = [one.clause for one in newest.matches]
        if away:
            assert seen is Measure.REMOVE, (seen, self.orders)
        elif self.orders:
            assert seen is Measure.GEO_RESTRICT, (seen, self.orders)
            assert (newest.countries, newest.matches) == (tuple(sorted(self.orders)), ())
            assert newest.ends_at is not None
            assert (newest.ends_at - self.clock.now()).days == min(self.orders.values()) - self.days
        elif self.own:
            assert (seen, cited) == (self.ours, ["calm/shouting"])
        elif self.label:
            assert (seen, cited) == (Measure.LABEL, ["calm/greeting"])
        else:
            assert seen is None, (seen, newest.reason)
        with self.ombud.store.read() as unit:
            history = unit.records.of_item(self.item)
            force = unit.processes.states(MEASURE.kind, [view.decision.id for view in history])
            notice = unit.notices.of_decision(newest.id)
        assert [one.state for one in force.values()].count("in_force") == (1 if seen else 0)
        assert notice is not None or newest.measure is Measure.ALLOW


STEPS = (
    "restrict", "order DE", "order FR", "lift DE", "lift FR", "appeal", "uphold", "overturn", "wait", "again",
    "edit ahoy", "edit sobbing",
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ours=st.sampled_from((Measure.LIMIT, Measure.REMOVE)),
       steps=st.lists(st.sampled_from(STEPS), min_size=2, max_size=12))  # fmt: skip
def test_it_is_restricted_exactly_where_and_as_long_as_a_measure_in_force_says(
    place: Place, ours: Measure, steps: list[str]
) -> None:
    world = World(place, ours)
    for step in steps:
        world.take(step)
        world.check()


@pytest.mark.parametrize("ours", [Measure.LIMIT, Measure.REMOVE])
@pytest.mark.parametrize(
    "steps",
    [
        "wait, restrict, order FR, lift FR, wait, wait, wait",
        "restrict, order DE, appeal, overturn",
        "order DE, restrict, appeal, overturn, lift DE",
        "wait, order FR, restrict, wait, wait, wait, wait",
        "order DE, appeal, order FR, uphold, wait, wait, wait",
        "order DE, appeal, order FR, overturn, lift FR",
        "order DE, order FR, appeal, overturn",
        "wait, restrict, order FR, wait, wait, wait, wait, wait",
        "restrict, appeal, order DE, overturn, wait, wait",
        "restrict, appeal, order DE, uphold, appeal, overturn",
        "restrict, order DE, wait, wait, appeal, uphold",
        "restrict, order DE, wait, wait, appeal, overturn",
        "order DE, order FR, wait, wait, appeal, uphold",
        "order DE, order FR, wait, wait, appeal, overturn",
        "order DE, order FR, appeal, wait, wait, uphold",
        "order DE, order FR, appeal, wait, wait, overturn",
        "restrict, order DE, order FR, appeal, wait, wait, uphold",
        "restrict, order DE, appeal, wait, wait, uphold",
        "restrict, order DE, appeal, wait, wait, overturn",
        "wait, restrict, order DE, order FR, appeal, wait, wait, uphold",
        "order DE, appeal, lift DE",
        "order DE, order FR, appeal, lift DE, lift FR, uphold",
        "order DE, order FR, appeal, lift DE",
        "order DE, order FR, appeal, wait, wait, lift FR",
        "wait, restrict, wait, wait, wait, order DE, lift DE, restrict",
        "edit ahoy, order DE, again, lift DE",
        "edit ahoy, order DE, again, wait, wait",
        "edit sobbing, order DE, again, lift DE",
        "order FR, edit ahoy, again, order DE, wait, wait, lift FR",
        "order FR, edit sobbing, again, order DE, wait, wait, lift FR",
        "order FR, edit ahoy, edit sobbing, lift FR, again",
        "order FR, edit sobbing, restrict, wait, lift FR",
        "order FR, appeal, overturn, edit ahoy, again",
    ],
)
def test_these_sequences_above_all(place: Place, ours: Measure, steps: str) -> None:
    world = World(place, ours)
    for step in steps.split(", "):
        world.take(step)
        world.check()
