"""What comes of an appeal: for the rule, for who reported, for what is learnt."""

from pathlib import Path

import msgspec
import pytest

from ombud.model import Measure, Outcome, User
from ombud.pipeline import Origin, from_decisions
from ombud.process.reports import Told
from ombud.wiring import Ombud
from tests.support.appealing import held, judged, open_community, person, run
from tests.support.clock import SetClock
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


def test_whoever_reported_it_is_told_that_somebody_else_saw_it_otherwise(tmp_path: Path, clock: SetClock) -> None:
    one = open_community(tmp_path / "told", clock, webhook_url="http://127.0.0.1:9/", webhook_secret=SECRET)
    try:
        ana, ben = person(one, "ana"), person(one, "ben")
        token = held(one, 1)
        told = Told(item="post-1", clause="calm/shouting", explanation="It shouts.", good_faith=True)
        report = one.reports.file(told, Origin(reporter="u-9"))
        judged(one, 1, ana)
        appeal = one.appeals.file(token, "No.")
        one.appeals.hear(appeal.id, ben, Outcome.OVERTURN, "It whispers.")
        with one.store.read() as unit:
            sent = [msgspec.json.decode(task.payload) for task in unit.outbox.about(report.report.id)]
        undone = [message["data"] for message in sent if message["type"] == "report.undone"]
        assert [(data["outcome"], data["reasons"]) for data in undone] == [("overturn", "It whispers.")]
    finally:
        one.close()


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


def test_what_lapsed_says_nothing_about_the_rule(ombud: Ombud, clock: SetClock) -> None:
    ombud.appeals.file(held(ombud, 1), "No.")
    for _ in range(15):
        clock.turn(days=1)
        run(ombud)
    with ombud.store.read() as unit:
        assert unit.statistics.judged() == {}
