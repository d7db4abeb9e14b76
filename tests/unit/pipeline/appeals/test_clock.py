"""What nobody heard in time, under a clock that the test sets."""

from datetime import timedelta
from pathlib import Path

import pytest

from ombud.model import BadInput, Conflict, Outcome, User
from ombud.wiring import Ombud
from tests.support.appealing import held, judged, newest, open_community, person, run, state_of
from tests.support.clock import SetClock


def test_what_nobody_heard_in_time_is_given_back_by_itself(ombud: Ombud, clock: SetClock, ana: User) -> None:
    token = held(ombud, 1)
    judged(ombud, 1, ana)
    appeal = ombud.appeals.file(token, "No.")
    for _ in range(13):
        clock.turn(days=1)
        run(ombud)
    assert newest(ombud) == ("remove", "human")
    clock.turn(days=1)
    run(ombud)
    assert newest(ombud) == ("restore", "automation")
    assert state_of(ombud, appeal.id) == "lapsed_restored"
    with ombud.store.read() as unit:
        moves = [step.move for step in unit.processes.steps("appeal", appeal.id)]
        assert unit.appeals.pending() == []
        assert unit.appeal_files.counts(clock.now() - timedelta(days=30))["lapsed"] == 1
        assert unit.board.count() == 0
    assert moves == ["file", "remind", "remind", "remind", "restore"]


def test_what_was_given_back_stays_back_when_the_rules_look_again(ombud: Ombud, clock: SetClock) -> None:
    token = held(ombud, 1)
    ombud.appeals.file(token, "No.")
    for _ in range(15):
        clock.turn(days=1)
        run(ombud)
    payload = (
        b'{"id": "evt-again", "type": "item.reported", "author": {"id": "u-1"},'
        b' "item": {"id": "post-1", "kind": "post", "text": "hey you"}}'
    )
    ombud.decider.decide([payload], "api")
    assert newest(ombud) == ("allow", "automation")
    with pytest.raises(Conflict) as caught:
        ombud.appeals.file(token, "And again.")
    assert caught.value.code == "nothing_to_appeal"


def test_the_gravest_is_not_put_back_unheard_and_that_is_counted(ombud: Ombud, clock: SetClock, ana: User) -> None:
    token = held(ombud, 1, "a bomb")
    judged(ombud, 1, ana)
    appeal = ombud.appeals.file(token, "It was a cake.")
    for _ in range(30):
        clock.turn(days=1)
        run(ombud)
    assert newest(ombud) == ("remove", "human")
    assert state_of(ombud, appeal.id) == "overdue"
    with ombud.store.read() as unit:
        counts = unit.appeal_files.counts(clock.now() - timedelta(days=60))
    assert (counts["excepted"], counts["lapsed"]) == (1, 0)
    ben = person(ombud, "ben")
    ombud.appeals.hear(appeal.id, ben, Outcome.OVERTURN, "A cake it was.")
    assert state_of(ombud, appeal.id) == "overturned"


def test_a_clock_that_jumps_ahead_costs_a_day_and_no_hearing(ombud: Ombud, clock: SetClock, ana: User) -> None:
    token = held(ombud, 1)
    appeal = ombud.appeals.file(token, "No.")
    clock.turn(days=4000)
    run(ombud)
    assert newest(ombud) == ("hold", "automation")
    clock.turn(days=-4000)
    assert ombud.appeal_clock.mend() == 1
    assert ombud.appeal_clock.mend() == 0
    clock.turn(days=7)
    run(ombud)
    ombud.routing.take(appeal.id, ana)
    ombud.appeals.hear(appeal.id, ana, Outcome.OVERTURN, "Right.")
    assert newest(ombud) == ("restore", "human")


def test_a_server_that_slept_past_the_deadline_tells_people_first(ombud: Ombud, clock: SetClock, ana: User) -> None:
    appeal = ombud.appeals.file(held(ombud, 1), "No.")
    clock.turn(days=20)
    run(ombud)
    assert state_of(ombud, appeal.id) in ("filed", "assigned")
    clock.turn(hours=23)
    run(ombud)
    assert newest(ombud)[0] == "hold"
    clock.turn(hours=1)
    run(ombud)
    assert newest(ombud)[0] == "restore"
    assert ana.name == "ana"


@pytest.mark.parametrize(("target", "deadline"), [(0, 14), (15, 14), (7, 31), (7, 0)])
def test_appeals_are_answered_within_what_the_law_allows(
    tmp_path: Path, clock: SetClock, target: int, deadline: int
) -> None:
    with pytest.raises(BadInput) as caught:
        open_community(tmp_path, clock, appeal_target_days=target, appeal_deadline_days=deadline)
    assert caught.value.code == "bad_appeal_times"
