"""What rules find in a post that an order restricts is theirs, and what the order does is its own: both databases."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from ombud.model import Decision, Measure, Order, Role, User
from ombud.pipeline import Decided, asked_about
from ombud.web.demand import order_from
from ombud.wiring import Config, Ombud
from tests.support.appealing import person
from tests.support.clock import SetClock
from tests.support.opening import opened, policy_in
from tests.support.orders import ORDER

POLICY = """---
policy: beneath
title: Beneath
language: en
---

# Calm

## No shouting {#shouting}

Do not shout.

```rule
id: hey
when: mentions(item.text, "hey")
then: label
```

```examples
violates: hey you
allows: hello you
```

## No crying {#crying}

Do not cry.

```rule
id: cry
when: mentions(item.text, "sobbing")
then: age_gate
```

```examples
violates: sobbing you
allows: hello you
```

## No symbols {#symbols}

No symbols.

```rule
id: symbol
when: mentions(item.text, "symbol")
then: geo_restrict
where: [DE, AT]
```

```examples
violates: symbol you
allows: hello you
```
"""
NO_GAG: dict[str, str] = {}


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def ombud(tmp_path: Path, store_url: str, clock: SetClock) -> Iterator[Ombud]:
    config = Config(data=tmp_path / "data", policy=policy_in(tmp_path, POLICY), database_url=store_url)
    with opened(config, clock) as one:
        yield one


@pytest.fixture
def lea(ombud: Ombud) -> User:
    return person(ombud, "lea", Role.LEAD)


def post(ombud: Ombud, name: str, text: str, kind: str = "item.created") -> Decision:
    item = {"id": "post-1", "kind": "post", "text": text}
    sent = json.dumps({"id": name, "type": kind, "item": item, "author": {"id": "u-1"}}).encode()
    (answer,) = ombud.decider.decide([sent], "api")
    assert isinstance(answer, Decided), answer
    return newest(ombud)


def newest(ombud: Ombud) -> Decision:
    with ombud.store.read() as unit:
        return unit.records.latest(["post-1"])["post-1"].decision


def ordered(ombud: Ombud, lea: User, clock: SetClock, more: dict[str, str] = NO_GAG) -> Order:
    """A court's order about post-1, in effect in France for three days."""
    order, _ = ombud.orders.receive(order_from(ORDER | {"country": "FR", "territory": "FR"} | more))
    view = ombud.orders.take(order.id, 1, "acknowledge", lea)
    until = clock.now() + timedelta(days=3)
    ombud.orders.give_effect(order.id, view.state.n, lea, {"post-1": "post-1"}, ["FR"], until, "We comply.")
    return order


def over(ombud: Ombud, lea: User, clock: SetClock, order: Order, *, lifted: bool) -> Decision:
    """What holds once the order has been lifted, or has ended on its day."""
    if lifted:
        ombud.orders.lift(order.id, ombud.orders.view(order.id).state.n, lea, "The court lifted it.")
    clock.turn(days=3)
    ombud.deadlines.run_once()
    return newest(ombud)


def cited(decision: Decision) -> list[str]:
    return [one.clause for one in decision.matches]


@pytest.mark.parametrize("lifted", [False, True])
@pytest.mark.parametrize("kind", ["item.reported", "item.created"])
@pytest.mark.parametrize(
    ("text", "after", "clauses"),
    [
        ("hey you", Measure.LABEL, ["calm/shouting"]),
        ("sobbing you", Measure.RESTORE, []),
        ("symbol you", Measure.RESTORE, []),
    ],
)
def test_the_same_words_sent_again_take_nothing_of_an_order_over(
    ombud: Ombud, lea: User, clock: SetClock, text: str, after: Measure, clauses: list[str], kind: str, lifted: bool
) -> None:
    """What a rule may only propose begins by nothing, and what it did before the order holds again after it."""
    post(ombud, "e1", text)
    order = ordered(ombud, lea, clock)
    again = post(ombud, "e2", text, kind)
    assert (again.measure, again.countries, cited(again)) == (Measure.GEO_RESTRICT, ("FR",), [])
    ended = over(ombud, lea, clock, order, lifted=lifted)
    assert (ended.measure, cited(ended)) == (after, clauses)


@pytest.mark.parametrize("lifted", [False, True])
@pytest.mark.parametrize(
    ("text", "after", "clauses"),
    [("hey new", Measure.LABEL, ["calm/shouting"]), ("sobbing new", Measure.RESTORE, []), ("new", Measure.RESTORE, [])],
)
def test_what_rules_find_in_new_words_stays_beneath_the_order(
    ombud: Ombud, lea: User, clock: SetClock, text: str, after: Measure, clauses: list[str], lifted: bool
) -> None:
    post(ombud, "e1", "hello")
    order = ordered(ombud, lea, clock)
    edited = post(ombud, "e2", text, "item.edited")
    assert (edited.measure, edited.countries, cited(edited)) == (Measure.GEO_RESTRICT, ("FR",), [])
    assert "Landgericht Beispielstadt" in (edited.reason or "")
    ended = over(ombud, lea, clock, order, lifted=lifted)
    assert (ended.measure, cited(ended)) == (after, clauses)


@pytest.mark.parametrize("text", ["hey new", "sobbing new", "symbol new"])
def test_an_edit_makes_nothing_public_of_a_gagged_order(ombud: Ombud, lea: User, clock: SetClock, text: str) -> None:
    post(ombud, "e1", "hello")
    ordered(ombud, lea, clock, {"gag_until": "2027-11-01", "gag_basis": "Section 1 of the secret law"})
    post(ombud, "e2", text, "item.edited")
    assert ombud.tombstones.of("post-1") is None
    page = ombud.persons.page(ombud.persons.url("u-1").rpartition("/")[2])
    assert page is not None
    assert {"FR"}.isdisjoint(c for item in page.items for one in item.history for c in one.decision.countries)


@pytest.mark.parametrize("first", ["order", "proposal"])
def test_a_reviewer_can_confirm_what_a_rule_proposes_beneath_an_order(
    ombud: Ombud, lea: User, clock: SetClock, first: str
) -> None:
    if first == "order":
        post(ombud, "e1", "hello")
        order = ordered(ombud, lea, clock)
        post(ombud, "e2", "sobbing new", "item.edited")
    else:
        post(ombud, "e1", "sobbing you")
        order = ordered(ombud, lea, clock)
    with ombud.store.read() as unit:
        view = unit.cases.get(unit.cases.open_of(["post-1"])["post-1"].id)
        assert view is not None
        assert cited(asked_about(unit, view.latest).decision) == ["calm/crying"]
    ombud.review.judge(view.case.id, view.case.version, person(ombud, "ana"), Measure.AGE_GATE, "It cries.")
    assert newest(ombud).measure is Measure.GEO_RESTRICT
    ended = over(ombud, lea, clock, order, lifted=True)
    assert (ended.measure, cited(ended)) == (Measure.AGE_GATE, ["calm/crying"])
