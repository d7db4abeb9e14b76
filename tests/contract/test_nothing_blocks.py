"""What somebody does to stop the clock, on both databases: reports of accounts, invitations, holders who have gone."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from ombud.model import Case, Forbidden, Measure, Outcome, Role, User
from ombud.pipeline import Origin
from ombud.process.reports import Told
from ombud.wiring import Config, Ombud
from tests.support.appealing import person, state_of, token_of
from tests.support.clock import SetClock
from tests.support.opening import opened, policy_in

POLICY = """---
policy: clock
title: Clock
language: en
strikes:
  expires: 90d
  threshold: 1 suspend for 7d
---

# Calm

## No shouting {#shouting}

Do not shout.

```rule
id: oi
when: mentions(item.text, "oi")
then: remove
strikes: 1
```

```examples
violates: oi you
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
def token(ombud: Ombud) -> str:
    """The link to a removal by Ana, which counts a strike and makes a case about the account."""
    ana = person(ombud, "ana")
    item = {"id": "post-1", "kind": "post", "text": "oi you"}
    ombud.decider.decide(
        [json.dumps({"id": "e1", "type": "item.created", "item": item, "author": {"id": "u-1"}}).encode()], "api"
    )
    case = case_of(ombud, "post-1")
    assert case is not None
    return token_of(ombud, ombud.review.judge(case.id, case.version, ana, Measure.REMOVE, "It shouts.").id)


def case_of(ombud: Ombud, item: str) -> Case | None:
    with ombud.store.read() as unit:
        return unit.cases.open_of([item]).get(item)


def measure(ombud: Ombud) -> Measure:
    with ombud.store.read() as unit:
        return unit.records.latest(["post-1"])["post-1"].decision.measure


def report_the_account(ombud: Ombud) -> None:
    """Any stranger can: what an account is called follows from the person's id."""
    told = Told(item="account:u-1", law="Section 1", explanation="Bad.", good_faith=True)
    ombud.reports.file(told, Origin(address="192.0.2.1"))


def pass_days(ombud: Ombud, clock: SetClock, days: int) -> None:
    for _ in range(2 * days):
        clock.turn(hours=12)
        ombud.deadlines.run_once()


def test_an_appeal_is_granted_though_somebody_reported_the_account(ombud: Ombud, token: str) -> None:
    report_the_account(ombud)
    appeal = ombud.appeals.file(token, "I did not shout.")
    ombud.appeals.hear(appeal.id, person(ombud, "ben"), Outcome.OVERTURN, "They did not.")
    assert measure(ombud) is Measure.RESTORE
    assert ombud.strikes.score("u-1").total == 0
    assert case_of(ombud, "account:u-1") is not None  # whoever reported it waits for an answer


def test_strikes_end_though_somebody_reported_the_account(ombud: Ombud, token: str, clock: SetClock) -> None:
    report_the_account(ombud)
    clock.turn(days=91)
    ombud.deadlines.run_once()
    assert ombud.strikes.score("u-1").total == 0


def test_what_nobody_hears_is_put_back_though_somebody_reported_the_account(
    ombud: Ombud, token: str, clock: SetClock
) -> None:
    report_the_account(ombud)
    appeal = ombud.appeals.file(token, "I did not shout.")
    pass_days(ombud, clock, 18)
    assert (state_of(ombud, appeal.id), measure(ombud)) == ("lapsed_restored", Measure.RESTORE)


@pytest.fixture
def lea(ombud: Ombud, token: str) -> User:
    """The only one who had no part in it: she is given the appeal."""
    return person(ombud, "lea", Role.LEAD)


def test_who_asks_somebody_from_outside_gives_back_what_they_had(ombud: Ombud, token: str, lea: User) -> None:
    appeal = ombud.appeals.file(token, "I did not shout.")
    assert state_of(ombud, appeal.id) == "assigned"
    ombud.outside.invite(appeal.id, lea)
    assert state_of(ombud, appeal.id) == "filed"
    cyn = person(ombud, "cyn")
    ombud.routing.take(appeal.id, cyn)
    ombud.appeals.hear(appeal.id, cyn, Outcome.OVERTURN, "They did not.")
    assert measure(ombud) is Measure.RESTORE


def test_asking_somebody_from_outside_does_not_stop_the_clock(
    ombud: Ombud, token: str, lea: User, clock: SetClock
) -> None:
    appeal = ombud.appeals.file(token, "I did not shout.")
    ombud.outside.invite(appeal.id, lea)
    person(ombud, "cyn")
    pass_days(ombud, clock, 20)
    assert state_of(ombud, appeal.id) == "lapsed_restored"


@pytest.mark.parametrize("asleep", [0, 13, 20])
def test_a_holder_who_has_gone_does_not_stop_the_clock(
    ombud: Ombud, token: str, lea: User, clock: SetClock, asleep: int
) -> None:
    appeal = ombud.appeals.file(token, "I did not shout.")
    clock.turn(days=asleep)
    if asleep < 14:
        ombud.routing.take(appeal.id, lea)
    ombud.accounts.disable_user("lea")
    pass_days(ombud, clock, 20)
    assert (state_of(ombud, appeal.id), measure(ombud)) == ("lapsed_restored", Measure.RESTORE)


def test_who_has_gone_is_not_given_an_appeal_for_longer(ombud: Ombud, token: str, lea: User, clock: SetClock) -> None:
    appeal = ombud.appeals.file(token, "I did not shout.")
    ombud.accounts.disable_user("lea")
    with pytest.raises(Forbidden, match="Only somebody who may hear"), ombud.store.write() as unit:
        unit.board.hold(appeal.id, lea.id, clock.now().replace(year=2030))
