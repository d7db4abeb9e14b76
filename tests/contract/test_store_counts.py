"""The numbers that triggers keep are those that counting gives, whatever happened, on both databases."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ombud.model import ProcessStep
from ombud.pipeline.background.counting import gather_counts
from ombud.ports import Store
from ombud.store import open_store
from tests.support.raw import Raw
from tests.support.records import NOW, case, later, sealed, task

ARROWS = (("", "open", "waiting"), ("waiting", "hear", "heard"), ("waiting", "wait", "waiting"))
COUNTED = {
    "lamp": "SELECT state, count(*) FROM process_states WHERE kind = 'lamp' GROUP BY state",
    "notice": "SELECT state, count(*) FROM process_states WHERE kind = 'notice' GROUP BY state",
    "outbox": "SELECT state, count(*) FROM outbox GROUP BY state",
    "case": "SELECT severity || '/' || queue, count(*) FROM cases WHERE state = 'open' GROUP BY 1",
}


class Undone(Exception):
    """Rolls a unit back."""


@pytest.fixture
def lamp(published: Store, raw: Raw) -> Store:
    """A store that knows a machine of this test's own."""
    for state, move, after in ARROWS:
        raw.run("INSERT INTO process_arrows (kind, state, move, next) VALUES ('lamp', ?, ?, ?)", state, move, after)
    return published


def kept(store: Store) -> dict[str, dict[str, int]]:
    with store.read() as unit:
        return {kind: dict(unit.counts.of(kind)) for kind in COUNTED}


def counted(raw: Raw) -> dict[str, dict[str, int]]:
    return {kind: {row[0]: row[1] for row in raw.run(asked)} for kind, asked in COUNTED.items()}


class World:
    """Does something that changes a number, by what a number says."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.made = 0
        self.lamps: dict[str, int] = {}
        self.tasks: list[str] = []
        self.cases: dict[str, int] = {}

    def act(self, what: int, many: int) -> None:
        with self.store.write() as unit:
            names = [self._name() for _ in range(many)]
            match what:
                case 0:
                    unit.processes.take([_step(name, 1, "open", "waiting") for name in names])
                    self.lamps |= dict.fromkeys(names, 1)
                case 1:  # two steps of each, in one go
                    some = list(self.lamps)[:many]
                    unit.processes.take([_step(one, self.lamps[one] + 1, "wait", "waiting") for one in some])
                    unit.processes.take([_step(one, self.lamps.pop(one) + 2, "hear", "heard") for one in some])
                case 2:
                    unit.outbox.put([task(name) for name in names])
                    self.tasks += [task(name).id for name in names]
                case 3 if self.tasks:
                    unit.outbox.claim("webhook", many, NOW, later(minutes=1))
                    unit.outbox.done(self.tasks.pop(), NOW)
                case 4 if self.tasks:
                    unit.outbox.park(self.tasks[0], "no")
                    unit.outbox.resend(self.tasks[0], NOW)
                    unit.outbox.park(self.tasks.pop(0), "no")
                case 5:
                    queue = ("threats", "spam")[many % 2]
                    unit.records.append(
                        [sealed(name, f"post-{name}", opens=case(name, f"post-{name}", queue=queue)) for name in names]
                    )
                    self.cases |= {f"case-{name}": 1 for name in names}
                case 6 if self.cases:
                    some = list(self.cases)[:many]
                    unit.cases.close_all(unit.cases.named(some).values(), NOW)
                    for one in some:
                        del self.cases[one]
                case 7 if self.cases:
                    unit.cases.set_severity(next(iter(self.cases)), ("critical", "low")[many % 2])
                case 8:
                    unit.counts.gather()

    def _name(self) -> str:
        self.made += 1
        return f"c{self.made}"


@pytest.fixture
def world(lamp: Store) -> World:
    return World(lamp)


def _step(subject: str, n: int, move: str, state: str, at: datetime = NOW) -> ProcessStep:
    return ProcessStep("lamp", subject, n, move, state, at, "clock")


DEEDS = st.lists(st.tuples(st.integers(0, 8), st.integers(1, 20)), min_size=1, max_size=12)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.generate],
)  # fmt: skip
@given(deeds=DEEDS)
def test_what_is_kept_is_what_counting_gives(world: World, raw: Raw, deeds: list[tuple[int, int]]) -> None:
    """One world through all the examples: each begins where the one before has left off."""
    for what, many in deeds:
        world.act(what, many)
    assert kept(world.store) == counted(raw)


def test_what_is_undone_is_not_counted(world: World, lamp: Store, raw: Raw) -> None:
    for what in (0, 2, 5):
        world.act(what, 3)
    before = kept(lamp)
    with pytest.raises(Undone):
        _undone(lamp, world.tasks[0])
    assert kept(lamp) == before == counted(raw)
    assert before["lamp"] == {"waiting": 3}
    assert before["case"] == {"high/spam": 3}


def _undone(store: Store, task_id: str) -> None:
    with store.write() as unit:
        unit.processes.take([_step("c1", 2, "hear", "heard")])
        unit.outbox.done(task_id, NOW)
        unit.cases.close("case-c7", 1, NOW)
        raise Undone


def test_what_goes_on_at_once_is_counted_once(lamp: Store, raw: Raw) -> None:
    def work(hand: int) -> None:
        for n in range(10):
            with lamp.write() as unit:
                unit.processes.take([_step(f"{hand}-{n}", 1, "open", "waiting")])
                unit.outbox.put([task(f"{hand}-{n}")])
            with lamp.write() as unit:
                unit.counts.gather()

    with ThreadPoolExecutor(4) as hands:
        list(hands.map(work, range(4)))
    assert kept(lamp) == counted(raw)
    assert kept(lamp)["lamp"] == {"waiting": 40}


def test_much_that_was_noted_is_added_up(lamp: Store, raw: Raw) -> None:
    assert gather_counts(lamp) == 0
    for n in range(1100):
        raw.run("INSERT INTO counts (kind, state, n) VALUES ('moth', 'lit', ?)", 1 if n % 2 else -1)
    raw.run("INSERT INTO counts (kind, state, n) VALUES ('moth', 'dark', 7)")
    with lamp.read() as unit:
        assert unit.counts.scattered()
        assert unit.counts.of("moth") == {"dark": 7}
    assert gather_counts(lamp) == 0
    with lamp.read() as unit:
        assert not unit.counts.scattered()
        assert unit.counts.of("moth") == {"dark": 7}
    assert raw.run("SELECT state, n FROM counts WHERE kind = 'moth'") == [("dark", 7)]


@contextmanager
def opened(url: str) -> Iterator[Store]:
    store = open_store(url)
    try:
        yield store
    finally:
        store.close()


def test_a_fresh_database_has_nothing_of_anything(tmp_path: Path) -> None:
    with opened(f"sqlite:///{tmp_path / 'one.db'}") as store, store.read() as unit:
        assert unit.outbox.counts() == {"waiting": 0, "done": 0, "parked": 0}
        assert unit.cases.counts() == {}
        assert unit.processes.counts("notice") == {}
