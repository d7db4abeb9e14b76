"""The constitution, tried from outside: plain SQL on a connection that our code never touched, on both databases."""

import json

import msgspec
import pytest

from ombud.model import Checkpoint, Conflict, Forbidden, Measure
from ombud.ports import Store
from tests.support.raw import Raw, only_postgresql, only_sqlite
from tests.support.records import case, entry, later, outcome, sealed


@pytest.fixture
def full(appealed: Store) -> Store:
    """Something in every table of the record."""
    with appealed.write() as unit:
        unit.records.append([sealed("heard", measure=Measure.RESTORE, by="usr-ben", case="case-1", appeal="apl-1")])
        unit.appeals.decide(outcome("apl-1", "usr-ben", "dec-heard"))
        waiting = unit.ledger.unsequenced(100)
        places = [(one.id, place) for place, one in enumerate(waiting)]
        unit.ledger.sequence(places, Checkpoint(size=len(places), root=b"r" * 32, note="note", at=later()))
    return appealed


# ── 2. No restriction without reasons ────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("measure", [one for one in Measure if one not in {Measure.ALLOW, Measure.RESTORE}])
def test_a_restriction_without_a_statement_is_refused(published: Store, raw: Raw, measure: Measure) -> None:
    with published.write() as unit:
        unit.records.append([sealed("1", measure=measure)])
        unit.records.receive(sealed("2").arrival, later())
        unit.ledger.put(sealed("2", measure=measure).entries)
    insert, values = raw.copy_row("decisions", "id", "dec-1", id="dec-2", event="evt-2", statement=None)
    raw.refused("no_restriction_without_reasons", "INSERT " + insert, *values)


def test_a_statement_written_for_another_decision_gives_no_reasons(published: Store, raw: Raw) -> None:
    with published.write() as unit:
        unit.records.append([sealed("1")])
        unit.records.receive(sealed("2").arrival, later())
        unit.ledger.put(sealed("2").entries)
    for statement in ("stm-1", "stm-none"):
        insert, values = raw.copy_row("decisions", "id", "dec-1", id="dec-2", event="evt-2", statement=statement)
        raw.refused("reasons_missing|fk_decisions_statement", "INSERT " + insert, *values)


@pytest.mark.parametrize(
    "body", ["", "{}", "[]", "null", "not json", '{"cited": [], "facts": "  "}', '{"cited": null}', '{"facts": null}']
)
def test_a_statement_without_reasons_is_refused(published: Store, raw: Raw, body: str) -> None:
    raw.refused(
        "reasons|json|JSON|scalar", "INSERT INTO statements (id, decision, body, at) VALUES ('s', 'd', ?, 1)", body
    )


@pytest.mark.parametrize(
    "body", ['{"cited": [{"clause": "a/b"}], "facts": ""}', '{"cited": [], "facts": "He wrote it."}']
)
def test_a_statement_cites_a_clause_or_states_facts(published: Store, raw: Raw, body: str) -> None:
    raw.run("INSERT INTO statements (id, decision, body, at) VALUES ('s', 'd', ?, 1)", body)


def test_a_measure_that_does_not_exist_is_refused(published: Store, raw: Raw) -> None:
    with published.write() as unit:
        unit.records.append([sealed("1")])
    insert, values = raw.copy_row("decisions", "id", "dec-1", id="dec-2", event="evt-2", measure="shadowban")
    raw.refused("ck_decisions_measure|not_as_sealed|reasons_missing", "INSERT " + insert, *values)


def test_the_columns_of_a_decision_cannot_belie_its_sealed_record(published: Store, raw: Raw) -> None:
    """Else a removal could be filed as `allow`, which needs no statement, while the ledger commits to a removal."""
    with published.write() as unit:
        unit.records.append([sealed("1", measure=Measure.REMOVE, opens=case("1"))])
        unit.records.receive(sealed("2").arrival, later())
        unit.ledger.put(sealed("2", measure=Measure.REMOVE, case="case-1").entries)
    honest = {"id": "dec-2", "event": "evt-2", "statement": None, "measure": "allow"}
    lies: list[dict[str, object]] = [
        {},
        {"case_id": None},
        {"actor_kind": "human", "by_user": "usr-ana"},
        {"item": "post-9", "case_id": None},
    ]
    for lie in lies:
        insert, values = raw.copy_row("decisions", "id", "dec-1", **honest | lie)
        raw.refused("not_as_sealed", "INSERT " + insert, *values)


def test_our_own_code_cannot_forget_the_statement_either(published: Store) -> None:
    one = msgspec.structs.replace(sealed("1"), statement=None)
    unnamed = msgspec.structs.replace(one, decision=msgspec.structs.replace(one.decision, statement=None))
    for forgetful in (one, unnamed):
        with pytest.raises(Conflict) as caught, published.write() as unit:
            unit.records.append([forgetful])
        assert caught.value.code in {"reasons_missing", "not_allowed_by_record"}


BLANK = [
    "", " ", "\t\n\r", "\x01", "\x7f", "\u0085", "\u00a0", "\u00ad", "\u034f", "\u1680", "\u180e", "\u2003",
    "\u200b\u200c\u200d", "\u200e\u200f", "\u2028\u2029", "\u2060\u2064", "\u2066\u2069", "\u2800", "\u3000", "\u3164",
    "\ufe0f", "\ufeff", "\uffa0", "\U000e0020", "\U000e0100", " \u200b\t\ufeff",
]  # fmt: skip
SAYS_SOMETHING = [".", " \u200bx", "\u200b\nno", "é", "否", "לא", "🙂", "-", "]", "\u2010", "𝄞"]
STATE = "INSERT INTO statements (id, decision, body, at) VALUES (?, ?, ?, 1)"
HEAR = (
    "INSERT INTO appeal_outcomes (appeal, outcome, reasons, decided_by, decision, at)"
    " VALUES ('apl-1', 'uphold', ?, ?, ?, 1)"
)


@pytest.mark.parametrize("words", BLANK)
def test_what_nobody_can_see_is_no_reason(appealed: Store, raw: Raw, words: str) -> None:
    clause, facts = {"cited": [{"clause": words}], "facts": ""}, {"cited": [], "facts": words}
    for body in (clause, facts, {"facts": [words]}, {"cited": ["a/b"]}, {"cited": [{"clause": {"a": "b"}}]}):
        for spelled in (json.dumps(body), json.dumps(body, ensure_ascii=False)):
            raw.refused("reasons_missing", STATE, "s", "d", spelled)
    with appealed.write() as unit:
        unit.records.append([sealed("heard", measure=Measure.RESTORE, by="usr-ben", case="case-1", appeal="apl-1")])
    raw.refused("reasons_missing", HEAR, words, "usr-ben", "dec-heard")


@pytest.mark.parametrize("words", SAYS_SOMETHING)
def test_one_character_that_can_be_seen_is_enough(appealed: Store, raw: Raw, words: str) -> None:
    raw.run(STATE, "s", "d", json.dumps({"facts": words}))
    raw.run(STATE, "t", "e", json.dumps({"cited": [{"clause": ""}, {"clause": words}]}))
    with appealed.write() as unit:
        unit.records.append([sealed("heard", measure=Measure.RESTORE, by="usr-ben", case="case-1", appeal="apl-1")])
    raw.run(HEAR, words, "usr-ben", "dec-heard")


@only_sqlite
def test_switching_checks_off_switches_no_reasons_off(appealed: Store, raw: Raw) -> None:
    with appealed.write() as unit:
        unit.records.append([sealed("heard", measure=Measure.RESTORE, by="usr-ben", case="case-1", appeal="apl-1")])
        for one in (
            sealed("2"),
            sealed("3", measure=Measure.ALLOW, by="usr-cyn"),
            sealed("4", "post-4", measure=Measure.ALLOW),
            sealed("5", case="case-1", appeal="apl-1"),
        ):
            unit.records.receive(one.arrival, later())
            unit.ledger.put(one.entries)
    raw.run(STATE, "stm-5", "dec-5", '{"facts": "He wrote it."}')
    raw.run("PRAGMA ignore_check_constraints = ON")
    for body in ("", "{}", '{"cited": [], "facts": " "}'):
        raw.refused("reasons_missing", STATE, "s", "d", body)
    raw.refused("reasons_missing", HEAR, " ", "usr-ben", "dec-heard")
    allowed = {"measure": "allow", "statement": None, "case_id": None}
    for name, why, changes in (
        ("2", "no_restriction_without_reasons", allowed | {"measure": "hold"}),
        ("3", "ck_decisions_actor", allowed | {"actor_kind": "human"}),
        ("4", "ck_decisions_actor", allowed | {"item": "post-4", "by_user": "usr-cyn"}),
        ("5", "no_appeal_by_machine", {"statement": "stm-5", "appeal": "apl-1"}),
    ):
        row = {"id": f"dec-{name}", "event": f"evt-{name}"} | changes
        insert, values = raw.copy_row("decisions", "id", "dec-held", **row)
        raw.refused(why, "INSERT " + insert, *values)


# ── Who decided ──────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_human_decision_names_its_user_and_a_machine_names_nobody(published: Store, raw: Raw) -> None:
    with published.write() as unit:
        unit.records.append([sealed("1", measure=Measure.ALLOW, by="usr-ana")])
        for name, by in (("2", "usr-ana"), ("3", None)):
            unit.records.receive(sealed(name).arrival, later())
            unit.ledger.put(sealed(name, measure=Measure.ALLOW, by=by).entries)
    for name, changes in (("2", {"by_user": None}), ("3", {"actor_kind": "automation"})):
        insert, values = raw.copy_row("decisions", "id", "dec-1", id=f"dec-{name}", event=f"evt-{name}", **changes)
        raw.refused("ck_decisions_actor", "INSERT " + insert, *values)


def test_somebody_who_does_not_exist_or_is_disabled_cannot_decide(published: Store, raw: Raw) -> None:
    raw.run("UPDATE users SET disabled_at = 1 WHERE id = 'usr-cyn'")
    for who in ("usr-nobody", "usr-cyn"):
        with pytest.raises(Forbidden) as caught, published.write() as unit:
            unit.records.append([sealed("1", by=who)])
        assert caught.value.code == "not_a_reviewer"


def test_a_role_is_one_of_three(published: Store, raw: Raw) -> None:
    raw.refused("ck_users_role", "UPDATE users SET role = 'visitor' WHERE id = 'usr-ana'")


# ── 1. The policy that is published is the policy that runs ──────────────────────────────────────────────────────────
def test_a_decision_under_a_policy_that_was_never_published_is_refused(store: Store) -> None:
    with pytest.raises(Conflict), store.write() as unit:
        unit.records.append([sealed("1")])


# ── 5. Nothing is erased from the record ─────────────────────────────────────────────────────────────────────────────
def on(table: str, sql: str, **names: str) -> str:
    """The statement, for this table and with these names in place of those in capitals."""
    for name, value in names.items():
        sql = sql.replace(name, value)
    return sql.replace("TABLE", table)


SOME_COLUMN = {
    "events": "item",
    "statements": "body",
    "decisions": "by_user",
    "entries": "salt",
    "notices": "person",
    "policies": "title",
    "publications": "version",
    "appeals": "text",
    "appeal_outcomes": "decided_by",
    "checkpoints": "note",
}


@pytest.mark.parametrize(("table", "column"), SOME_COLUMN.items())
def test_the_record_cannot_be_changed_or_deleted(full: Store, raw: Raw, table: str, column: str) -> None:
    assert raw.run(on(table, "SELECT * FROM TABLE"))
    raw.refused("append_only", on(table, "UPDATE TABLE SET COLUMN = COLUMN", COLUMN=column))
    raw.refused("append_only", on(table, "DELETE FROM TABLE"))
    if not raw.sqlite:
        raw.refused("append_only", on(table, "TRUNCATE TABLE CASCADE"))


@pytest.mark.parametrize("table", ["users", "cases"])
def test_people_and_cases_keep_their_identity(full: Store, raw: Raw, table: str) -> None:
    raw.refused("append_only", on(table, "DELETE FROM TABLE"))
    raw.refused("append_only", on(table, "UPDATE TABLE SET id = 'x'"))
    if not raw.sqlite:
        raw.refused("append_only", on(table, "TRUNCATE TABLE CASCADE"))


@only_sqlite
@pytest.mark.parametrize("table", [*SOME_COLUMN, "users", "cases"])
def test_replace_cannot_overwrite_what_is_on_the_record(full: Store, raw: Raw, table: str) -> None:
    """SQLite's REPLACE deletes without asking the delete triggers, and finds the row by any unique key or by rowid."""
    rows = raw.run(on(table, "SELECT * FROM TABLE"))
    raw.refused("UNIQUE|ombud", on(table, "INSERT OR REPLACE INTO TABLE SELECT * FROM TABLE"))
    columns = [str(name) for _, name, *_ in raw.run(on(table, "PRAGMA table_info(TABLE)")) if name != "seq"]
    keys = {"id", "version", "appeal", "event", "name"}
    fresh = ", ".join(f"'new-' || {name}" if name in keys else name for name in columns)
    by_rowid = "INSERT OR REPLACE INTO TABLE (rowid, COLUMNS) SELECT rowid, FRESH FROM TABLE"
    raw.refused("UNIQUE|ombud", on(table, by_rowid, COLUMNS=", ".join(columns), FRESH=fresh))
    assert raw.run(on(table, "SELECT * FROM TABLE")) == rows


def test_an_entry_gets_its_place_once_and_in_order(published: Store, raw: Raw) -> None:
    with published.write() as unit:
        unit.ledger.put([entry("a"), entry("b")])
    raw.refused("ledger_gap", "UPDATE entries SET idx = 1 WHERE id = 'a'")
    raw.refused("append_only", "UPDATE entries SET idx = 0, record = salt WHERE id = 'a'")
    raw.run("UPDATE entries SET idx = 0 WHERE id = 'a'")
    raw.refused("append_only", "UPDATE entries SET idx = NULL WHERE id = 'a'")
    raw.refused("append_only", "UPDATE entries SET idx = 1 WHERE id = 'a'")
    raw.refused("ledger_gap", "UPDATE entries SET idx = 0 WHERE id = 'b'")
    insert, values = raw.copy_row("entries", "id", "a", id="c", idx=1)
    raw.refused("ledger_gap", "INSERT " + insert, *values)


def test_the_log_only_grows(full: Store, raw: Raw) -> None:
    (size,) = raw.run("SELECT max(size) FROM checkpoints")[0]
    for other in (size - 1, size, size + 1):
        raw.refused("ledger_gap", "INSERT INTO checkpoints (size, root, note, at) VALUES (?, ?, 'n', 1)", other, b"r")


# ── Ways around that only PostgreSQL has ──────────────────────────────────────────────────────────────────────────────
@only_postgresql
def test_neither_replication_mode_nor_a_temporary_table_gets_past_the_triggers(full: Store, raw: Raw) -> None:
    raw.run("SET session_replication_role = replica")
    raw.refused("append_only", "DELETE FROM decisions")
    raw.run("CREATE TEMP TABLE entries AS SELECT * FROM public.entries")
    raw.run(
        "UPDATE pg_temp.entries SET record = convert_to(replace(convert_from(record, 'UTF8'), 'hold', 'allow'), 'UTF8')"
    )
    insert, values = raw.copy_row("decisions", "id", "dec-held", id="dec-removed", measure="allow", statement=None)
    raw.refused("not_as_sealed", "INSERT " + insert, *values)
