"""Whatever happens to measures and strikes, what was overturned leaves nothing behind."""

import json
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ombud.decisions import ending, in_words, longest, territory_of
from ombud.model import (
    RESTRICTING,
    BadInput,
    Conflict,
    Match,
    Measure,
    Outcome,
    ProcessState,
    Role,
    Strike,
    StrikeTerms,
    Threshold,
    restricts,
)  # fmt: skip
from ombud.pipeline import Decided
from ombud.process import Machine
from ombud.process.measures import MEASURE
from ombud.process.strikes import STRIKE, account_of, crossed, owed, proposal, score_of
from ombud.wiring import Config, Ombud
from tests.support.clock import SetClock

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
_matches = st.lists(
    st.builds(
        Match, clause=st.sampled_from(["a/x", "a/y", "b/z"]), rule=st.sampled_from("rst"),
        then=st.sampled_from(sorted(RESTRICTING)), lasts=st.none() | st.integers(60, 10**8),
        where=st.lists(st.sampled_from(["DE", "FR", "US"]), unique=True).map(tuple),
    ),
    max_size=4,
)  # fmt: skip
_terms = st.lists(st.integers(1, 12), min_size=1, max_size=4, unique=True).map(
    lambda counts: StrikeTerms(60, tuple(Threshold(count, Measure.SUSPEND) for count in sorted(counts)))
)


@pytest.mark.parametrize("machine", [MEASURE, STRIKE])
@given(data=st.data())
def test_what_is_over_stays_over(machine: Machine, data: st.DataObject) -> None:
    state: ProcessState | None = None
    moves = sorted({move for _, move in machine.arrows})
    for n, move in enumerate(data.draw(st.lists(st.sampled_from(moves), max_size=12))):
        over = state is not None and machine.is_over(state.state)
        try:
            step = machine.step(state, "one", move, NOON + timedelta(days=n), role="clock")
        except Conflict:
            continue
        assert not over
        assert (step.n == 1) == (state is None)
        state = ProcessState(step.kind, step.subject, step.n, step.state, step.at)


@given(_matches, st.sampled_from(list(Measure)), st.none() | st.integers(-5, 10**9))
def test_a_person_is_never_harder_than_the_published_rule(
    matches: list[Match], measure: Measure, chosen: int | None
) -> None:
    most = longest(measure, matches)
    if chosen is not None and (not restricts(measure) or chosen <= 0 or (most is not None and chosen > most)):
        with pytest.raises(BadInput):
            ending(measure, matches, chosen, NOON)
        return
    until = ending(measure, matches, chosen, NOON)
    if most is not None:
        assert until is not None
        assert until <= NOON + timedelta(seconds=most)
    if until is not None:
        assert until > NOON
        assert restricts(measure)


@given(_matches, st.sampled_from(list(Measure)))
def test_a_territory_is_what_rules_for_that_measure_name(matches: list[Match], measure: Measure) -> None:
    found = territory_of(measure, matches)
    assert list(found) == sorted(set(found))
    named = {country for match in matches if match.then is Measure.GEO_RESTRICT for country in match.where}
    assert set(found) == (named if measure is Measure.GEO_RESTRICT else set())


@given(st.integers(0, 10**9))
def test_a_length_in_words_is_that_length(seconds: int) -> None:
    count, unit = in_words(seconds).split()
    size = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400, "week": 604_800}[unit.removesuffix("s")]
    assert int(count) * size == seconds


@given(_terms, st.lists(st.integers(1, 5), max_size=12))
def test_each_threshold_is_crossed_once_on_the_way_up(terms: StrikeTerms, weights: list[int]) -> None:
    total, reached = 0, []
    for weight in weights:
        threshold = crossed(total, total + weight, terms)
        total += weight
        if threshold is not None:
            reached.append(threshold.strikes)
    assert reached == sorted(set(reached))
    assert all(count <= total for count in reached)
    passed = [one.strikes for one in terms.thresholds if one.strikes <= total]
    assert (reached[-1] if reached else None) == (passed[-1] if passed else None)


@given(_terms, st.lists(st.integers(1, 5), max_size=6))
def test_a_score_says_what_is_missing(terms: StrikeTerms, weights: list[int]) -> None:
    strikes = [Strike(str(n), "u", "d", "i", f"c/{n}", weight, NOON, NOON) for n, weight in enumerate(weights)]
    score = score_of(strikes, terms)
    assert score.total == sum(weights)
    if score.next is None:
        assert all(one.strikes <= score.total for one in terms.thresholds)
        assert score.missing == 0
    else:
        assert crossed(score.total, score.total + score.missing, terms) == score.next
        assert {match.clause for match in proposal(strikes, score.next)} == {one.clause for one in strikes}
    assert score_of(strikes, None).next is None


@given(_matches, st.dictionaries(st.sampled_from(["a/x", "a/y", "b/z"]), st.integers(0, 5)))
def test_what_is_owed_is_the_weightiest_of_what_is_cited(matches: list[Match], weights: dict[str, int]) -> None:
    found = owed(matches, weights)
    cited = {match.clause: weights.get(match.clause, 0) for match in matches}
    if found is None:
        assert not any(cited.values())
    else:
        assert found[1] == cited[found[0]] == max(cited.values())


POLICY = """---
policy: p
title: P
language: en
strikes:
  expires: 90d
  threshold: 3 suspend for 7d
  threshold: 5 suspend
---

# C

## One {#one}

One.

```rule
id: one
when: mentions(item.text, "hey")
then: remove
for: 30d
strikes: 1
```

```rule
id: often
when: count(author, "item.created", duration("1h")) > 4
then: label
```

```examples
violates: hey
allows: ho
```

## Two {#two}

Two.

```rule
id: two
when: mentions(item.text, "oi")
then: remove
strikes: 2
```

```examples
violates: oi
allows: ho
```
"""


class Community:
    """One installation for all examples; each example has people of its own."""

    def __init__(self, folder: Path) -> None:
        policy = folder / "policy"
        policy.mkdir()
        (policy / "policy.md").write_text(POLICY, encoding="utf-8")
        self.clock = SetClock()
        self.ombud = Ombud.open(Config(data=folder / "data", policy=policy), self.clock)
        self.ana = self.ombud.accounts.add_user("ana", Role.REVIEWER, "correct horse battery")
        self.ben = self.ombud.accounts.add_user("ben", Role.REVIEWER, "staple horse battery")
        self.count = 0

    def person(self) -> str:
        self.count += 1
        return f"u-{self.count}"

    def send(self, person: str, item: str, text: str, kind: str = "item.created") -> dict[str, Any]:
        self.count += 1
        payload = {
            "id": f"e{self.count}", "type": kind, "at": self.clock.now().isoformat(),
            "item": {"id": item, "kind": "post", "text": text}, "author": {"id": person},
        }  # fmt: skip
        (answer,) = self.ombud.decider.decide([json.dumps(payload).encode()], "api")
        assert isinstance(answer, Decided), answer
        made: dict[str, Any] = json.loads(answer.record)
        return made

    def judge(self, item: str, measure: Measure) -> str | None:
        with self.ombud.store.read() as unit:
            case = unit.cases.open_of([item]).get(item)
        if case is None:
            return None
        return self.ombud.review.judge(case.id, case.version, self.ana, measure, "So it is.").id

    def overturn(self, decision: str) -> None:
        url = self.ombud.notices.url(decision)
        assert url is not None
        filed = self.ombud.appeals.file(url.rpartition("/")[2], "No.")
        self.ombud.appeals.hear(filed.id, self.ben, Outcome.OVERTURN, "Right.")

    def later(self, **much: float) -> None:
        self.clock.turn(**much)
        while self.ombud.deadlines.run_once():
            pass

    def stands(self, person: str, items: list[str]) -> object:
        """All that could be left behind: strikes, what is asked about the account, and what is done to each item."""
        with self.ombud.store.read() as unit:
            newest = unit.records.latest(items)
            asked = unit.cases.open_of([account_of(person)])
            score = self.ombud.strikes.score_in(unit, person)
            strikes = sorted((one.clause, one.weight, one.until) for one in score.strikes)
            done = [newest[item].decision for item in items]
            made = [one.decision for item in items for one in unit.records.of_item(item)]
            states = unit.processes.states(MEASURE.kind, [one.id for one in made])
            in_force = [
                (one.item, one.ends_at) for one in made if one.id in states and states[one.id].state == "in_force"
            ]
        return (
            strikes, score.total, score.next, bool(asked),
            [(one.measure if restricts(one.measure) else None, one.labels, one.ends_at) for one in done],
            [(items.index(item), until) for item, until in in_force],
        )  # fmt: skip


@pytest.fixture(scope="module")
def community() -> Iterator[Community]:
    with tempfile.TemporaryDirectory() as folder:
        one = Community(Path(folder))
        yield one
        one.ombud.close()


FATES = ("innocent", "confirmed", "restored", "appealed", "edited then restored", "confirmed, repeated")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.sampled_from(["hey", "oi"]), st.sampled_from(FATES), st.sampled_from([0, 10, 29, 31, 60])),
             min_size=1, max_size=6)
)  # fmt: skip
def test_what_was_overturned_is_as_if_it_had_never_been(
    community: Community, course: list[tuple[str, str, int]]
) -> None:
    """Two people do the same, but that what of the one is overturned is innocent in the other from the start."""
    wronged, spared = community.person(), community.person()
    items: dict[str, list[str]] = {wronged: [], spared: []}
    appeals: list[str] = []
    for n, (word, fate, days) in enumerate(course):
        undone = fate in ("innocent", "restored", "appealed", "edited then restored")
        for person in (wronged, spared):
            item = f"{person}-{n}"
            items[person].append(item)
            innocent = fate == "innocent" or (person == spared and undone)
            community.send(person, item, "ho" if innocent else word)
            if innocent:
                continue
            if fate == "restored":
                community.judge(item, Measure.ALLOW)
                continue
            if fate == "edited then restored":
                community.send(person, item, "ho", "item.edited")
                community.judge(item, Measure.ALLOW)
                continue
            decision = community.judge(item, Measure.REMOVE)
            assert decision is not None
            if fate == "appealed":
                appeals.append(decision)
            if fate == "confirmed, repeated":
                community.send(person, item, word, "item.reported")
        if appeals and days % 2:
            community.overturn(appeals.pop())
        community.later(days=days)
    for decision in appeals:
        community.overturn(decision)
    first = community.stands(wronged, items[wronged])
    assert first == community.stands(spared, items[spared])
