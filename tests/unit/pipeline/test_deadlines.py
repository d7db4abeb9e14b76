"""Deadlines: what cannot be done holds nothing else up, and a clock that jumps is not believed at once."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from ombud.model import Conflict, Measure, ProcessState
from ombud.pipeline import Deadlines
from ombud.pipeline.steady import Steady
from ombud.ports import Store, Unit
from ombud.process.measures import MEASURE
from ombud.store import open_store
from tests.support.clock import SetClock


class Pulse:
    """A clock that nobody sets; it beats when a test says so."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(f"sqlite:///{tmp_path / 'ombud.db'}")


def begin(store: Store, clock: SetClock, *subjects: str) -> None:
    with store.write() as unit:
        now = clock.now()
        unit.processes.take(
            [MEASURE.step(None, one, "begin", now, role="automation", due=now + timedelta(days=1)) for one in subjects]
        )


def states(store: Store) -> dict[str, int]:
    with store.read() as unit:
        return dict(unit.processes.counts(MEASURE.kind))


def broken(unit: Unit, due: Sequence[ProcessState], now: datetime) -> None:
    """Forgot about one of them."""
    lift(unit, [{"a": one, "b": one}[one.subject] for one in due], now)


def lift(unit: Unit, due: Sequence[ProcessState], now: datetime) -> None:
    """Ends each, but for one that it cannot end."""
    if any(one.subject == "stuck" for one in due):
        raise Conflict("stuck", str(Measure.HOLD))
    unit.processes.take([MEASURE.step(one, one.subject, "expire", now, role="clock") for one in due])


def test_what_cannot_be_done_holds_nothing_else_up(store: Store) -> None:
    clock, woken = SetClock(), []
    begin(store, clock, "a", "stuck", "b")
    clock.turn(days=1)
    deadlines = Deadlines(store, clock, {MEASURE.kind: lift}, lambda: woken.append(1))
    assert deadlines.run_once() == 2
    assert states(store) == {"expired": 2, "in_force": 1}
    assert deadlines.run_once() == 0
    assert woken == [1]
    store.close()


def test_a_handler_with_a_bug_holds_nothing_else_up(store: Store) -> None:
    clock = SetClock()
    begin(store, clock, "a", "unknown", "b")
    clock.turn(days=1)
    assert Deadlines(store, clock, {MEASURE.kind: broken}, lambda: None).run_once() == 2
    assert states(store) == {"expired": 2, "in_force": 1}
    store.close()


def test_a_clock_that_jumps_ahead_ends_nothing_until_it_is_believed(store: Store) -> None:
    clock, pulse = SetClock(), Pulse()
    begin(store, clock, "a")
    deadlines = Deadlines(store, clock, {MEASURE.kind: lift}, lambda: None, Steady(pulse))
    assert deadlines.run_once() == 0
    clock.turn(days=3650)
    pulse.seconds += 60
    assert deadlines.run_once() == 0
    clock.turn(days=-3650)
    pulse.seconds += 60
    assert deadlines.run_once() == 0
    assert states(store) == {"in_force": 1}
    clock.turn(days=1)
    pulse.seconds += 86_400
    assert deadlines.run_once() == 1
    assert deadlines.run_once() == 0
    store.close()


def test_time_that_passes_on_both_clocks_is_believed() -> None:
    clock, pulse = SetClock(), Pulse()
    steady = Steady(pulse)
    for _ in range(10):
        assert steady.believes(clock.turn(hours=6, seconds=1))
        pulse.seconds += 6 * 3600


def test_a_jump_ahead_is_believed_when_the_clock_has_stayed_with_it() -> None:
    clock, pulse = SetClock(), Pulse()
    steady = Steady(pulse)
    assert steady.believes(clock.now())
    clock.turn(days=1)
    answers = []
    for _ in range(11):
        answers.append(steady.believes(clock.now()))
        clock.turn(minutes=1)
        pulse.seconds += 60
    assert answers == [False] * 10 + [True]
    assert steady.believes(clock.now())


def test_a_clock_that_keeps_jumping_is_never_believed() -> None:
    clock, pulse = SetClock(), Pulse()
    steady = Steady(pulse)
    assert steady.believes(clock.now())
    for _ in range(30):
        pulse.seconds += 60
        assert not steady.believes(clock.turn(days=1))


def test_a_jump_back_only_makes_things_wait() -> None:
    clock, pulse = SetClock(), Pulse()
    steady = Steady(pulse)
    assert steady.believes(clock.now())
    assert steady.believes(clock.turn(days=-3650))
    pulse.seconds += 60
    assert steady.believes(clock.turn(minutes=1))
