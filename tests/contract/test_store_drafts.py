"""Drafts and publications on both databases: what is kept, and what the databases themselves refuse."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import msgspec
import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

import ombud.store.migrations
from ombud.model import Conflict, Draft, DraftState, Forbidden, How, Move, Publication, Role, Step, canonical
from ombud.ports import DraftView, Store
from ombud.store import open_store
from tests.support.postgres import Server
from tests.support.raw import Raw, raw_connection
from tests.support.records import NOW, POLICY, entry, later, policy_entry, user

BASE, NEW = POLICY.version, "sha256:2"
SECOND = msgspec.structs.replace(POLICY, version=NEW, files={"a.md": "# B"}, published_at=later(days=1))
VALUES = " (draft, n, move, by_user, role, at, base, content, note) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"


@pytest.fixture
def written(store: Store) -> Store:
    """A policy in force; the leads Lea and Liv, the admin Ada, the reviewer Ron; and Lea's draft ``drf-1``."""
    with store.write() as unit:
        unit.policies.add(POLICY)
        for name, role in (("lea", Role.LEAD), ("liv", Role.LEAD), ("ada", Role.ADMIN), ("ron", Role.REVIEWER)):
            unit.people.add_user(user(name, role=role))
        unit.drafts.open(Draft("drf-1", "Kinder words", "usr-lea", NOW))
        unit.drafts.take(step(1, Move.OPENED, "lea", content=BASE), POLICY.files)
    return store


def step(n: int, move: Move, by: str, *, content: str = NEW, note: str = "", role: str = "", base: str = BASE) -> Step:
    role = role or ("admin" if by == "ada" else "lead")
    return Step("drf-1", n, move, f"usr-{by}", role, later(minutes=n), base, content, note)


def take(store: Store, *steps: Step) -> None:
    with store.write() as unit:
        for one in steps:
            unit.drafts.take(one, SECOND.files if one.content == NEW else None)


def approved(store: Store, by: str = "liv") -> Store:
    take(
        store,
        step(2, Move.EDITED, "lea"),
        step(3, Move.SUBMITTED, "lea", note="To be kinder."),
        step(4, Move.APPROVED, by),
    )
    return store


def publish(store: Store, **changes: object) -> None:
    with store.write() as unit:
        unit.ledger.put([policy_entry("pol-2", NEW)])
        given: dict[str, object] = {
            "reason": "To be kinder.", "role": "lead", "by": "usr-lea", "entry": "pol-2", "draft": "drf-1",
        }  # fmt: skip
        unit.policies.add(SECOND, How.PUBLISH, **(given | changes))  # type: ignore[arg-type]  # as each test has it
        if (given | changes)["draft"]:
            unit.drafts.take(step(5, Move.PUBLISHED, "lea"))


def view(store: Store) -> DraftView:
    with store.read() as unit:
        found = unit.drafts.get("drf-1")
    assert found is not None
    return found


# ── what is kept ─────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_draft_is_kept_with_every_step(written: Store) -> None:
    approved(written)
    found = view(written)
    assert found.draft == Draft("drf-1", "Kinder words", "usr-lea", NOW)
    assert [one.move for one in found.steps] == ["opened", "edited", "submitted", "approved"]
    assert found.steps[2] == step(3, Move.SUBMITTED, "lea", note="To be kinder.")
    assert found.state is DraftState.APPROVED
    assert found.writers == frozenset({"usr-lea"})
    with written.read() as unit:
        assert unit.drafts.files(NEW) == SECOND.files
        assert unit.drafts.files(BASE) == POLICY.files
        assert unit.drafts.files("sha256:0") is None
        assert unit.drafts.get("drf-0") is None


def test_drafts_under_way_and_drafts_that_are_over_are_listed_apart(written: Store) -> None:
    with written.write() as unit:
        unit.drafts.open(Draft("drf-2", "Another", "usr-liv", later(hours=1)))
        unit.drafts.take(msgspec.structs.replace(step(1, Move.OPENED, "liv", content=BASE), draft="drf-2"))
        assert [one.draft.id for one in unit.drafts.page()] == ["drf-2", "drf-1"]
        assert [one.draft.id for one in unit.drafts.page(limit=1, offset=1)] == ["drf-1"]
        unit.drafts.take(step(2, Move.WITHDRAWN, "lea", content=BASE))
        assert [one.draft.id for one in unit.drafts.page()] == ["drf-2"]
        assert [one.draft.id for one in unit.drafts.page(over=True)] == ["drf-1"]


def test_a_publication_says_how_why_and_by_which_roles(written: Store) -> None:
    publish(approved(written, by="ada"))
    with written.read() as unit:
        newest, first = unit.policies.publications()
        assert unit.policies.current() == SECOND
    assert newest == Publication(
        2, NEW, later(days=1), How.PUBLISH, "To be kinder.", "lead", "usr-lea", "pol-2", "drf-1", "lead", "admin"
    )
    assert first == Publication(1, BASE, NOW, How.START)
    assert view(written).state is DraftState.PUBLISHED


def test_an_operator_publishes_and_rolls_back_with_a_reason(written: Store) -> None:
    publish(written, draft=None, by=None, role="operator")
    with written.write() as unit:
        unit.ledger.put([policy_entry("pol-3", BASE)])
        unit.policies.add(POLICY, How.ROLLBACK, reason="It was too kind.", entry="pol-3")
        assert [(one.version, one.how) for one in unit.policies.publications()] == [
            (BASE, "rollback"), (NEW, "publish"), (BASE, "start"),
        ]  # fmt: skip


# ── a second person approves ─────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("by", ["lea", "liv"])
def test_whoever_wrote_in_a_draft_cannot_approve_it(written: Store, raw: Raw, by: str) -> None:
    take(written, step(2, Move.EDITED, "liv"), step(3, Move.SUBMITTED, "lea", note="Why."))
    with pytest.raises(Forbidden) as refused, written.write() as unit:
        unit.drafts.take(step(4, Move.APPROVED, by))
    assert refused.value.code == "own_draft"
    values = ("drf-1", 4, "approved", f"usr-{by}", "lead", 1, BASE, NEW, "")
    raw.refused("own_draft", "INSERT INTO draft_steps" + VALUES, *values)
    take(written, step(4, Move.APPROVED, "ada"))


def test_nobody_becomes_the_author_of_a_draft_afterwards(written: Store, raw: Raw) -> None:
    raw.refused("append_only", "UPDATE drafts SET author = 'usr-ron'")
    raw.refused("append_only", "UPDATE draft_steps SET by_user = 'usr-ron'")
    raw.refused("append_only", "DELETE FROM draft_steps")
    raw.run("INSERT INTO drafts (id, title, author, opened_at) VALUES ('drf-9', 't', 'usr-lea', 1)")
    raw.refused(
        "own_draft", "INSERT INTO draft_steps" + VALUES, "drf-9", 1, "opened", "usr-liv", "lead", 1, BASE, BASE, ""
    )


@pytest.mark.parametrize(("by", "role"), [("ron", "reviewer"), ("ron", "lead"), ("lea", "admin"), ("gone", "lead")])
def test_only_a_lead_or_an_admin_works_on_drafts_under_their_own_role(
    written: Store, raw: Raw, by: str, role: str
) -> None:
    raw.refused(
        "not_an_author|fk_",
        "INSERT INTO draft_steps" + VALUES,
        "drf-1",
        2,
        "edited",
        f"usr-{by}",
        role,
        1,
        BASE,
        BASE,
        "",
    )


def test_who_is_disabled_approves_nothing(written: Store) -> None:
    take(written, step(2, Move.EDITED, "lea"), step(3, Move.SUBMITTED, "lea", note="Why."))
    with written.write() as unit:
        unit.people.disable_user("usr-liv", later(days=1))
    with pytest.raises(Forbidden) as refused, written.write() as unit:
        unit.drafts.take(step(4, Move.APPROVED, "liv"))
    assert refused.value.code == "not_an_author"


@pytest.mark.parametrize(
    ("move", "content", "base"),
    [
        (Move.OPENED, NEW, BASE), (Move.SUBMITTED, NEW, BASE), (Move.PUBLISHED, NEW, BASE),
        (Move.APPROVED, BASE, BASE), (Move.RETURNED, BASE, BASE), (Move.EDITED, NEW, NEW),
    ],
)  # fmt: skip
def test_steps_come_in_their_order_and_only_edits_change_anything(
    written: Store, move: Move, content: str, base: str
) -> None:
    take(written, step(2, Move.EDITED, "lea"), step(3, Move.SUBMITTED, "lea", note="Why."))
    with written.write() as unit:
        unit.ledger.put([policy_entry("pol-2", NEW)])
        unit.policies.add(SECOND, entry="pol-2")
    with pytest.raises(Conflict) as refused, written.write() as unit:
        unit.drafts.take(step(4, move, "liv", content=content, base=base, note="x"))
    assert refused.value.code == "draft_wrong_step"


def test_an_edit_after_the_approval_voids_it(written: Store, raw: Raw) -> None:
    approved(written)
    take(written, step(5, Move.EDITED, "lea", content=BASE))
    assert view(written).state is DraftState.WRITING
    with pytest.raises(Forbidden) as refused:
        publish(written)
    assert refused.value.code == "not_approved"


def test_an_approval_names_what_was_approved(written: Store) -> None:
    approved(written)
    other = msgspec.structs.replace(SECOND, version="sha256:3")
    with written.write() as unit:
        unit.ledger.put([policy_entry("pol-2", other.version)])
    with pytest.raises(Forbidden) as refused, written.write() as unit:
        unit.policies.add(other, How.PUBLISH, reason="Why.", role="lead", by="usr-lea", entry="pol-2", draft="drf-1")
    assert refused.value.code == "not_approved"


@pytest.mark.parametrize("state", ["withdrawn", "published"])
def test_nothing_comes_after_the_end(written: Store, state: str) -> None:
    approved(written)
    if state == "published":
        publish(written)
    else:
        take(written, step(5, Move.WITHDRAWN, "lea"))
    for move in Move:
        with pytest.raises((Conflict, Forbidden)) as refused, written.write() as unit:
            unit.drafts.take(step(6, move, "ada", note="x"))
        assert refused.value.code == "draft_wrong_step"


@pytest.mark.parametrize("move", [Move.SUBMITTED, Move.RETURNED])
@pytest.mark.parametrize("note", ["", " ", "\u200b\u3164"])
def test_whoever_submits_or_returns_a_draft_says_why(written: Store, move: Move, note: str) -> None:
    take(written, step(2, Move.EDITED, "lea"))
    n = 3
    if move is Move.RETURNED:
        take(written, step(3, Move.SUBMITTED, "lea", note="Why."))
        n = 4
    with pytest.raises(Conflict) as refused, written.write() as unit:
        unit.drafts.take(step(n, move, "liv", note=note))
    assert refused.value.code == "reasons_missing"


def test_two_who_go_on_from_the_same_step_do_not_both_succeed(written: Store) -> None:
    take(written, step(2, Move.EDITED, "lea"))
    for n in (2, 4):
        with pytest.raises(Conflict) as refused, written.write() as unit:
            unit.drafts.take(step(n, Move.EDITED, "liv", content=BASE))
        assert refused.value.code == "draft_moved_on"


def test_of_eight_who_take_the_same_step_at_once_one_succeeds(written: Store) -> None:
    def edit(number: int) -> str:
        try:
            with written.write() as unit:
                unit.drafts.take(step(2, Move.EDITED, "liv", content=BASE, note=str(number)))
        except Conflict as refused:
            return refused.code
        return "taken"

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(edit, range(8))) == ["draft_moved_on"] * 7 + ["taken"]
    assert len(view(written).steps) == 2


def test_of_eight_who_publish_at_once_one_succeeds(written: Store) -> None:
    together = Barrier(8, timeout=20)

    def put(number: int) -> str:
        version = msgspec.structs.replace(SECOND, version=f"sha256:9{number}")
        together.wait()
        try:
            with written.write() as unit:
                unit.ledger.put([policy_entry(f"pol-9{number}", version.version)])
                unit.policies.add(version, How.PUBLISH, reason="At once.", entry=f"pol-9{number}", onto=BASE)
        except Conflict as refused:
            return refused.code
        return "published"

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(put, range(8))) == ["policy_moved_on"] * 7 + ["published"]
    with written.read() as unit:
        assert len(unit.policies.publications()) == 2
        assert unit.ledger.waiting() == 1


# ── what comes into force ────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("not_approved", {"draft": None}),
        ("not_approved", {"by": None, "role": "operator"}),
        ("not_an_author", {"by": "usr-ron", "role": "lead"}),
        ("not_an_author", {"role": "admin"}),
        ("not_an_author", {"by": None, "role": "lead", "draft": None}),
        ("reasons_missing", {"reason": " "}),
        ("not_in_ledger", {"entry": None}),
        ("not_in_ledger", {"entry": "pol-9"}),
    ],
)
def test_nobody_changes_the_policy_past_a_second_person_the_ledger_and_a_reason(
    written: Store, code: str, changes: dict[str, object]
) -> None:
    approved(written)
    with pytest.raises((Forbidden, Conflict)) as refused:
        publish(written, **changes)
    assert refused.value.code == code
    with written.read() as unit:
        assert unit.policies.current() == POLICY


def test_a_draft_of_an_older_version_is_not_published(written: Store) -> None:
    approved(written)
    third = msgspec.structs.replace(POLICY, version="sha256:3")
    with written.write() as unit:
        unit.ledger.put([policy_entry("pol-3", third.version)])
        unit.policies.add(third, entry="pol-3")
    with pytest.raises(Conflict) as refused:
        publish(written)
    assert refused.value.code == "policy_moved_on"
    with written.read() as unit:
        assert unit.policies.get(NEW) is None
        assert unit.ledger.entry("pol-2") is None


def test_raw_sql_puts_no_draft_in_force_that_nobody_else_approved(written: Store, raw: Raw) -> None:
    take(written, step(2, Move.EDITED, "lea"), step(3, Move.SUBMITTED, "lea", note="Why."))
    with written.write() as unit:
        unit.ledger.put([policy_entry("pol-2", NEW)])
    raw.run(
        "INSERT INTO policies (version, name, title, language, files, published_at) VALUES (?, 'n', 't', 'en', ?, 1)",
        NEW, canonical(SECOND.files),
    )  # fmt: skip
    sql = (
        "INSERT INTO publications (seq, version, at, how, reason, role, by_user, entry, draft)"
        " VALUES (?, ?, 1, ?, 'Why.', ?, ?, 'pol-2', ?)"
    )
    raw.refused("not_approved", sql, 2, NEW, "publish", "lead", "usr-lea", "drf-1")
    raw.refused("not_approved", sql, 2, NEW, "rollback", "lead", "usr-lea", "drf-1")
    raw.refused("never_in_force", sql, 2, NEW, "rollback", "lead", "usr-lea", None)
    raw.refused("reasons_missing", sql, 2, NEW, "unstated", "operator", None, None)
    raw.refused("policy_moved_on", sql, 9, NEW, "publish", "operator", None, None)
    raw.refused("policy_moved_on|UNIQUE|pk_publications", sql, 1, NEW, "publish", "operator", None, None)


@pytest.mark.parametrize(
    ("code", "how", "version", "role", "by", "named"),
    [
        ("not_in_ledger", "start", NEW, "operator", None, None),
        ("not_in_ledger", "publish", NEW, "operator", None, None),
        ("not_in_ledger", "publish", NEW, "operator", None, "sha256:3"),
        ("not_an_author", "start", NEW, "lead", "usr-lea", NEW),
        ("not_an_author", "start", NEW, "lead", None, NEW),
        ("reasons_missing", "start", BASE, "operator", None, BASE),
    ],
)  # fmt: skip
def test_raw_sql_starts_with_nothing_that_has_no_entry_of_its_own(
    written: Store, raw: Raw, code: str, how: str, version: str, role: str, by: str | None, named: str | None
) -> None:
    """And with nobody's name under it. `named` is the version that the ledger entry is about."""
    third = msgspec.structs.replace(SECOND, version="sha256:3")
    with written.write() as unit:
        unit.ledger.put([policy_entry("pol-3", third.version)])
        unit.policies.add(third, entry="pol-3")
        if named:
            record = canonical({"previous": NEW, "reason": f'"version":"{NEW}"', "version": named})
            unit.ledger.put([entry("pol-4", kind="policy_version", record=record)])
    raw.run(
        "INSERT INTO policies (version, name, title, language, files, published_at) VALUES (?, 'n', 't', 'en', ?, 1)",
        NEW, canonical(SECOND.files),
    )  # fmt: skip
    sql = (
        "INSERT INTO publications (seq, version, at, how, reason, role, by_user, entry, draft)"
        " VALUES (3, ?, 1, ?, ?, ?, ?, ?, NULL)"
    )
    raw.refused(code, sql, version, how, "" if how == "start" else "Why.", role, by, "pol-4" if named else None)


def test_an_entry_of_the_ledger_proves_one_publication(written: Store) -> None:
    publish(written, draft=None, by=None, role="operator")
    with written.write() as unit:
        unit.ledger.put([policy_entry("pol-3", BASE)])
        unit.policies.add(POLICY, How.ROLLBACK, reason="Why.", entry="pol-3")
    with pytest.raises(Conflict) as refused, written.write() as unit:
        unit.policies.add(SECOND, How.ROLLBACK, reason="Why.", entry="pol-2")
    assert refused.value.code == "not_in_ledger"


@pytest.mark.parametrize(
    ("table", "column"),
    [("drafts", "title"), ("draft_contents", "files"), ("draft_steps", "note"), ("publications", "reason")],
)
def test_what_was_drafted_is_never_changed_or_deleted(written: Store, raw: Raw, table: str, column: str) -> None:
    rows = raw.run(f"SELECT * FROM {table}")  # noqa: S608 - our own names
    assert rows
    raw.refused("append_only", f"UPDATE {table} SET {column} = {column}")  # noqa: S608 - our own names
    raw.refused("append_only", f"DELETE FROM {table}")  # noqa: S608 - our own names
    if raw.sqlite:
        raw.refused("UNIQUE|ombud", f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")  # noqa: S608 - our own names
    else:
        raw.refused("append_only", f"TRUNCATE {table} CASCADE")
    assert raw.run(f"SELECT * FROM {table}") == rows  # noqa: S608 - our own names


# ── from the schema before ───────────────────────────────────────────────────────────────────────────────────────────
def test_what_was_published_before_reasons_were_kept_is_carried_over(
    request: pytest.FixtureRequest, tmp_path: object
) -> None:
    for url in _empty_databases(request, tmp_path):
        _first_schema(url)
        at = 1_795_341_600_123_456
        record = canonical({"name": "basics", "published_at": NOW.isoformat(), "version": BASE})
        with raw_connection(url) as raw:
            raw.run(
                "INSERT INTO policies VALUES (?, 'basics', 'Basics', 'en', ?, ?)", BASE, canonical(POLICY.files), at
            )
            raw.run("INSERT INTO policies VALUES (?, 'basics', 'Basics', 'en', ?, ?)", NEW, b"{}", at)
            for seq, version in ((1, BASE), (2, NEW), (3, BASE)):
                raw.run("INSERT INTO publications (seq, version, at) VALUES (?, ?, ?)", seq, version, at + seq - 1)
            raw.run(
                "INSERT INTO entries (id, type, period, record, salt, commitment)"
                " VALUES ('pol-1', 'policy_version', '2026-11-22', ?, ?, ?)", record, b"s" * 32, b"c" * 32,
            )  # fmt: skip
        store = open_store(url)
        with store.read() as unit:
            found = unit.policies.publications()
            current = unit.policies.current()
        store.close()
        assert [(one.seq, one.version, one.how, one.reason, one.entry) for one in found] == [
            (3, BASE, "unstated", "", None), (2, NEW, "unstated", "", None), (1, BASE, "unstated", "", "pol-1"),
        ]  # fmt: skip
        assert found[-1].at == NOW
        assert current == POLICY
        with raw_connection(url) as raw:
            raw.refused("append_only", "DELETE FROM publications")


def _empty_databases(request: pytest.FixtureRequest, tmp_path: object) -> list[str]:
    server: Server = request.getfixturevalue("postgres_server")
    return [f"sqlite:///{tmp_path}/before.db", server.url(server.create())]


def _first_schema(url: str) -> None:
    """The database as the first release left it."""
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", ombud.store.migrations.__path__[0])
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    engine.dispose()
