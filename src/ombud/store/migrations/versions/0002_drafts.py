"""Drafts of policies, and why and by whom each version was put in force.

`publications` is made anew with more columns. What is there is carried over: nobody was asked for a reason then, so its
way is ``unstated``, and the ledger entry is the one that was written in the same moment. Frozen: a change to the schema
is a new file beside this one.
"""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def upgrade() -> None:
    """Drafts first, since a publication may name one; then the triggers over both."""
    _drafts()
    _publications()
    dialect = op.get_bind().dialect.name
    script = Path(__file__).with_name(f"0002_drafts.{dialect}.sql").read_text(encoding="utf-8")
    for paragraph in script.split("\n\n"):
        op.get_bind().exec_driver_sql(paragraph)


def _words(name: str, *, null: bool = False) -> sa.Column[str]:
    kind = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    return sa.Column(name, kind, nullable=null)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False, autoincrement=False)


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{table}"))


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=op.f(f"fk_{table}_{column}"))


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def _drafts() -> None:
    op.create_table(
        "draft_contents",
        _words("content"), sa.Column("files", sa.LargeBinary(), nullable=False),
        _key("draft_contents", "content"),
    )  # fmt: skip
    op.create_table(
        "drafts",
        _words("id"), _words("title"), _words("author"), _number("opened_at"),
        _key("drafts", "id"),
        _refers("drafts", "author", "users.id"),
    )  # fmt: skip
    moves = "'opened', 'edited', 'rebased', 'submitted', 'returned', 'approved', 'withdrawn', 'published'"
    op.create_table(
        "draft_steps",
        _words("draft"), _number("n"), _words("move"), _words("by_user"), _words("role"), _number("at"),
        _words("base"), _words("content"), _words("note"),
        _key("draft_steps", "draft", "n"),
        _refers("draft_steps", "draft", "drafts.id"),
        _refers("draft_steps", "by_user", "users.id"),
        _refers("draft_steps", "base", "policies.version"),
        _refers("draft_steps", "content", "draft_contents.content"),
        _check("draft_steps", "move", f"move IN ({moves})"),
    )  # fmt: skip


def _publications() -> None:
    bind = op.get_bind()
    before = bind.execute(sa.text("SELECT seq, version, at FROM publications ORDER BY seq")).all()
    op.drop_table("publications")
    table = op.create_table(
        "publications",
        _number("seq"), _words("version"), _number("at"), _words("how"), _words("reason"), _words("role"),
        _words("by_user", null=True), _words("entry", null=True), _words("draft", null=True),
        _key("publications", "seq"),
        sa.UniqueConstraint("draft", name=op.f("uq_publications_draft")),
        sa.UniqueConstraint("entry", name=op.f("uq_publications_entry")),
        _refers("publications", "version", "policies.version"),
        _refers("publications", "by_user", "users.id"),
        _refers("publications", "entry", "entries.id"),
        _refers("publications", "draft", "drafts.id"),
        _check("publications", "how", "how IN ('unstated', 'start', 'publish', 'rollback')"),
        _check("publications", "role", "role IN ('operator', 'lead', 'admin')"),
        _check("publications", "reason", "how IN ('unstated', 'start') OR trim(reason) <> ''"),
    )  # fmt: skip
    entries = _entries(bind)
    for row in before:
        old: dict[str, Any] = {"seq": row.seq, "version": row.version, "at": row.at, "how": "unstated", "reason": ""}
        entry = entries.pop((row.version, row.at), None)
        bind.execute(sa.insert(table).values(**old, role="operator", by_user=None, entry=entry, draft=None))


def _entries(bind: sa.Connection) -> dict[tuple[str, int], str]:
    """The ledger's entries about policies, by version and by when it was published (microseconds since 1970)."""
    found = {}
    for entry, record in bind.execute(sa.text("SELECT id, record FROM entries WHERE type = 'policy_version'")):
        said = json.loads(bytes(record))
        at = datetime.fromisoformat(said["published_at"])
        found[said["version"], (at - _EPOCH) // timedelta(microseconds=1)] = entry
    return found
