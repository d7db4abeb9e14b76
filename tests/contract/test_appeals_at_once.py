"""What nobody heard in time is given back while somebody else is at the same post: PostgreSQL has many writers."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ombud.model import Outcome, Role, SystemFault
from ombud.web.demand import order_from
from ombud.wiring import Ombud
from tests.support.appealing import held, judged, newest, open_community, person, run, state_of
from tests.support.clock import SetClock
from tests.support.orders import ORDER
from tests.support.raw import only_postgresql, raw_connection

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'advisory' AND datname = current_database()"


@pytest.fixture
def ombud(tmp_path: Path, store_url: str) -> Iterator[Ombud]:
    one = open_community(tmp_path, SetClock(), database_url=store_url)
    yield one
    one.close()


@pytest.fixture
def appeal(ombud: Ombud) -> str:
    """One about post-1, which Ana took down; its time is over, and the clock has not run yet."""
    token = held(ombud, 1)
    judged(ombud, 1, person(ombud, "ana"))
    filed = ombud.appeals.file(token, "No.")
    clock = ombud.clock
    assert isinstance(clock, SetClock)
    for _ in range(13):
        clock.turn(days=1)
        run(ombud)
    clock.turn(days=1)
    return filed.id


def queued(ombud: Ombud, store_url: str, *turns: Callable[[], object]) -> None:
    """Each of them waits for its turn at post-1, one behind the other, and takes it."""
    threads = [threading.Thread(target=turn) for turn in turns]
    with raw_connection(store_url) as watcher, ombud.store.write() as unit:
        unit.records.one_at_a_time(["post-1"])
        for n, one in enumerate(threads, 1):
            one.start()
            while watcher.run(WAITING) != [(n,)]:
                assert one.is_alive()
                watcher.run("SELECT pg_sleep(0.01)")
    for one in threads:
        one.join()


def until_it_can(ombud: Ombud) -> None:
    """The clock, as its worker runs it: it tries again where the database lets somebody else go first."""
    while True:
        try:
            return run(ombud)
        except SystemFault as busy:
            if busy.code != "store_busy":
                raise


@only_postgresql
def test_an_order_that_comes_while_an_appeal_lapses_takes_hold(ombud: Ombud, appeal: str, store_url: str) -> None:
    """It waits for the appeal; what puts the post back sees that it does."""
    lea = person(ombud, "lea", Role.LEAD)
    order, _ = ombud.orders.receive(order_from(ORDER))
    n = ombud.orders.take(order.id, 1, "acknowledge", lea).state.n
    queued(
        ombud, store_url,
        lambda: ombud.orders.give_effect(order.id, n, lea, {"post-1": "post-1"}, ["DE"], None, "We comply."),
        lambda: until_it_can(ombud),
    )  # fmt: skip
    assert state_of(ombud, appeal) == "lapsed_restored"
    with ombud.store.read() as unit:
        history = unit.records.of_item("post-1")
    assert [str(one.decision.measure) for one in history[-2:]] == ["restore", "geo_restrict"]


@only_postgresql
def test_an_appeal_that_is_heard_while_it_lapses_is_heard(ombud: Ombud, appeal: str, store_url: str) -> None:
    ben = person(ombud, "ben")
    queued(
        ombud, store_url,
        lambda: ombud.appeals.hear(appeal, ben, Outcome.UPHOLD, "It shouts."),
        lambda: until_it_can(ombud),
    )  # fmt: skip
    assert newest(ombud) == ("remove", "human")
    assert state_of(ombud, appeal) == "upheld"
    with ombud.store.read() as unit:
        assert [step.move for step in unit.processes.steps("appeal", appeal)][-1] == "uphold"
