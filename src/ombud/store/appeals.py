"""Appeals and their outcomes. That somebody else hears an appeal is a trigger's business, not this file's."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, or_, select, union

from ombud.model import Appeal, AppealOutcome, Outcome
from ombud.ports import AppealView
from ombud.store.engine import Db
from ombud.store.lists import a_list, listed
from ombud.store.rows import views_of
from ombud.store.tables import appeal_outcomes, appeals, decisions, involvements, process_states

__all__ = ["SqlAppeals"]

_APPEAL: Select[Any] = select(
    appeals,
    appeal_outcomes.c.appeal.label("heard"),
    appeal_outcomes.c.outcome,
    appeal_outcomes.c.reasons,
    appeal_outcomes.c.decided_by,
    appeal_outcomes.c.decision.label("new_decision"),
    appeal_outcomes.c.at.label("heard_at"),
    process_states.c.state,
).select_from(
    appeals.outerjoin(appeal_outcomes, appeal_outcomes.c.appeal == appeals.c.id).outerjoin(
        process_states, (process_states.c.kind == "appeal") & (process_states.c.subject == appeals.c.id)
    )
)
_OF = listed(appeals.c.id, a_list("appeals"))
_TOUCHED = union(
    *(
        select(appeals.c.id, decisions.c.by_user).join(decisions, one).where(_OF, decisions.c.by_user.is_not(None))
        for one in (decisions.c.item == appeals.c.item, decisions.c.case_id == appeals.c.case_id)
    ),
    *(
        select(appeals.c.id, involvements.c.user_id).join(involvements, one).where(_OF)
        for one in (involvements.c.item == appeals.c.item, involvements.c.case_id == appeals.c.case_id)
    ),
)
"""Who had a part, by appeal. Four questions, since each has an index of its own to go by."""

_ENDED = ("withdrawn", "lapsed_restored")


class SqlAppeals:
    """`ports.Appeals`."""

    def __init__(self, db: Db) -> None:
        self._db = db

    def file(self, appeal: Appeal) -> None:
        """Raises Conflict when the decision was appealed before, restricts nothing, or is older than six months."""
        self._db.insert(
            appeals,
            [
                {
                    "id": appeal.id,
                    "decision": appeal.decision,
                    "case_id": appeal.case,
                    "item": appeal.item,
                    "text": appeal.text,
                    "filed_at": appeal.filed_at,
                    "event": appeal.event,
                }
            ],
        )

    def get(self, appeal_id: str) -> AppealView | None:
        """One appeal."""
        return self._one(appeals.c.id == appeal_id)

    def named(self, appeal_ids: Collection[str]) -> dict[str, AppealView]:
        """By id; those that there are."""
        rows = self._db.among(_APPEAL, appeals.c.id, appeal_ids)
        return {view.appeal.id: view for view in self._views(rows)}

    def of_decision(self, decision_id: str) -> AppealView | None:
        """The appeal against a decision."""
        return self._one(appeals.c.decision == decision_id)

    def of_items(self, item_ids: Collection[str]) -> dict[str, list[AppealView]]:
        """Every appeal about each of these items, oldest first."""
        found: dict[str, list[AppealView]] = {}
        rows = self._db.among(_APPEAL.order_by(appeals.c.filed_at, appeals.c.id), appeals.c.item, item_ids)
        for view in self._views(rows):
            found.setdefault(view.appeal.item, []).append(view)
        return found

    def pending(self, limit: int = 50, offset: int = 0) -> list[AppealView]:
        """Appeals nobody has heard yet, oldest first."""
        unheard = appeal_outcomes.c.appeal.is_(None)
        waiting = _APPEAL.where(unheard, func.coalesce(process_states.c.state, "").not_in(_ENDED))
        return self._views(self._db.all(waiting.order_by(appeals.c.filed_at, appeals.c.id).limit(limit).offset(offset)))

    def decide(self, outcome: AppealOutcome) -> None:
        """Raises Forbidden when this user may not hear it, Conflict when somebody has."""
        self._db.insert(
            appeal_outcomes,
            [
                {
                    "appeal": outcome.appeal,
                    "outcome": outcome.outcome,
                    "reasons": outcome.reasons,
                    "decided_by": outcome.decided_by,
                    "decision": outcome.decision,
                    "at": outcome.at,
                }
            ],
        )

    def involved(self, case_id: str, item_id: str) -> set[str]:
        """User ids of everybody who decided in the case or on the item, or had another part in it."""
        there = or_(decisions.c.case_id == case_id, decisions.c.item == item_id)
        rows = self._db.all(select(decisions.c.by_user).where(there, decisions.c.by_user.is_not(None)).distinct())
        part = or_(involvements.c.case_id == case_id, involvements.c.item == item_id)
        others = self._db.all(select(involvements.c.user_id).where(part).distinct())
        return {row.by_user for row in rows} | {row.user_id for row in others}

    def touched(self, appeal_ids: Collection[str]) -> dict[str, set[str]]:
        """The same for several appeals."""
        found: dict[str, set[str]] = {one: set() for one in appeal_ids}
        for row in self._db.all(_TOUCHED, {"appeals": list(appeal_ids)}) if appeal_ids else ():
            found[row.id].add(row.by_user)
        return found

    def _one(self, which: ColumnElement[bool]) -> AppealView | None:
        found = self._views(self._db.all(_APPEAL.where(which)))
        return found[0] if found else None

    def _views(self, rows: Sequence[Row[Any]]) -> list[AppealView]:
        against = views_of(self._db, [row.decision for row in rows])
        return [
            AppealView(_appeal(row), against=against[row.decision], outcome=_outcome(row), state=row.state or "")
            for row in rows
        ]


def _appeal(row: Row[Any]) -> Appeal:
    return Appeal(
        id=row.id,
        decision=row.decision,
        case=row.case_id,
        item=row.item,
        text=row.text,
        filed_at=row.filed_at,
        event=row.event,
    )


def _outcome(row: Row[Any]) -> AppealOutcome | None:
    if row.heard is None:
        return None
    return AppealOutcome(
        appeal=row.heard,
        outcome=Outcome(row.outcome),
        reasons=row.reasons,
        decided_by=row.decided_by,
        decision=row.new_decision,
        at=row.heard_at,
    )
