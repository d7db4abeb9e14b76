"""The dialect edge: addresses, locks, full disks, lost servers, and what a batch of any size does."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from ombud.model import BadInput, Conflict, OmbudError, SystemFault
from ombud.ports import Store, Unit
from ombud.store import open_store
from ombud.store.engine import Db
from ombud.store.store import SqlUnit
from tests.support.postgres import Server
from tests.support.raw import Raw, only_postgresql, only_sqlite, raw_connection
from tests.support.records import POLICY, sealed, task


def fault_of(caught: pytest.ExceptionInfo[OmbudError]) -> str:
    assert caught.value.__cause__ is not None or caught.value.code == "store_busy"
    return caught.value.code


def connection_of(unit: Unit) -> Connection:
    """The connection under a unit."""
    assert isinstance(unit, SqlUnit)
    return unit._db._connection


# ── addresses ────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("url", ["", "ombud.db", "sqlite://", "sqlite:///:memory:", "mysql://localhost/x", "http://x"])
def test_an_address_of_no_database_is_refused(url: str) -> None:
    with pytest.raises(BadInput) as caught:
        open_store(url)
    assert caught.value.code == "database_url"


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(SystemFault, match="no folder"):
        open_store(f"sqlite:///{tmp_path / 'nowhere' / 'ombud.db'}")


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ombud.db").write_bytes(b"certainly not a database" * 100)
    with pytest.raises(SystemFault) as caught:
        open_store(f"sqlite:///{tmp_path / 'ombud.db'}")
    assert fault_of(caught) == "store_unavailable"


def test_a_server_that_is_not_there_is_a_system_fault() -> None:
    with pytest.raises(SystemFault) as caught:
        open_store("postgresql://ombud@127.0.0.1:1/ombud")
    assert fault_of(caught) == "store_unavailable"


# ── transactions ─────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_reading_unit_cannot_write(store: Store) -> None:
    with pytest.raises(SystemFault), store.read() as unit:
        unit.progress.set("a", 1)
    with store.read() as unit:
        assert unit.progress.get("a") is None


def test_a_store_can_be_opened_twice(store: Store, store_url: str) -> None:
    other = open_store(store_url)
    with other.write() as unit:
        unit.progress.set("a", 1)
    other.close()
    with store.read() as unit:
        assert unit.progress.get("a") == 1


def test_a_writer_waits_for_the_one_before(store: Store, raw: Raw) -> None:
    """Somebody else's process, as far as the database can tell: not our lock, its own."""
    for statement in ["BEGIN IMMEDIATE"] if raw.sqlite else ["BEGIN", "LOCK TABLE progress"]:
        raw.run(statement)

    def write() -> None:
        with store.write() as unit:
            unit.progress.set("a", 1)

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        with pytest.raises(TimeoutError):
            writing.result(timeout=0.2)
        raw.run("ROLLBACK")
        writing.result()
    assert raw.run("SELECT value FROM progress") == [(1,)]


@pytest.mark.parametrize("size", [1, 15, 16, 700])
def test_a_batch_of_any_size_is_stored_in_its_order(published: Store, size: int) -> None:
    with published.write() as unit:
        unit.records.append([sealed(f"{n:04}", f"post-{n % 7}") for n in range(size)])
    with published.read() as unit:
        assert len(unit.records.ids(limit=size + 1)) == size
        waiting = [entry.id for entry in unit.ledger.unsequenced(size)]
        assert waiting == [f"dec-{n:04}" for n in range(size)]
        assert [view.decision.id for view in unit.records.of_item("post-0")] == waiting[::7]


def test_a_large_batch_with_one_bad_record_changes_nothing(published: Store) -> None:
    batch = [sealed(f"{n}", f"post-{n}") for n in range(40)]
    with pytest.raises(Conflict) as caught, published.write() as unit:
        unit.records.append([*batch, batch[7]])
    assert caught.value.code == "duplicate_event"
    with pytest.raises(BadInput) as refused, published.write() as unit:
        unit.outbox.put([task(f"{n}", subject="a\0b" if n == 30 else "a") for n in range(40)])
    assert refused.value.code == "null_character"
    with pytest.raises(BadInput) as refused, published.write() as unit:
        unit.outbox.put([task(f"{n}", subject="a\ud800" if n == 30 else "a") for n in range(40)])
    assert refused.value.code == "lone_surrogate"
    with published.read() as unit:
        assert (unit.records.ids(), unit.outbox.page()) == ([], [])


def test_a_number_beyond_64_bits_is_refused(store: Store) -> None:
    with pytest.raises(BadInput) as caught, store.write() as unit:
        unit.progress.set("a", 2**64)
    assert caught.value.code == "out_of_range"


# ── bad luck ─────────────────────────────────────────────────────────────────────────────────────────────────────────
@only_sqlite
def test_a_full_disk_refuses_loudly_and_recovers_when_there_is_room(published: Store, raw: Raw) -> None:
    """SQLite's limit on pages stands in for the disk. It belongs to a connection, so it is set on the store's own."""
    with published.write() as unit:
        (pages,) = connection_of(unit).exec_driver_sql("PRAGMA page_count").one()
        connection_of(unit).exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    batch = [sealed(f"{n}", f"post-{n}") for n in range(200)]
    with pytest.raises(SystemFault) as caught, published.write() as unit:
        unit.records.append(batch)
    assert fault_of(caught) == "disk_full"
    with published.read() as reader:
        assert reader.records.ids() == []
    with published.write() as unit:
        connection_of(unit).exec_driver_sql("PRAGMA max_page_count = 1073741823")
    with published.write() as unit:
        unit.records.append(batch)
    assert raw.run("SELECT count(*) FROM decisions") == [(200,)]


@only_sqlite
def test_every_connection_is_opened_for_durability_and_for_the_constitution(store: Store) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1}
    for unit in (store.write(), store.read()):
        with unit as opened:
            for pragma, value in wanted.items():
                (found,) = connection_of(opened).exec_driver_sql(f"PRAGMA {pragma}").one()
                assert (pragma, found) == (pragma, value)


@only_sqlite
def test_a_lock_that_is_never_given_back_is_a_fault_not_a_hang(store_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ombud.store.engine._WAIT_S", 0.05)
    store = open_store(store_url)
    with raw_connection(store_url) as other:
        other.run("BEGIN IMMEDIATE")
        with pytest.raises(SystemFault) as caught, store.write():
            pass
        assert fault_of(caught) == "store_busy"
    with store.write(), pytest.raises(SystemFault) as caught, store.write():
        pass
    assert fault_of(caught) == "store_busy"
    with ExitStack() as readers:
        for _ in range(8):
            readers.enter_context(store.read())
        with pytest.raises(SystemFault) as caught, store.read():
            pass
    assert fault_of(caught) == "store_busy"
    store.close()


@pytest.mark.postgres
def test_a_server_that_goes_away_is_a_fault_until_it_is_back(postgres_server: Server, postgres_url: str) -> None:
    store = open_store(postgres_url)
    with store.write() as unit:
        unit.policies.add(POLICY)
    postgres_server.stop()
    with pytest.raises(SystemFault) as caught, store.read() as unit:
        unit.policies.current()
    assert fault_of(caught) == "store_unavailable"
    postgres_server.start()
    with store.read() as unit:
        assert unit.policies.current() == POLICY
    with store.write() as unit:
        unit.progress.set("a", 1)
    store.close()


@pytest.mark.postgres
@pytest.mark.parametrize("afterwards", [0, 1, 2])
def test_a_connection_cut_in_the_middle_of_a_unit_is_a_fault_and_nothing_is_stored(
    postgres_url: str, afterwards: int
) -> None:
    """Whether the unit goes on to commit, to one more statement, or even to another after that one has failed."""
    store = open_store(postgres_url)
    faults: list[str] = []

    def write_and_be_cut() -> None:
        with store.write() as unit:
            unit.progress.set("a", 1)
            with raw_connection(postgres_url) as other:
                other.run(
                    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'ombud'"
                )
            for _ in range(afterwards):
                with pytest.raises(SystemFault) as caught:
                    unit.progress.set("b", 1)
                faults.append(fault_of(caught))

    with pytest.raises(SystemFault) as caught:
        write_and_be_cut()
    assert [*faults, fault_of(caught)] == ["store_unavailable"] * (afterwards + 1)
    with store.read() as unit:
        assert unit.progress.get("a") is None
    store.close()


@only_postgresql
@pytest.mark.parametrize(
    ("state", "code"),
    [("53100", "disk_full"), ("40001", "store_busy"), ("53300", "store_busy"), ("58030", "store_unavailable")],
)
def test_what_the_server_says_when_it_is_in_trouble_is_a_fault(store: Store, state: str, code: str) -> None:
    say_so = text(f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{state}'; END $$")
    with pytest.raises(SystemFault) as caught, store.write() as unit:
        Db(connection_of(unit)).run(say_so)
    assert fault_of(caught) == code


@only_postgresql
def test_a_lock_held_too_long_is_a_fault(store_url: str) -> None:
    store = open_store(f"{store_url}?options=-c%20lock_timeout%3D50")
    with raw_connection(store_url) as other:
        other.run("BEGIN")
        other.run("LOCK TABLE progress")
        with pytest.raises(SystemFault) as caught, store.write() as unit:
            unit.progress.set("a", 1)
    assert fault_of(caught) == "store_busy"
    store.close()
