"""Reports: taken in, one case for an item, answered together, and a no that somebody else hears."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from ombud.model import (
    BadInput,
    Conflict,
    Forbidden,
    Measure,
    NotFound,
    Outcome,
    Role,
    User,
)
from ombud.pipeline import Filed, Origin
from ombud.process.reports import Told
from ombud.wiring import Config, Ombud
from tests.support.clock import SetClock
from tests.support.publishing import PASSWORD, event
from tests.support.server import SECRET

KIND, SHOUTING = "calm/kind", "calm/shouting"


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def ombud(tmp_path: Path, folder: Path, clock: SetClock) -> Iterator[Ombud]:
    config = Config(
        data=tmp_path / "data", policy=folder, webhook_url="http://127.0.0.1:9/hooks", webhook_secret=SECRET
    )
    one = Ombud.open(config, clock)
    yield one
    if one.courier:
        one.courier.close()
    one.close()


@pytest.fixture
def ana(ombud: Ombud) -> User:
    return ombud.accounts.add_user("ana", Role.REVIEWER, PASSWORD)


@pytest.fixture
def ben(ombud: Ombud) -> User:
    return ombud.accounts.add_user("ben", Role.REVIEWER, PASSWORD)


def post(ombud: Ombud, name: str = "1", text: str = "what a lovely fool") -> str:
    ombud.decider.decide([event(name, text)], "test")
    return f"post-{name}"


def report(
    ombud: Ombud,
    item: str = "post-1",
    clause: str = KIND,
    *,
    reporter: str | None = None,
    address: str | None = None,
    **more: str,
) -> Filed:
    told = Told(item=item, clause=clause, explanation="It is unkind to me.", good_faith=True, **more)
    return ombud.reports.file(told, Origin(reporter=reporter, address=address))


def case_of(ombud: Ombud, item: str = "post-1") -> tuple[str, int]:
    with ombud.store.read() as unit:
        case = unit.cases.open_of([item])[item]
    return case.id, case.version


def judge(
    ombud: Ombud,
    user: User,
    measure: Measure,
    item: str = "post-1",
    *,
    reply: str = "Nobody is meant by it.",
    baseless: tuple[str, ...] = (),
) -> str:
    case, version = case_of(ombud, item)
    clauses = () if measure is Measure.ALLOW else (KIND,)
    reason = "Unkind." if clauses else ""
    return ombud.review.judge(case, version, user, measure, reason, clauses, reply=reply, baseless=baseless).id


def state_of(ombud: Ombud, filed: Filed) -> str:
    view = ombud.reports.by_token(filed.token)
    assert view is not None
    return view.state.state


def sent(ombud: Ombud, kind: str) -> list[dict[str, object]]:
    with ombud.store.read() as unit:
        bodies = [json.loads(task.payload) for task in unit.outbox.page(limit=500)]
    return [body["data"] for body in bodies if body.get("type") == kind]


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
    clock.turn(days=186)
    assert ombud.reports.forget_contacts() == 1
    with ombud.store.read() as unit:
        assert unit.reports.contact(done.report.id) is None
        assert unit.reports.contact(waits.report.id) is not None


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


def test_a_trusted_flagger_comes_first_and_is_in_the_register(ombud: Ombud, ana: User) -> None:
    flagger, key = ombud.flaggers.appoint("Safe Net", "Coordinator of Ireland")
    assert ombud.flaggers.by_key(key) == flagger
    post(ombud)
    post(ombud, "2")
    report(ombud, item="post-2")
    told = Told(item="post-1", clause=KIND, explanation="Unkind.", good_faith=True)
    ombud.reports.file(told, Origin(flagger=flagger))
    with ombud.store.read() as unit:
        assert [view.case.item for view in unit.cases.queue()] == ["post-1", "post-2"]
    judge(ombud, ana, Measure.REMOVE)
    [view] = ombud.flaggers.register()
    assert (view.standing.filed, view.standing.answered, view.standing.right) == (1, 1, 1)
    assert 0.2 < view.interval[0] < 0.21

    ombud.flaggers.move(flagger.id, "suspend", "It is looked into.")
    with pytest.raises(Forbidden):
        ombud.flaggers.by_key(key)
    with pytest.raises(Forbidden) as caught:
        ombud.reports.file(told, Origin(flagger=flagger))
    assert caught.value.code == "not_trusted"
    ombud.flaggers.move(flagger.id, "reinstate")
    ombud.flaggers.move(flagger.id, "remove", "It asked us to.")
    with pytest.raises(Conflict):
        ombud.flaggers.move(flagger.id, "reinstate")


def test_a_register_is_kept_in_order(ombud: Ombud) -> None:
    flagger, _ = ombud.flaggers.appoint("Safe Net", "Coordinator")
    with pytest.raises(Conflict):
        ombud.flaggers.appoint("safe net", "Coordinator")
    for name in ("", " ", "a\nb", "x" * 201):
        with pytest.raises(BadInput):
            ombud.flaggers.appoint(name, "Coordinator")
    with pytest.raises(BadInput):
        ombud.flaggers.move(flagger.id, "suspend", " ")
    with pytest.raises(NotFound):
        ombud.flaggers.move("flg_no", "suspend", "Why.")
    with pytest.raises(Forbidden):
        ombud.flaggers.by_key("flagger_no")
    ombud.flaggers.move(flagger.id, "remove", "Gone.")
    ombud.flaggers.appoint("Safe Net", "Coordinator")


def topics(ombud: Ombud, topic: str) -> list[dict[str, Any]]:
    with ombud.store.read() as unit:
        return [json.loads(task.payload) for task in unit.outbox.page(limit=500) if task.topic == topic]


@pytest.fixture
def outward(tmp_path: Path, folder: Path, clock: SetClock) -> Iterator[Ombud]:
    """One that tells a public database, and writes letters."""
    (tmp_path / "token").write_text("1|secret", encoding="utf-8")
    config = Config(
        data=tmp_path / "outward", policy=folder, tdb_url="http://127.0.0.1:9", tdb_token_file=tmp_path / "token",
        smtp_url="smtp://127.0.0.1:9", mail_from="ombud@example.org",
    )  # fmt: skip
    one = Ombud.open(config, clock)
    yield one
    one.close()


@pytest.mark.parametrize("trusted", [False, True])
def test_the_public_database_is_told_which_kind_of_notice_it_was(outward: Ombud, trusted: bool) -> None:
    ana = outward.accounts.add_user("ana", Role.REVIEWER, PASSWORD)
    post(outward)
    report(outward)
    if trusted:
        flagger, _ = outward.flaggers.appoint("Safe Net", "Coordinator")
        told = Told(item="post-1", clause=KIND, explanation="Unkind.", good_faith=True)
        outward.reports.file(told, Origin(flagger=flagger))
    judge(outward, ana, Measure.REMOVE)
    [filing] = topics(outward, "dsa-tdb")
    assert filing["source_type"] == ("SOURCE_TRUSTED_FLAGGER" if trusted else "SOURCE_ARTICLE_16")
    assert filing["automated_detection"] == "No"


def test_who_left_an_address_gets_the_receipt_and_the_answer_by_mail(outward: Ombud) -> None:
    ana = outward.accounts.add_user("ana", Role.REVIEWER, PASSWORD)
    post(outward)
    filed = report(outward, name="Robin", email="robin@example.org")
    report(outward, name="Kim")
    judge(outward, ana, Measure.ALLOW)
    answer, receipt = topics(outward, "mail")
    assert answer["to"] == receipt["to"] == "robin@example.org"
    assert answer["paragraphs"][-1] == receipt["paragraphs"][-1] == filed.url
    assert "The reasons: Nobody is meant by it." in answer["paragraphs"]
