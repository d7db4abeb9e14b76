"""While an appeal waits, nobody decides past it: plain SQL that tries to, and two connections that try it at once."""

import threading
from typing import Any

import pytest

from ombud.model import Conflict, Measure
from ombud.ports import Store
from tests.support.raw import Raw, only_postgresql, raw_connection
from tests.support.records import NOW, appeal, arrival, case, outcome, sealed

FILE = "INSERT INTO appeals (id, decision, case_id, item, text, filed_at, event) VALUES (?, ?, ?, ?, 'Wrong!', 1, ?)"
HEAR = (
    "INSERT INTO appeal_outcomes (appeal, outcome, reasons, decided_by, decision, at)"
    " VALUES ('apl-1', 'uphold', 'r', ?, ?, 1)"
)

Statement = tuple[Any, ...]
"""SQL, then the values in it."""


def decision(store: Store, raw: Raw, name: str, by: str, *, case_id: str | None, about: str | None) -> Statement:
    """The INSERT, and its values, of a human decision on post-1 whose event and ledger entry are stored already."""
    one = sealed(name, measure=Measure.ALLOW, by=by, case=case_id, appeal=about)
    with store.write() as unit:
        unit.records.receive(one.arrival, NOW)
        unit.ledger.put(one.entries)
    insert, values = raw.copy_row(
        "decisions", "id", "dec-removed", id=f"dec-{name}", event=f"evt-{name}", measure="allow", statement=None,
        by_user=by, case_id=case_id, appeal=about,
    )  # fmt: skip
    return ("INSERT " + insert, *values)


def receive(store: Store, *names: str) -> None:
    """The events that appeals are filed with."""
    with store.write() as unit:
        for name in names:
            unit.records.receive(arrival(f"evt-apl-{name}", kind="decision.appealed"), NOW)


@pytest.fixture
def removed(published: Store) -> Store:
    """Ana removed post-1 (``dec-removed`` in ``case-1``); nobody has appealed yet."""
    with published.write() as unit:
        unit.records.append([sealed("held", opens=case("1"))])
        unit.records.append(
            [sealed("removed", measure=Measure.REMOVE, by="usr-ana", case="case-1", replaces="dec-held")]
        )
    receive(published, "1", "2")
    return published


# ── who decides for an appeal ────────────────────────────────────────────────────────────────────────────────────────
def test_the_first_reviewer_cannot_even_decide_for_the_appeal(appealed: Store, raw: Raw) -> None:
    raw.refused("same_reviewer", *decision(appealed, raw, "x", "usr-ana", case_id="case-1", about="apl-1"))


def test_somebody_else_decides_for_the_appeal_once(appealed: Store, raw: Raw) -> None:
    raw.run(*decision(appealed, raw, "x", "usr-ben", case_id="case-1", about="apl-1"))
    raw.refused("same_reviewer", *decision(appealed, raw, "y", "usr-ben", case_id="case-1", about="apl-1"))
    raw.run(HEAR, "usr-ben", "dec-x")


# ── nobody decides past it ───────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("case_id", ["case-1", None])
def test_no_person_decides_on_the_item_while_its_appeal_waits(appealed: Store, raw: Raw, case_id: str | None) -> None:
    past = decision(appealed, raw, "past", "usr-cyn", case_id=case_id, about=None)
    raw.refused("appeal_pending", *past)
    raw.run(*decision(appealed, raw, "for-it", "usr-ben", case_id="case-1", about="apl-1"))
    raw.refused("appeal_pending", *past)
    raw.run(HEAR, "usr-ben", "dec-for-it")
    raw.run(*past)


def test_that_an_appeal_waits_is_a_conflict_with_a_sentence(appealed: Store) -> None:
    with pytest.raises(Conflict, match="waits to be heard") as caught, appealed.write() as unit:
        unit.records.append([sealed("past", measure=Measure.WARN, by="usr-cyn")])
    assert caught.value.code == "appeal_pending"


def test_machines_and_other_items_go_on(appealed: Store) -> None:
    with appealed.write() as unit:
        unit.records.append([sealed("edited", measure=Measure.ALLOW)])
        unit.records.append([sealed("elsewhere", "post-2", measure=Measure.WARN, by="usr-cyn")])


def test_a_second_appeal_on_the_item_waits_its_turn(removed: Store, raw: Raw) -> None:
    with removed.write() as unit:
        unit.records.append([sealed("again", replaces="dec-removed", case="case-1")])
    raw.run(FILE, "apl-1", "dec-removed", "case-1", "post-1", "evt-apl-1")
    second = (FILE, "apl-2", "dec-again", "case-1", "post-1", "evt-apl-2")
    raw.refused("appeal_pending", *second)
    with pytest.raises(Conflict) as caught, removed.write() as unit:
        unit.appeals.file(appeal("2", "dec-again", "case-1"))
    assert caught.value.code == "appeal_pending"


def test_after_the_outcome_the_next_decision_can_be_appealed(appealed: Store) -> None:
    receive(appealed, "2")
    with appealed.write() as unit:
        heard = sealed("heard", measure=Measure.LIMIT, by="usr-ben", case="case-1", appeal="apl-1")
        unit.records.append([heard])
        unit.appeals.decide(outcome("apl-1", "usr-ben", "dec-heard"))
        unit.records.append([sealed("edited", opens=case("2"))])
        unit.appeals.file(appeal("2", "dec-edited", "case-2"))


# ── what can be appealed ─────────────────────────────────────────────────────────────────────────────────────────────
def test_a_decision_that_a_person_has_replaced_cannot_be_appealed(removed: Store, raw: Raw) -> None:
    raw.refused("nothing_to_appeal", FILE, "apl-1", "dec-held", "case-1", "post-1", "evt-apl-1")
    with pytest.raises(Conflict, match="since") as caught, removed.write() as unit:
        unit.appeals.file(appeal("1", "dec-held", "case-1"))
    assert caught.value.code == "nothing_to_appeal"


def test_what_a_machine_has_only_carried_on_can_be_appealed(removed: Store, raw: Raw) -> None:
    with removed.write() as unit:
        unit.records.append([sealed("edited", measure=Measure.REMOVE, replaces="dec-removed", case="case-1")])
    raw.run(FILE, "apl-1", "dec-removed", "case-1", "post-1", "evt-apl-1")


# ── two transactions at once (SQLite has one writer, and refuses to write from an old snapshot by itself) ──
def meanwhile(store_url: str, raw: Raw, first: Statement, second: Statement, why: str) -> None:
    """`first` is stored but not committed when `second` comes: it has to wait, and then to be refused."""
    raw.run("BEGIN")
    raw.run(*first)
    refusals: list[str] = []

    def come_second() -> None:
        with raw_connection(store_url) as other:
            other.refused(why, *second)
            refusals.append(why)

    thread = threading.Thread(target=come_second)
    thread.start()
    with raw_connection(store_url) as watcher:
        while not watcher.run(
            "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'advisory' AND datname = current_database()"
        ):
            assert thread.is_alive()
            watcher.run("SELECT pg_sleep(0.01)")
    raw.run("COMMIT")
    thread.join()
    assert refusals == [why]


@only_postgresql
def test_an_appeal_filed_while_somebody_judges_waits_and_is_refused(removed: Store, raw: Raw, store_url: str) -> None:
    judge = decision(removed, raw, "judged", "usr-ben", case_id="case-1", about=None)
    file = (FILE, "apl-1", "dec-removed", "case-1", "post-1", "evt-apl-1")
    meanwhile(store_url, raw, judge, file, "nothing_to_appeal")


@only_postgresql
def test_a_judgement_while_somebody_appeals_waits_and_is_refused(removed: Store, raw: Raw, store_url: str) -> None:
    judge = decision(removed, raw, "judged", "usr-ben", case_id="case-1", about=None)
    file = (FILE, "apl-1", "dec-removed", "case-1", "post-1", "evt-apl-1")
    meanwhile(store_url, raw, file, judge, "appeal_pending")


@only_postgresql
def test_two_appeals_on_one_item_at_once_leave_one(removed: Store, raw: Raw, store_url: str) -> None:
    with removed.write() as unit:
        unit.records.append([sealed("again", replaces="dec-removed", case="case-1")])
    first = (FILE, "apl-1", "dec-removed", "case-1", "post-1", "evt-apl-1")
    second = (FILE, "apl-2", "dec-again", "case-1", "post-1", "evt-apl-2")
    meanwhile(store_url, raw, first, second, "appeal_pending")


@only_postgresql
def test_one_reviewer_in_two_transactions_decides_for_the_appeal_once(
    appealed: Store, raw: Raw, store_url: str
) -> None:
    first, second = (decision(appealed, raw, name, "usr-ben", case_id="case-1", about="apl-1") for name in ("x", "y"))
    meanwhile(store_url, raw, first, second, "same_reviewer")


@only_postgresql
@pytest.mark.parametrize("isolation", ["REPEATABLE READ", "SERIALIZABLE"])
def test_an_old_snapshot_cannot_hide_what_was_decided_meanwhile(
    removed: Store, raw: Raw, store_url: str, isolation: str
) -> None:
    raw.run(f"BEGIN ISOLATION LEVEL {isolation}")
    raw.run("SELECT 1 FROM decisions")
    with removed.write() as unit:
        unit.records.append([sealed("meanwhile", measure=Measure.ALLOW, by="usr-ben")])
    raw.refused("wrong_isolation", FILE, "apl-1", "dec-removed", "case-1", "post-1", "evt-apl-1")
    raw.run("ROLLBACK")
    judge = decision(removed, raw, "judged", "usr-cyn", case_id="case-1", about=None)
    raw.run(f"BEGIN ISOLATION LEVEL {isolation}")
    raw.refused("wrong_isolation", *judge)


@only_postgresql
@pytest.mark.parametrize("isolation", ["REPEATABLE READ", "SERIALIZABLE"])
def test_no_outcome_is_stored_from_an_old_snapshot(appealed: Store, raw: Raw, isolation: str) -> None:
    raw.run(*decision(appealed, raw, "x", "usr-ben", case_id="case-1", about="apl-1"))
    raw.run(f"BEGIN ISOLATION LEVEL {isolation}")
    raw.refused("wrong_isolation", HEAR, "usr-ben", "dec-x")
