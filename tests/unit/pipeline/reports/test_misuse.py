"""Misuse: warned about first, then paused by a person, ended by the clock."""

from datetime import timedelta

import pytest

from ombud.model import BadInput, Conflict, Forbidden, Measure, NotFound, Outcome, Role, User
from ombud.pipeline import Filed, ReportView
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


@pytest.mark.parametrize("lifted", [True, False])
def test_what_led_to_a_pause_that_is_over_leads_to_no_other(
    ombud: Ombud, ana: User, lea: User, clock: SetClock, lifted: bool
) -> None:
    who = flood(ombud, ana, clock, 1, 6)[0].report.reporter
    assert who is not None
    until = ombud.misuse.pause(who, lea, 7, "Again and again.")
    if lifted:
        ombud.misuse.lift(who, lea, "That was wrong.")
    else:
        clock.at = until + timedelta(seconds=1)
        while ombud.deadlines.run_once():
            pass
    [row] = ombud.misuse.warned()
    assert (row.state.state, row.pausable, row.standing.answered) == ("warned", False, 0)
    with pytest.raises(Conflict) as early:
        ombud.misuse.pause(who, lea, 7, "Once more.")
    assert early.value.code == "no_misuse"
    flood(ombud, ana, clock, 7, 3)
    ombud.misuse.pause(who, lea, 7, "Three more.")


def test_being_wrong_is_no_misuse(ombud: Ombud, ana: User) -> None:
    for n in range(6):
        post(ombud, str(n))
        report(ombud, item=f"post-{n}", reporter="u-9")
        judge(ombud, ana, Measure.ALLOW, item=f"post-{n}")
    assert ombud.misuse.warned() == []


@pytest.fixture
def paused(ombud: Ombud, ana: User, lea: User, clock: SetClock) -> Filed:
    """Lea has set the reports of u-9 aside for sixty days; one that came since then waits for the end."""
    who = flood(ombud, ana, clock, 1, 6)[0].report.reporter
    assert who is not None
    ombud.misuse.pause(who, lea, 60, "Again and again.")
    post(ombud, "77")
    return report(ombud, item="post-77", reporter="u-9")


@pytest.fixture
def mia(ombud: Ombud) -> User:
    return ombud.accounts.add_user("mia", Role.LEAD, "correct horse battery")


def seen(ombud: Ombud, filed: Filed) -> ReportView:
    view = ombud.reports.by_token(filed.token)
    assert view is not None
    return view


def test_the_platform_is_told_where_a_pause_can_be_objected_to(ombud: Ombud, paused: Filed) -> None:
    [told] = sent(ombud, "reporter.paused")
    view = ombud.reports.by_token(str(told["url"]).rpartition("/")[2])
    assert view is not None
    assert view.report.reporter == paused.report.reporter
    assert view.pause is not None
    assert view.pause.set_by.note == "Again and again."


def test_somebody_else_hears_an_objection_to_a_pause_and_ends_it(
    ombud: Ombud, paused: Filed, lea: User, mia: User, clock: SetClock
) -> None:
    who = paused.report.reporter
    assert who is not None
    ombud.misuse.object(paused.token, "They were all about the same swindler.")
    with pytest.raises(Conflict) as twice:
        ombud.misuse.object(paused.token, "Again.")
    assert twice.value.code == "nothing_to_object"
    assert report(ombud, item="post-77", reporter="u-9").state.state == "paused"
    with pytest.raises(Forbidden) as same:
        ombud.misuse.hear(who, lea, Outcome.OVERTURN, "I was wrong.")
    assert same.value.code == "same_reviewer"
    for outcome, reasons in ((None, "Why."), (Outcome.PARTLY, "Why."), (Outcome.OVERTURN, " ")):
        with pytest.raises(BadInput):
            ombud.misuse.hear(who, mia, outcome, reasons)
    clock.turn(days=1)
    ombud.misuse.hear(who, mia, Outcome.OVERTURN, "They were right about him.")
    assert state_of(ombud, paused) == "in_review"
    view = seen(ombud, paused)
    assert view.pause is not None
    assert view.pause.answer is not None
    assert (view.pause.over, view.pause.answer.note) == (True, "They were right about him.")
    [row] = ombud.misuse.warned()
    assert (row.state.state, row.pausable, row.standing.unfounded) == ("warned", False, 0)
    assert [(one["outcome"], one["reasons"]) for one in sent(ombud, "reporter.objection_decided")] == [
        ("overturn", "They were right about him.")
    ]
    with pytest.raises(Conflict):
        ombud.misuse.hear(who, mia, Outcome.UPHOLD, "Twice.")
    with pytest.raises(NotFound):
        ombud.misuse.hear("rp-no", mia, Outcome.UPHOLD, "Nobody.")


def test_who_found_the_reports_baseless_hears_no_objection_nor_does_who_is_no_lead(
    ombud: Ombud, lea: User, ben: User, mia: User, clock: SetClock
) -> None:
    who = flood(ombud, mia, clock, 1, 6)[0].report.reporter
    assert who is not None
    ombud.misuse.pause(who, lea, 60, "Again and again.")
    post(ombud, "77")
    ombud.misuse.object(report(ombud, item="post-77", reporter="u-9").token, "No.")
    [row] = ombud.misuse.warned()
    assert row.deciders == {lea.id, mia.id}
    with pytest.raises(Forbidden) as judge_of_her_own:
        ombud.misuse.hear(who, mia, Outcome.UPHOLD, "I found them so.")
    assert judge_of_her_own.value.code == "same_reviewer"
    with pytest.raises(Conflict) as reviewer:
        ombud.misuse.hear(who, ben, Outcome.UPHOLD, "They are so.")
    assert reviewer.value.code == "not_a_lead"


def test_a_pause_that_is_right_stays_until_its_day(ombud: Ombud, paused: Filed, mia: User, clock: SetClock) -> None:
    who = paused.report.reporter
    assert who is not None
    ombud.misuse.object(paused.token, "No.")
    ombud.misuse.hear(who, mia, Outcome.UPHOLD, "Six times, nothing was in it.")
    clock.turn(days=20)
    while ombud.deadlines.run_once():
        pass
    assert state_of(ombud, paused) == "paused"
    [row] = ombud.misuse.warned()
    assert row.set_aside
    clock.turn(days=41)
    while ombud.deadlines.run_once():
        pass
    assert state_of(ombud, paused) == "in_review"
    view = seen(ombud, paused)
    assert view.pause is not None
    assert view.pause.over


def test_an_objection_that_nobody_hears_in_time_ends_the_pause(ombud: Ombud, paused: Filed, clock: SetClock) -> None:
    ombud.misuse.object(paused.token, "No.")
    clock.turn(days=14, seconds=1)
    while ombud.deadlines.run_once():
        pass
    assert state_of(ombud, paused) == "in_review"
    view = seen(ombud, paused)
    assert view.pause is not None
    assert view.pause.answer is not None
    assert (view.pause.answer.move, view.pause.over) == ("lapse", True)
    assert [one["outcome"] for one in sent(ombud, "reporter.objection_decided")] == ["lapse"]


def test_the_day_comes_before_anybody_has_to_hear_it(ombud: Ombud, paused: Filed, clock: SetClock) -> None:
    clock.turn(days=59)
    ombud.misuse.object(paused.token, "No.")
    clock.turn(days=1, minutes=1)
    while ombud.deadlines.run_once():
        pass
    view = seen(ombud, paused)
    assert view.pause is not None
    assert (view.state.state, view.pause.over, view.pause.answer) == ("in_review", True, None)


def test_only_a_pause_can_be_objected_to_and_only_by_who_holds_the_link(ombud: Ombud, ana: User) -> None:
    post(ombud)
    filed = report(ombud, reporter="u-9")
    with pytest.raises(Conflict):
        ombud.misuse.object(filed.token, "No.")
    with pytest.raises(NotFound):
        ombud.misuse.object("guessed", "No.")


def test_an_objection_says_something(ombud: Ombud, paused: Filed) -> None:
    with pytest.raises(BadInput):
        ombud.misuse.object(paused.token, " \u200b")
