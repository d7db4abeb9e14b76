"""Notices on their way, the grounds on which some wait, and how people can be reached."""

import sqlalchemy as sa
from alembic import op

from ombud.store.migrations.due_process.building import arrows, check, index, key, moment, refers, run_script, words

__all__ = ["upgrade"]

_GROUNDS = "'bulk_deception', 'child_abuse', 'legal_gag'"
_EARLIER = (
    """INSERT INTO process_steps (kind, subject, n, move, state, at, role, note)
       SELECT 'notice', id, 1, 'create', 'created', created_at, 'automation', '' FROM notices""",
    """INSERT INTO process_steps (kind, subject, n, move, state, at, role, note)
       SELECT 'notice', id, 2, 'send', 'sent', created_at, 'automation', '' FROM notices
       WHERE EXISTS (SELECT 1 FROM outbox WHERE subject = notices.decision AND topic = 'webhook')""",
    """INSERT INTO process_steps (kind, subject, n, move, state, at, role, note)
       SELECT 'notice', id, 3, 'deliver', 'delivered', told.at, 'automation', '' FROM notices
       JOIN (SELECT subject, max(done_at) AS at FROM outbox WHERE topic = 'webhook'
             GROUP BY subject HAVING min(CASE WHEN state = 'done' THEN 1 ELSE 0 END) = 1) AS told
         ON told.subject = notices.decision""",
)
"""What became of the notices of earlier versions, as far as the outbox still knows."""


def upgrade() -> None:
    """The tables, the machine, and the steps of the notices that are there."""
    op.create_table(
        "notice_withholdings",
        words("notice"), words("decision"), words("ground"), words("basis"), moment("at"), moment("until", null=True),
        key("notice_withholdings", "notice"),
        refers("notice_withholdings", "notice", "notices.id"),
        refers("notice_withholdings", "decision", "decisions.id"),
        check("notice_withholdings", "ground", f"ground IN ({_GROUNDS})"),
        check("notice_withholdings", "until", "(until IS NOT NULL) = (ground = 'legal_gag')"),
        check("notice_withholdings", "basis", "trim(basis) <> ''"),
    )  # fmt: skip
    index("notice_withholdings", "decision")
    index("notice_withholdings", "at")
    index("notices", "person")
    op.create_table(
        "contacts",
        words("person"), words("email", null=True), words("language", null=True), moment("at"),
        key("contacts", "person"),
        check("contacts", "something", "email IS NOT NULL OR language IS NOT NULL"),
    )  # fmt: skip
    arrows(
        "notice",
        ("", "create", "created"), ("", "withhold", "withheld"), ("withheld", "release", "created"),
        ("created", "send", "sent"), ("created", "read", "read"),
        ("sent", "deliver", "delivered"), ("sent", "fail", "undeliverable"), ("sent", "read", "read"),
        ("delivered", "read", "read"),
        ("undeliverable", "send", "sent"), ("undeliverable", "deliver", "delivered"), ("undeliverable", "read", "read"),
    )  # fmt: skip
    for statement in _EARLIER:
        op.execute(sa.text(statement))
    run_script("notices")
