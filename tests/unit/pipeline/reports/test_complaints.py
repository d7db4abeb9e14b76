"""A no that somebody else hears."""

from datetime import UTC, datetime

import pytest

from ombud.model import BadInput, Conflict, Forbidden, Measure, NotFound, Outcome, User
from ombud.process.report_letters import DONE
from ombud.wiring import Ombud
from tests.support.clock import SetClock
from tests.support.reporting import KIND, SHOUTING, judge, post, report, state_of


def test_a_no_is_heard_by_somebody_else(ombud: Ombud, ana: User, ben: User) -> None:
    post(ombud)
    filed, other = report(ombud), report(ombud)
    judge(ombud, ana, Measure.ALLOW)
    view = ombud.reports.complain(filed.token, "It is about me.")
    assert view.state.state == "complained"
    ombud.reports.complain(other.token, "And about me.")
    assert not ombud.complaints.eligible(filed.report, ana)
    assert ombud.complaints.eligible(filed.report, ben)
    for outcome in (Outcome.UPHOLD, Outcome.OVERTURN):
        with pytest.raises(Forbidden) as caught:
            ombud.complaints.hear(filed.report.id, ana, outcome, "No.", Measure.WARN, (KIND,))
        assert caught.value.code == "same_reviewer"

    decision = ombud.complaints.hear(filed.report.id, ben, Outcome.OVERTURN, "It is.", Measure.WARN, (KIND,))

    assert decision.measure is Measure.WARN
    assert {state_of(ombud, one) for one in (filed, other)} == {"acted_on"}
    with pytest.raises(Conflict) as heard:
        ombud.complaints.hear(filed.report.id, ben, Outcome.UPHOLD, "No.")
    assert heard.value.code == "complaint_heard"


def test_a_no_may_stay(ombud: Ombud, ana: User, ben: User) -> None:
    post(ombud)
    filed = report(ombud)
    judge(ombud, ana, Measure.ALLOW)
    ombud.reports.complain(filed.token, "It is about me.")
    ombud.complaints.hear(filed.report.id, ben, Outcome.UPHOLD, "It is about nobody.")
    view = ombud.reports.by_token(filed.token)
    assert view is not None
    assert (view.state.state, view.steps[-1].note) == ("closed", "It is about nobody.")
    with pytest.raises(Conflict) as caught:
        ombud.reports.complain(filed.token, "Once more.")
    assert caught.value.code == "complained_before"


def test_a_no_given_at_once_can_be_complained_about_too(ombud: Ombud, ana: User, ben: User) -> None:
    post(ombud)
    report(ombud)
    judge(ombud, ana, Measure.ALLOW)
    filed = report(ombud)
    ombud.reports.complain(filed.token, "It is about me.")
    with pytest.raises(Forbidden):
        ombud.complaints.hear(filed.report.id, ana, Outcome.UPHOLD, "No.")
    ombud.complaints.hear(filed.report.id, ben, Outcome.OVERTURN, "It is.", Measure.REMOVE, (KIND,))
    assert state_of(ombud, filed) == "acted_on"


def test_whoever_was_right_by_now_is_told_so(ombud: Ombud, ana: User, ben: User) -> None:
    post(ombud)
    filed = report(ombud)
    judge(ombud, ana, Measure.ALLOW)
    ombud.reports.complain(filed.token, "It is about me.")
    report(ombud, clause=SHOUTING)
    judge(ombud, ana, Measure.REMOVE)
    ombud.complaints.hear(filed.report.id, ben, Outcome.OVERTURN, "It is down by now.")
    assert state_of(ombud, filed) == "acted_on"


def test_the_answer_to_a_complaint_is_for_who_complained_and_for_nobody_else(
    ombud: Ombud, ana: User, ben: User
) -> None:
    post(ombud)
    filed = report(ombud)
    judge(ombud, ana, Measure.ALLOW)
    ombud.reports.complain(filed.token, "It names my street.")
    other = report(ombud, clause=SHOUTING)
    ombud.complaints.hear(filed.report.id, ben, Outcome.OVERTURN, "Your street is named.", Measure.WARN, (KIND,))
    later = report(ombud)
    notes = []
    for one in (filed, other, later):
        view = ombud.reports.by_token(one.token)
        assert view is not None
        assert view.state.state == "acted_on"
        notes.append((view.steps[-1].note, view.reasons))
    assert notes[:2] == [("Your street is named.", ""), (DONE, "")]
    assert "street" not in str(notes[2])


def test_to_overturn_something_has_to_be_done(ombud: Ombud, ana: User, ben: User) -> None:
    post(ombud)
    filed = report(ombud)
    judge(ombud, ana, Measure.ALLOW)
    ombud.reports.complain(filed.token, "It is about me.")
    for measure in (None, Measure.ALLOW):
        with pytest.raises(BadInput):
            ombud.complaints.hear(filed.report.id, ben, Outcome.OVERTURN, "It is.", measure, (KIND,))
    with pytest.raises(BadInput):
        ombud.complaints.hear(filed.report.id, ben, Outcome.UPHOLD, " ")
    with pytest.raises(NotFound):
        ombud.complaints.hear("rpt_no", ben, Outcome.UPHOLD, "No.")


def test_a_complaint_needs_a_no_words_and_six_months(ombud: Ombud, ana: User, clock: SetClock) -> None:
    post(ombud)
    filed = report(ombud)
    with pytest.raises(Conflict) as early:
        ombud.reports.complain(filed.token, "Look.")
    assert early.value.code == "nothing_to_complain"
    judge(ombud, ana, Measure.ALLOW)
    with pytest.raises(BadInput):
        ombud.reports.complain(filed.token, "\u200b")
    clock.turn(days=190)
    with pytest.raises(Conflict) as late:
        ombud.reports.complain(filed.token, "Look.")
    assert late.value.code == "complaint_too_late"


def test_who_reported_is_forgotten_when_the_time_to_complain_is_over(ombud: Ombud, ana: User, clock: SetClock) -> None:
    post(ombud)
    post(ombud, "2")
    done = report(ombud, name="Robin", email="robin@example.org")
    waits = report(ombud, item="post-2", name="Kim")
    judge(ombud, ana, Measure.ALLOW)
    assert ombud.reports.forget_contacts() == 0
    clock.turn(days=188)
    assert ombud.reports.forget_contacts() == 1
    with ombud.store.read() as unit:
        assert unit.reports.contact(done.report.id) is None
        assert unit.reports.contact(waits.report.id) is not None


def test_who_reported_is_known_as_long_as_a_complaint_is_taken(ombud: Ombud, ana: User, clock: SetClock) -> None:
    """Whenever it was answered: on the last day, where a day ends last, there is somebody to answer to."""
    clock.at = datetime(2026, 3, 1, 0, 0, 30, tzinfo=UTC)
    post(ombud)
    filed = report(ombud, name="Robin", email="robin@example.org")
    judge(ombud, ana, Measure.ALLOW)
    clock.at = datetime(2026, 9, 2, 11, 59, tzinfo=UTC)
    assert ombud.reports.forget_contacts() == 0
    assert ombud.reports.complain(filed.token, "It is about me.").state.state == "complained"
