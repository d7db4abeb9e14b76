"""A notice's way to the person, and the three grounds on which it may wait."""

from datetime import timedelta

import pytest

from ombud.model import Conflict, Ground, Match, Measure, ProcessState, Withholding
from ombud.process.notices import NOTICE, ground_of, may_release, outcome_of, waits_until
from tests.support.records import NOW

BULK = Match("honesty/spam", "bulk", Measure.REMOVE, untold=Ground.BULK_DECEPTION)
ABUSE = Match("safety/minors", "hash", Measure.REMOVE, untold=Ground.CHILD_ABUSE)
TOLD = Match("respect/hate", "slur", Measure.HOLD)


@pytest.mark.parametrize(
    ("matches", "ground"),
    [
        ((), None),
        ((BULK,), Ground.BULK_DECEPTION),
        ((BULK, ABUSE), Ground.CHILD_ABUSE),
        ((BULK, TOLD), None),
        ((TOLD,), None),
    ],
)
def test_one_rule_that_has_no_ground_is_enough_for_the_person_to_be_told(
    matches: tuple[Match, ...], ground: Ground | None
) -> None:
    assert ground_of(matches) is ground


def test_only_a_gag_has_a_date() -> None:
    gag = Withholding("ntc-1", "dec-1", Ground.LEGAL_GAG, "ord-1", NOW, NOW + timedelta(days=1))
    assert waits_until(gag) == gag.until


@pytest.mark.parametrize(
    ("state", "due", "early", "code"),
    [
        (None, None, False, "not_withheld"),
        ("sent", None, True, "not_withheld"),
        ("withheld", None, False, "gag_not_over"),
        ("withheld", NOW + timedelta(seconds=1), False, "gag_not_over"),
    ],
)
def test_what_is_not_over_is_not_let_go(state: str | None, due: object, early: bool, code: str) -> None:
    where = None if state is None else ProcessState("notice", "ntc-1", 1, state, NOW, due)  # type: ignore[arg-type]  # a row of the table above
    with pytest.raises(Conflict) as caught:
        may_release(where, NOW, early=early)
    assert caught.value.code == code


def test_a_gag_is_over_on_its_date_and_anything_may_be_let_go_by_somebody_who_answers_for_it() -> None:
    may_release(ProcessState("notice", "ntc-1", 1, "withheld", NOW, NOW), NOW)
    may_release(ProcessState("notice", "ntc-1", 1, "withheld", NOW), NOW, early=True)


@pytest.mark.parametrize(
    ("state", "delivered", "more", "move"),
    [
        ("sent", True, True, "deliver"),
        ("undeliverable", True, False, "deliver"),
        ("read", True, False, None),
        ("delivered", True, False, None),
        ("sent", False, False, "fail"),
        ("sent", False, True, None),
        ("delivered", False, False, None),
        ("created", False, False, None),
    ],
)
def test_one_way_that_arrives_is_enough_and_it_fails_only_when_all_have(
    state: str, delivered: bool, more: bool, move: str | None
) -> None:
    assert outcome_of(state, delivered=delivered, more=more) == move
    if move:
        assert NOTICE.after(state, move)
