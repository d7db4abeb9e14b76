"""Somebody untouched hears the appeal: also nobody who heard a complaint about the same post, on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ombud.model import Forbidden, Measure, Outcome
from ombud.pipeline import Origin
from ombud.process.reports import Told
from ombud.wiring import Ombud
from tests.support.appealing import held, open_community, person, state_of, token_of
from tests.support.clock import SetClock


@pytest.fixture
def ombud(tmp_path: Path, store_url: str) -> Iterator[Ombud]:
    one = open_community(tmp_path, SetClock(), database_url=store_url)
    yield one
    one.close()


def report(ombud: Ombud, clause: str) -> str:
    told = Told(item="post-1", clause=clause, explanation="Bad.", good_faith=True)
    return ombud.reports.file(told, Origin(address="192.0.2.1")).token


def test_whoever_heard_a_complaint_about_the_post_does_not_hear_its_author(ombud: Ombud) -> None:
    ana, ben, cyn = (person(ombud, name) for name in ("ana", "ben", "cyn"))
    held(ombud, 1)
    token = report(ombud, "calm/shouting")
    with ombud.store.read() as unit:
        case = unit.cases.open_of(["post-1"])["post-1"]
    ombud.review.judge(case.id, case.version, ana, Measure.ALLOW, "", reply="It is calm.")
    view = ombud.reports.complain(token, "It is not.")
    ombud.complaints.hear(view.report.id, ben, Outcome.UPHOLD, "It is.")
    report(ombud, "calm/bombs")
    removed = judged_again(ombud)
    appeal = ombud.appeals.file(token_of(ombud, removed), "I was calm.")
    for user in (ana, ben):
        with pytest.raises(Forbidden):
            ombud.appeals.hear(appeal.id, user, Outcome.UPHOLD, "It stays.")
    ombud.appeals.hear(appeal.id, cyn, Outcome.OVERTURN, "It was calm.")
    assert state_of(ombud, appeal.id) == "overturned"


def judged_again(ombud: Ombud) -> str:
    """Dan removes it."""
    dan = person(ombud, "dan")
    with ombud.store.read() as unit:
        case = unit.cases.open_of(["post-1"])["post-1"]
    return ombud.review.judge(case.id, case.version, dan, Measure.REMOVE, "It shouts.", clauses=["calm/bombs"]).id
