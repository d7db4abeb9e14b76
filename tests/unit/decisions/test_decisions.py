"""What a machine may do alone, and what it must leave to people."""

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from msgspec import UNSET

from ombud.decisions import (
    Weighed,
    carried_matches,
    difference,
    on_legal_grounds,
    proven_precision,
    proven_then,
    record_bytes,
    resume,
    seal_verdict,
    settle,
    weigh,
    wilson,
)  # fmt: skip
from ombud.model import Actor, Arrival, ClauseText, Decision, Event, Item, Law, Match, Measure, Text, Verdict

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def match(then: Measure, **more: Any) -> Match:
    return msgspec.structs.replace(Match(clause="safety/threats", rule="r1", then=then), **more)


def arrival() -> Arrival:
    event = Event(id="evt-1", type="item.created", at=NOON, item=Item(id="post-1", kind="post", text="hello"))
    return Arrival(event, Text(raw="hello", normal="hello"))


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


def made(measure: Measure, *, kind: str = "automation", labels: tuple[str, ...] = ()) -> Decision:
    return Decision(
        id="dec_0", event="e", item="post-1", measure=measure, policy="sha256:0", actor=Actor(kind=kind), at=NOON,
        matches=(match(Measure.HOLD, clause="old/clause", spans=((0, 4),)),), labels=labels, proposed=Measure.REMOVE,
    )  # fmt: skip


NOTHING = weigh([], {})
LABELLED = weigh([match(Measure.LABEL, label="context")], {})
HELD = weigh([match(Measure.HOLD)], {})


@pytest.mark.parametrize(
    ("before", "verdict", "measure", "stands"),
    [
        (made(Measure.HOLD), NOTHING, Measure.HOLD, True),
        (made(Measure.HOLD), HELD, Measure.HOLD, False),
        (made(Measure.ALLOW), LABELLED, Measure.LABEL, False),
        (made(Measure.RESTORE, kind="human"), HELD, Measure.ALLOW, True),
        (made(Measure.REMOVE, kind="human"), NOTHING, Measure.REMOVE, True),
        (made(Measure.LABEL, kind="human", labels=("context",)), HELD, Measure.LABEL, True),
    ],
)
def test_what_was_decided_about_the_same_words_stands(
    before: Decision, verdict: Weighed, measure: Measure, stands: bool
) -> None:
    settled = settle(verdict, before, same_text=True)
    assert (settled.measure, settled.stands, settled.follows) == (measure, stands, stands)
    assert settled.labels == (before.labels if stands else verdict.labels)


@pytest.mark.parametrize("measure", [Measure.WARN, Measure.HOLD, Measure.REMOVE, Measure.SUSPEND])
def test_other_words_in_the_place_of_restricted_ones_wait_for_a_person(measure: Measure) -> None:
    settled = settle(NOTHING, made(measure, kind="human"), same_text=False)
    assert (settled.measure, settled.proposed) == (Measure.HOLD, Measure.REMOVE if measure is Measure.HOLD else measure)
    assert (settled.queue, settled.follows, settled.stands) == ("general", True, False)


@pytest.mark.parametrize("before", [made(Measure.LABEL), made(Measure.RESTORE, kind="human"), made(Measure.ALLOW)])
def test_other_words_in_the_place_of_free_ones_are_judged_as_new(before: Decision) -> None:
    assert settle(HELD, before, same_text=False) is HELD


def test_the_first_decision_on_an_item_has_nothing_before_it() -> None:
    assert settle(HELD, None, same_text=False) is HELD


def test_what_follows_cites_what_came_before_without_words_that_have_changed() -> None:
    new = match(Measure.LABEL)
    for same_text, spans in ((True, ((0, 4),)), (False, ())):
        carried = carried_matches((new,), made(Measure.HOLD), same_text=same_text)
        assert [(one.clause, one.spans) for one in carried] == [("safety/threats", ()), ("old/clause", spans)]
    known = match(Measure.HOLD, clause="old/clause")
    assert carried_matches((known,), made(Measure.HOLD), same_text=True) == (known,)


@pytest.mark.parametrize(("before", "clauses"), [(Measure.HOLD, ["old/clause"]), (Measure.RESTORE, [])])
def test_what_stands_names_the_decision_it_goes_back_to(before: Measure, clauses: list[str]) -> None:
    earlier = made(before, kind="human")
    verdict = Verdict(policy="sha256:0")
    decision = seal_verdict(
        arrival(), verdict, settle(NOTHING, earlier, same_text=True), before=earlier,
        decision_id="dec_1", statement_id="stm_1", case="case_1", at=NOON,
    )  # fmt: skip
    assert decision.replaces == "dec_0"
    assert [one.clause for one in decision.matches] == clauses


@pytest.mark.parametrize("judged", [1, 3, 7, 30, 1000])
def test_all_or_none_upheld_reaches_the_very_end(judged: int) -> None:
    assert wilson(judged, judged)[1] == 1.0
    assert wilson(judged, 0)[0] == 0.0


def ordered() -> Decision:
    """What an order led to: no clause of ours, reasons of its sender's, one country."""
    before = made(Measure.GEO_RESTRICT, kind="human")
    return msgspec.structs.replace(before, matches=(), reason="An order of a court.", territory=("DE",))


def test_an_order_goes_on_where_it_holds_whatever_the_words_become() -> None:
    settled = settle(NOTHING, ordered(), same_text=False)
    assert (settled.measure, settled.territory, settled.stands) == (Measure.GEO_RESTRICT, ("DE",), True)
    assert settled.queue is None
    assert settle(HELD, ordered(), same_text=False) is HELD
    proposed = msgspec.structs.replace(NOTHING, proposed=Measure.LIMIT, queue="general")
    for found in (proposed, LABELLED):
        assert settle(found, ordered(), same_text=False) is found


@pytest.mark.parametrize(("before", "reason"), [(ordered(), "An order of a court."), (made(Measure.REMOVE), None)])
def test_what_rests_on_an_order_goes_on_for_its_reasons(before: Decision, reason: str | None) -> None:
    verdict = Verdict(before.policy)
    sealed = seal_verdict(
        arrival(), verdict, settle(NOTHING, before, same_text=True), decision_id="dec-2", statement_id="stm-2",
        case=None, at=before.at, before=before,
    )  # fmt: skip
    assert (sealed.reason, sealed.measure) == (reason, before.measure)


def test_what_an_order_does_rests_on_no_clause_that_a_rule_finds_beneath_it() -> None:
    verdict = Verdict("sha256:0", matches=(match(Measure.LABEL, label="context"),))
    sealed = seal_verdict(
        arrival(), verdict, settle(LABELLED, ordered(), same_text=True), decision_id="dec-2", statement_id="stm-2",
        case=None, at=NOON, before=ordered(),
    )  # fmt: skip
    assert (sealed.measure, sealed.matches, sealed.countries) == (Measure.GEO_RESTRICT, (), ("DE",))


def test_what_was_beneath_an_order_comes_back_as_it_was() -> None:
    beneath = msgspec.structs.replace(made(Measure.LIMIT, kind="human"), until=NOON)
    ended = msgspec.structs.replace(ordered(), id="dec-3", measure=Measure.RESTORE, territory=UNSET)
    again = resume(ended, beneath, "stm-3")
    assert (again.measure, again.matches, again.ends_at) == (Measure.LIMIT, beneath.matches, NOON)
    assert (again.id, again.statement, again.territory) == ("dec-3", "stm-3", UNSET)


def test_a_restriction_names_the_laws_of_its_clauses_each_once_and_the_record_says_nothing_without_one() -> None:
    law = Law("A statute", "It forbids it.")
    clauses = {f"a/{n}": ClauseText(f"a/{n}", "A", "B", "c", law if n else None) for n in range(3)}
    plain = Decision(
        "d", "e", "i", Measure.HOLD, "p", Actor("human"), NOON, matches=(match(Measure.HOLD, clause="a/0"),)
    )
    assert on_legal_grounds(plain, clauses) is plain
    assert plain.legal_grounds == ()
    assert b"law" not in record_bytes(plain)
    matches = tuple(match(Measure.HOLD, clause=name) for name in clauses)
    illegal = on_legal_grounds(msgspec.structs.replace(plain, matches=matches), clauses)
    assert illegal.legal_grounds == ("A statute",)
    assert b'"law":["A statute"]' in record_bytes(illegal)
    assert on_legal_grounds(illegal, clauses) is illegal
    without = on_legal_grounds(msgspec.structs.replace(plain, law=("Made up",)), clauses)
    assert without.legal_grounds == ()


def test_what_restricts_nothing_relies_on_no_law() -> None:
    allowed = Decision("d", "e", "i", Measure.ALLOW, "p", Actor("human"), NOON, matches=(match(Measure.HOLD),))
    assert on_legal_grounds(allowed, {}) is allowed
