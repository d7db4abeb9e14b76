"""The first schema: the record, due process, people, the outbox and the ledger, and the constitution over them.

Frozen: a change to the schema is a new file beside this one.
"""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Tables in the order in which they refer to each other, then the triggers."""
    _policies_and_people()
    _record()
    _decisions()
    _due_process()
    _work()
    dialect = op.get_bind().dialect.name
    if dialect == "postgresql":  # decisions and appeals refer to each other; SQLite takes a name that is still to come
        op.create_foreign_key(op.f("fk_decisions_appeal"), "decisions", "appeals", ["appeal"], ["id"])
    script = Path(__file__).with_name(f"0001_constitution.{dialect}.sql").read_text(encoding="utf-8")
    for paragraph in script.split("\n\n"):
        op.get_bind().exec_driver_sql(paragraph)


def _words(name: str, *, null: bool = False) -> sa.Column[str]:
    kind = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    return sa.Column(name, kind, nullable=null)


def _blob(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=False)


def _number(name: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=null, autoincrement=False)


def _small(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _seq() -> sa.Column[int]:
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column("seq", kind, nullable=False, autoincrement=True)


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{table}"))


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def _refers(table: str, columns: list[str], to: list[str], **options: Any) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(columns, to, name=op.f(f"fk_{table}_{'_'.join(columns)}"), **options)


def _index(name: str, table: str, columns: list[str], *, where: str | None = None, unique: bool = False) -> None:
    condition = None if where is None else sa.text(where)
    op.create_index(op.f(name), table, columns, unique=unique, sqlite_where=condition, postgresql_where=condition)


def _policies_and_people() -> None:
    op.create_table(
        "policies",
        _words("version"), _words("name"), _words("title"), _words("language"), _blob("files"), _number("published_at"),
        _key("policies", "version"),
    )  # fmt: skip
    op.create_table(
        "publications",
        _number("seq"), _words("version"), _number("at"),
        _key("publications", "seq"),
        _refers("publications", ["version"], ["policies.version"]),
    )  # fmt: skip
    op.create_table(
        "users",
        _words("id"), _words("name"), _words("role"), _words("password_hash"), _number("created_at"),
        _number("disabled_at", null=True),
        _key("users", "id"),
        _unique("users", "name"),
        _check("users", "role", "role IN ('reviewer', 'lead', 'admin')"),
    )  # fmt: skip
    op.create_table(
        "sessions",
        _blob("token_hash"), _words("user_id"), _number("created_at"), _number("expires_at"),
        _key("sessions", "token_hash"),
        _refers("sessions", ["user_id"], ["users.id"]),
    )  # fmt: skip
    op.create_table(
        "api_keys",
        _words("id"), _words("name"), _blob("secret_hash"), _words("scopes"), _number("created_at"),
        _number("revoked_at", null=True),
        _key("api_keys", "id"),
        _unique("api_keys", "secret_hash"),
    )  # fmt: skip


def _record() -> None:
    op.create_table(
        "events",
        _words("id"), _words("type"), _number("at"), _words("item"), _words("author", null=True), _words("source"),
        _blob("body"), _blob("digest"), _number("received_at"),
        _key("events", "id"),
    )  # fmt: skip
    _index("ix_events_at_id", "events", ["at", "id"])
    _index("ix_events_authors", "events", ["item", "received_at", "id"], where="author IS NOT NULL")
    op.create_table(
        "entries",
        _seq(), _words("id"), _words("type"), _words("period"), _blob("record"), _blob("salt"), _blob("commitment"),
        _number("idx", null=True),
        _key("entries", "seq"),
        _unique("entries", "id"),
        _check("entries", "sealed", "length(record) > 0 AND length(salt) = 32 AND length(commitment) = 32"),
    )  # fmt: skip
    _index("uq_entries_idx", "entries", ["idx"], where="idx IS NOT NULL", unique=True)
    _index("ix_entries_waiting", "entries", ["seq"], where="idx IS NULL")
    op.create_table(
        "checkpoints",
        _number("size"), _blob("root"), _words("note"), _number("at"),
        _key("checkpoints", "size"),
        _check("checkpoints", "size", "size >= 0"),
    )  # fmt: skip
    op.create_table(
        "cases",
        _words("id"), _words("item"), _words("queue"), _words("severity"), _number("opened_at"), _words("state"),
        _small("version"), _number("closed_at", null=True),
        _key("cases", "id"),
        _unique("cases", "id", "item"),
        _check("cases", "severity", "severity IN ('critical', 'high', 'medium', 'low')"),
        _check(
            "cases", "state",
            "(state = 'open' AND closed_at IS NULL) OR (state = 'closed' AND closed_at IS NOT NULL)",
        ),
    )  # fmt: skip
    _index("uq_cases_open_item", "cases", ["item"], where="state = 'open'", unique=True)
    _index("ix_cases_open_queue", "cases", ["queue"], where="state = 'open'")


def _decisions() -> None:
    reasons = {
        "sqlite": (
            "json_valid(body) AND (coalesce(json_array_length(body, '$.cited'), 0) > 0"
            " OR trim(coalesce(json_extract(body, '$.facts'), '')) <> '')"
        ),
        "postgresql": (
            "CASE WHEN coalesce(json_array_length(replace(body, '\\u0000', '\\u0001')::json -> 'cited'), 0) > 0"
            " THEN true"
            " ELSE coalesce(btrim(replace(body, '\\u0000', '\\u0001')::json ->> 'facts'), '') <> '' END"
        ),
    }
    op.create_table(
        "statements",
        _words("id"), _words("decision"), _words("body"), _number("at"),
        _key("statements", "id"),
        _unique("statements", "decision"),
        _unique("statements", "id", "decision"),
        _check("statements", "reasons", reasons[op.get_bind().dialect.name]),
    )  # fmt: skip
    measures = "'allow', 'label', 'warn', 'limit', 'age_gate', 'geo_restrict', 'hold', 'remove', 'suspend', 'restore'"
    op.create_table(
        "decisions",
        _seq(), _words("id"), _words("event"), _words("item"), _words("measure"), _words("actor_kind"),
        _words("by_user", null=True), _words("policy"), _words("statement", null=True), _words("case_id", null=True),
        _words("proposed", null=True), _words("replaces", null=True), _words("appeal", null=True),
        _words("first_clause"), _number("at"), _number("received_at"),
        _key("decisions", "seq"),
        _unique("decisions", "id"),
        _unique("decisions", "event"),
        _refers("decisions", ["id"], ["entries.id"]),
        _refers("decisions", ["event"], ["events.id"]),
        _refers("decisions", ["by_user"], ["users.id"]),
        _refers("decisions", ["policy"], ["policies.version"]),
        _refers("decisions", ["statement", "id"], ["statements.id", "statements.decision"]),
        _refers("decisions", ["case_id", "item"], ["cases.id", "cases.item"]),
        _refers("decisions", ["replaces"], ["decisions.id"]),
        _refers("decisions", ["appeal"], ["appeals.id"], use_alter=True),
        _check("decisions", "measure", f"measure IN ({measures})"),
        _check(
            "decisions", "no_restriction_without_reasons", "measure IN ('allow', 'restore') OR statement IS NOT NULL"
        ),
        _check(
            "decisions", "actor",
            "(actor_kind = 'automation' AND by_user IS NULL) OR (actor_kind = 'human' AND by_user IS NOT NULL)",
        ),
        _check("decisions", "no_appeal_by_machine", "appeal IS NULL OR actor_kind = 'human' OR measure = 'restore'"),
    )  # fmt: skip
    _index("ix_decisions_item_seq", "decisions", ["item", "seq"])
    _index("ix_decisions_at", "decisions", ["at"])
    _index("ix_decisions_case", "decisions", ["case_id"], where="case_id IS NOT NULL")
    _index("ix_decisions_replaces", "decisions", ["replaces"], where="replaces IS NOT NULL")
    _index("ix_decisions_appeal", "decisions", ["appeal"], where="appeal IS NOT NULL")


def _due_process() -> None:
    op.create_table(
        "notices",
        _words("id"), _words("decision"), _words("person"), _blob("token_hash"), _number("created_at"),
        _key("notices", "id"),
        _unique("notices", "token_hash"),
        _refers("notices", ["decision"], ["decisions.id"]),
    )  # fmt: skip
    _index("ix_notices_decision", "notices", ["decision"])
    op.create_table(
        "appeals",
        _words("id"), _words("decision"), _words("case_id"), _words("item"), _words("text"), _number("filed_at"),
        _words("event"),
        _key("appeals", "id"),
        _unique("appeals", "decision"),
        _refers("appeals", ["decision"], ["decisions.id"]),
        _refers("appeals", ["case_id", "item"], ["cases.id", "cases.item"]),
        _refers("appeals", ["event"], ["events.id"]),
    )  # fmt: skip
    _index("ix_appeals_filed_at", "appeals", ["filed_at"])
    _index("ix_appeals_item", "appeals", ["item"])
    op.create_table(
        "appeal_outcomes",
        _words("appeal"), _words("outcome"), _words("reasons"), _words("decided_by"), _words("decision"), _number("at"),
        _key("appeal_outcomes", "appeal"),
        _unique("appeal_outcomes", "decision"),
        _refers("appeal_outcomes", ["appeal"], ["appeals.id"]),
        _refers("appeal_outcomes", ["decided_by"], ["users.id"]),
        _refers("appeal_outcomes", ["decision"], ["decisions.id"]),
        _check("appeal_outcomes", "outcome", "outcome IN ('uphold', 'partly', 'overturn')"),
        _check("appeal_outcomes", "reasons", "trim(reasons) <> ''"),
    )  # fmt: skip


def _work() -> None:
    op.create_table(
        "outbox",
        _seq(), _words("id"), _words("topic"), _words("subject"), _blob("payload"), _number("created_at"),
        _number("due_at"), _words("state"), _small("attempts"), _words("last_error", null=True),
        _number("done_at", null=True),
        _key("outbox", "seq"),
        _unique("outbox", "id"),
        _check("outbox", "state", "state IN ('waiting', 'done', 'parked')"),
    )  # fmt: skip
    _index("ix_outbox_subject", "outbox", ["subject"])
    _index("ix_outbox_due", "outbox", ["topic", "due_at"], where="state = 'waiting'")
    _index("ix_outbox_parked", "outbox", ["seq"], where="state = 'parked'")
    op.create_table("progress", _words("key"), _number("value"), _key("progress", "key"))
