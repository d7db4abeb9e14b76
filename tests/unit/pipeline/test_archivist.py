"""The archivist follows the record: everything once, whatever happens; and what people judged beside it."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from ombud.intake import internal
from ombud.model import Measure, Role
from ombud.pipeline import Decided
from ombud.pipeline.policies.archivist import Archivist
from ombud.wiring import Config, Ombud
from tests.support.cli import THREAT, event


@pytest.fixture
def ombud(tmp_path: Path) -> Iterator[Ombud]:
    one = Ombud.open(Config(data=tmp_path / "data"))
    yield one
    one.close()


def decide(ombud: Ombud, *numbers: int, text: str = THREAT) -> list[str]:
    answers = ombud.decider.decide([event(number, text, author={"id": "u-1"}) for number in numbers], "api")
    return [json.loads(answer.record)["id"] for answer in answers if isinstance(answer, Decided)]


def written(ombud: Ombud) -> list[str]:
    return [one for frame in ombud.past.history.reader().chunks() for one in frame["event.id"]]


def test_what_was_decided_is_written_once_and_goes_on_where_it_stopped(ombud: Ombud) -> None:
    decide(ombud, 1, 2)
    assert ombud.past.archivist.catch_up() == 2
    decide(ombud, 3)
    assert ombud.past.archivist.catch_up() == 1
    assert ombud.past.archivist.catch_up() == 0
    assert written(ombud) == ["evt-1", "evt-2", "evt-3"]


def test_what_was_written_and_not_noted_down_is_not_there_twice(ombud: Ombud) -> None:
    decide(ombud, 1, 2)
    ombud.past.archivist.catch_up()
    with ombud.store.write() as unit:
        unit.progress.set(f"history:{ombud.past.history.identity}", 1)
    del ombud.past.__dict__["archivist"]
    ombud.past.archivist.catch_up()
    assert written(ombud) == ["evt-1", "evt-2"]


def test_what_a_decision_saw_is_kept_with_it(ombud: Ombud) -> None:
    (decision,) = decide(ombud, 1)
    ombud.past.archivist.catch_up()
    (frame,) = ombud.past.history.reader().chunks()
    row = frame.row(0, named=True)
    assert (row["decision"], row["measure"], row["policy"]) == (decision, "hold", ombud.policy.version)
    assert row["clauses"] == ["safety/threats"]
    assert row["item.text"] == THREAT
    assert json.loads(row["signals"]) is not None


def test_a_person_s_judgement_is_found_beside_the_decision_it_was_about(ombud: Ombud) -> None:
    ana = ombud.accounts.add_user("ana", Role.REVIEWER, "correct horse battery")
    decide(ombud, 1)
    with ombud.store.read() as unit:
        (case,) = unit.cases.queue()
    ombud.review.judge(case.case.id, case.case.version, ana, Measure.ALLOW, "")
    assert ombud.past.archivist.catch_up() == 2
    (frame,) = ombud.past.history.reader().chunks()
    assert frame["upheld"].to_list() == [False]
    assert frame["event.id"].to_list() == ["evt-1"]


def test_days_beyond_what_is_kept_are_never_written_or_go(ombud: Ombud) -> None:
    decide(ombud, 1)
    young = Archivist(ombud.store, ombud.past.history, ombud.clock, internal, keep=-1)
    assert young.catch_up() == 1
    assert written(ombud) == []


def test_a_decision_too_young_to_be_sure_of_its_place_waits(ombud: Ombud) -> None:
    decide(ombud, 1)
    careful = Archivist(ombud.store, ombud.past.history, ombud.clock, internal, keep=90, settle=timedelta(minutes=1))
    assert careful.catch_up() == 0


def test_while_another_process_writes_this_one_rests(ombud: Ombud) -> None:
    decide(ombud, 1)
    with ombud.past.history.alone():
        assert ombud.past.archivist.run_once() == 0
    assert ombud.past.archivist.run_once() == 1
