"""Deadlines: what cannot be done holds nothing else up, and a clock that jumps is not believed at once."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from ombud.model import Conflict, Measure, ProcessState, SystemFault
from ombud.pipeline import Deadlines
from ombud.pipeline.background.steady import Steady
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


def end(unit: Unit, due: Sequence[ProcessState], now: datetime) -> None:
    unit.processes.take([MEASURE.step(one, one.subject, "expire", now, role="clock") for one in due])


class Handler:
    """Ends each, but for those whose name says that it cannot, and remembers how many it was given each time.

    It fails after half of its work is done, so that what is left of that would show.
    """

    def __init__(self, fault: Exception) -> None:
        self.fault = fault
        self.asked: list[int] = []

    def __call__(self, unit: Unit, due: Sequence[ProcessState], now: datetime) -> None:
        self.asked.append(len(due))
        end(unit, due, now)
        if any(one.subject.startswith("stuck") for one in due):
            raise self.fault


STUCK = Conflict("stuck", str(Measure.HOLD))


@pytest.mark.parametrize("fault", [STUCK, KeyError("a bug")])
def test_what_cannot_be_done_holds_nothing_else_up(store: Store, fault: Exception) -> None:
    clock, woken = SetClock(), []
    begin(store, clock, "a", "stuck", "b")
    clock.turn(days=1)
    deadlines = Deadlines(store, clock, {MEASURE.kind: Handler(fault)}, lambda: woken.append(1))
    assert deadlines.run_once() == 2
    assert states(store) == {"expired": 2, "in_force": 1}
    assert deadlines.run_once() == 0
    assert woken == [1]
    store.close()


def test_what_cannot_be_done_is_found_by_halving_and_not_one_by_one(store: Store) -> None:
    clock, handler = SetClock(), Handler(STUCK)
    begin(store, clock, "stuck", *(f"{n:03}" for n in range(255)))
    clock.turn(days=1)
    assert Deadlines(store, clock, {MEASURE.kind: handler}, lambda: None).run_once() == 255
    assert sorted(handler.asked) == sorted([256, *(2 * [128, 64, 32, 16, 8, 4, 2, 1])])
    store.close()


def test_a_whole_batch_that_cannot_be_done_stands_in_nobodys_way(store: Store) -> None:
    clock, handler = SetClock(), Handler(STUCK)
    begin(store, clock, *(f"stuck-{n:03}" for n in range(500)))
    clock.turn(minutes=1)
    begin(store, clock, "a", "b")
    clock.turn(days=1)
    deadlines = Deadlines(store, clock, {MEASURE.kind: handler}, lambda: None)
    assert deadlines.run_once() == 0
    assert deadlines.run_once() == 2
    assert states(store) == {"expired": 2, "in_force": 500}
    store.close()


def test_what_could_not_be_done_is_tried_again_after_a_minute(store: Store) -> None:
    clock, handler = SetClock(), Handler(STUCK)
    begin(store, clock, "stuck")
    clock.turn(days=1)
    deadlines = Deadlines(store, clock, {MEASURE.kind: handler}, lambda: None)
    for seconds, asked in ((0, 1), (59, 1), (1, 2), (30, 2)):
        clock.turn(seconds=seconds)
        deadlines.run_once()
        assert len(handler.asked) == asked
    clock.turn(seconds=-60)  # the clock was set back: nothing waits longer for that
    deadlines.run_once()
    assert len(handler.asked) == 3
    store.close()


def test_a_store_that_is_at_fault_is_not_asked_for_each(store: Store) -> None:
    clock, handler = SetClock(), Handler(SystemFault("disk_full", "The disk is full."))
    begin(store, clock, "stuck", "a", "b")
    clock.turn(days=1)
    deadlines = Deadlines(store, clock, {MEASURE.kind: handler}, lambda: None)
    with pytest.raises(SystemFault):
        deadlines.run_once()
    assert handler.asked == [3]
    assert states(store) == {"in_force": 3}
    store.close()


def test_a_store_that_fails_half_way_keeps_what_is_done(store: Store) -> None:
    clock = SetClock()
    begin(store, clock, "a", "b", "stuck")
    clock.turn(days=1)

    def handle(unit: Unit, due: Sequence[ProcessState], now: datetime) -> None:
        end(unit, due, now)
        if any(one.subject == "stuck" for one in due):
            raise STUCK if len(due) > 2 else SystemFault("store_unavailable", "It is gone.")

    with pytest.raises(SystemFault):
        Deadlines(store, clock, {MEASURE.kind: handle}, lambda: None).run_once()
    assert states(store) == {"expired": 1, "in_force": 2}
    store.close()


def test_what_somebody_else_did_in_the_meantime_is_not_done_again(store: Store) -> None:
    clock = SetClock()
    begin(store, clock, "a", "b")
    clock.turn(days=1)

    def handle(unit: Unit, due: Sequence[ProcessState], now: datetime) -> None:
        if len(due) == 2:
            raise STUCK
        end(unit, [one for one in unit.processes.states(MEASURE.kind, ["a", "b"]).values() if not one.n > 1], now)

    assert Deadlines(store, clock, {MEASURE.kind: handle}, lambda: None).run_once() == 1
    assert states(store) == {"expired": 2}
    store.close()


def test_a_clock_that_jumps_ahead_ends_nothing_until_it_is_believed(store: Store) -> None:
    clock, pulse = SetClock(), Pulse()
    begin(store, clock, "a")
    deadlines = Deadlines(store, clock, {MEASURE.kind: end}, lambda: None, Steady(pulse))
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


def test_while_a_jump_is_doubted_time_goes_on_from_before_it() -> None:
    clock, pulse = SetClock(), Pulse()
    steady = Steady(pulse)
    before = clock.now()
    assert steady.moment(before) == before
    clock.turn(days=200)
    pulse.seconds += 60
    assert steady.moment(clock.now()) == before + timedelta(minutes=1)
    pulse.seconds += 660
    assert steady.moment(clock.turn(minutes=11)) == clock.now()


def test_a_first_reading_that_cannot_be_right_is_no_later_than_the_record() -> None:
    clock, pulse = SetClock(), Pulse()
    newest = clock.now()
    steady = Steady(pulse, newest)
    assert steady.moment(clock.turn(days=4000)) == newest
    assert steady.moment(clock.turn(days=-8000)) == clock.now()


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


# ── the first reading of a clock, which has nothing but the record to be compared with ───────────────────────────────
@pytest.mark.parametrize(
    ("turn", "believed"),
    [
        (timedelta(minutes=-4), True),
        (timedelta(minutes=-6), False),
        (timedelta(days=-20000), False),
        (timedelta(days=300), True),
        (timedelta(days=366), True),
        (timedelta(days=367), False),
        (timedelta(days=4000), False),
    ],
)
def test_a_clock_is_compared_with_the_newest_record_when_it_is_first_read(turn: timedelta, believed: bool) -> None:
    newest = SetClock().now()
    steady = Steady(Pulse(), newest)
    assert steady.believes(newest + turn) is believed
    assert bool(steady.doubt) is not believed
    assert Steady(Pulse(), newest, (newest + turn).date()).believes(newest + turn)
    assert Steady(Pulse(), None).believes(newest + turn)


def test_a_clock_that_was_wrong_from_the_start_ends_nothing_until_it_is_set(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    clock, pulse = SetClock(), Pulse()
    newest = clock.now()
    begin(store, clock, "a")
    deadlines = Deadlines(store, clock, {MEASURE.kind: end}, lambda: None, Steady(pulse, newest))
    clock.turn(days=3650)
    for _ in range(30):
        pulse.seconds += 60
        assert deadlines.run_once() == 0
    assert states(store) == {"in_force": 1}
    assert "OMBUD_CLOCK_CONFIRMED" in capsys.readouterr().out
    clock.turn(days=-3648)
    assert deadlines.run_once() == 1
    store.close()
