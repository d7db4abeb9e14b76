"""What could be read before a gagged order came can still be read while it lasts: a page that is gone would tell."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from ombud.model import Conflict, Decision, Measure, Order, Role, User
from ombud.pipeline import Asked, Decided, Tombstone
from ombud.web.demand import order_from
from ombud.wiring import Config, Ombud
from tests.support.appealing import person, token_of
from tests.support.clock import SetClock
from tests.support.opening import opened, policy_in
from tests.support.orders import ORDER

POLICY = """---
policy: quiet
title: Quiet
language: en
---

# Calm

## No symbols {#symbols}

No symbols.

```rule
id: symbols
when: mentions(item.text, "symbol")
then: geo_restrict
where: [AT, CH]
```

```examples
violates: symbol you
allows: hello you
```

## No crying {#crying}

Do not cry.

```rule
id: crying
when: mentions(item.text, "sobbing")
then: warn
```

```examples
violates: sobbing you
allows: hello you
```
"""
GAG = {"gag_until": "2027-11-01", "gag_basis": "Section 1 of the secret law"}
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


def post(ombud: Ombud, text: str, kind: str = "item.created", *, author: bool = True) -> Decision:
    """What holds for post-1 after it."""
    item = {"id": "post-1", "kind": "post", "text": text}
    sent = {"id": kind + text, "type": kind, "item": item} | ({"author": {"id": "u-1"}} if author else {})
    (answer,) = ombud.decider.decide([json.dumps(sent).encode()], "api")
    assert isinstance(answer, Decided), answer
    return newest(ombud)


def newest(ombud: Ombud) -> Decision:
    with ombud.store.read() as unit:
        return unit.records.latest(["post-1"])["post-1"].decision


def ordered(
    ombud: Ombud, lea: User, country: str, more: dict[str, str] = NO_GAG, until: datetime | None = None
) -> Order:
    """An order about post-1, in effect in its country."""
    order, _ = ombud.orders.receive(order_from(ORDER | {"country": country, "territory": country} | more))
    view = ombud.orders.take(order.id, 1, "acknowledge", lea)
    ombud.orders.give_effect(order.id, view.state.n, lea, {"post-1": "post-1"}, [country], until, "We comply.")
    return order


def lift(ombud: Ombud, lea: User, order: Order) -> None:
    ombud.orders.lift(order.id, ombud.orders.view(order.id).state.n, lea, "The court lifted it.")


def judge(ombud: Ombud, measure: Measure, clause: str) -> Decision:
    """What somebody finds about the case that is open about post-1."""
    with ombud.store.read() as unit:
        case = unit.cases.open_of(["post-1"])["post-1"]
    name = f"ana-{case.id[-4:]}"
    return ombud.review.judge(case.id, case.version, person(ombud, name), measure, "So I find.", (clause,))


def stone(ombud: Ombud) -> Tombstone | None:
    return ombud.tombstones.of("post-1")


# ── the tombstone ────────────────────────────────────────────────────────────────────────────────────────────────────
def test_where_nobody_knows_the_author_the_public_is_told_nothing_until_the_day(
    ombud: Ombud, lea: User, clock: SetClock
) -> None:
    post(ombud, "hello", author=False)
    ordered(ombud, lea, "DE", GAG)
    assert stone(ombud) is None
    post(ombud, "hello", "item.reported", author=False)
    assert stone(ombud) is None
    clock.turn(days=345)
    seen = stone(ombud)
    assert seen is not None
    assert (seen.territory, seen.ordered) == (("DE",), True)


@pytest.mark.parametrize("author", [True, False])
def test_a_tombstone_of_a_told_order_stays_as_it_was(ombud: Ombud, lea: User, author: bool) -> None:
    post(ombud, "hello", author=author)
    told = ordered(ombud, lea, "FR")
    before = stone(ombud)
    assert before is not None
    hidden = ordered(ombud, lea, "DE", GAG)
    assert stone(ombud) == before
    lift(ombud, lea, told)
    assert stone(ombud) is None
    lift(ombud, lea, hidden)
    assert stone(ombud) is None


def test_a_tombstone_of_our_own_measure_stays_as_it_was_and_ends_with_an_edit(ombud: Ombud, lea: User) -> None:
    post(ombud, "symbol you")
    judge(ombud, Measure.GEO_RESTRICT, "calm/symbols")
    before = stone(ombud)
    assert before is not None
    assert before.territory == ("AT", "CH")
    hidden = ordered(ombud, lea, "DE", GAG)
    assert stone(ombud) == before
    lift(ombud, lea, hidden)
    after = stone(ombud)
    assert after is not None
    assert after.territory == before.territory
    ordered(ombud, lea, "DE", GAG)
    post(ombud, "hello", "item.edited")
    assert stone(ombud) is None


def test_an_edit_makes_no_gagged_order_public(ombud: Ombud, lea: User) -> None:
    post(ombud, "hello")
    ordered(ombud, lea, "DE", GAG)
    post(ombud, "hello again", "item.edited")
    assert stone(ombud) is None


def test_a_told_order_that_ran_out_beneath_a_hidden_one_leaves_no_tombstone(
    ombud: Ombud, lea: User, clock: SetClock
) -> None:
    post(ombud, "hello")
    ordered(ombud, lea, "FR", until=clock.now() + timedelta(days=3))
    ordered(ombud, lea, "DE", GAG)
    assert stone(ombud) is not None
    clock.turn(days=4)
    ombud.deadlines.run_once()
    assert stone(ombud) is None


def test_when_the_first_of_two_gags_ends_its_order_alone_has_a_tombstone(
    ombud: Ombud, lea: User, clock: SetClock
) -> None:
    post(ombud, "hello")
    ordered(ombud, lea, "DE", {**GAG, "gag_until": "2026-12-10"})
    ordered(ombud, lea, "FR", GAG)
    clock.turn(days=30)
    ombud.deadlines.run_once()
    seen = stone(ombud)
    assert seen is not None
    assert seen.territory == ("DE",)


# ── what the author takes away ───────────────────────────────────────────────────────────────────────────────────────
def taken(ombud: Ombud) -> str:
    """The author's everything.json."""
    return json.dumps(ombud.persons.everything(ombud.persons.url("u-1").rpartition("/")[2]))


def test_what_the_author_takes_away_names_no_decision_that_is_hidden(ombud: Ombud, lea: User, clock: SetClock) -> None:
    first = post(ombud, "hello")
    ordered(ombud, lea, "DE", GAG)
    hidden = newest(ombud)
    ordered(ombud, lea, "FR")
    assert "FR" in taken(ombud)
    assert first.id in taken(ombud)
    assert hidden.id not in taken(ombud)
    clock.turn(days=345)
    ombud.deadlines.run_once()
    assert f'"replaces": "{hidden.id}"' in taken(ombud)


# ── a warning ────────────────────────────────────────────────────────────────────────────────────────────────────────
def asked(ombud: Ombud) -> Asked:
    with ombud.store.read() as unit:
        return ombud.measures.asked(unit, "post-1")


def warned(ombud: Ombud) -> str:
    """The token of the notice of a warning."""
    post(ombud, "sobbing you")
    return token_of(ombud, judge(ombud, Measure.WARN, "calm/crying").id)


@pytest.mark.parametrize("more", [NO_GAG, GAG])
def test_a_warning_beneath_an_order_waits_to_be_read_and_is_read_once(
    ombud: Ombud, lea: User, clock: SetClock, more: dict[str, str]
) -> None:
    token = warned(ombud)
    order = ordered(ombud, lea, "DE", more)
    assert asked(ombud) == Asked(waits=True)
    said = ombud.measures.acknowledge(token)
    assert ombud.measures.acknowledge(token) == said
    clock.turn(hours=1)
    assert asked(ombud) == Asked(at=said.at)
    ordered(ombud, lea, "FR", more)
    assert asked(ombud) == Asked(at=said.at)
    lift(ombud, lea, order)
    assert newest(ombud).countries == ("FR",)
    assert ombud.measures.acknowledge(token) == said


def test_a_warning_that_was_read_is_not_asked_for_anew_when_an_order_ends(
    ombud: Ombud, lea: User, clock: SetClock
) -> None:
    token = warned(ombud)
    said = ombud.measures.acknowledge(token)
    lift(ombud, lea, ordered(ombud, lea, "DE"))
    assert newest(ombud).measure is Measure.WARN
    assert asked(ombud) == Asked(at=said.at)
    ordered(ombud, lea, "DE", until=clock.now() + timedelta(days=1))
    clock.turn(days=2)
    ombud.deadlines.run_once()
    assert newest(ombud).measure is Measure.WARN
    assert asked(ombud) == Asked(at=said.at)


def test_the_first_link_still_reads_a_warning_that_an_order_was_on_top_of(ombud: Ombud, lea: User) -> None:
    token = warned(ombud)
    lift(ombud, lea, ordered(ombud, lea, "DE"))
    assert asked(ombud) == Asked(waits=True)
    said = ombud.measures.acknowledge(token)
    assert asked(ombud) == Asked(at=said.at)


def test_other_words_that_are_warned_about_are_another_warning(ombud: Ombud, lea: User) -> None:
    ombud.measures.acknowledge(warned(ombud))
    order = ordered(ombud, lea, "DE")
    post(ombud, "sobbing again", "item.edited")
    lift(ombud, lea, order)
    assert asked(ombud) == Asked()
    token = token_of(ombud, judge(ombud, Measure.WARN, "calm/crying").id)
    assert asked(ombud) == Asked(waits=True)
    assert ombud.measures.acknowledge(token).decision == newest(ombud).id


def test_nothing_is_to_be_read_where_only_an_order_holds(ombud: Ombud, lea: User) -> None:
    post(ombud, "hello")
    ordered(ombud, lea, "DE")
    assert asked(ombud) == Asked()
    with pytest.raises(Conflict, match="Only a warning"):
        ombud.measures.acknowledge(token_of(ombud, newest(ombud).id))
