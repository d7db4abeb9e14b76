"""What `ombud doctor` says about what people are owed."""

from pathlib import Path

import pytest

from ombud.cli.finding import Finding
from ombud.cli.owed import owed
from ombud.model import Role
from ombud.web.demand import order_from
from ombud.wiring import Ombud
from tests.support.appealing import held, judged, open_community, person
from tests.support.clock import SetClock
from tests.support.orders import ORDER


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def ombud(tmp_path: Path, clock: SetClock) -> Ombud:
    return open_community(tmp_path, clock)


def found(ombud: Ombud) -> dict[str, Finding]:
    return {name: check() for name, check in owed(ombud).items()}


def test_where_nothing_is_owed_all_is_well(ombud: Ombud) -> None:
    assert {one.state for one in found(ombud).values()} == {"ok"}
    assert list(found(ombud)) == ["clock", "deadlines", "notices", "appeals", "orders"]


def test_a_deadline_that_nobody_kept_is_told_and_is_gone_when_it_is_kept(ombud: Ombud, clock: SetClock) -> None:
    ada = person(ombud, "ada", Role.ADMIN)
    token = held(ombud, 1)
    judged(ombud, 1, ada)
    ombud.appeals.file(token, "No.")
    assert "1 wait to be heard" in found(ombud)["appeals"].said
    clock.turn(days=8)
    late = found(ombud)["deadlines"]
    assert (late.state, late.said.rpartition(": ")[2]) == ("warn", "1 of appeal")
    assert late.advice
    while ombud.deadlines.run_once():
        pass
    assert found(ombud)["deadlines"].state == "ok"


def test_who_cannot_be_told_is_counted_apart_from_who_could_not(ombud: Ombud) -> None:
    held(ombud, 1)
    told = found(ombud)["notices"]
    assert (told.state, told.said) == ("ok", "1 wait for a way to their person")


def test_an_order_that_waits_too_long_is_a_warning(ombud: Ombud, clock: SetClock) -> None:
    ombud.orders.receive(order_from(ORDER))
    assert found(ombud)["orders"].said == "1 wait for a lead"
    clock.turn(days=8)
    assert found(ombud)["orders"].state == "warn"


def test_a_clock_that_cannot_be_right_is_a_warning_until_somebody_says_that_it_is(tmp_path: Path) -> None:
    clock = SetClock()
    ombud = open_community(tmp_path, clock)
    held(ombud, 1)
    ombud.sequencer.run_once()
    clock.turn(days=4000)
    told = found(ombud)["clock"]
    assert (told.state, "more than a year ago" in told.said) == ("warn", True)
    ombud.close()
    ombud = open_community(tmp_path, clock, clock_confirmed=clock.now().date())
    assert found(ombud)["clock"].state == "ok"
    ombud.close()
