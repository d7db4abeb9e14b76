"""A gag, from every side and on both databases: it hides what it may, until its day, and takes nobody's appeal away."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from ombud.model import Conflict, Decision, Forbidden, Measure, Order, Outcome, Role, User
from ombud.pipeline import Decided, HeldBack, Origin, Registered, Unchecked
from ombud.process.reports import Told
from ombud.web.demand import order_from
from ombud.wiring import Config, Ombud
from tests.support.appealing import person, state_of, token_of
from tests.support.clock import SetClock
from tests.support.opening import opened, policy_in
from tests.support.orders import ORDER

POLICY = """---
policy: gags
title: Gags
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

```rule
id: sent-again
when: mentions(item.text, "ahoy") && event.type == "item.edited"
then: label
```

```examples
violates: hey you
allows: hello you
```

## No crying {#holding}

Do not cry.

```rule
id: sobbing
when: mentions(item.text, "sobbing")
then: hold
```

```examples
violates: sobbing you
allows: hello you
```
"""
GAG = {"gag_until": "2027-11-01", "gag_basis": "Section 1 of the secret law"}
NO_GAG: dict[str, str] = {}
COURT = "Landgericht Beispielstadt"


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


def post(ombud: Ombud, name: str, text: str = "hey you", kind: str = "item.created") -> Decision:
    item = {"id": "post-1", "kind": "post", "text": text}
    sent = json.dumps({"id": name, "type": kind, "item": item, "author": {"id": "u-1"}}).encode()
    (answer,) = ombud.decider.decide([sent], "api")
    assert isinstance(answer, Decided), answer
    return newest(ombud)


def newest(ombud: Ombud) -> Decision:
    with ombud.store.read() as unit:
        return unit.records.latest(["post-1"])["post-1"].decision


def ordered(ombud: Ombud, lea: User, until: datetime | None = None, more: dict[str, str] = NO_GAG) -> Order:
    """A court's order about post-1, in effect."""
    order, _ = ombud.orders.receive(order_from(ORDER | more))
    view = ombud.orders.take(order.id, 1, "acknowledge", lea)
    ombud.orders.give_effect(order.id, view.state.n, lea, {"post-1": "post-1"}, ["DE"], until, "We comply.")
    return order


def notice_state(ombud: Ombud, decision: Decision) -> str:
    with ombud.store.read() as unit:
        notice = unit.notices.of_decision(decision.id)
    assert notice is not None
    return state_of(ombud, notice.id, "notice")


def seen(ombud: Ombud, token: str) -> list[Measure]:
    view = ombud.notices.by_token(token)
    assert view is not None
    return [one.decision.measure for one in view.history]


def report(ombud: Ombud, clause: str) -> str:
    told = Told(item="post-1", clause=clause, explanation="Bad.", good_faith=True)
    return ombud.reports.file(told, Origin(address="192.0.2.1")).token


def test_the_end_of_what_a_gag_hides_is_hidden_as_long(ombud: Ombud, lea: User, clock: SetClock) -> None:
    post(ombud, "e1", "hello")
    ordered(ombud, lea, clock.now() + timedelta(days=3), GAG)
    hidden = newest(ombud)
    clock.turn(days=4)
    ombud.deadlines.run_once()
    over = newest(ombud)
    assert over.measure is Measure.RESTORE
    assert (notice_state(ombud, hidden), notice_state(ombud, over)) == ("withheld", "withheld")
    clock.turn(days=345)
    ombud.deadlines.run_once()
    assert (notice_state(ombud, hidden), notice_state(ombud, over)) == ("created", "created")


def test_a_reviewer_who_puts_it_back_tells_nobody_of_it_either(ombud: Ombud, lea: User) -> None:
    post(ombud, "e1", "hello")
    ordered(ombud, lea, more=GAG)
    report(ombud, "calm/shouting")
    with ombud.store.read() as unit:
        case = unit.cases.open_of(["post-1"])["post-1"]
    judged = ombud.review.judge(case.id, case.version, person(ombud, "ana"), Measure.ALLOW, "", reply="It is calm.")
    assert judged.measure is Measure.RESTORE
    assert notice_state(ombud, judged) == "withheld"


def test_what_only_carries_it_on_is_hidden_with_it(ombud: Ombud, lea: User) -> None:
    token = token_of(ombud, post(ombud, "e1").id)
    ordered(ombud, lea, more=GAG)
    assert post(ombud, "e2", kind="item.reported").measure is Measure.GEO_RESTRICT
    assert seen(ombud, token) == [Measure.LABEL]


def test_a_report_of_it_waits_for_a_person_and_is_told_nothing(ombud: Ombud, lea: User) -> None:
    post(ombud, "e1")
    ordered(ombud, lea, more=GAG)
    view = ombud.reports.by_token(report(ombud, "calm/shouting"))
    assert view is not None
    assert view.state.state == "in_review"
    assert COURT not in repr(view.steps)


@pytest.mark.parametrize("outcome", [Outcome.UPHOLD, Outcome.OVERTURN])
def test_what_was_told_before_can_be_appealed_and_nothing_that_is_hidden(
    ombud: Ombud, lea: User, outcome: Outcome
) -> None:
    label = post(ombud, "e1")
    token = token_of(ombud, label.id)
    ordered(ombud, lea, more=GAG)
    view = ombud.notices.by_token(token)
    assert view is not None
    assert view.appealable_until is not None
    appeal = ombud.appeals.file(token, "I did nothing.")
    assert appeal.decision == label.id
    ombud.appeals.hear(appeal.id, person(ombud, "ana"), outcome, "So I find.")
    assert (newest(ombud).measure, newest(ombud).countries) == (Measure.GEO_RESTRICT, ("DE",))
    assert notice_state(ombud, newest(ombud)) == "withheld"
    assert seen(ombud, token) == [Measure.LABEL, Measure.LABEL if outcome is Outcome.UPHOLD else Measure.RESTORE]
    assert COURT not in page(ombud)


def test_an_order_that_was_told_can_be_appealed_beneath_one_that_is_hidden(ombud: Ombud, lea: User) -> None:
    post(ombud, "e1", "hello")
    ordered(ombud, lea)
    first = newest(ombud)
    french(ombud, lea, more=GAG)
    appeal = ombud.appeals.file(token_of(ombud, first.id), "I did nothing.")
    assert appeal.decision == first.id
    ombud.appeals.hear(appeal.id, person(ombud, "ana"), Outcome.OVERTURN, "The first is no valid order.")
    assert newest(ombud).countries == ("FR",)
    assert notice_state(ombud, newest(ombud)) == "withheld"


def test_where_nothing_was_told_no_link_appeals_what_is_hidden(ombud: Ombud, lea: User) -> None:
    post(ombud, "e1", "hello")
    ordered(ombud, lea, more=GAG)
    with pytest.raises(Conflict, match="Nothing is being done"):
        ombud.appeals.file(token_of(ombud, newest(ombud).id), "I did nothing.")


def test_the_six_months_begin_when_the_person_is_told(ombud: Ombud, lea: User, clock: SetClock) -> None:
    post(ombud, "e1", "hello")
    ordered(ombud, lea, more=GAG)
    hidden = newest(ombud)
    clock.turn(days=344)
    ombud.deadlines.run_once()
    token = token_of(ombud, hidden.id)
    view = ombud.notices.by_token(token)
    assert view is not None
    assert view.appealable_until is not None
    with ombud.store.read() as unit:
        text = ombud.teller.letters.of(unit, view.notice).letter.text
    assert f"{view.appealable_until:%Y}" == "2028"
    assert "2028" in text
    clock.turn(days=170)
    appeal = ombud.appeals.file(token, "I did nothing.")
    ombud.appeals.hear(appeal.id, person(ombud, "ana"), Outcome.OVERTURN, "They did nothing.")
    assert newest(ombud).measure is Measure.RESTORE


def test_the_six_months_end(ombud: Ombud, lea: User, clock: SetClock) -> None:
    post(ombud, "e1", "hello")
    ordered(ombud, lea, more=GAG)
    clock.turn(days=344)
    ombud.deadlines.run_once()
    token = token_of(ombud, newest(ombud).id)
    clock.turn(days=185)
    with pytest.raises(Conflict, match="six months"):
        ombud.appeals.file(token, "I did nothing.")


def test_nobody_writes_into_the_register_by_a_form(ombud: Ombud) -> None:
    ombud.orders.receive(order_from({**ORDER, **GAG}))
    (row,) = ombud.register.page()
    assert isinstance(row, Unchecked)


@pytest.mark.parametrize(
    ("told", "kind"),
    [({"kind": "informal"}, Registered), ({"sender": "company", "country": ""}, Registered), ({}, HeldBack)],
)
def test_only_a_court_or_an_authority_keeps_an_order_out_of_the_register(
    ombud: Ombud, lea: User, told: dict[str, str], kind: type
) -> None:
    order, _ = ombud.orders.receive(order_from({**ORDER, **GAG, **told}))
    ombud.orders.take(order.id, 1, "refuse", lea, "No.")
    (row,) = ombud.register.page()
    assert isinstance(row, kind)


def test_what_was_upheld_on_appeal_comes_back_with_the_order(ombud: Ombud, lea: User) -> None:
    post(ombud, "e1", "hello")
    order = ordered(ombud, lea)
    appeal = ombud.appeals.file(token_of(ombud, newest(ombud).id), "I did nothing.")
    ombud.appeals.hear(appeal.id, person(ombud, "ana"), Outcome.UPHOLD, "The order is valid.")
    ombud.orders.lift(order.id, ombud.orders.view(order.id).state.n, lea, "The court lifted it.")
    assert newest(ombud).measure is Measure.RESTORE


def test_an_edit_under_a_gag_says_nothing_of_it(ombud: Ombud, lea: User) -> None:
    token = token_of(ombud, post(ombud, "e1").id)
    ordered(ombud, lea, more=GAG)
    post(ombud, "e2", "oi you", kind="item.edited")
    page = ombud.notices.by_token(token)
    assert COURT not in repr(page)
    assert "DE" not in {country for one in (page.history if page else ()) for country in one.decision.countries}


@pytest.mark.parametrize(("text", "kind"), [("hello", "item.reported"), ("other words", "item.edited")])
def test_an_order_goes_on_whatever_happens_to_the_post_and_ends_with_it(
    ombud: Ombud, lea: User, text: str, kind: str
) -> None:
    post(ombud, "e1", "hello")
    order = ordered(ombud, lea)
    carried = post(ombud, "e2", text, kind)
    assert (carried.measure, carried.countries) == (Measure.GEO_RESTRICT, ("DE",))
    assert COURT in (carried.reason or "")
    ombud.orders.lift(order.id, ombud.orders.view(order.id).state.n, lea, "The court lifted it.")
    assert newest(ombud).measure is Measure.RESTORE
    with ombud.store.read() as unit:
        assert unit.processes.counts("measure") == {"lifted": 1}


def test_an_order_ends_on_its_day_though_the_post_was_edited(ombud: Ombud, lea: User, clock: SetClock) -> None:
    post(ombud, "e1", "hello")
    ordered(ombud, lea, clock.now() + timedelta(days=3))
    post(ombud, "e2", "other words", "item.edited")
    clock.turn(days=3)
    ombud.deadlines.run_once()
    assert newest(ombud).measure is Measure.RESTORE


def test_no_link_appeals_what_is_hidden_after_an_edit_either(ombud: Ombud, lea: User) -> None:
    token = token_of(ombud, post(ombud, "e1").id)
    ordered(ombud, lea, more=GAG)
    post(ombud, "e2", "other words", kind="item.edited")
    with pytest.raises(Conflict, match="Nothing is being done"):
        ombud.appeals.file(token, "I did nothing.")


@pytest.mark.parametrize("judged", [False, True])
def test_lifting_an_order_is_no_judgement_of_the_post(ombud: Ombud, lea: User, judged: bool) -> None:
    """What the rules say of the very same words counts, unless a person had judged these words themselves."""
    post(ombud, "e1", "ahoy you")
    if judged:
        report(ombud, "calm/shouting")
        with ombud.store.read() as unit:
            case = unit.cases.open_of(["post-1"])["post-1"]
        ombud.review.judge(case.id, case.version, person(ombud, "ana"), Measure.ALLOW, "", reply="It is calm.")
    assert lift(ombud, lea, ordered(ombud, lea)).measure is Measure.RESTORE
    again = post(ombud, "e2", "ahoy you", "item.edited")
    assert again.measure is (Measure.ALLOW if judged else Measure.LABEL)


def test_whoever_found_the_order_valid_does_not_hear_the_appeal(ombud: Ombud, lea: User) -> None:
    ben = person(ombud, "ben", Role.LEAD)
    post(ombud, "e1", "hello")
    order, _ = ombud.orders.receive(order_from(ORDER), by=person(ombud, "adm", Role.ADMIN))
    view = ombud.orders.take(order.id, 1, "acknowledge", ben)
    ombud.orders.give_effect(order.id, view.state.n, lea, {"post-1": "post-1"}, ["DE"], None, "We comply.")
    appeal = ombud.appeals.file(token_of(ombud, newest(ombud).id), "I did nothing.")
    for user in (ben, lea):
        with pytest.raises(Forbidden):
            ombud.appeals.hear(appeal.id, user, Outcome.UPHOLD, "It is valid.")
    assert state_of(ombud, appeal.id) == "filed"
    ombud.appeals.hear(appeal.id, person(ombud, "ana"), Outcome.OVERTURN, "It is not.")


# ── several orders about one post ────────────────────────────────────────────────────────────────────────────────────
FRENCH = {"authority": "Tribunal", "reference": "7"}


def french(
    ombud: Ombud, lea: User, until: datetime | None = None, more: dict[str, str] = NO_GAG, country: str = "FR"
) -> Order:
    """Another order about post-1, in effect in France, or another country."""
    order, _ = ombud.orders.receive(order_from(ORDER | FRENCH | {"country": country, "territory": country} | more))
    view = ombud.orders.take(order.id, 1, "acknowledge", lea)
    ombud.orders.give_effect(order.id, view.state.n, lea, {"post-1": "post-1"}, [country], until, "We comply.")
    return order


def lift(ombud: Ombud, lea: User, order: Order) -> Decision:
    ombud.orders.lift(order.id, ombud.orders.view(order.id).state.n, lea, "The court lifted it.")
    return newest(ombud)


def page(ombud: Ombud) -> str:
    """What the author reads on their own page."""
    found = ombud.persons.page(ombud.persons.url("u-1").rpartition("/")[2])
    return repr([one.decision for item in found.items for one in item.history])


def test_what_a_shorter_gag_is_added_to_stays_hidden(ombud: Ombud, lea: User, clock: SetClock) -> None:
    post(ombud, "e1", "hello")
    ordered(ombud, lea, more=GAG)
    soon = (clock.now() + timedelta(days=10)).date().isoformat()
    french(ombud, lea, more={**GAG, "gag_until": soon})
    clock.turn(days=12)
    ombud.deadlines.run_once()
    assert notice_state(ombud, newest(ombud)) == "withheld"
    assert COURT not in page(ombud)


def test_what_goes_on_when_an_order_is_lifted_is_hidden_by_its_own_gag(
    ombud: Ombud, lea: User, clock: SetClock
) -> None:
    post(ombud, "e1", "hello")
    ordered(ombud, lea, more=GAG)
    soon = (clock.now() + timedelta(days=10)).date().isoformat()
    lift(ombud, lea, french(ombud, lea, more={**GAG, "gag_until": soon}))
    clock.turn(days=12)
    ombud.deadlines.run_once()
    assert notice_state(ombud, newest(ombud)) == "withheld"
    assert COURT not in page(ombud)


@pytest.mark.parametrize("by_the_clock", [False, True])
def test_what_goes_on_when_a_gagged_order_ends_is_told_and_can_be_appealed(
    ombud: Ombud, lea: User, clock: SetClock, by_the_clock: bool
) -> None:
    post(ombud, "e1", "hello")
    ordered(ombud, lea)
    order = french(ombud, lea, clock.now() + timedelta(days=5), GAG)
    assert notice_state(ombud, newest(ombud)) == "withheld"
    if by_the_clock:
        clock.turn(days=5)
        ombud.deadlines.run_once()
    else:
        lift(ombud, lea, order)
    goes_on = newest(ombud)
    assert goes_on.countries == ("DE",)
    assert notice_state(ombud, goes_on) == "created"
    view = ombud.notices.by_token(token_of(ombud, goes_on.id))
    assert view is not None
    assert view.appealable_until is not None
    assert "Tribunal" not in repr(view)
    assert "Tribunal" not in page(ombud)


def test_who_may_be_told_of_an_order_is_told_of_it_alone_beside_one_that_is_hidden(ombud: Ombud, lea: User) -> None:
    post(ombud, "e1", "hello")
    hidden = ordered(ombud, lea, more=GAG)
    told = french(ombud, lea)
    assert newest(ombud).countries == ("DE", "FR")
    assert notice_state(ombud, newest(ombud)) == "withheld"
    with ombud.store.read() as unit:
        (alone,) = [view.decision for view in unit.records.of_item("post-1") if view.decision.countries == ("FR",)]
        led = {(one.order, one.decision) for one in unit.orders.of_item("post-1")}
    assert notice_state(ombud, alone) == "created"
    assert {order for order, decision in led if decision == alone.id} == {told.id}
    assert {order for order, decision in led if decision == newest(ombud).id} == {hidden.id, told.id}
    assert "Tribunal" in page(ombud)
    assert COURT not in page(ombud)
    assert COURT not in repr(ombud.notices.by_token(token_of(ombud, alone.id)))
    appeal = ombud.appeals.file(token_of(ombud, alone.id), "I did nothing.")
    ombud.appeals.hear(appeal.id, person(ombud, "ana"), Outcome.OVERTURN, "It is no valid order.")
    assert newest(ombud).countries == ("DE",)
    assert notice_state(ombud, newest(ombud)) == "withheld"
    lift(ombud, lea, hidden)
    assert newest(ombud).measure is Measure.RESTORE


def letter(ombud: Ombud, decision: Decision) -> str:
    with ombud.store.read() as unit:
        notice = unit.notices.of_decision(decision.id)
        assert notice is not None
        return ombud.teller.letters.of(unit, notice).letter.text


@pytest.mark.parametrize("hidden_first", [False, True])
def test_whoever_knows_of_an_order_is_told_at_once_that_it_was_lifted_and_nothing_of_what_is_hidden_beside_it(
    ombud: Ombud, lea: User, clock: SetClock, hidden_first: bool
) -> None:
    post(ombud, "e1", "hello")
    if hidden_first:
        ordered(ombud, lea, more=GAG)
        known = french(ombud, lea)
    else:
        known = french(ombud, lea)
        ordered(ombud, lea, more=GAG)
    assert lift(ombud, lea, known).countries == ("DE",)
    assert notice_state(ombud, newest(ombud)) == "withheld"
    with ombud.store.read() as unit:
        told = next(view.decision for view in unit.records.of_item("post-1") if view.decision.measure == "restore")
    assert notice_state(ombud, told) == "created"
    assert "because of an order is undone" in letter(ombud, told)
    assert "as it was" not in letter(ombud, told)
    assert COURT not in letter(ombud, told)
    assert COURT not in page(ombud)
    clock.turn(days=345)
    ombud.deadlines.run_once()
    assert notice_state(ombud, newest(ombud)) == "created"
    assert COURT in page(ombud)


def test_another_order_that_they_know_of_goes_on_for_them_alone(ombud: Ombud, lea: User) -> None:
    post(ombud, "e1", "hello")
    known, stays = french(ombud, lea), french(ombud, lea, country="ES")
    ordered(ombud, lea, more=GAG)
    assert lift(ombud, lea, known).countries == ("DE", "ES")
    assert notice_state(ombud, newest(ombud)) == "withheld"
    with ombud.store.read() as unit:
        told = [view.decision for view in unit.records.of_item("post-1")][-2]
        led = [one.order for one in unit.orders.of_item("post-1") if one.decision == told.id]
    assert told.countries == ("ES",)
    assert notice_state(ombud, told) == "created"
    assert led == [stays.id]
    assert COURT not in page(ombud)


def test_the_end_of_an_order_that_nobody_was_told_of_is_hidden_with_what_goes_on(ombud: Ombud, lea: User) -> None:
    post(ombud, "e1", "hello")
    soon = french(ombud, lea, more={**GAG, "gag_until": "2027-10-01"})
    ordered(ombud, lea, more=GAG)
    assert notice_state(ombud, lift(ombud, lea, soon)) == "withheld"
    assert page(ombud).count("Tribunal") == 0
    with ombud.store.read() as unit:
        assert "restore" not in [view.decision.measure for view in unit.records.of_item("post-1")]


def test_an_order_that_was_let_go_before_its_date_hides_nothing_that_comes_after_it(
    ombud: Ombud, lea: User, clock: SetClock
) -> None:
    """What they do together is told once, and not once more when the date comes."""
    post(ombud, "e1", "hello")
    ordered(ombud, lea, more=GAG)
    with ombud.store.write() as unit:
        notice = unit.notices.of_decision(newest(ombud).id)
        assert notice is not None
        ombud.teller.release(unit, notice.id, clock.now(), role="lead", by=lea.id, note="The court took it back.")
    known = french(ombud, lea)
    assert newest(ombud).countries == ("DE", "FR")
    assert notice_state(ombud, newest(ombud)) == "created"
    with ombud.store.read() as unit:
        assert [one.decision.countries for one in unit.records.of_item("post-1")] == [(), ("DE",), ("DE", "FR")]
    assert notice_state(ombud, lift(ombud, lea, known)) == "created"
    assert newest(ombud).countries == ("DE",)


def review(ombud: Ombud, clause: str, by: str, measure: Measure) -> Decision:
    """Somebody reports post-1, and a reviewer judges it."""
    report(ombud, clause)
    with ombud.store.read() as unit:
        case = unit.cases.open_of(["post-1"])["post-1"]
    cited = () if measure is Measure.ALLOW else (clause,)
    return ombud.review.judge(case.id, case.version, person(ombud, by), measure, "So it is.", cited, reply="So it is.")


def told(ombud: Ombud) -> list[tuple[Measure, tuple[str, ...], tuple[str, ...]]]:
    """What the author was told of post-1: the measure, where, and the orders behind it."""
    with ombud.store.read() as unit:
        led = unit.orders.of_item("post-1")
        return [
            (one.measure, one.countries, tuple(action.order for action in led if action.decision == one.id))
            for one in (view.decision for view in unit.records.of_item("post-1"))
            if unit.notices.of_decision(one.id) is not None and notice_state(ombud, one) == "created"
        ]


@pytest.mark.parametrize("waited", [False, True])
def test_when_the_post_comes_back_who_may_be_told_of_an_order_is_told_at_once(
    ombud: Ombud, lea: User, waited: bool
) -> None:
    """Though another is hidden: whether both had waited for it, or had been on it before."""
    post(ombud, "e1", "hello")
    held = [review(ombud, "calm/holding", "ana", Measure.HOLD)] if waited else []
    known, hidden = french(ombud, lea), ordered(ombud, lea, more=GAG)
    away = held[0] if waited else review(ombud, "calm/holding", "ana", Measure.HOLD)
    appeal = ombud.appeals.file(token_of(ombud, away.id), "I did nothing.")
    ombud.appeals.hear(appeal.id, person(ombud, "ben"), Outcome.OVERTURN, "They did nothing.")
    assert told(ombud)[-2:] == [(Measure.RESTORE, (), ()), (Measure.GEO_RESTRICT, ("FR",), (known.id,))]
    assert newest(ombud).countries == ("DE", "FR")
    assert notice_state(ombud, newest(ombud)) == "withheld"
    assert COURT not in page(ombud)
    view = ombud.notices.by_token(token_of(ombud, away.id))
    assert view is not None
    assert view.appealable_until is not None
    lift(ombud, lea, hidden)
    assert told(ombud)[-1] == (Measure.GEO_RESTRICT, ("FR",), (known.id,))


@pytest.mark.parametrize("country", ["FR", "DE"])
def test_who_may_be_told_of_an_order_is_told_though_it_came_while_an_appeal_waited(
    ombud: Ombud, lea: User, country: str
) -> None:
    label = post(ombud, "e1")
    ordered(ombud, lea, more=GAG)
    ombud.appeals.file(token_of(ombud, label.id), "I did nothing.")
    known = french(ombud, lea, country=country)
    assert told(ombud)[-1] == (Measure.GEO_RESTRICT, (country,), (known.id,))
    assert set(newest(ombud).countries) == {"DE", country}
    assert notice_state(ombud, newest(ombud)) == "withheld"


def test_each_order_is_told_when_its_own_gag_ends(ombud: Ombud, lea: User, clock: SetClock) -> None:
    post(ombud, "e1", "hello")
    away = review(ombud, "calm/holding", "ana", Measure.HOLD)
    soon = french(ombud, lea, more={**GAG, "gag_until": (clock.now() + timedelta(days=10)).date().isoformat()})
    last, first = ordered(ombud, lea, more=GAG), french(ombud, lea, country="ES")
    appeal = ombud.appeals.file(token_of(ombud, away.id), "I did nothing.")
    ombud.appeals.hear(appeal.id, person(ombud, "ben"), Outcome.OVERTURN, "They did nothing.")
    assert told(ombud)[-1] == (Measure.GEO_RESTRICT, ("ES",), (first.id,))
    clock.turn(days=12)
    ombud.deadlines.run_once()
    assert told(ombud)[-1] == (Measure.GEO_RESTRICT, ("ES", "FR"), tuple(sorted((first.id, soon.id))))
    clock.turn(days=340)
    ombud.deadlines.run_once()
    assert told(ombud)[-1] == (
        Measure.GEO_RESTRICT, ("DE", "ES", "FR"), tuple(sorted((first.id, soon.id, last.id))),
    )  # fmt: skip


@pytest.mark.parametrize("also_known", [False, True])
def test_the_end_of_our_own_measure_is_told_and_nothing_of_an_order_on_top_that_is_hidden(
    ombud: Ombud, lea: User, also_known: bool
) -> None:
    post(ombud, "e1", "hello")
    ours = review(ombud, "calm/holding", "ana", Measure.WARN)
    known = [french(ombud, lea)] if also_known else []
    ordered(ombud, lea, more=GAG)
    judged = review(ombud, "calm/shouting", "ben", Measure.ALLOW)
    assert (judged.measure, judged.replaces) == (Measure.RESTORE, ours.id)
    goes_on = [(Measure.GEO_RESTRICT, ("FR",), (one.id,)) for one in known]
    assert told(ombud) == [(Measure.WARN, (), ()), *goes_on, (Measure.RESTORE, (), ()), *goes_on]
    assert "post itself was up all the time" in letter(ombud, judged)  # a warning
    assert newest(ombud).countries == (("DE", "FR") if also_known else ("DE",))
    assert notice_state(ombud, newest(ombud)) == "withheld"
    assert COURT not in page(ombud) + letter(ombud, judged)
