"""What comes of an appeal: for the rule, for who reported, for what is learnt."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest

from ombud.languages import tongue
from ombud.model import Measure, Outcome, Role, User, to_plain
from ombud.pipeline import Filed, Origin, from_decisions
from ombud.process.report_letters import DONE, STAYS
from ombud.process.reports import Told
from ombud.web.demand import order_from
from ombud.wiring import Ombud
from tests.support.appealing import held, judged, open_community, person, run, token_of
from tests.support.clock import SetClock
from tests.support.orders import ORDER
from tests.support.reporting import case_of
from tests.support.server import SECRET


@pytest.mark.parametrize(
    ("outcome", "lighter", "upheld"),
    [(Outcome.UPHOLD, None, 1), (Outcome.PARTLY, Measure.LABEL, 1), (Outcome.OVERTURN, None, 0)],
)
def test_an_outcome_counts_for_the_precision_of_the_rule(
    ombud: Ombud, ana: User, ben: User, outcome: Outcome, lighter: Measure | None, upheld: int
) -> None:
    """Right in part means that the rule was right, and the measure too hard."""
    token = held(ombud, 1)
    judged(ombud, 1, ana)
    appeal = ombud.appeals.file(token, "No.")
    ombud.appeals.hear(appeal.id, ben, outcome, "So it is.", lighter)
    with ombud.store.read() as unit:
        assert unit.statistics.judged() == {"hey": (1, upheld)}


@pytest.fixture
def talking(tmp_path: Path, clock: SetClock) -> Iterator[Ombud]:
    """A community that sends webhooks and mail."""
    one = open_community(
        tmp_path / "told", clock, webhook_url="http://127.0.0.1:9/", webhook_secret=SECRET,
        smtp_url="smtp://127.0.0.1:9", mail_from="moderation@example.org",
    )  # fmt: skip
    try:
        yield one
    finally:
        one.close()


def reported(ombud: Ombud, *, email: str = "", language: str = "en") -> Filed:
    told = Told(item="post-1", clause="calm/shouting", explanation="It shouts.", good_faith=True, email=email)
    return ombud.reports.file(told, Origin(reporter="u-9", language=language))


def told_of(ombud: Ombud, report: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The webhooks and the letters about a report."""
    with ombud.store.read() as unit:
        sent = [(task.topic, msgspec.json.decode(task.payload)) for task in unit.outbox.about(report)]
    return [body for kind, body in sent if kind == "webhook"], [body for kind, body in sent if kind != "webhook"]


def test_whoever_reported_it_is_told_what_an_appeal_changed_and_not_what_was_written_to_the_author(
    talking: Ombud,
) -> None:
    ana, ben = person(talking, "ana"), person(talking, "ben")
    token = held(talking, 1)
    filed = reported(talking, email="r@example.org", language="de")
    judged(talking, 1, ana)
    appeal = talking.appeals.file(token, "No.")
    decision = talking.appeals.hear(appeal.id, ben, Outcome.OVERTURN, "Your illness explains it.")
    webhooks, letters = told_of(talking, filed.report.id)
    assert "illness" not in str([*webhooks, *letters])
    (undone,) = [body["data"] for body in webhooks if body["type"] == "report.undone"]
    assert undone == {
        "report": filed.report.id, "reporter": filed.report.reporter, "item": "post-1", "decision": decision.id,
        "outcome": "overturn", "clauses": ["calm/shouting"], "text": tongue("de").say(STAYS), "language": "de",
        "url": filed.url,
    }  # fmt: skip
    assert undone["text"] != STAYS
    letter = str(letters[-1])
    assert undone["text"] in letter
    assert "No shouting" in letter
    view = talking.reports.by_token(filed.token)
    assert view is not None
    assert view.changed is not None
    assert (view.changed.outcome, view.changed.milder, view.changed.at) == (Outcome.OVERTURN, False, decision.at)
    assert [cited.title for cited in view.changed.rules] == ["No shouting"]
    assert "illness" not in str((view.steps, view.reasons, view.changed))
    own = talking.persons.url("u-9").rpartition("/")[2]
    (listed,) = cast("list[dict[str, object]]", talking.persons.everything(own)["reports"])
    assert listed["changed_by_appeal"] == {
        "outcome": "overturn", "clauses": ["calm/shouting"], "at": to_plain(decision.at),
    }  # fmt: skip
    assert "illness" not in str(talking.persons.everything(own))


@pytest.mark.parametrize(
    ("outcome", "lighter", "state", "answer"),
    [
        (Outcome.OVERTURN, None, "refused", STAYS),
        (Outcome.PARTLY, Measure.LABEL, "acted_on", DONE),
        (Outcome.UPHOLD, None, "acted_on", DONE),
    ],
)
def test_who_waits_for_an_answer_while_an_appeal_is_heard_reads_the_outcome_alone(
    talking: Ombud, outcome: Outcome, lighter: Measure | None, state: str, answer: str
) -> None:
    ben = person(talking, "ben")
    token = held(talking, 1)
    filed = reported(talking)
    appeal = talking.appeals.file(token, "No.")
    talking.appeals.hear(appeal.id, ben, outcome, "Your illness explains it.", lighter)
    view = talking.reports.by_token(filed.token)
    assert view is not None
    assert (view.state.state, view.steps[-1].note, view.changed) == (state, answer, None)
    assert (view.complain_until is not None) == (state == "refused")
    webhooks, _ = told_of(talking, filed.report.id)
    assert [body["type"] for body in webhooks] == ["report.decided"]
    assert "illness" not in str(webhooks)


def test_outcomes_are_labels_to_learn_from(ombud: Ombud, clock: SetClock, ana: User, ben: User) -> None:
    for number, (outcome, lighter) in enumerate(
        [(Outcome.UPHOLD, None), (Outcome.PARTLY, Measure.LABEL), (Outcome.OVERTURN, None)], 1
    ):
        token = held(ombud, number, f"hey you {number}")
        judged(ombud, number, ana)
        appeal = ombud.appeals.file(token, "No.")
        ombud.appeals.hear(appeal.id, ben, outcome, "So it is.", lighter)
        clock.turn(minutes=1)
    with ombud.store.read() as unit:
        labels = from_decisions(unit, {"shouting": {"calm/shouting"}}, clock.turn(days=1), lambda _: None)
    assert [(one.text, one.said) for one in labels] == [
        ("hey you 1", {"shouting": True}), ("hey you 2", {"shouting": True}), ("hey you 3", {"shouting": False}),
    ]  # fmt: skip


@pytest.mark.parametrize("appealed", [False, True])
def test_an_order_and_its_end_say_nothing_about_the_words_of_a_post(
    ombud: Ombud, ana: User, ben: User, clock: SetClock, appealed: bool
) -> None:
    """What a person said of them before goes on counting, and where nobody said anything nobody is taken to have."""
    held(ombud, 1)
    ombud.review.judge(*case_of(ombud), ana, Measure.LABEL, "It shouts.", ("calm/shouting",))
    plain = {"id": "post-2", "kind": "post", "text": "a plain post"}
    told = {"id": "evt-2", "type": "item.created", "author": {"id": "u-2"}, "item": plain}
    ombud.decider.decide([json.dumps(told).encode()], "test")
    lea = person(ombud, "lea", Role.LEAD)
    order, _ = ombud.orders.receive(order_from({**ORDER, "locations": "post-1\npost-2"}))
    n = ombud.orders.take(order.id, 1, "acknowledge", lea).state.n
    places = {"post-1": "post-1", "post-2": "post-2"}
    n = ombud.orders.give_effect(order.id, n, lea, places, ["DE"], None, "We comply.").state.n
    if appealed:
        with ombud.store.read() as unit:
            against = unit.records.latest(["post-1", "post-2"])
        for view in against.values():
            appeal = ombud.appeals.file(token_of(ombud, view.decision.id), "It is true.")
            with ombud.store.read() as unit:
                waiting = unit.board.get(appeal.id)
            hears = ana if waiting is not None and waiting.holder == ana.id else ben
            ombud.appeals.hear(appeal.id, hears, Outcome.OVERTURN, "It is.")
    else:
        ombud.orders.lift(order.id, n, lea, "It was taken back.")
    with ombud.store.read() as unit:
        labels = from_decisions(unit, {"shouting": {"calm/shouting"}}, clock.turn(days=1), lambda _: None)
        assert unit.statistics.judged() == {"hey": (1, 1)}
    assert [(one.text, one.said) for one in labels] == [("hey you", {"shouting": True})]


def test_what_lapsed_says_nothing_about_the_rule(ombud: Ombud, clock: SetClock) -> None:
    ombud.appeals.file(held(ombud, 1), "No.")
    for _ in range(15):
        clock.turn(days=1)
        run(ombud)
    with ombud.store.read() as unit:
        assert unit.statistics.judged() == {}
