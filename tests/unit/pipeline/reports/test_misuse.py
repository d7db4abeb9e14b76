"""Misuse: warned about first, then paused by a person, ended by the clock."""

from datetime import timedelta

import pytest

from ombud.model import BadInput, Conflict, Forbidden, Measure, NotFound, User
from ombud.pipeline import Filed
from ombud.wiring import Ombud
from tests.support.clock import SetClock
from tests.support.reporting import judge, post, report, sent, state_of


def flood(ombud: Ombud, ana: User, clock: SetClock, first: int, count: int) -> list[Filed]:
    filed = []
    for n in range(first, first + count):
        clock.turn(minutes=1)
        post(ombud, str(n))
        filed.append(report(ombud, item=f"post-{n}", reporter="u-9"))
        judge(ombud, ana, Measure.ALLOW, item=f"post-{n}", baseless=(filed[-1].report.id,))
    return filed


def test_misuse_is_warned_about_first_then_paused_by_a_person_and_the_clock_ends_it(
    ombud: Ombud, ana: User, lea: User, clock: SetClock
) -> None:
    filed = flood(ombud, ana, clock, 1, 3)
    assert state_of(ombud, filed[0]) == "unfounded"
    who = filed[0].report.reporter
    assert who is not None
    assert [data["reporter"] for data in sent(ombud, "reporter.warned")] == [who]
    with pytest.raises(Conflict) as early:
        ombud.misuse.pause(who, lea, 7, "Again and again.")
    assert early.value.code == "no_misuse"
    flood(ombud, ana, clock, 4, 3)
    [view] = ombud.misuse.warned()
    assert (view.pausable, view.standing.unfounded) == (True, 3)
    for days in (0, 91):
        with pytest.raises(BadInput):
            ombud.misuse.pause(who, lea, days, "Again and again.")
    until = ombud.misuse.pause(who, lea, 7, "Again and again.")

    post(ombud, "77")
    aside = report(ombud, item="post-77", reporter="u-9")
    other = report(ombud, item="post-77", reporter="u-8")
    assert (aside.state.state, aside.state.due) == ("paused", until)
    assert other.state.state == "in_review"
    for _ in range(19):
        report(ombud, item="post-77", reporter="u-9")
    with pytest.raises(Forbidden) as many:
        report(ombud, item="post-77", reporter="u-9")
    assert many.value.code == "reports_paused"

    clock.at = until + timedelta(seconds=1)
    while ombud.deadlines.run_once():
        pass
    assert state_of(ombud, aside) == "in_review"
    [after] = ombud.misuse.warned()
    assert after.state.state == "warned"
    clock.turn(days=181)
    while ombud.deadlines.run_once():
        pass
    assert ombud.misuse.warned() == []


def test_a_pause_can_be_lifted_and_what_was_set_aside_goes_on(
    ombud: Ombud, ana: User, lea: User, clock: SetClock
) -> None:
    who = flood(ombud, ana, clock, 1, 6)[0].report.reporter
    assert who is not None
    ombud.misuse.pause(who, lea, 7, "Again and again.")
    post(ombud, "77")
    aside = report(ombud, item="post-77", reporter="u-9")
    ombud.misuse.lift(who, lea, "We were wrong.")
    assert state_of(ombud, aside) == "in_review"
    with pytest.raises(NotFound):
        ombud.misuse.lift("rp-no", lea, "Nobody.")


def test_being_wrong_is_no_misuse(ombud: Ombud, ana: User) -> None:
    for n in range(6):
        post(ombud, str(n))
        report(ombud, item=f"post-{n}", reporter="u-9")
        judge(ombud, ana, Measure.ALLOW, item=f"post-{n}")
    assert ombud.misuse.warned() == []
