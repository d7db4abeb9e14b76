"""Measures with an end and a way back: every stage real, under a clock that the test sets."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from ombud.model import BadInput, Conflict, Forbidden, Measure, NotFound, Outcome, User
from ombud.pipeline import Decided
from ombud.process.measures import MEASURE
from ombud.wiring import Config, Ombud
from tests.support.clock import SetClock
from tests.support.opening import opened, policy_in
from tests.support.server import SECRET

POLICY = """---
policy: lasting
title: Lasting
language: en
---

# Calm

## No shouting {#shouting}

Do not shout.

```rule
id: hey
when: mentions(item.text, "hey")
then: label
label: loud
for: 7d
```

```rule
id: oi
when: mentions(item.text, "oi")
then: hold
for: 2d
```

```rule
id: psst
when: mentions(item.text, "psst")
then: suspend
for: 30d
```

```examples
violates: hey you
allows: hello you
```

## Elsewhere {#elsewhere}

Some things may not be shown everywhere.

```rule
id: there
when: mentions(item.text, "over there")
then: geo_restrict
where: [FR, DE]
for: 30d
```

```rule
id: mind
when: mentions(item.text, "mind you")
then: warn
```

```examples
violates: it is over there
allows: it is here
```
"""


@pytest.fixture
def ombud(tmp_path: Path, clock: SetClock) -> Iterator[Ombud]:
    folder = policy_in(tmp_path, POLICY)
    config = Config(data=tmp_path / "data", policy=folder, webhook_url="http://127.0.0.1:9/hook", webhook_secret=SECRET)
    with opened(config, clock) as one:
        yield one


def post(ombud: Ombud, number: int, text: str, item: str = "post-1", kind: str = "item.created") -> dict[str, Any]:
    payload = {
        "id": f"evt-{number}", "type": kind, "author": {"id": "u-1"},
        "item": {"id": item, "kind": "post", "text": text},
    }  # fmt: skip
    (answer,) = ombud.decider.decide([json.dumps(payload).encode()], "api")
    assert isinstance(answer, Decided), answer
    made: dict[str, Any] = json.loads(answer.record)
    return made


def judge(ombud: Ombud, user: User, measure: Measure, item: str = "post-1", lasts: int | None = None) -> str:
    with ombud.store.read() as unit:
        case = unit.cases.open_of([item])[item]
    return ombud.review.judge(case.id, case.version, user, measure, "Because of the rule.", lasts=lasts).id


def newest(ombud: Ombud, item: str = "post-1") -> Any:
    with ombud.store.read() as unit:
        return unit.records.latest([item])[item].decision


def state(ombud: Ombud, decision: str) -> str:
    with ombud.store.read() as unit:
        found = unit.processes.state(MEASURE.kind, decision)
    assert found is not None
    return found.state


def messages(ombud: Ombud, kind: str) -> list[dict[str, Any]]:
    with ombud.store.read() as unit:
        tasks = [task for task in unit.outbox.page(limit=200) if task.topic == "webhook"]
    told = [json.loads(task.payload) for task in reversed(tasks)]
    return [message["data"] for message in told if message["type"] == kind]


def token_of(ombud: Ombud, decision: str) -> str:
    url = ombud.notices.url(decision)
    assert url is not None
    return url.rpartition("/")[2]


def test_a_measure_ends_by_the_clock_and_the_platform_is_told_what_to_put_back(ombud: Ombud, clock: SetClock) -> None:
    made = post(ombud, 1, "hey you")
    assert (made["measure"], made["until"]) == ("label", "2026-11-29T10:00:00Z")
    clock.turn(days=7, seconds=-1)
    assert ombud.deadlines.run_once() == 0
    clock.turn(seconds=1)
    assert ombud.deadlines.run_once() == 1
    over = newest(ombud)
    assert (over.measure, over.actor.kind, over.replaces) == (Measure.RESTORE, "automation", made["id"])
    assert over.reason == "It was for 7 days."
    assert state(ombud, made["id"]) == "expired"
    told = next(one for one in messages(ombud, "decision.made") if one["id"] == over.id)
    assert told["restores"] == {
        "decision": made["id"], "measure": "label", "gives_back": "labels", "labels": ["loud"],
    }  # fmt: skip
    assert ombud.replayer.replay(over.id).same
    assert ombud.deadlines.run_once() == 0


def test_the_same_words_are_not_restricted_again_for_what_they_have_served(ombud: Ombud, clock: SetClock) -> None:
    post(ombud, 1, "hey you")
    clock.turn(days=8)
    ombud.deadlines.run_once()
    again = post(ombud, 2, "hey you", kind="item.reported")
    assert (again["measure"], again["statement"]) == ("allow", None)
    assert ombud.replayer.replay(again["id"]).same
    assert post(ombud, 3, "hey you all", kind="item.edited")["measure"] == "label"


def test_a_graver_verdict_on_words_that_have_served_is_for_a_person(ombud: Ombud, ana: User, clock: SetClock) -> None:
    post(ombud, 1, "hey you")
    clock.turn(days=8)
    ombud.deadlines.run_once()
    ombud.publisher.publish({"policy.md": POLICY.replace("then: label\nlabel: loud", "then: hold")}, "Too loud.")
    again = post(ombud, 2, "hey you", kind="item.reported")
    assert (again["measure"], again["proposed"]) == ("allow", "hold")
    with ombud.store.read() as unit:
        assert "post-1" in unit.cases.open_of(["post-1"])
    judge(ombud, ana, Measure.ALLOW)
    assert post(ombud, 3, "hey you", kind="item.reported")["proposed"] is None


def test_a_repetition_neither_prolongs_nor_begins_anything(ombud: Ombud, clock: SetClock) -> None:
    made = post(ombud, 1, "oi you")
    clock.turn(days=1)
    again = post(ombud, 2, "oi you", kind="item.reported")
    assert again["until"] == made["until"]
    with ombud.store.read() as unit:
        assert unit.processes.state(MEASURE.kind, again["id"]) is None
    clock.turn(days=1)
    assert ombud.deadlines.run_once() == 1
    assert newest(ombud).replaces == made["id"]


def test_a_hold_that_nobody_looked_at_is_let_go_and_its_case_still_waits(ombud: Ombud, clock: SetClock) -> None:
    post(ombud, 1, "oi you")
    clock.turn(days=2)
    ombud.deadlines.run_once()
    assert newest(ombud).measure is Measure.RESTORE
    with ombud.store.read() as unit:
        assert "post-1" in unit.cases.open_of(["post-1"])


def test_a_reviewer_may_be_milder_than_the_rule_and_never_harder(ombud: Ombud, ana: User) -> None:
    held = post(ombud, 1, "psst you")
    assert (held["measure"], held["proposed"]) == ("hold", "suspend")
    assert "until" not in held  # the month is the suspension's, not the hold's
    with pytest.raises(BadInput) as caught:
        judge(ombud, ana, Measure.SUSPEND, lasts=31 * 86_400)
    assert caught.value.code == "longer_than_rule"
    decision = judge(ombud, ana, Measure.SUSPEND, lasts=3 * 86_400)
    assert newest(ombud).ends_at == newest(ombud).at + timedelta(days=3)
    assert (state(ombud, held["id"]), state(ombud, decision)) == ("replaced", "in_force")


def test_without_another_word_it_lasts_as_the_rule_says(ombud: Ombud, ana: User) -> None:
    post(ombud, 1, "psst you")
    judge(ombud, ana, Measure.SUSPEND)
    assert newest(ombud).ends_at == newest(ombud).at + timedelta(days=30)


@pytest.mark.parametrize(
    ("measure", "lasts", "code"),
    [(Measure.ALLOW, 60, "nothing_to_end"), (Measure.REMOVE, 0, "end_in_the_past")],
)
def test_an_end_that_makes_no_sense_is_refused(
    ombud: Ombud, ana: User, measure: Measure, lasts: int, code: str
) -> None:
    post(ombud, 1, "oi you")
    with pytest.raises(BadInput) as caught:
        judge(ombud, ana, measure, lasts=lasts)
    assert caught.value.code == code


def test_a_post_is_hidden_only_where_the_rule_says(ombud: Ombud, ana: User, clock: SetClock) -> None:
    proposed = post(ombud, 1, "it is over there")
    assert (proposed["measure"], proposed["proposed"]) == ("allow", "geo_restrict")
    decision = judge(ombud, ana, Measure.GEO_RESTRICT)
    assert newest(ombud).countries == ("DE", "FR")
    with ombud.store.read() as unit:
        view = unit.records.decision(decision)
    assert view is not None
    assert view.statement is not None
    assert (view.statement.territory, view.statement.until) == (("DE", "FR"), clock.now() + timedelta(days=30))
    clock.turn(days=30)
    ombud.deadlines.run_once()
    told = next(one for one in messages(ombud, "decision.made") if one["measure"] == "restore")
    assert told["restores"] == {
        "decision": decision, "measure": "geo_restrict", "gives_back": "territory", "territory": ["DE", "FR"],
    }  # fmt: skip


def test_no_country_means_no_restriction_by_country(ombud: Ombud, ana: User) -> None:
    post(ombud, 1, "oi you")
    with pytest.raises(BadInput) as caught:
        judge(ombud, ana, Measure.GEO_RESTRICT)
    assert caught.value.code == "territory_missing"


def test_a_warning_is_acknowledged_once_and_the_platform_hears_of_it(ombud: Ombud, ana: User, clock: SetClock) -> None:
    post(ombud, 1, "mind you")
    decision = judge(ombud, ana, Measure.WARN)
    said = ombud.measures.acknowledge(token_of(ombud, decision))
    assert (said.decision, said.at) == (decision, clock.now())
    clock.turn(days=1)
    assert ombud.measures.acknowledge(token_of(ombud, decision)) == said
    assert state(ombud, decision) == "acknowledged"
    assert [one["decision"] for one in messages(ombud, "measure.acknowledged")] == [decision]


def test_only_a_warning_in_force_is_acknowledged(ombud: Ombud, ana: User, ben: User) -> None:
    label = post(ombud, 1, "hey you")
    with pytest.raises(Conflict) as caught:
        ombud.measures.acknowledge(token_of(ombud, label["id"]))
    assert caught.value.code == "nothing_to_acknowledge"
    with pytest.raises(NotFound):
        ombud.measures.acknowledge("nobody-was-given-this")
    post(ombud, 2, "mind you", "post-2")
    token = token_of(ombud, judge(ombud, ana, Measure.WARN, "post-2"))
    appeal = ombud.appeals.file(token, "It was no warning matter.")
    ombud.appeals.hear(appeal.id, ben, Outcome.OVERTURN, "True.")
    with pytest.raises(Conflict) as caught:
        ombud.measures.acknowledge(token)
    assert caught.value.code == "process_wrong_step"


def test_an_appeal_that_is_granted_lifts_the_measure_and_the_clock_leaves_it_alone(
    ombud: Ombud, ana: User, ben: User, clock: SetClock
) -> None:
    post(ombud, 1, "psst you")
    decision = judge(ombud, ana, Measure.SUSPEND)
    appeal = ombud.appeals.file(token_of(ombud, decision), "I did not.")
    ombud.appeals.hear(appeal.id, ben, Outcome.OVERTURN, "True.")
    assert state(ombud, decision) == "lifted"
    clock.turn(days=365)
    assert ombud.deadlines.run_once() == 0


def test_what_ran_out_while_its_appeal_waited_is_not_done_again(
    ombud: Ombud, ana: User, ben: User, clock: SetClock
) -> None:
    post(ombud, 1, "psst you")
    decision = judge(ombud, ana, Measure.SUSPEND)
    appeal = ombud.appeals.file(token_of(ombud, decision), "I did not.")
    clock.turn(days=30)
    ombud.deadlines.run_once()
    assert newest(ombud).measure is Measure.RESTORE
    heard = ombud.appeals.hear(appeal.id, ben, Outcome.UPHOLD, "It was right, and it is over.")
    assert heard.measure is Measure.ALLOW
    assert state(ombud, decision) == "expired"


def test_upholding_prolongs_nothing(ombud: Ombud, ana: User, ben: User, clock: SetClock) -> None:
    post(ombud, 1, "psst you")
    decision = judge(ombud, ana, Measure.SUSPEND)
    until = newest(ombud).ends_at
    appeal = ombud.appeals.file(token_of(ombud, decision), "I did not.")
    clock.turn(days=10)
    heard = ombud.appeals.hear(appeal.id, ben, Outcome.UPHOLD, "It was right.")
    assert heard.ends_at == until
    assert (state(ombud, decision), state(ombud, heard.id)) == ("replaced", "in_force")


def test_what_is_left_in_part_lasts_no_longer_than_what_it_takes_the_place_of(
    ombud: Ombud, ana: User, ben: User, clock: SetClock
) -> None:
    post(ombud, 1, "psst you")
    decision = judge(ombud, ana, Measure.SUSPEND, lasts=86_400)
    until = newest(ombud).ends_at
    appeal = ombud.appeals.file(token_of(ombud, decision), "Too much.")
    assert ombud.appeals.hear(appeal.id, ben, Outcome.PARTLY, "A little.", Measure.LIMIT).ends_at == until


def test_a_clock_that_jumps_back_ends_nothing_early_and_loses_nothing(ombud: Ombud, clock: SetClock) -> None:
    made = post(ombud, 1, "oi you")
    clock.turn(days=-5 * 365)
    assert ombud.deadlines.run_once() == 0
    clock.turn(days=5 * 365 + 2)
    assert ombud.deadlines.run_once() == 1
    clock.turn(days=-5 * 365)
    assert ombud.deadlines.run_once() == 0
    clock.turn(days=20 * 365)
    assert ombud.deadlines.run_once() == 0
    with ombud.store.read() as unit:
        restores = [one for one in unit.records.of_item("post-1") if one.decision.measure is Measure.RESTORE]
    assert len(restores) == 1
    assert state(ombud, made["id"]) == "expired"


def test_a_machine_cannot_give_back_what_has_not_run_out(ombud: Ombud, clock: SetClock) -> None:
    made = post(ombud, 1, "oi you")
    with ombud.store.read() as unit:
        waiting = unit.processes.state(MEASURE.kind, made["id"])
    assert waiting is not None
    with pytest.raises(Forbidden) as caught, ombud.store.write() as unit:
        ombud.measures.expire(unit, [waiting], clock.now())
    assert caught.value.code == "not_over"
