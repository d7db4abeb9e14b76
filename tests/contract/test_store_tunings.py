"""Tunings: kept for good, and in force one after the other, on both databases."""

from typing import Any

import msgspec
import pytest

from ombud.model import Conflict, Entry, OmbudError, Role, Tuning, TuningHow, TuningKind, TuningStep
from ombud.ports import Store
from ombud.store import open_store
from ombud.store.migrations import NEWEST
from tests.support.earlier import database_of
from tests.support.raw import Raw, raw_connection
from tests.support.records import NOW, entry, later, user


def tuning(name: str, kind: TuningKind = TuningKind.CALIBRATION, signal: str = "toxic") -> Tuning:
    return Tuning(
        id=name, kind=kind, signal=signal, base="text-en-1+sha256:0", body=b'{"slope":1.5}', report=b"{}", made_at=NOW
    )


def step(seq: int, of: Tuning, *, back: bool = False, **more: object) -> TuningStep:
    how = TuningHow.BACK if back else TuningHow.FITTED
    plain = TuningStep(seq, of.kind, of.signal, of.id, how, later(minutes=seq), "the flu season", f"tun-{seq}")
    return msgspec.structs.replace(plain, **more)


def sealed(step: TuningStep, **otherwise: object) -> Entry:
    """The step's entry on its way into the ledger."""
    said = {name: getattr(step, name) for name in ("seq", "kind", "signal", "tuning", "how", "role")}
    return entry(step.entry, kind="signal_tuned", record=msgspec.json.encode(said | otherwise))


def put(store: Store, *ones: Tuning | Entry | TuningStep) -> None:
    """Each step with its entry, unless another entry is given."""
    own = not any(isinstance(one, Entry) for one in ones)
    with store.write() as unit:
        for one in ones:
            match one:
                case Tuning():
                    unit.tunings.add(one)
                case Entry():
                    unit.ledger.put([one])
                case TuningStep():
                    unit.ledger.put([sealed(one)] if own else [])
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
            put(store, step(seq, tuning("a"), entry="tun-new"))
        assert caught.value.code == "tuning_moved_on"


def test_a_step_names_who_took_it(store: Store) -> None:
    with store.write() as unit:
        unit.people.add_user(user("ana", role=Role.LEAD))
    put(store, tuning("a"), step(1, tuning("a"), by="usr-ana", role="lead"))
    with store.read() as unit:
        (taken,) = unit.tunings.steps()
        assert (taken.by, taken.role, taken.entry) == ("usr-ana", "lead", "tun-1")


@pytest.mark.parametrize(
    "who",
    [
        {"by": "usr-nobody", "role": "lead"}, {"by": "usr-ron", "role": "lead"}, {"by": "usr-ron", "role": "reviewer"},
        {"by": "usr-gone", "role": "lead"}, {"by": "usr-ana", "role": "admin"}, {"role": "lead"},
    ],
)  # fmt: skip
def test_nobody_but_the_operator_a_lead_or_an_admin_changes_what_is_in_force(store: Store, who: dict[str, Any]) -> None:
    with store.write() as unit:
        unit.people.add_user(user("ana", role=Role.LEAD))
        unit.people.add_user(user("ron"))
        unit.people.add_user(user("gone", role=Role.LEAD, disabled_at=NOW))
    put(store, tuning("a"))
    with pytest.raises(OmbudError) as caught:
        put(store, step(1, tuning("a"), **who))
    assert caught.value.code in {"not_an_author", "not_allowed_by_record"}
    with store.read() as unit:
        assert unit.tunings.steps() == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"seq": 2}, {"kind": "head"}, {"signal": "spam"}, {"tuning": "b"}, {"tuning": None}, {"how": "back"},
        {"role": "admin"},
    ],
)  # fmt: skip
def test_a_change_is_in_the_ledger_word_for_word(store: Store, wrong: dict[str, object]) -> None:
    one = step(1, tuning("a"))
    put(store, tuning("a"))
    with pytest.raises(Conflict) as caught:
        put(store, sealed(one, **wrong), one)
    assert caught.value.code == "not_in_ledger"


def test_a_change_has_an_entry_of_its_own_and_of_its_own_kind(store: Store) -> None:
    one, two = step(1, tuning("a")), step(2, tuning("a"), entry="tun-1")
    put(store, tuning("a"))
    with pytest.raises(Conflict) as caught, store.write() as unit:
        unit.tunings.take(one)
    assert caught.value.code == "not_in_ledger"
    with pytest.raises(Conflict) as caught:
        put(store, msgspec.structs.replace(sealed(one), type="policy_version"), one)
    assert caught.value.code == "not_in_ledger"
    put(store, one)
    with pytest.raises(Conflict) as caught, store.write() as unit:
        unit.tunings.take(two)
    assert caught.value.code == "not_in_ledger"


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
    with store.write() as unit:
        unit.ledger.put([sealed(step(1, tuning("a"), tuning=None))])
    raw.refused("ck_tunings_kind", "INSERT INTO tunings VALUES ('b', 'magic', 'toxic', 'x', 'y', 'z', 1)")
    raw.refused(
        "ck_tuning_steps_fitted",
        "INSERT INTO tuning_steps VALUES (1, 'cal', 'toxic', NULL, 'fitted', 1, '', 'operator', NULL, 'tun-1')",
    )


def test_the_tables_come_to_a_database_that_has_data_already(store_url: str) -> None:
    """As a database of the release before looks."""
    database_of("0003", store_url, user("ana"))
    again = open_store(store_url)
    put(again, tuning("a"), step(1, tuning("a")))
    with again.read() as unit:
        assert unit.people.user("usr-ana") is not None
    again.close()
    with raw_connection(store_url) as raw:
        assert raw.run("SELECT version_num FROM alembic_version") == [(NEWEST,)]
