"""Reports, and whose come first."""

import sqlalchemy as sa
from alembic import op

from ombud.store.migrations.due_process.building import (
    arrows,
    blob,
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


def upgrade() -> None:
    """What was told, by whom, what it led to, and what may follow what."""
    op.create_table(
        "flaggers",
        words("id"), words("name"), words("awarded_by"), blob("key_hash"), moment("added_at"),
        key("flaggers", "id"), unique("flaggers", "key_hash"),
    )  # fmt: skip
    op.create_table(
        "reports",
        words("id"), words("item"), words("url", null=True), words("clause", null=True), words("law", null=True),
        words("explanation"), words("language"), words("content"), words("reporter", null=True),
        words("network", null=True), words("flagger", null=True), words("platform", null=True), blob("token_hash"),
        moment("filed_at"),
        key("reports", "id"), unique("reports", "token_hash"), refers("reports", "flagger", "flaggers.id"),
        refers("reports", "platform", "api_keys.id"),
        check("reports", "ground", "(clause IS NULL) <> (law IS NULL)"),
        check("reports", "explanation", "trim(explanation) <> ''"),
    )  # fmt: skip
    for column in ("item", "reporter", "flagger"):
        index("reports", column)
    op.create_table(
        "report_contacts",
        words("report"), words("name"), words("email"),
        key("report_contacts", "report"), refers("report_contacts", "report", "reports.id"),
    )  # fmt: skip
    op.create_table(
        "report_cases",
        words("report"), words("case_id"), words("item"),
        key("report_cases", "report"), refers("report_cases", "report", "reports.id"),
        sa.ForeignKeyConstraint(["case_id", "item"], ["cases.id", "cases.item"],
                                name=op.f("fk_report_cases_case_id_item")),
    )  # fmt: skip
    index("report_cases", "case_id")
    op.create_table(
        "report_answers",
        words("report"), number("n"), words("decision"),
        key("report_answers", "report", "n"), refers("report_answers", "report", "reports.id"),
        refers("report_answers", "decision", "decisions.id"),
    )  # fmt: skip
    index("report_answers", "decision")
    op.create_table("network_secrets", words("day"), blob("secret"), key("network_secrets", "day"))
    _arrows()
    run_script("reports")


def _arrows() -> None:
    arrows(
        "report",
        ("", "file", "received"),
        ("received", "join", "in_review"),
        ("received", "pause", "paused"),
        ("received", "find_cleared", "refused"),
        ("received", "find_done", "acted_on"),
        ("paused", "join", "in_review"),
        ("paused", "find_cleared", "refused"),
        ("paused", "find_done", "acted_on"),
        ("in_review", "act", "acted_on"),
        ("in_review", "refuse", "refused"),
        ("in_review", "dismiss", "unfounded"),
        ("refused", "complain", "complained"),
        ("unfounded", "complain", "complained"),
        ("complained", "overturn", "acted_on"),
        ("complained", "uphold", "closed"),
    )
    arrows(
        "reporter",
        ("", "warn", "warned"),
        ("warned", "pause", "paused"),
        ("warned", "forgive", "in_good_standing"),
        ("paused", "resume", "warned"),
        ("paused", "lift", "warned"),
        ("paused", "object", "objected"),
        ("objected", "overturn", "warned"),
        ("objected", "uphold", "confirmed"),
        ("objected", "lapse", "warned"),
        ("objected", "resume", "warned"),
        ("objected", "lift", "warned"),
        ("confirmed", "resume", "warned"),
        ("confirmed", "lift", "warned"),
        ("in_good_standing", "warn", "warned"),
    )
    arrows(
        "flagger",
        ("", "appoint", "trusted"),
        ("trusted", "suspend", "suspended"),
        ("trusted", "remove", "removed"),
        ("suspended", "reinstate", "trusted"),
        ("suspended", "remove", "removed"),
    )
