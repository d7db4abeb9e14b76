"""Appeals step by step: terms, evidence, who has one, who is asked from outside, disputes."""

import time
from collections.abc import Iterator

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

_DAY = 86_400_000_000
_TARGET, _DEADLINE = 7 * _DAY, 14 * _DAY
_HOW = "'confirmed', 'led', 'approved', 'drafted', 'advised', 'invited'"
_HEARD = {"uphold": "upheld", "partly": "partly_overturned", "overturn": "overturned"}


def upgrade() -> None:
    """What is there already goes on: appeals that wait get the full time from now on, the others their last state."""
    _terms()
    _board()
    _outside()
    _disputes()
    arrows("appeal", *_appeal())
    arrows(
        "outside_review",
        ("", "invite", "invited"), ("invited", "accept", "accepted"), ("invited", "decline", "declined"),
        ("accepted", "decline", "declined"), ("accepted", "hear", "heard"), ("invited", "revoke", "revoked"),
        ("accepted", "revoke", "revoked"), ("invited", "expire", "expired"), ("accepted", "expire", "expired"),
    )  # fmt: skip
    arrows(
        "dispute",
        ("", "open", "opened"), ("opened", "withdraw", "closed"), ("opened", "confirm", "confirmed"),
        ("opened", "reverse", "reversed"), ("reversed", "implement", "implemented"),
        ("reversed", "decline", "declined"),
    )  # fmt: skip
    _carry_over()
    run_script("appeals")


def _appeal() -> Iterator[tuple[str, str, str]]:
    yield from (("", "file", "filed"), ("filed", "assign", "assigned"), ("assigned", "give_back", "filed"))
    yield from (("overdue", "assign", "overdue"), ("overdue", "give_back", "overdue"))
    for state in ("filed", "assigned", "overdue"):
        for move in ("add_evidence", "expedite", "not_expedite", "remind"):
            yield state, move, state
        for outcome, after in _HEARD.items():
            yield state, outcome, after
        yield state, "withdraw", "withdrawn"
    for state in ("filed", "assigned"):
        yield state, "restore", "lapsed_restored"
        yield state, "except", "overdue"


def _terms() -> None:
    op.create_table(
        "appeal_terms",
        words("appeal"), words("language"), moment("target"), moment("deadline"), words("urgency", null=True),
        words("claim"),
        key("appeal_terms", "appeal"), refers("appeal_terms", "appeal", "appeals.id"),
        check("appeal_terms", "urgency", "urgency IN ('elections', 'journalism', 'safety')"),
        check("appeal_terms", "target", "target <= deadline"),
    )  # fmt: skip
    op.create_table(
        "appeal_evidence",
        words("appeal"), number("n"), words("text"), words("links"), moment("at"),
        key("appeal_evidence", "appeal", "n"), refers("appeal_evidence", "appeal", "appeals.id"),
    )  # fmt: skip


def _board() -> None:
    op.create_table(
        "appeal_board",
        words("appeal"), words("item"), words("case_id"), words("language"), words("post_language"), words("clauses"),
        words("lane"), number("urgent"), moment("filed_at"), moment("target"), moment("deadline"),
        words("holder", null=True), moment("held_until", null=True), moment("reminded_at", null=True),
        key("appeal_board", "appeal"), refers("appeal_board", "appeal", "appeals.id"),
        refers("appeal_board", "holder", "users.id"),
        check("appeal_board", "lane", "lane IN ('normal', 'claimed', 'expedited')"),
        check("appeal_board", "held", "(holder IS NULL) = (held_until IS NULL)"),
    )  # fmt: skip
    index("appeal_board", "urgent", "target", "appeal")
    index("appeal_board", "holder", "held_until")
    op.create_table(
        "reviewer_skills",
        words("user_id"), words("languages"), words("knows"),
        key("reviewer_skills", "user_id"), refers("reviewer_skills", "user_id", "users.id"),
    )  # fmt: skip


def _outside() -> None:
    op.create_table(
        "involvements",
        words("item"), words("case_id"), words("user_id"), words("how"), moment("at"),
        key("involvements", "item", "case_id", "user_id", "how"), refers("involvements", "user_id", "users.id"),
        check("involvements", "how", f"how IN ({_HOW})"),
    )  # fmt: skip
    index("involvements", "case_id")
    op.create_table(
        "outsiders",
        words("user_id"), words("appeal"), blob("token_hash"), words("invited_by"), moment("created_at"),
        moment("expires_at"),
        key("outsiders", "user_id"), unique("outsiders", "token_hash"),
        refers("outsiders", "user_id", "users.id"), refers("outsiders", "appeal", "appeals.id"),
        refers("outsiders", "invited_by", "users.id"),
        check("outsiders", "somebody_else", "invited_by <> user_id"),
    )  # fmt: skip
    index("outsiders", "appeal")


def _disputes() -> None:
    op.create_table(
        "dispute_bodies",
        words("id"), words("name"), words("url"), words("languages"), words("subjects"), moment("added_at"),
        moment("removed_at", null=True),
        key("dispute_bodies", "id"),
    )  # fmt: skip
    op.create_table(
        "disputes",
        words("id"), words("decision"), words("body"), words("reference"), moment("opened_at"),
        key("disputes", "id"), refers("disputes", "decision", "decisions.id"),
        refers("disputes", "body", "dispute_bodies.id"),
    )  # fmt: skip
    index("disputes", "decision")


def _carry_over() -> None:
    """The steps of appeals from before steps were kept. Those that wait were promised no time: theirs begins now."""
    now, bind = time.time_ns() // 1000, op.get_bind()
    before = bind.execute(
        sa.text(
            "SELECT appeals.id, appeals.item, appeals.case_id, appeals.filed_at, decisions.first_clause, outcome,"
            " appeal_outcomes.at AS heard_at"
            " FROM appeals JOIN decisions ON decisions.id = appeals.decision"
            " LEFT JOIN appeal_outcomes ON appeal_outcomes.appeal = appeals.id ORDER BY appeals.id"
        )
    ).all()
    for one in before:
        filed = one.filed_at if one.outcome else now
        _into("appeal_terms", appeal=one.id, language="", target=filed + _TARGET, deadline=filed + _DEADLINE, claim="")
        first = {"kind": "appeal", "subject": one.id, "n": 1, "note": "", "role": "person"}
        due = None if one.outcome else now + _TARGET
        _into("process_steps", **first, move="file", state="filed", at=one.filed_at, due=due)
        if one.outcome:
            heard = {"move": one.outcome, "state": _HEARD[one.outcome], "at": one.heard_at, "role": "operator"}
            _into("process_steps", **first | {"n": 2, "note": "heard before steps were kept"} | heard)
        else:
            _into(
                "appeal_board", appeal=one.id, item=one.item, case_id=one.case_id, language="",
                post_language="", clauses=one.first_clause, lane="normal", urgent=1, filed_at=one.filed_at,
                target=now + _TARGET, deadline=now + _DEADLINE,
            )  # fmt: skip


def _into(table: str, **row: object) -> None:
    op.get_bind().execute(sa.table(table, *map(sa.column, row)).insert().values(**row))
