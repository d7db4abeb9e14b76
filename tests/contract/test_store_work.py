"""What waits: cases for people, tasks for the courier, and how far long work has come."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from ombud.model import Case, CaseState, Conflict, NotFound, Task, TaskState
from ombud.ports import Store
from tests.support.records import NOW, case, later, sealed, task


def open_case(
    store: Store, name: str, item: str, *, queue: str = "threats", severity: str = "high", after: int = 0
) -> None:
    opens = case(name, item, queue=queue, severity=severity, at=later(seconds=after))
    with store.write() as unit:
        unit.records.append([sealed(name, item, opens=opens)])


# ── cases ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_queue_is_gravest_first_then_oldest(published: Store) -> None:
    for n, (severity, after) in enumerate([("low", 0), ("high", 2), ("critical", 9), ("high", 1), ("medium", 0)]):
        open_case(published, f"{severity}-{after}", f"post-{n}", severity=severity, after=after)
    with published.read() as unit:
        names = [view.case.id for view in unit.cases.queue()]
        assert names == ["case-critical-9", "case-high-1", "case-high-2", "case-medium-0", "case-low-0"]
        for offset in range(7):
            for limit in range(1, 7):
                found = [view.case.id for view in unit.cases.queue(limit=limit, offset=offset)]
                assert found == names[offset : offset + limit]


def test_a_queue_can_be_read_alone_and_counted(published: Store) -> None:
    open_case(published, "1", "post-1")
    open_case(published, "2", "post-2", queue="spam")
    open_case(published, "3", "post-3", queue="spam")
    with published.read() as unit:
        assert [view.case.id for view in unit.cases.queue("spam")] == ["case-2", "case-3"]
        assert [view.case.id for view in unit.cases.queue("spam", offset=1)] == ["case-3"]
        assert unit.cases.queue("nobody") == []
        assert unit.cases.counts() == {"threats": 1, "spam": 2}


def test_cases_are_closed_together_or_not_at_all(published: Store) -> None:
    for n in (1, 2, 3):
        open_case(published, str(n), f"post-{n}")
    with published.write() as unit:
        unit.cases.close_all([], NOW)
        one, two = (unit.cases.named(["case-1", "case-2", "case-0"])[f"case-{n}"] for n in (1, 2))
        unit.cases.close("case-1", one.version, NOW)
    with pytest.raises(Conflict) as caught, published.write() as unit:
        unit.cases.close_all([two, one], NOW)
    assert caught.value.code == "case_moved_on"
    with published.write() as unit:
        cases = unit.cases.named(["case-2", "case-3"])
        assert {case.state for case in cases.values()} == {CaseState.OPEN}
        unit.cases.close_all(cases.values(), later(days=1))
        closed = unit.cases.named(["case-2", "case-3"])
        assert {(one.state, one.closed_at, one.version) for one in closed.values()} == {
            (CaseState.CLOSED, later(days=1), two.version + 1)
        }
        assert unit.cases.named([]) == {}


def test_a_case_shows_the_newest_decision_on_its_item(published: Store) -> None:
    open_case(published, "1", "post-1")
    with published.write() as unit:
        unit.records.append([sealed("2", "post-1", case="case-1")])
    with published.read() as unit:
        view = unit.cases.get("case-1")
        assert view is not None
        assert (view.case, view.latest.decision.id) == (case("1"), "dec-2")
        assert unit.cases.get("case-0") is None


def test_an_item_has_one_open_case(published: Store) -> None:
    open_case(published, "1", "post-1")
    with pytest.raises(Conflict) as caught:
        open_case(published, "2", "post-1")
    assert caught.value.code == "case_open"


def test_a_closed_case_is_kept_and_makes_room_for_the_next(published: Store) -> None:
    open_case(published, "1", "post-1")
    with published.write() as unit:
        unit.cases.close("case-1", 1, later(hours=1))
    open_case(published, "2", "post-1")
    with published.read() as unit:
        view = unit.cases.get("case-1")
        assert view is not None
        assert (view.case.state, view.case.version, view.case.closed_at) == (CaseState.CLOSED, 2, later(hours=1))
        assert list(unit.cases.open_of(["post-1", "post-9"])) == ["post-1"]
        assert unit.cases.open_of([]) == {}


def test_the_second_to_close_a_case_is_told_so(published: Store) -> None:
    open_case(published, "1", "post-1")
    with published.write() as unit:
        unit.cases.close("case-1", 1, NOW)
    for version in (1, 2):
        with pytest.raises(Conflict) as caught, published.write() as unit:
            unit.cases.close("case-1", version, NOW)
        assert caught.value.code == "case_moved_on"


def test_a_case_stays_with_its_item(published: Store) -> None:
    open_case(published, "1", "post-1")
    with pytest.raises(Conflict), published.write() as unit:
        unit.records.append([sealed("2", "post-2", case="case-1")])


def test_a_case_may_be_born_closed(published: Store) -> None:
    """A label needs nobody's judgement, but an appeal against it needs a case."""
    closed = Case(
        id="case-1", item="post-1", queue="labels", severity="low", opened_at=NOW, state=CaseState.CLOSED, closed_at=NOW
    )
    with published.write() as unit:
        unit.records.append([sealed("1", opens=closed)])
    with published.read() as unit:
        assert unit.cases.open_of(["post-1"]) == {}
        view = unit.cases.get("case-1")
        assert view is not None
        assert view.case == closed


# ── outbox ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def put(store: Store, *tasks: Task) -> None:
    with store.write() as unit:
        unit.outbox.put(tasks)


def claim(store: Store, *, at: int = 0, limit: int = 10, topic: str = "webhook") -> list[str]:
    with store.write() as unit:
        return [one.id for one in unit.outbox.claim(topic, limit, later(seconds=at), later(seconds=at + 60))]


def only(store: Store, task_id: str) -> Task:
    with store.read() as unit:
        (found,) = [one for one in unit.outbox.page() if one.id == task_id]
        return found


def test_a_claimed_task_is_nobody_elses_until_its_lease_ends(store: Store) -> None:
    put(store, task("a"))
    assert claim(store) == ["a"]
    assert claim(store, at=59) == []
    assert claim(store, at=60) == ["a"]
    assert only(store, "a").attempts == 0


def test_what_is_due_longest_is_claimed_first(store: Store) -> None:
    put(store, task("c", due=later(seconds=2)), task("a", due=later(seconds=1)), task("b", due=later(seconds=1)))
    assert claim(store, at=0) == []
    assert claim(store, at=5, limit=2) == ["a", "b"]
    assert claim(store, at=5, limit=2) == ["c"]
    assert claim(store, at=999, topic="mail") == []


def test_eight_couriers_never_get_the_same_task(store: Store) -> None:
    put(store, *(task(f"{n:03}") for n in range(80)))
    with ThreadPoolExecutor(8) as couriers:
        claimed = [name for batch in couriers.map(lambda _: claim(store, limit=5), range(24)) for name in batch]
    assert sorted(claimed) == [f"{n:03}" for n in range(80)]


def test_a_task_is_done_once(store: Store) -> None:
    put(store, task("a"))
    with store.write() as unit:
        unit.outbox.done("a", later(seconds=1))
        unit.outbox.retry("a", later(seconds=2), "a courier whose lease had lapsed")
        unit.outbox.park("a", "and again")
    done = only(store, "a")
    assert (done.state, done.done_at, done.attempts, done.last_error) == (TaskState.DONE, later(seconds=1), 1, None)
    assert claim(store, at=9) == []


def test_a_failed_try_is_counted_and_comes_back(store: Store) -> None:
    put(store, task("a"))
    for n in (1, 2):
        with store.write() as unit:
            unit.outbox.retry("a", later(seconds=n), f"refused {n}")
    again = only(store, "a")
    assert (again.state, again.attempts, again.last_error) == (TaskState.WAITING, 2, "refused 2")
    assert claim(store, at=1) == []
    assert claim(store, at=2) == ["a"]


def test_a_parked_task_waits_for_somebody_to_send_it_again(store: Store) -> None:
    put(store, task("a"))
    with store.write() as unit:
        unit.outbox.park("a", "gave up")
    assert only(store, "a").state is TaskState.PARKED
    assert claim(store, at=9999) == []
    with store.write() as unit:
        unit.outbox.resend("a", later(hours=1))
    again = only(store, "a")
    assert (again.state, again.attempts, again.due_at) == (TaskState.WAITING, 0, later(hours=1))
    for name in ("a", "nobody"):
        with pytest.raises(NotFound), store.write() as unit:
            unit.outbox.resend(name, NOW)


def test_tasks_can_be_listed_and_counted(store: Store) -> None:
    put(store, task("a", subject="dec-1"), task("b", subject="dec-2"), task("c", subject="dec-1"))
    with store.write() as unit:
        unit.outbox.done("a", NOW)
    with store.read() as unit:
        assert [one.id for one in unit.outbox.page()] == ["c", "b", "a"]
        assert [one.id for one in unit.outbox.page(TaskState.WAITING, limit=1, offset=1)] == ["b"]
        assert [one.id for one in unit.outbox.about("dec-1")] == ["a", "c"]
        assert unit.outbox.counts() == {"waiting": 2, "done": 1, "parked": 0}


def test_the_courier_can_sleep_until_the_next_task_is_due(store: Store) -> None:
    with store.read() as unit:
        assert unit.outbox.next_due("webhook") is None
    put(store, task("a", due=later(seconds=5)), task("b", due=later(seconds=3)))
    with store.read() as unit:
        assert unit.outbox.next_due("webhook") == later(seconds=3)
    claim(store, at=4)
    with store.read() as unit:
        assert unit.outbox.next_due("webhook") == later(seconds=5)


def test_a_task_id_is_used_once(store: Store) -> None:
    put(store, task("a"))
    with pytest.raises(Conflict):
        put(store, task("a"))


# ── progress ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_progress_is_kept_by_name(store: Store) -> None:
    with store.write() as unit:
        assert unit.progress.get("ingest:a") is None
        unit.progress.set("ingest:a", 1)
        unit.progress.set("ingest:a", 2**62)
        unit.progress.set("ingest:b", 3)
    with store.read() as unit:
        assert (unit.progress.get("ingest:a"), unit.progress.get("ingest:b")) == (2**62, 3)
