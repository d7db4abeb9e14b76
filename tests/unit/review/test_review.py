"""What a reviewer's choice becomes."""

from datetime import UTC, datetime

import pytest

from ombud.model import Actor, BadInput, Decision, Match, Measure
from ombud.review import HUMAN_RULE, check_reach, matches_kept, measure_of, pseudonym

HELD = Decision(
    id="dec_1",
    event="e",
    item="i",
    measure=Measure.HOLD,
    policy="sha256:0",
    actor=Actor(kind="automation"),
    at=datetime(2026, 11, 22, tzinfo=UTC),
    matches=(
        Match(clause="safety/threats", rule="threat", then=Measure.HOLD),
        Match(clause="respect/hate", rule="hate", then=Measure.HOLD),
    ),
)


@pytest.mark.parametrize("choice", [Measure.ALLOW, Measure.RESTORE])
def test_leaving_alone_what_was_held_puts_it_back(choice: Measure) -> None:
    assert measure_of(choice, Measure.HOLD) is Measure.RESTORE
    assert measure_of(choice, Measure.ALLOW) is Measure.ALLOW


def test_any_other_choice_stands() -> None:
    assert measure_of(Measure.REMOVE, Measure.HOLD) is Measure.REMOVE


def test_a_confirmation_stands_on_the_clauses_found_or_on_those_named() -> None:
    assert matches_kept(HELD, Measure.REMOVE, ()) == HELD.matches
    assert matches_kept(HELD, Measure.REMOVE, ("respect/hate",)) == HELD.matches[1:]


def test_a_person_may_see_what_no_rule_saw() -> None:
    (match,) = matches_kept(HELD, Measure.REMOVE, ("honesty/scams",))
    assert (match.clause, match.rule) == ("honesty/scams", HUMAN_RULE)


def test_putting_back_needs_no_clause_and_restricting_does() -> None:
    bare = Decision(**{name: getattr(HELD, name) for name in HELD.__struct_fields__} | {"matches": ()})
    assert matches_kept(bare, Measure.RESTORE, ()) == ()
    with pytest.raises(BadInput, match="clause"):
        matches_kept(bare, Measure.REMOVE, ())


def test_a_pseudonym_holds_in_one_case_and_nowhere_else() -> None:
    assert pseudonym(b"s", "case_1", "usr_1") == pseudonym(b"s", "case_1", "usr_1")
    names = {pseudonym(b"s", case, user) for case in ("case_1", "case_2") for user in ("usr_1", "usr_2")}
    assert len(names) == 4


REACH = {"care/rumours": Measure.LABEL, "safety/threats": Measure.HOLD}


@pytest.mark.parametrize("measure", [Measure.WARN, Measure.HOLD, Measure.REMOVE, Measure.SUSPEND])
def test_a_clause_that_only_labels_carries_nothing_graver(measure: Measure) -> None:
    with pytest.raises(BadInput) as refused:
        check_reach(measure, {"care/rumours"}, REACH)
    assert refused.value.code == "clause_only_labels"


@pytest.mark.parametrize(
    ("measure", "clauses"),
    [
        (Measure.LABEL, {"care/rumours"}),
        (Measure.RESTORE, {"care/rumours"}),
        (Measure.REMOVE, {"care/rumours", "safety/threats"}),
        (Measure.REMOVE, {"safety/threats"}),
        (Measure.REMOVE, {"a/clause-without-rules"}),
        (Measure.REMOVE, set()),
    ],
)
def test_everything_else_is_for_the_reviewer_to_decide(measure: Measure, clauses: set[str]) -> None:
    check_reach(measure, clauses, REACH)
