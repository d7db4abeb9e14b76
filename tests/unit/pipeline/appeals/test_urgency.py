"""The expedited lane: what cannot wait."""

from datetime import timedelta

import pytest

from ombud.model import BadInput, Conflict, Lane, User
from ombud.wiring import Ombud
from tests.support.appealing import held, waiting
from tests.support.clock import SetClock


def test_what_cannot_wait_has_a_shorter_target_once_somebody_has_confirmed_it(
    ombud: Ombud, clock: SetClock, ana: User
) -> None:
    slow = ombud.appeals.file(held(ombud, 1), "No.")
    fast = ombud.appeals.file(held(ombud, 2), "No.", urgency="elections", claim="The vote is on Sunday.")
    assert waiting(ombud, fast.id).lane is Lane.CLAIMED
    ombud.routing.judge_claim(fast.id, ana, "", urgent=True)
    now = waiting(ombud, fast.id)
    assert (now.lane, now.target) == (Lane.EXPEDITED, clock.now() + timedelta(days=2))
    with ombud.store.read() as unit:
        assert [one.appeal for one in unit.board.page(10)] == [fast.id, slow.id]
        counts = unit.appeal_files.counts(clock.now())
    assert (counts["urgent"], counts["expedited"]) == (1, 1)
    with pytest.raises(Conflict):
        ombud.routing.judge_claim(fast.id, ana, "", urgent=True)


def test_a_claim_is_turned_down_with_reasons(ombud: Ombud, ana: User) -> None:
    appeal = ombud.appeals.file(held(ombud, 1), "No.", urgency="safety", claim="I am afraid.")
    with pytest.raises(BadInput):
        ombud.routing.judge_claim(appeal.id, ana, " ", urgent=False)
    ombud.routing.judge_claim(appeal.id, ana, "It is about a cake.", urgent=False)
    assert waiting(ombud, appeal.id).lane is Lane.NORMAL


@pytest.mark.parametrize(("urgency", "claim"), [("now", "x"), ("safety", " "), ("safety", "x" * 2001)])
def test_a_claim_names_a_ground_and_a_reason(ombud: Ombud, urgency: str, claim: str) -> None:
    token = held(ombud, 1)
    with pytest.raises(BadInput):
        ombud.appeals.file(token, "No.", urgency=urgency, claim=claim)
