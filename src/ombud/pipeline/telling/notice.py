"""What the person concerned sees behind their link."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

import msgspec

from ombud.model import ClauseText, Conflict, Notice, ProcessState
from ombud.pipeline.context import Context
from ombud.pipeline.deciding.standing import appeal_ends
from ombud.pipeline.telling.hidden import without_hidden
from ombud.pipeline.telling.letters import Letters
from ombud.ports import AppealView, DecisionView, Unit
from ombud.process import NOTICE

__all__ = ["NoticeView", "Notices"]


class NoticeView(msgspec.Struct, frozen=True):
    """A notice and everything that has happened to its item.

    `decision` is the one the notice is about, `current` the newest on the item, `history` all of them, oldest first.
    `appeal` is the appeal in this case, if any. `appealable_until` is set while `current` can still be appealed.
    `speaks` are tags of languages: the one that the platform told of the person, if any; then the post's.
    """

    notice: Notice
    decision: DecisionView
    current: DecisionView
    history: tuple[DecisionView, ...]
    appeal: AppealView | None
    appealable_until: datetime | None
    speaks: tuple[str | None, ...] = ()


class Notices:
    """Looks notices up for the portal."""

    def __init__(self, context: Context, letters: Letters) -> None:
        self._context = context
        self._letters = letters

    def by_token(self, token: str) -> NoticeView | None:
        """The notice behind an unguessable link; None for a link that leads nowhere, or where nothing may be said."""
        with self._context.store.read() as unit:
            notice = unit.notices.by_token(_hashed(token))
            decision = unit.records.decision(notice.decision) if notice else None
            if notice is None or decision is None:
                return None
            history = tuple(without_hidden(unit, unit.records.of_item(decision.decision.item)))
            if all(one.decision.id != notice.decision for one in history):
                return None
            appeals = [unit.appeals.of_decision(one.decision.id) for one in history]
            until = self._until(unit, decision.decision.item)
            contact = unit.contacts.get(notice.person)
        return NoticeView(
            notice=notice,
            decision=decision,
            current=history[-1],
            history=history,
            appeal=next((appeal for appeal in reversed(appeals) if appeal), None),
            appealable_until=until,
            speaks=(contact.language if contact else None, decision.event.item.lang),
        )

    def opened(self, token: str) -> None:
        """Somebody who holds the link has opened it: recorded the first time, and never again."""
        with self._context.store.read() as unit:
            if not self._unread(unit, token):
                return
        try:
            with self._context.store.write() as unit:
                for state in self._unread(unit, token):
                    step = NOTICE.step(state, state.subject, "read", self._context.clock.now(), role="person")
                    unit.processes.take([step])
        except Conflict as conflict:
            if conflict.code != "process_moved_on":  # on PostgreSQL two may open it at the same moment: one is enough
                raise

    def _unread(self, unit: Unit, token: str) -> list[ProcessState]:
        notice = unit.notices.by_token(_hashed(token))
        state = unit.processes.state(NOTICE.kind, notice.id) if notice else None
        return [state] if state is not None and "read" in NOTICE.moves(state.state) else []

    def clauses(self, version: str, language: str) -> Mapping[str, ClauseText]:
        """The clauses of a policy's version in another language than its own, as far as it has them in it."""
        with self._context.store.read() as unit:
            return self._letters.clauses(unit, version, language)

    def _until(self, unit: Unit, item: str) -> datetime | None:
        return appeal_ends(unit, item, self._context.clock.now())

    def url(self, decision_id: str) -> str | None:
        """The person's link for a decision, derived again; None when nobody is to be told of it."""
        with self._context.store.read() as unit:
            notice = unit.notices.of_decision(decision_id)
        return self._context.sealer.notice_url(notice.id) if notice else None


def _hashed(token: str) -> bytes:
    return hashlib.sha256(token.encode(errors="replace")).digest()
