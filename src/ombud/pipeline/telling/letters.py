"""What a notice says, in the language of whoever it is for."""

from collections.abc import Callable, Mapping
from datetime import datetime

import msgspec

from ombud.model import ClauseText, Contact, Measure, Notice, SystemFault
from ombud.pipeline.telling.hidden import told_at
from ombud.ports import DecisionView, Unit
from ombud.process import Letter, Voice, restored_letter, statement_letter, with_own_page

__all__ = ["Addressed", "Letters"]

_KEPT = 16  # versions of a policy whose languages are remembered

Worded = Callable[[Mapping[str, str]], Mapping[str, Mapping[str, ClauseText]]]
"""The files of a policy -> its clauses by language, for those languages in which it has them."""


class Addressed(msgspec.Struct, frozen=True):
    """A letter, who it is for, and in which language (one of those that are spoken here)."""

    letter: Letter
    view: DecisionView
    contact: Contact | None
    language: str
    direction: str


class Letters:
    """`speak` is the voice of the first known of some language tags; `url` a notice's page; `worded` see `Worded`."""

    def __init__(self, speak: Callable[..., Voice], url: Callable[[str], str], worded: Worded) -> None:
        self._speak = speak
        self._url = url
        self._worded = worded
        self._versions: dict[str, tuple[str, Mapping[str, Mapping[str, ClauseText]]]] = {}

    def of(self, unit: Unit, notice: Notice) -> Addressed:
        """The letter for a notice: in the language that the platform knows of the person, else that of the post, else
        that of the policy. Clauses are quoted in that language where the policy has them in it."""
        view = unit.records.decision(notice.decision)
        if view is None:
            raise SystemFault("notice_without_decision", f"Notice {notice.id} is about nothing on record.")
        contact = unit.contacts.get(notice.person)
        usual, worded = self._policy(unit, view.decision.policy)
        voice = self._speak(contact.language if contact else None, view.event.item.lang, usual)
        url = self._url(notice.id)
        if view.statement is not None:
            letter = statement_letter(
                view.statement, url, voice, worded.get(voice.code, {}), since=told_at(unit, view.decision)
            )
        else:
            lifted = view.event.type == "order.lifted"
            letter = restored_letter(view.decision, _undone(unit, view), url, voice, lifted=lifted)
        return Addressed(letter, view, contact, voice.code, voice.direction)

    def with_own_page(self, told: Addressed, url: str, until: datetime) -> Letter:
        """The letter with the link to everything about its person, which works until then."""
        return with_own_page(told.letter, url, until, self._speak(told.language))

    def clauses(self, unit: Unit, version: str, language: str) -> Mapping[str, ClauseText]:
        """The clauses of a version in another language than its own; empty where it has them in its own only."""
        return self._policy(unit, version)[1].get(language, {})

    def _policy(self, unit: Unit, version: str) -> tuple[str, Mapping[str, Mapping[str, ClauseText]]]:
        found = self._versions.get(version)
        if found is None:
            kept = unit.policies.get(version)
            found = (kept.language, self._worded(kept.files)) if kept else ("", {})
            while len(self._versions) >= _KEPT:
                self._versions.pop(next(iter(self._versions)))
            self._versions[version] = found
        return found


def _undone(unit: Unit, view: DecisionView) -> Measure:
    before = unit.records.decision(view.decision.replaces) if view.decision.replaces else None
    return before.decision.measure if before else Measure.HOLD
