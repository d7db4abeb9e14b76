"""What a machine may do alone, and what it must leave to people."""

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from ombud.decisions import difference, proven_precision, proven_then, record_bytes, seal_verdict, weigh
from ombud.model import Arrival, Event, Item, Match, Measure, Text, Verdict

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def match(then: Measure, **more: Any) -> Match:
    return msgspec.structs.replace(Match(clause="safety/threats", rule="r1", then=then), **more)


def arrival() -> Arrival:
    event = Event(id="evt-1", type="item.created", at=NOON, item=Item(id="post-1", kind="post", text="hello"))
    return Arrival(event=event, body=b"{}", digest=b"", text=Text(raw="hello", normal="hello"))


def test_no_match_leaves_the_post_alone() -> None:
    weighed = weigh([], {})
    assert (weighed.measure, weighed.proposed, weighed.queue) == (Measure.ALLOW, None, None)


@pytest.mark.parametrize(
    ("then", "now", "proposed"),
    [
        (Measure.LABEL, Measure.LABEL, None),
        (Measure.HOLD, Measure.HOLD, None),
        (Measure.REMOVE, Measure.HOLD, Measure.REMOVE),
        (Measure.SUSPEND, Measure.HOLD, Measure.SUSPEND),
        (Measure.WARN, Measure.ALLOW, Measure.WARN),
        (Measure.LIMIT, Measure.ALLOW, Measure.LIMIT),
        (Measure.AGE_GATE, Measure.ALLOW, Measure.AGE_GATE),
        (Measure.GEO_RESTRICT, Measure.ALLOW, Measure.GEO_RESTRICT),
    ],
)
def test_a_proposing_rule_may_label_or_hold_and_asks_for_the_rest(
    then: Measure, now: Measure, proposed: Measure | None
) -> None:
    weighed = weigh([match(then)], {})
    assert (weighed.measure, weighed.proposed) == (now, proposed)


@pytest.mark.parametrize("then", [Measure.HOLD, Measure.REMOVE, Measure.WARN])
def test_whatever_needs_a_human_has_a_queue(then: Measure) -> None:
    assert weigh([match(then)], {}).queue == "general"


def test_a_label_alone_asks_nobody() -> None:
    assert weigh([match(Measure.LABEL, label="context")], {}).queue is None


def test_a_rule_that_may_decide_does_so_only_when_its_precision_is_proven() -> None:
    deciding = match(Measure.REMOVE, automation="decide", min_precision=0.9)
    proven, unproven = weigh([deciding], {"r1": 0.95}), weigh([deciding], {"r1": 0.89})
    assert (proven.measure, proven.fallback, proven.queue) == (Measure.REMOVE, (), "general")
    assert (unproven.measure, unproven.proposed, unproven.fallback) == (Measure.HOLD, Measure.REMOVE, ("r1",))


def test_without_a_stated_precision_nothing_is_proven() -> None:
    assert weigh([match(Measure.REMOVE, automation="decide")], {"r1": 1.0}).fallback == ("r1",)


def test_the_gravest_match_names_queue_and_severity() -> None:
    weighed = weigh(
        [
            match(Measure.LABEL, queue="support", severity="low", label="support"),
            match(Measure.HOLD, rule="r2", queue="threats", severity="high"),
        ],
        {},
    )
    assert (weighed.measure, weighed.queue, weighed.severity, weighed.labels) == (
        Measure.HOLD, "threats", "high", ("support",),
    )  # fmt: skip


def test_a_restricting_decision_names_its_statement_and_an_allowing_one_none() -> None:
    for matches, statement in (((match(Measure.HOLD),), "stm_1"), ((), None)):
        verdict = Verdict(policy="sha256:0", matches=matches)
        decision = seal_verdict(
            arrival(), verdict, weigh(matches, {}), decision_id="dec_1", statement_id="stm_1", case=None, at=NOON
        )
        assert decision.statement == statement


def test_the_same_bytes_show_no_difference_and_others_say_where() -> None:
    verdict = Verdict(policy="sha256:0")
    one = seal_verdict(arrival(), verdict, weigh([], {}), decision_id="d", statement_id="s", case=None, at=NOON)
    other = seal_verdict(arrival(), verdict, weigh([], {}), decision_id="e", statement_id="s", case=None, at=NOON)
    assert difference(record_bytes(one), record_bytes(one)) == ""
    assert '- "id": "d"' in difference(record_bytes(one), record_bytes(other))


def test_replay_remembers_which_rules_were_allowed_to_act_alone() -> None:
    matches = (
        match(Measure.REMOVE, automation="decide", min_precision=0.9),
        match(Measure.REMOVE, rule="r2", automation="decide", min_precision=0.9),
        match(Measure.HOLD, rule="r3"),
    )
    verdict = Verdict(policy="sha256:0", matches=matches)
    decision = seal_verdict(
        arrival(), verdict, weigh(matches, {"r1": 0.95}), decision_id="d", statement_id="s", case=None, at=NOON
    )
    assert decision.fallback == ("r2",)
    assert proven_then(decision) == {"r1": 1.0}


@pytest.mark.parametrize(
    ("judged", "upheld", "low", "high"), [(0, 0, 0, 0), (3, 3, 0.43, 0.45), (100, 95, 0.88, 0.90), (10, 0, 0.0, 0.001)]
)
def test_precision_is_what_the_evidence_proves_not_what_it_suggests(
    judged: int, upheld: int, low: float, high: float
) -> None:
    assert low <= proven_precision(judged, upheld) <= high
