"""Strikes: counted with a decision, reversed with it, over by the clock; they propose and never act."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from ombud.model import BadInput, Measure, Outcome, User
from ombud.pipeline import STRIKES_QUEUE, Decided
from ombud.process.strikes import account_of
from ombud.wiring import Config, Ombud
from tests.support.clock import SetClock
from tests.support.opening import opened, policy_in
from tests.support.server import SECRET

POLICY = """---
policy: striking
title: Striking
language: en
strikes:
  expires: 90d
  threshold: 3 suspend for 7d
---

# Calm

## No shouting {#shouting}

Do not shout.

```rule
id: hey
when: mentions(item.text, "hey")
then: remove
strikes: 1
```

```rule
id: louder
when: mentions(item.text, "louder")
then: label
```

```examples
violates: hey you
allows: hello you
```

## No threats {#threats}

Do not threaten.

```rule
id: threat
when: mentions(item.text, "or else")
then: remove
strikes: 2
```

```rule
id: sure
when: mentions(item.text, "i swear")
then: remove
automation: decide
min_precision: 0.1
```

```examples
violates: do it or else
allows: do it or not
```

## No rambling {#rambling}

Do not ramble.

```rule
id: ramble
when: mentions(item.text, "blah")
then: remove
```

```examples
violates: blah
allows: hm
```
"""


@pytest.fixture
def ombud(tmp_path: Path, clock: SetClock) -> Iterator[Ombud]:
    folder = policy_in(tmp_path, POLICY)
    config = Config(data=tmp_path / "data", policy=folder, webhook_url="http://127.0.0.1:9/hook", webhook_secret=SECRET)
    with opened(config, clock) as one:
        yield one


class Posts:
    """Posts of one author, each with a number of its own."""

    def __init__(self, ombud: Ombud) -> None:
        self.ombud = ombud
        self.events = 0

    def send(self, item: str, text: str, kind: str = "item.created", author: str | None = "u-1") -> dict[str, Any]:
        self.events += 1
        payload: dict[str, Any] = {
            "id": f"evt-{self.events}", "type": kind, "item": {"id": item, "kind": "post", "text": text},
        }  # fmt: skip
        if author is not None:
            payload["author"] = {"id": author}
        (answer,) = self.ombud.decider.decide([json.dumps(payload).encode()], "api")
        assert isinstance(answer, Decided), answer
        made: dict[str, Any] = json.loads(answer.record)
        return made

    def judged(self, item: str, user: User, measure: Measure = Measure.REMOVE) -> str:
        with self.ombud.store.read() as unit:
            case = unit.cases.open_of([item])[item]
        return self.ombud.review.judge(case.id, case.version, user, measure, "Because of the rule.").id

    def struck(self, item: str, text: str, user: User) -> str:
        self.send(item, text)
        return self.judged(item, user)

    def appeal(self, decision: str, user: User, outcome: Outcome, lighter: Measure | None = None) -> None:
        url = self.ombud.notices.url(decision)
        assert url is not None
        filed = self.ombud.appeals.file(url.rpartition("/")[2], "It was a joke.")
        self.ombud.appeals.hear(filed.id, user, outcome, "It was.", lighter)


@pytest.fixture
def posts(ombud: Ombud) -> Posts:
    return Posts(ombud)


def states(ombud: Ombud, person: str = "u-1") -> list[tuple[str, int, str]]:
    return [(one.strike.clause, one.strike.weight, one.state) for one in ombud.strikes.history(person)]


def total(ombud: Ombud, person: str = "u-1") -> int:
    return ombud.strikes.score(person).total


def told(ombud: Ombud, kind: str) -> list[dict[str, Any]]:
    with ombud.store.read() as unit:
        tasks = [task for task in unit.outbox.page(limit=200) if task.topic == "webhook"]
    messages = [json.loads(task.payload) for task in reversed(tasks)]
    return [message["data"] for message in messages if message["type"] == kind]


def case_of_account(ombud: Ombud, person: str = "u-1") -> Any:
    with ombud.store.read() as unit:
        return unit.cases.open_of([account_of(person)]).get(account_of(person))


def test_a_strike_counts_once_a_person_has_confirmed_and_not_before(
    ombud: Ombud, posts: Posts, ana: User, clock: SetClock
) -> None:
    posts.send("a", "hey you")
    assert states(ombud) == []
    decision = posts.judged("a", ana)
    assert states(ombud) == [("calm/shouting", 1, "counted")]
    (strike,) = ombud.strikes.score("u-1").strikes
    assert (strike.decision, strike.until) == (decision, clock.now() + timedelta(days=90))
    (message,) = told(ombud, "strike.counted")
    assert (message["person"], message["decision"], message["standing"]) == ("u-1", decision, 1)


def test_the_next_threshold_is_known(ombud: Ombud, posts: Posts, ana: User) -> None:
    posts.struck("a", "do it or else", ana)
    score = ombud.strikes.score("u-1")
    assert score.next is not None
    assert (score.total, score.missing, score.next.then) == (2, 1, Measure.SUSPEND)


@pytest.mark.parametrize(
    ("text", "measure"),
    [("hey you, louder", Measure.LABEL), ("blah", Measure.REMOVE), ("hey you", Measure.ALLOW)],
    ids=["a label", "a clause without strikes", "nothing done"],
)
def test_what_counts_nothing(ombud: Ombud, posts: Posts, ana: User, text: str, measure: Measure) -> None:
    posts.send("a", text)
    posts.judged("a", ana, measure)
    assert states(ombud) == []


def test_nobody_is_struck_for_what_is_nobodys(ombud: Ombud, posts: Posts, ana: User) -> None:
    posts.send("a", "hey you", author=None)
    posts.judged("a", ana)
    assert total(ombud) == 0


def test_one_decision_is_one_reproach_under_its_weightiest_clause(ombud: Ombud, posts: Posts, ana: User) -> None:
    posts.struck("a", "hey you, do it or else", ana)
    assert states(ombud) == [("calm/threats", 2, "counted")]


def test_it_expires_by_the_clock_and_only_once(ombud: Ombud, posts: Posts, ana: User, clock: SetClock) -> None:
    posts.struck("a", "hey you", ana)
    clock.turn(days=90, seconds=-1)
    ombud.deadlines.run_once()
    assert total(ombud) == 1
    clock.turn(seconds=1)
    assert ombud.deadlines.run_once() == 1
    assert states(ombud) == [("calm/shouting", 1, "expired")]
    clock.turn(days=-365)
    clock.turn(days=3650)
    assert ombud.deadlines.run_once() == 0


def test_an_appeal_that_is_granted_takes_the_strike_away(ombud: Ombud, posts: Posts, ana: User, ben: User) -> None:
    posts.appeal(posts.struck("a", "hey you", ana), ben, Outcome.OVERTURN)
    assert states(ombud) == [("calm/shouting", 1, "reversed")]
    assert [one["standing"] for one in told(ombud, "strike.reversed")] == [0]


def test_an_appeal_that_is_refused_leaves_it_as_it_was(ombud: Ombud, posts: Posts, ana: User, ben: User) -> None:
    posts.appeal(posts.struck("a", "hey you", ana), ben, Outcome.UPHOLD)
    assert states(ombud) == [("calm/shouting", 1, "counted")]


@pytest.mark.parametrize(("lighter", "state"), [(Measure.LIMIT, "counted"), (Measure.LABEL, "reversed")])
def test_in_part_it_stays_unless_only_a_label_is_left(
    ombud: Ombud, posts: Posts, ana: User, ben: User, lighter: Measure, state: str
) -> None:
    posts.send("a", "hey you louder")
    posts.appeal(posts.judged("a", ana), ben, Outcome.PARTLY, lighter)
    assert states(ombud) == [("calm/shouting", 1, state)]


def test_three_ask_a_person_and_do_nothing_to_the_account(
    ombud: Ombud, posts: Posts, ana: User, clock: SetClock
) -> None:
    posts.struck("a", "hey you", ana)
    assert case_of_account(ombud) is None
    clock.turn(minutes=1)
    posts.struck("b", "do it or else", ana)
    case = case_of_account(ombud)
    assert case.queue == STRIKES_QUEUE
    with ombud.store.read() as unit:
        asked = unit.records.latest([account_of("u-1")])[account_of("u-1")]
    assert (asked.decision.measure, asked.decision.proposed) == (Measure.ALLOW, Measure.SUSPEND)
    assert [match.clause for match in asked.decision.matches] == ["calm/shouting", "calm/threats"]
    assert asked.event.item.kind == "account"
    assert ombud.replayer.replay(asked.decision.id).same
    with pytest.raises(BadInput) as caught:
        ombud.explainer.decision(asked.decision.id)
    assert caught.value.code == "decided_by_no_rule"
    posts.struck("c", "hey you", ana)
    assert case_of_account(ombud).id == case.id


def test_a_person_may_suspend_for_as_long_as_the_threshold_says_and_it_counts_nothing(
    ombud: Ombud, posts: Posts, ana: User, clock: SetClock
) -> None:
    posts.struck("a", "hey you", ana)
    posts.struck("b", "do it or else", ana)
    posts.judged(account_of("u-1"), ana, Measure.SUSPEND)
    assert total(ombud) == 3
    with ombud.store.read() as unit:
        suspended = unit.records.latest([account_of("u-1")])[account_of("u-1")]
    assert suspended.decision.ends_at == clock.now() + timedelta(days=7)
    assert suspended.statement is not None
    assert suspended.statement.person == "u-1"
    clock.turn(days=7)
    ombud.deadlines.run_once()
    with ombud.store.read() as unit:
        over = unit.records.latest([account_of("u-1")])[account_of("u-1")]
    assert over.decision.measure is Measure.RESTORE


def test_a_proposal_is_withdrawn_when_too_few_are_left(ombud: Ombud, posts: Posts, ana: User, ben: User) -> None:
    first = posts.struck("a", "hey you", ana)
    posts.struck("b", "do it or else", ana)
    assert case_of_account(ombud) is not None
    posts.appeal(first, ben, Outcome.OVERTURN)
    assert case_of_account(ombud) is None


def test_a_proposal_is_withdrawn_when_a_strike_expires(ombud: Ombud, posts: Posts, ana: User, clock: SetClock) -> None:
    posts.struck("a", "hey you", ana)
    clock.turn(days=60)
    posts.struck("b", "do it or else", ana)
    assert case_of_account(ombud) is not None
    clock.turn(days=30)
    ombud.deadlines.run_once()
    assert case_of_account(ombud) is None


def test_a_suspension_that_has_lost_its_ground_is_looked_at_again(
    ombud: Ombud, posts: Posts, ana: User, ben: User
) -> None:
    first = posts.struck("a", "hey you", ana)
    posts.struck("b", "do it or else", ana)
    suspended = posts.judged(account_of("u-1"), ana, Measure.SUSPEND)
    posts.appeal(first, ben, Outcome.OVERTURN)
    assert case_of_account(ombud).queue == STRIKES_QUEUE
    with ombud.store.read() as unit:
        newest = unit.records.latest([account_of("u-1")])[account_of("u-1")]
        assert newest.event.type == "strikes.fell"
        assert (newest.decision.measure, newest.decision.replaces) == (Measure.SUSPEND, suspended)
        assert unit.processes.counts("measure")["in_force"] >= 1
    assert ombud.replayer.replay(newest.decision.id).same
    posts.judged(account_of("u-1"), ana, Measure.ALLOW)
    with ombud.store.read() as unit:
        assert unit.records.latest([account_of("u-1")])[account_of("u-1")].decision.measure is Measure.RESTORE


def test_more_strikes_while_suspended_ask_again_and_lift_nothing(
    ombud: Ombud, posts: Posts, ana: User, clock: SetClock
) -> None:
    for item in ("a", "b", "c"):
        posts.struck(item, "hey you", ana)
    posts.judged(account_of("u-1"), ana, Measure.SUSPEND)
    clock.turn(days=1)
    with ombud.store.read() as unit:
        until = unit.records.latest([account_of("u-1")])[account_of("u-1")].decision.ends_at
    harder = POLICY.replace("  threshold: 3 suspend for 7d\n", "  threshold: 4 suspend for 30d\n")
    ombud.publisher.publish({"policy.md": harder}, "Stricter.")
    posts.struck("d", "hey you", ana)
    with ombud.store.read() as unit:
        newest = unit.records.latest([account_of("u-1")])[account_of("u-1")].decision
    assert (newest.measure, newest.ends_at, newest.proposed) == (Measure.SUSPEND, until, Measure.SUSPEND)
    assert case_of_account(ombud) is not None


def test_other_words_in_the_same_place_are_another_matter(ombud: Ombud, posts: Posts, ana: User) -> None:
    posts.struck("a", "hey you", ana)
    posts.send("a", "hello you", kind="item.edited")
    posts.judged("a", ana, Measure.ALLOW)
    assert states(ombud) == [("calm/shouting", 1, "counted")]  # the first words were what they were
    posts.send("a", "hey you again", kind="item.edited")
    posts.judged("a", ana)
    assert [state for _, _, state in states(ombud)] == ["counted", "counted"]


def test_a_strike_outlives_the_measure_that_it_came_with(
    ombud: Ombud, posts: Posts, ana: User, clock: SetClock
) -> None:
    ombud.publisher.publish({"policy.md": POLICY.replace("strikes: 1", "strikes: 1\nfor: 7d")}, "Shorter.")
    posts.struck("a", "hey you", ana)
    clock.turn(days=7)
    ombud.deadlines.run_once()
    assert states(ombud) == [("calm/shouting", 1, "counted")]


def test_what_is_over_can_still_be_appealed_for_it_still_counts(
    ombud: Ombud, posts: Posts, ana: User, ben: User, clock: SetClock
) -> None:
    ombud.publisher.publish({"policy.md": POLICY.replace("strikes: 1", "strikes: 1\nfor: 7d")}, "Shorter.")
    decision = posts.struck("a", "hey you", ana)
    clock.turn(days=8)
    ombud.deadlines.run_once()
    posts.appeal(decision, ben, Outcome.OVERTURN)
    assert states(ombud) == [("calm/shouting", 1, "reversed")]


def test_a_rule_that_has_proven_itself_counts_too(ombud: Ombud, posts: Posts, ana: User) -> None:
    posts.send("a", "i swear")
    posts.judged("a", ana)
    before = total(ombud)
    for item in ("b", "c", "d", "e"):
        posts.send(item, "i swear")
        posts.judged(item, ana)
    ombud.decider.refresh_precision()
    made = posts.send("z", "i swear")
    assert (made["measure"], made["fallback"]) == ("remove", [])
    assert total(ombud) == before + 4 * 2 + 2
    posts.judged("z", ana)  # a person confirms it: it is still one reproach
    assert total(ombud) == before + 4 * 2 + 2


def test_a_policy_that_no_longer_counts_reverses_what_was_counted_all_the_same(
    ombud: Ombud, posts: Posts, ana: User, ben: User
) -> None:
    decision = posts.struck("a", "hey you", ana)
    head, rest = POLICY.split("strikes:\n", 1)
    gone = head + rest.split("\n", 2)[2].replace("strikes: 1\n", "").replace("strikes: 2\n", "")
    ombud.publisher.publish({"policy.md": gone}, "No strikes any more.")
    assert ombud.strikes.score("u-1").next is None
    posts.appeal(decision, ben, Outcome.OVERTURN)
    assert total(ombud) == 0
