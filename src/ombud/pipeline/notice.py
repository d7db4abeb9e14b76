"""What the person concerned sees behind their link."""

import hashlib
from datetime import datetime

import msgspec

from ombud.model import Conflict, Notice
from ombud.pipeline.context import Context
from ombud.pipeline.standing import appealable
from ombud.ports import AppealView, DecisionView, Unit
from ombud.process import appealable_until

__all__ = ["NoticeView", "Notices"]


class NoticeView(msgspec.Struct, frozen=True):
    """A notice and everything that has happened to its item.

    `decision` is the one the notice is about, `current` the newest on the item, `history` all of them, oldest first.
    `appeal` is the appeal in this case, if any. `appealable_until` is set while `current` can still be appealed.
    """

    notice: Notice
    decision: DecisionView
    current: DecisionView
    history: tuple[DecisionView, ...]
    appeal: AppealView | None
    appealable_until: datetime | None


class Notices:
    """Looks notices up for the portal."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def by_token(self, token: str) -> NoticeView | None:
        """The notice behind an unguessable link; None for a link that leads nowhere."""
        with self._context.store.read() as unit:
            notice = unit.notices.by_token(hashlib.sha256(token.encode()).digest())
            decision = unit.records.decision(notice.decision) if notice else None
            if notice is None or decision is None:
                return None
            history = tuple(unit.records.of_item(decision.decision.item))
            appeals = [unit.appeals.of_decision(one.decision.id) for one in history]
            until = self._until(unit, decision.decision.item)
        current = history[-1]
        return NoticeView(
            notice=notice,
            decision=decision,
            current=current,
            history=history,
            appeal=next((appeal for appeal in reversed(appeals) if appeal), None),
            appealable_until=until,
        )

    def _until(self, unit: Unit, item: str) -> datetime | None:
        try:
            return appealable_until(appealable(unit, item, self._context.clock.now()).decision.at)
        except Conflict:
            return None

    def url(self, decision_id: str) -> str | None:
        """The person's link for a decision, derived again; None when nobody was told of it."""
        with self._context.store.read() as unit:
            notice = unit.notices.of_decision(decision_id)
        return self._context.sealer.notice_url(notice.id) if notice else None
