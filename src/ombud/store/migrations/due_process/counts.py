"""How many there are of what waits and of what happened, kept by the database itself; and what waits, in its order."""

import sqlalchemy as sa
from alembic import op

from ombud.store.migrations.due_process.building import index, key, number, run_script, words

__all__ = ["upgrade"]

_THERE = (
    "SELECT kind, state, count(*) FROM process_states GROUP BY kind, state",
    "SELECT 'outbox', state, count(*) FROM outbox GROUP BY state",
    "SELECT 'case', severity || '/' || queue, count(*) FROM cases WHERE state = 'open' GROUP BY severity, queue",
)


def upgrade() -> None:
    """Last of all: it counts what the others have put there, and goes on from that."""
    seq = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "counts",
        sa.Column("seq", seq, autoincrement=True, nullable=False), words("kind"), words("state"), number("n"),
        key("counts", "seq"),
    )  # fmt: skip
    index("counts", "kind", "state")
    for counted in _THERE:
        op.execute(sa.text(f"INSERT INTO counts (kind, state, n) {counted}"))
    run_script("counts")
    _queues()


def _queues() -> None:
    """Open cases, and messages in one state, in the order in which people see them."""
    op.drop_index("ix_outbox_parked", "outbox")
    index("outbox", "state", "seq")
    op.drop_index("ix_cases_open_queue", "cases")
    open_ = sa.text("state = 'open'")
    for name, columns in (("ix_cases_open", ()), ("ix_cases_open_queue", ("queue",))):
        op.create_index(op.f(name), "cases", [*columns, "severity", "opened_at", "id"],
                        sqlite_where=open_, postgresql_where=open_)  # fmt: skip
