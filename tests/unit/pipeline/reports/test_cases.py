"""Reports taken in: one case for an item, answered together."""

import json

import pytest

from ombud.model import BadInput, Measure, NotFound, Outcome, User
from ombud.web.demand import order_from
from ombud.wiring import Ombud
from tests.support.appealing import token_of
from tests.support.clock import SetClock
from tests.support.orders import ORDER
from tests.support.publishing import event
from tests.support.reporting import KIND, SHOUTING, case_of, judge, post, report, sent, state_of


def test_a_report_opens_the_case_of_its_item_and_the_decision_answers_it(ombud: Ombud, ana: User) -> None:
    post(ombud)
    filed = report(ombud)
    assert filed.state.state == "in_review"
    assert filed.url.endswith(f"/report/{filed.token}")

    decision = judge(ombud, ana, Measure.REMOVE)

    view = ombud.reports.by_token(filed.token)
    assert view is not None
    assert view.state.state == "acted_on"
    assert view.decision is not None
    assert view.decision.decision.id == decision
    assert view.complain_until is None
    [told] = sent(ombud, "report.decided")
    assert (told["outcome"], told["reasons"], told["url"]) == ("acted_on", "Nobody is meant by it.", filed.url)


def test_a_decision_that_a_report_brought_says_so_and_never_who(ombud: Ombud, ana: User) -> None:
    post(ombud)
    report(ombud, name="Robin Reporter", email="robin@example.org")
    decision = judge(ombud, ana, Measure.REMOVE)
    with ombud.store.read() as unit:
        view = unit.records.decision(decision)
    assert view is not None
    assert view.statement is not None
    assert (view.statement.detection, view.statement.automated) == ("report", "not")
    assert b"obin" not in view.record + repr(view.statement).encode()


def test_what_the_rules_had_found_stays_theirs(ombud: Ombud, ana: User) -> None:
    post(ombud, text="hey there")
    filed = report(ombud, clause=SHOUTING)
    case, version = case_of(ombud)
    made = ombud.review.judge(case, version, ana, Measure.REMOVE, "Shouting.")
    with ombud.store.read() as unit:
        view = unit.records.decision(made.id)
    assert view is not None
    assert view.statement is not None
    assert view.statement.detection == "rules"
    assert state_of(ombud, filed) == "acted_on"


def test_many_reports_of_an_item_are_one_case_and_one_answer(ombud: Ombud, ana: User) -> None:
    post(ombud)
    many = [report(ombud, address=f"10.0.{n}.9") for n in range(30)]
    with ombud.store.read() as unit:
        assert unit.cases.counts() == {"reports": 1}
    judge(ombud, ana, Measure.ALLOW)
    assert {state_of(ombud, filed) for filed in many} == {"refused"}


def test_networks_are_counted_under_a_secret_of_the_day_and_raise_the_case(ombud: Ombud) -> None:
    post(ombud)
    report(ombud, address="192.0.2.1")
    case = case_of(ombud)[0]
    with ombud.store.read() as unit:
        first = unit.cases.get(case)
        [one] = unit.reports.in_case(case)
    assert first is not None
    assert one.network is not None
    assert "192" not in one.network
    for n in range(9):
        report(ombud, address=f"192.0.2.{n}")
    with ombud.store.read() as unit:
        assert unit.reports.summaries([case])[case].networks == 1
    for n in range(5):
        report(ombud, address=f"2001:db8:0:{n}::1")
    with ombud.store.read() as unit:
        after = unit.cases.get(case)
        assert unit.reports.summaries([case])[case].networks == 6
    assert after is not None
    assert (first.case.severity, after.case.severity) == ("medium", "high")


def test_nothing_is_done_without_words_for_who_reported(ombud: Ombud, ana: User) -> None:
    post(ombud)
    filed = report(ombud)
    with pytest.raises(BadInput) as caught:
        judge(ombud, ana, Measure.ALLOW, reply=" ")
    assert (caught.value.code, caught.value.field) == ("reasons_missing", "reply")
    assert state_of(ombud, filed) == "in_review"
    case_of(ombud)


def test_a_cleared_post_is_not_looked_at_again_for_the_same(ombud: Ombud, ana: User) -> None:
    post(ombud)
    report(ombud)
    judge(ombud, ana, Measure.ALLOW)
    again = [report(ombud) for _ in range(10)]
    assert {filed.state.state for filed in again} == {"refused"}
    with ombud.store.read() as unit:
        assert unit.cases.counts() == {}
        [*_, answer] = unit.processes.steps("report", again[0].report.id)
    assert answer.role == "automation"
    assert "A person decided about these very words" in answer.note
    assert answer.note.endswith("that stands. Nobody is meant by it.")
    view = ombud.reports.by_token(again[0].token)
    assert view is not None
    assert view.reasons == "Nobody is meant by it."


@pytest.mark.parametrize(("reply", "reasons"), [("We took it down.", "We took it down."), ("", "Unkind.")])
def test_who_reports_what_is_down_reads_why(ombud: Ombud, ana: User, reply: str, reasons: str) -> None:
    post(ombud)
    report(ombud)
    judge(ombud, ana, Measure.REMOVE, reply=reply)
    view = ombud.reports.by_token(report(ombud).token)
    assert view is not None
    assert (view.state.state, view.reasons) == ("acted_on", reasons)
    assert view.steps[-1].note.endswith(f"that stands. {reasons}")


def test_what_only_the_author_was_told_nobody_who_reports_reads(ombud: Ombud, ana: User) -> None:
    post(ombud, text="hey you")
    case, version = case_of(ombud)
    ombud.review.judge(case, version, ana, Measure.HOLD, "Too loud.", (SHOUTING,))
    view = ombud.reports.by_token(report(ombud, clause=SHOUTING).token)
    assert view is not None
    assert (view.state.state, view.reasons) == ("acted_on", "")
    assert view.steps[-1].note.endswith("and that stands.")


def test_the_answer_to_an_appeal_is_for_who_appealed(ombud: Ombud, ana: User, lea: User) -> None:
    body = json.loads(event("1", "what a lovely fool")) | {"author": {"id": "u-1"}}
    ombud.decider.decide([json.dumps(body).encode()], "test")
    report(ombud)
    removed = judge(ombud, ana, Measure.REMOVE)
    appeal = ombud.appeals.file(token_of(ombud, removed), "I wrote it when I was ill.")
    report(ombud, clause=SHOUTING)
    ombud.appeals.hear(appeal.id, lea, Outcome.OVERTURN, "We know of your illness now.")
    filed = report(ombud, email="robin@example.org")
    view = ombud.reports.by_token(filed.token)
    assert view is not None
    assert (view.state.state, view.reasons) == ("refused", "")
    with ombud.store.read() as unit:
        about = [task.payload for task in unit.outbox.about(filed.report.id)]
    assert any(b"report.decided" in payload for payload in about)
    assert not any(b"illness" in payload for payload in about)


def test_the_words_of_an_order_are_read_by_nobody_who_reports(ombud: Ombud, ana: User, lea: User) -> None:
    post(ombud)
    report(ombud)
    judge(ombud, ana, Measure.ALLOW)
    order, _ = ombud.orders.receive(order_from(ORDER | {"locations": "post-1", "reasons": "It defames Anna Muster."}))
    n = ombud.orders.take(order.id, 1, "acknowledge", lea).state.n
    ombud.orders.give_effect(order.id, n, lea, {"post-1": "post-1"}, ["DE"], None, "We comply.")
    view = ombud.reports.by_token(report(ombud).token)
    assert view is not None
    assert not any("Muster" in step.note for step in view.steps)
    assert "Muster" not in view.reasons


@pytest.mark.parametrize(("measure", "state", "right"), [(Measure.ALLOW, "refused", 0), (Measure.LIMIT, "acted_on", 1)])
@pytest.mark.parametrize("gag", [{}, {"gag_until": "2027-03-01", "gag_basis": "Section 1 of a law"}])
def test_an_order_makes_no_report_right(
    ombud: Ombud, ana: User, lea: User, measure: Measure, state: str, right: int, gag: dict[str, str]
) -> None:
    post(ombud)
    report(ombud)
    ours = judge(ombud, ana, measure)
    order, _ = ombud.orders.receive(order_from(ORDER | {"locations": "post-1"} | gag))
    n = ombud.orders.take(order.id, 1, "acknowledge", lea).state.n
    ombud.orders.give_effect(order.id, n, lea, {"post-1": "post-1"}, ["DE"], None, "We comply.")
    filed = report(ombud, reporter="u-9")
    view = ombud.reports.by_token(filed.token)
    assert view is not None
    assert view.decision is not None
    assert (view.state.state, view.reasons, view.decision.decision.id) == (state, "Nobody is meant by it.", ours)
    who = filed.report.reporter
    assert who is not None
    with ombud.store.read() as unit:
        assert unit.reports.standings([who])[who].right == right


def test_what_only_an_order_has_judged_goes_to_a_person(ombud: Ombud, ana: User, lea: User, clock: SetClock) -> None:
    post(ombud)
    report(ombud)
    case, version = case_of(ombud)
    ombud.review.judge(case, version, ana, Measure.LIMIT, "Unkind.", (KIND,), lasts=3600)
    order, _ = ombud.orders.receive(order_from(ORDER | {"locations": "post-1"}))
    n = ombud.orders.take(order.id, 1, "acknowledge", lea).state.n
    ombud.orders.give_effect(order.id, n, lea, {"post-1": "post-1"}, ["DE"], None, "We comply.")
    assert report(ombud).state.state == "acted_on"
    clock.turn(hours=2)
    assert report(ombud).state.state == "in_review"


@pytest.mark.parametrize(("cleared", "state"), [(True, "refused"), (False, "in_review")])
def test_the_end_of_an_order_makes_no_report_wrong(
    ombud: Ombud, ana: User, lea: User, clock: SetClock, cleared: bool, state: str
) -> None:
    """Whoever lifts it has judged the order: of the post, what was decided before counts."""
    post(ombud)
    report(ombud)
    if cleared:
        judge(ombud, ana, Measure.ALLOW)
    else:
        case, version = case_of(ombud)
        ombud.review.judge(case, version, ana, Measure.LIMIT, "Unkind.", (KIND,), lasts=3600)
        clock.turn(hours=2)
        ombud.deadlines.run_once()
    order, _ = ombud.orders.receive(order_from(ORDER | {"locations": "post-1"}))
    n = ombud.orders.take(order.id, 1, "acknowledge", lea).state.n
    ombud.orders.give_effect(order.id, n, lea, {"post-1": "post-1"}, ["DE"], None, "We comply.")
    ombud.orders.lift(order.id, ombud.orders.view(order.id).state.n, lea, "The court lifted it.")
    filed = report(ombud)
    assert filed.state.state == state
    with ombud.store.read() as unit:
        words = [step.note for step in unit.processes.steps("report", filed.report.id)]
    assert not any("The court lifted it." in one for one in words)


def test_a_new_fact_about_a_cleared_post_is_looked_at(ombud: Ombud, ana: User) -> None:
    post(ombud)
    report(ombud)
    judge(ombud, ana, Measure.ALLOW)
    assert report(ombud, clause=SHOUTING).state.state == "in_review"
    assert report(ombud, clause="", law="Art. 1").state.state == "in_review"


def test_new_words_are_looked_at(ombud: Ombud, ana: User) -> None:
    post(ombud)
    report(ombud)
    judge(ombud, ana, Measure.ALLOW)
    body = json.loads(event("2", "what an unlovely fool")) | {"type": "item.edited"}
    body["item"]["id"] = "post-1"
    ombud.decider.decide([json.dumps(body).encode()], "test")
    assert report(ombud).state.state == "in_review"


def test_what_is_down_already_is_answered_at_once(ombud: Ombud, ana: User) -> None:
    post(ombud)
    report(ombud)
    judge(ombud, ana, Measure.REMOVE)
    assert report(ombud).state.state == "acted_on"


def test_what_was_never_sent_can_be_reported_by_its_address(ombud: Ombud, ana: User) -> None:
    address = "https://forum.example/t/9"
    filed = report(ombud, item=address)
    assert (filed.state.state, filed.report.item, filed.report.url) == ("in_review", address, address)
    assert report(ombud, item="", url=address).report.item == address
    judge(ombud, ana, Measure.REMOVE, item=address)
    assert state_of(ombud, filed) == "acted_on"
    with ombud.store.read() as unit:
        views = unit.records.of_item(address)
    assert [view.decision.measure for view in views] == [Measure.ALLOW, Measure.REMOVE]
    assert all(ombud.replayer.replay(view.decision.id).same for view in views)


def test_an_id_that_nobody_sent_is_nothing(ombud: Ombud) -> None:
    with pytest.raises(NotFound):
        report(ombud, item="post-404")


def test_a_link_that_was_guessed_leads_nowhere(ombud: Ombud) -> None:
    post(ombud)
    filed = report(ombud)
    for token in ("", filed.token[:-1], filed.token + "A", filed.report.id, "\ud800", "../" + filed.token):
        assert ombud.reports.by_token(token) is None
        with pytest.raises(NotFound):
            ombud.reports.complain(token, "Look again.")
