"""The steps of every process, what may follow what, and where each process is."""

import sqlalchemy as sa
from alembic import op

from ombud.store.migrations.due_process.building import (
    check,
    index,
    key,
    moment,
    number,
    refers,
    run_script,
    unique,
    words,
)

__all__ = ["upgrade"]

_ROLES = ("reviewer", "lead", "admin", "operator", "person", "platform", "outsider", "automation", "clock")


def upgrade() -> None:
    """Before all others: they say what may follow what in their own process."""
    op.create_table(
        "process_arrows",
        words("kind"), words("state"), words("move"), words("next"),
        key("process_arrows", "kind", "state", "move"),
    )  # fmt: skip
    op.create_table(
        "process_steps",
        words("kind"), words("subject"), number("n"), words("move"), words("state"), moment("at"), words("role"),
        words("by_user", null=True), words("note"), moment("due", null=True), words("entry", null=True),
        key("process_steps", "kind", "subject", "n"),
        refers("process_steps", "by_user", "users.id"), refers("process_steps", "entry", "entries.id"),
        unique("process_steps", "entry"),
        check("process_steps", "role", " OR ".join(f"role = '{role}'" for role in _ROLES)),
        check("process_steps", "by", "(by_user IS NULL) = (role <> 'reviewer' AND role <> 'lead' AND role <> 'admin')"),
    )  # fmt: skip
    op.create_table(
        "process_states",
        words("kind"), words("subject"), number("n"), words("state"), moment("since"), moment("due", null=True),
        key("process_states", "kind", "subject"),
    )  # fmt: skip
    index("process_states", "kind", "state", "since", "subject")
    waits = sa.text("due IS NOT NULL")
    op.create_index(op.f("ix_process_states_due"), "process_states", ["kind", "due"],
                    sqlite_where=waits, postgresql_where=waits)  # fmt: skip
    run_script("steps")
