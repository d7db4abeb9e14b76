"""What rules find in a post that an order restricts is theirs, and what the order does is its own: both databases."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from ombud.model import Decision, Measure, Order, Role, User
from ombud.pipeline import Decided
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


def ordered(ombud: Ombud, lea: User, clock: SetClock) -> Order:
    """A court's order about post-1, in effect in France for three days."""
    order, _ = ombud.orders.receive(order_from(ORDER | {"country": "FR", "territory": "FR"}))
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
