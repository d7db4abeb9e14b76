"""The steps of a process: along the arrows, one after the other, for good, on both databases."""

import msgspec
import pytest

from ombud.model import Conflict, OmbudError, ProcessStep
from ombud.ports import Store
from tests.support.raw import Raw
from tests.support.records import NOW, later, user

ARROWS = (("", "open", "waiting"), ("waiting", "hear", "heard"), ("waiting", "wait", "waiting"))


@pytest.fixture
def lamp(store: Store, raw: Raw) -> Store:
    """A store that knows a machine of this test's own."""
    for state, move, after in ARROWS:
        raw.run("INSERT INTO process_arrows (kind, state, move, next) VALUES ('lamp', ?, ?, ?)", state, move, after)
    with store.write() as unit:
        unit.people.add_user(user("ana"))
    return store


def step(n: int, move: str, state: str, subject: str = "one", **more: object) -> ProcessStep:
    plain = ProcessStep("lamp", subject, n, move, state, later(minutes=n), "clock")
    return msgspec.structs.replace(plain, **more)


def take(store: Store, *steps: ProcessStep) -> None:
    with store.write() as unit:
        unit.processes.take(steps)


def test_steps_come_back_as_they_were_taken_and_the_last_says_where_it_is(lamp: Store) -> None:
    opened = step(1, "open", "waiting", due=later(days=1), note="words")
    heard = step(2, "hear", "heard", role="reviewer", by="usr-ana")
    take(lamp, opened)
    with lamp.read() as unit:
        found = unit.processes.state("lamp", "one")
        assert found is not None
        assert (found.n, found.state, found.since, found.due) == (1, "waiting", later(minutes=1), later(days=1))
        assert unit.processes.next_due() == later(days=1)
        assert unit.processes.state("lamp", "other") is None
    take(lamp, heard)
    with lamp.read() as unit:
        assert unit.processes.steps("lamp", "one") == [opened, heard]
        assert unit.processes.counts("lamp") == {"heard": 1}
        assert unit.processes.next_due() is None


def test_what_is_due_comes_longest_overdue_first(lamp: Store) -> None:
    for subject, due in (("late", 1), ("later", 2), ("soon", 9)):
        take(lamp, step(1, "open", "waiting", subject, due=later(hours=due)))
    take(lamp, step(1, "open", "waiting", "never"))
    with lamp.write() as unit:
        assert [one.subject for one in unit.processes.due("lamp", later(hours=2), 10)] == ["late", "later"]
        assert [one.subject for one in unit.processes.due("lamp", later(hours=2), 1)] == ["late"]
        assert [one.subject for one in unit.processes.due("lamp", later(hours=2), 1, but=["late"])] == ["later"]
        assert unit.processes.due("other", later(hours=2), 10) == []
        assert unit.processes.overdue(later(hours=3)) == {"lamp": 2}
        assert unit.processes.overdue(later(hours=1)) == {}


def test_what_is_due_is_given_to_one_at_a_time(lamp: Store, store_url: str) -> None:
    """On PostgreSQL several processes work at once: each has its own. On SQLite there is one writer."""
    for subject in ("a", "b"):
        take(lamp, step(1, "open", "waiting", subject, due=later(hours=1)))
    if store_url.startswith("sqlite"):
        return
    with lamp.write() as one, lamp.write() as other:
        assert [due.subject for due in one.processes.due("lamp", later(hours=2), 1)] == ["a"]
        assert [due.subject for due in other.processes.due("lamp", later(hours=2), 9)] == ["b"]


def test_several_steps_of_several_processes_are_taken_together_in_order(lamp: Store) -> None:
    names = [f"{n:02}" for n in range(20)]
    take(
        lamp,
        *(step(1, "open", "waiting", one) for one in names),
        *(step(n, "wait", "waiting", one) for one in names for n in (2, 3)),
        step(4, "hear", "heard", "07", role="reviewer", by="usr-ana"),
    )
    with lamp.read() as unit:
        states = unit.processes.states("lamp", names)
        assert {(one.n, one.state) for name, one in states.items() if name != "07"} == {(3, "waiting")}
        assert [one.move for one in unit.processes.steps("lamp", "07")] == ["open", "wait", "wait", "hear"]
    with pytest.raises(OmbudError), lamp.write() as unit:
        unit.processes.take([step(4, "hear", "heard", "01"), step(4, "wait", "waiting", "01")])


def test_pages_go_from_the_oldest_or_from_the_newest(lamp: Store) -> None:
    for n, subject in enumerate(("a", "b", "c")):
        take(lamp, step(1, "open", "waiting", subject, at=later(minutes=n)))
    with lamp.read() as unit:
        assert [one.subject for one in unit.processes.at("lamp", ["waiting"], 2)] == ["a", "b"]
        assert [one.subject for one in unit.processes.at("lamp", ["waiting"], 2, newest=True)] == ["c", "b"]
        assert [one.subject for one in unit.processes.at("lamp", ["waiting"], 2, 2)] == ["c"]
        assert unit.processes.at("lamp", ["heard"]) == []
        assert unit.processes.states("lamp", []) == {}


@pytest.mark.parametrize("n", [1, 3])
def test_of_two_people_the_second_is_told(lamp: Store, n: int) -> None:
    take(lamp, step(1, "open", "waiting"))
    with pytest.raises(Conflict) as caught:
        take(lamp, step(n, "wait", "waiting"))
    assert caught.value.code == "process_moved_on"


@pytest.mark.parametrize(
    ("move", "state"), [("open", "waiting"), ("hear", "waiting"), ("hear", "elsewhere"), ("jump", "heard")]
)
def test_no_step_leaves_the_arrows(lamp: Store, move: str, state: str) -> None:
    take(lamp, step(1, "open", "waiting"))
    with pytest.raises(Conflict) as caught:
        take(lamp, step(2, move, state))
    assert caught.value.code == "process_wrong_step"


def test_nothing_begins_in_the_middle(lamp: Store) -> None:
    with pytest.raises(Conflict):
        take(lamp, step(1, "hear", "heard"))


def test_nothing_is_waited_for_where_it_is_over(lamp: Store) -> None:
    take(lamp, step(1, "open", "waiting"))
    with pytest.raises(Conflict):
        take(lamp, step(2, "hear", "heard", due=NOW))


@pytest.mark.parametrize(
    ("role", "by"),
    [("lead", "usr-ana"), ("person", "usr-ana"), ("reviewer", None), ("reviewer", "usr-no"), ("x", None)],
)
def test_nobody_acts_under_another_role(lamp: Store, role: str, by: str | None) -> None:
    with pytest.raises(OmbudError):
        take(lamp, step(1, "open", "waiting", role=role, by=by))


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE process_steps SET note = 'other'",
        "DELETE FROM process_steps",
        "UPDATE process_states SET state = 'heard'",
        "UPDATE process_states SET due = 0",
        "DELETE FROM process_states",
        "INSERT INTO process_states (kind, subject, n, state, since) VALUES ('lamp', 'two', 1, 'heard', 0)",
        "UPDATE process_arrows SET next = 'heard'",
        "DELETE FROM process_arrows",
    ],
)
def test_what_happened_is_never_changed(lamp: Store, raw: Raw, sql: str) -> None:
    take(lamp, step(1, "open", "waiting"))
    raw.refused("append_only", sql)


def test_a_step_names_an_entry_of_its_own(lamp: Store) -> None:
    with pytest.raises(OmbudError):
        take(lamp, step(1, "open", "waiting", entry="nothing"))
