"""Tunings: kept for good, and in force one after the other, on both databases."""

import msgspec
import pytest
from sqlalchemy import create_engine, text

from ombud.model import Conflict, OmbudError, Tuning, TuningHow, TuningKind, TuningStep
from ombud.ports import Store
from ombud.store import open_store
from ombud.store.migrations import NEWEST
from tests.support.raw import Raw
from tests.support.records import NOW, later, user


def tuning(name: str, kind: TuningKind = TuningKind.CALIBRATION, signal: str = "toxic") -> Tuning:
    return Tuning(
        id=name, kind=kind, signal=signal, base="text-en-1+sha256:0", body=b'{"slope":1.5}', report=b"{}", made_at=NOW
    )


def step(seq: int, of: Tuning, *, back: bool = False, **more: object) -> TuningStep:
    how = TuningHow.BACK if back else TuningHow.FITTED
    plain = TuningStep(seq, of.kind, of.signal, of.id, how, later(minutes=seq), "the flu season", None)
    return msgspec.structs.replace(plain, **more)


def put(store: Store, *ones: Tuning | TuningStep) -> None:
    with store.write() as unit:
        for one in ones:
            if isinstance(one, Tuning):
                unit.tunings.add(one)
            else:
                unit.tunings.take(one)


def test_what_was_kept_comes_back_as_it_was(store: Store) -> None:
    put(store, tuning("a"), tuning("a"))
    with store.read() as unit:
        assert unit.tunings.get("a") == tuning("a")
        assert unit.tunings.get("b") is None
        assert unit.tunings.in_force() == []


def test_the_last_step_of_a_kind_and_a_signal_says_what_is_in_force(store: Store) -> None:
    first, second = tuning("a"), tuning("b")
    head, spam = tuning("h", TuningKind.HEAD), tuning("s", TuningKind.CALIBRATION, "spam")
    put(store, first, second, head, spam)
    put(store, step(1, first), step(2, spam), step(3, second), step(4, head))
    with store.read() as unit:
        assert unit.tunings.in_force() == [spam, second, head]
    put(store, step(5, second, back=True, tuning="a"), step(6, spam, back=True, tuning=None))
    with store.read() as unit:
        assert unit.tunings.in_force() == [first, head]
        assert [one.seq for one in unit.tunings.steps()] == [1, 2, 3, 4, 5, 6]
        assert unit.tunings.steps()[4] == step(5, second, back=True, tuning="a")


def test_of_two_people_the_second_is_told(store: Store) -> None:
    put(store, tuning("a"), step(1, tuning("a")))
    for seq in (1, 3):
        with pytest.raises(Conflict) as caught:
            put(store, step(seq, tuning("a")))
        assert caught.value.code == "tuning_moved_on"


def test_a_step_names_who_took_it(store: Store) -> None:
    with store.write() as unit:
        unit.people.add_user(user("ana"))
    put(store, tuning("a"), step(1, tuning("a"), by="usr-ana"))
    with store.read() as unit:
        assert unit.tunings.steps()[0].by == "usr-ana"
    with pytest.raises(Conflict):
        put(store, step(2, tuning("a"), by="usr-nobody"))


@pytest.mark.parametrize("wrong", [{"tuning": "b"}, {"signal": "spam"}, {"kind": TuningKind.HEAD}])
def test_only_what_was_made_for_that_signal_comes_into_force(store: Store, wrong: dict[str, object]) -> None:
    put(store, tuning("a"))
    with pytest.raises(OmbudError) as caught:
        put(store, msgspec.structs.replace(step(1, tuning("a")), **wrong))
    assert caught.value.code == "no_such_tuning"


def test_nothing_is_changed_or_deleted(store: Store, raw: Raw) -> None:
    put(store, tuning("a"), step(1, tuning("a")))
    raw.refused("append_only", "DELETE FROM tunings")
    raw.refused("append_only", "DELETE FROM tuning_steps")
    raw.refused("append_only", "UPDATE tunings SET signal = 'spam'")
    raw.refused("append_only", "UPDATE tuning_steps SET signal = 'spam'")


def test_the_database_knows_no_other_kind_and_no_fit_of_nothing(store: Store, raw: Raw) -> None:
    put(store, tuning("a"))
    raw.refused("ck_tunings_kind", "INSERT INTO tunings VALUES ('b', 'magic', 'toxic', 'x', 'y', 'z', 1)")
    raw.refused(
        "ck_tuning_steps_fitted", "INSERT INTO tuning_steps VALUES (1, 'cal', 'toxic', NULL, 'fitted', 1, '', NULL)"
    )


def test_the_tables_come_to_a_database_that_has_data_already(store: Store, store_url: str, raw: Raw) -> None:
    """As a database of the release before looks."""
    with store.write() as unit:
        unit.people.add_user(user("ana"))
    store.close()
    engine = create_engine(store_url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE tuning_steps"))
        connection.execute(text("DROP TABLE tunings"))
        if engine.dialect.name == "postgresql":
            connection.execute(text("DROP FUNCTION ombud_tuning_step()"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0003'"))
    engine.dispose()
    again = open_store(store_url)
    put(again, tuning("a"), step(1, tuning("a")))
    with again.read() as unit:
        assert unit.people.user("usr-ana") is not None
    again.close()
    assert raw.run("SELECT version_num FROM alembic_version") == [(NEWEST,)]
