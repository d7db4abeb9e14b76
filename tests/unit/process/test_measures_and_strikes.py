"""Measures and strikes as pure rules: what is given back, what counts, and what would follow."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from msgspec import UNSET

from ombud.model import RESTRICTING, Actor, Conflict, Decision, Match, Measure, Strike, StrikeTerms, Threshold
from ombud.process.measures import GIVES_BACK, given_back, may_acknowledge
from ombud.process.strikes import BY_STRIKES, account_of, counts, crossed, owed, proposal, score_of

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
MATCH = Match(clause="calm/shouting", rule="hey", then=Measure.REMOVE)
REMOVED = Decision(
    id="dec-1", event="evt-1", item="post-1", measure=Measure.REMOVE, policy="sha256:1",
    actor=Actor(kind="human", pseudonym="r-1"), at=NOON, matches=(MATCH,),
)  # fmt: skip
TERMS = StrikeTerms(60, (Threshold(3, Measure.SUSPEND, 7), Threshold(5, Measure.SUSPEND)))


def changed(**fields: object) -> Decision:
    return msgspec.structs.replace(REMOVED, **fields)


def strike(name: str, clause: str = "calm/shouting", weight: int = 1) -> Strike:
    return Strike(name, "u-1", "dec-1", "post-1", clause, weight, NOON, NOON + timedelta(days=90))


def test_every_restriction_takes_something_that_can_be_given_back() -> None:
    assert set(GIVES_BACK) == RESTRICTING


@pytest.mark.parametrize(
    ("undone", "more"),
    [
        ({"measure": Measure.REMOVE}, {"measure": "remove", "gives_back": "visibility"}),
        ({"measure": Measure.LABEL, "labels": ("a", "b")},
         {"measure": "label", "gives_back": "labels", "labels": ["a", "b"]}),
        ({"measure": Measure.GEO_RESTRICT, "territory": ("DE",)},
         {"measure": "geo_restrict", "gives_back": "territory", "territory": ["DE"]}),
        ({"measure": Measure.RESTORE}, {"measure": "restore"}),
    ],
)  # fmt: skip
def test_what_is_given_back_is_what_was_taken(undone: dict[str, object], more: dict[str, object]) -> None:
    assert given_back(changed(**undone)) == {"decision": "dec-1", **more}


def test_only_a_warning_is_acknowledged() -> None:
    may_acknowledge(changed(measure=Measure.WARN))
    with pytest.raises(Conflict) as caught:
        may_acknowledge(REMOVED)
    assert caught.value.code == "nothing_to_acknowledge"


def test_a_decision_says_when_it_ends_and_where_it_holds_or_leaves_both_out() -> None:
    assert (REMOVED.ends_at, REMOVED.countries) == (None, ())
    assert not {"until", "territory"} & set(msgspec.to_builtins(REMOVED))
    bounded = changed(until=NOON, territory=("DE",))
    assert (bounded.ends_at, bounded.countries) == (NOON, ("DE",))
    assert msgspec.json.decode(msgspec.json.encode(bounded), type=Decision) == bounded
    assert msgspec.json.decode(msgspec.json.encode(REMOVED), type=Decision).until is UNSET


@pytest.mark.parametrize(
    ("fields", "told", "expected"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"measure": Measure.WARN}, True, True),
        ({"measure": Measure.LABEL}, True, False),
        ({"measure": Measure.RESTORE}, True, False),
        ({"matches": (Match("c/x", BY_STRIKES, Measure.SUSPEND),)}, True, False),
        ({"actor": Actor(kind="automation")}, True, False),
        ({"actor": Actor(kind="automation"),
          "matches": (Match("c/x", "r", Measure.REMOVE, automation="decide"),)}, True, True),
        ({"actor": Actor(kind="automation"), "fallback": ("r",),
          "matches": (Match("c/x", "r", Measure.REMOVE, automation="decide"),)}, True, False),
        ({"actor": Actor(kind="automation"), "measure": Measure.HOLD,
          "matches": (Match("c/x", "r", Measure.REMOVE, automation="decide"),)}, True, False),
    ],
)  # fmt: skip
def test_what_counts(fields: dict[str, object], told: bool, expected: bool) -> None:
    assert counts(changed(**fields), told=told) is expected


def test_several_clauses_are_one_reproach_by_the_weightiest() -> None:
    other = msgspec.structs.replace(MATCH, clause="calm/threats")
    assert owed([MATCH, other], {"calm/shouting": 1, "calm/threats": 2}) == ("calm/threats", 2)
    assert owed([MATCH], {"calm/threats": 2, "calm/shouting": 0}) is None


def test_a_score_names_what_comes_next() -> None:
    score = score_of([strike("1"), strike("2")], TERMS)
    assert (score.total, score.next, score.missing) == (2, TERMS.thresholds[0], 1)
    top = score_of([strike("1", weight=9)], TERMS)
    assert (top.next, top.missing) == (None, 0)
    assert score_of([], None).next is None


def test_the_highest_threshold_that_is_crossed_proposes() -> None:
    assert crossed(0, 2, TERMS) is None
    assert crossed(2, 3, TERMS) == TERMS.thresholds[0]
    assert crossed(2, 9, TERMS) == TERMS.thresholds[1]
    assert crossed(3, 4, TERMS) is None


def test_a_proposal_stands_on_the_clauses_of_its_strikes() -> None:
    matches = proposal([strike("1"), strike("2", "calm/threats"), strike("3")], TERMS.thresholds[0])
    assert [(one.clause, one.rule, one.then, one.lasts) for one in matches] == [
        ("calm/shouting", BY_STRIKES, Measure.SUSPEND, 7),
        ("calm/threats", BY_STRIKES, Measure.SUSPEND, 7),
    ]


def test_an_account_is_an_item_of_its_own() -> None:
    assert account_of("post-1") != "post-1"
