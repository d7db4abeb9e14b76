"""Certified out-of-court bodies, what was taken to them, what they decided, and whether we did it (DSA Art. 21)."""

from urllib.parse import urlsplit

import msgspec

from ombud.model import BadInput, Dispute, DisputeBody, NotFound, ProcessState, ProcessStep, User, canonical, to_plain
from ombud.pipeline.context import Context
from ombud.ports import Unit
from ombud.process import DISPUTE, check_reasons, check_skills

__all__ = ["DisputeDesk", "DisputeView"]

_LONGEST = 500


class DisputeView(msgspec.Struct, frozen=True):
    """A dispute, its body, where it is, and what happened, oldest first."""

    dispute: Dispute
    body: DisputeBody
    state: ProcessState
    steps: tuple[ProcessStep, ...]


class DisputeDesk:
    """Keeps the list and the record."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def add_body(self, name: str, url: str, languages: str, subjects: str) -> DisputeBody:
        """Point people to it from now on. Raises BadInput."""
        context = self._context
        now = context.clock.now()
        body = DisputeBody(
            id=context.sealer.id("bdy", now),
            name=_line(name, "name"),
            url=_address(url),
            languages=check_skills("", languages, "").languages,
            subjects=_line(subjects, "subjects"),
            added_at=now,
        )
        with context.store.write() as unit:
            unit.disputes.add_body(body)
        return body

    def remove_body(self, body_id: str) -> None:
        """Raises NotFound."""
        with self._context.store.write() as unit:
            unit.disputes.remove_body(body_id, self._context.clock.now())

    def bodies(self) -> list[DisputeBody]:
        """Those that people are pointed to."""
        with self._context.store.read() as unit:
            return unit.disputes.bodies()

    def open(self, decision_id: str, body_id: str, reference: str, by: User) -> Dispute:
        """A decision was taken to a body. Raises NotFound (``no_such_decision``, ``no_such_body``), BadInput."""
        context = self._context
        with context.store.write() as unit:
            now = context.clock.now()
            if unit.records.decision(decision_id) is None:
                raise NotFound("no_such_decision", f"No decision {decision_id[:80]!r} is on the record.")
            if body_id not in {body.id for body in unit.disputes.bodies()}:
                raise NotFound("no_such_body", "There is no such body on the list.")
            dispute = Dispute(context.sealer.id("dsp", now), decision_id, body_id, _line(reference, "reference"), now)
            unit.disputes.open(dispute)
            entry = context.sealer.entry(dispute.id, "dispute", canonical(to_plain(dispute)), now)
            unit.ledger.put([entry])
            step = DISPUTE.step(None, dispute.id, "open", now, role=by.role, by=by.id, entry=entry.id)
            unit.processes.take([step])
        context.wake()
        return dispute

    def move(self, dispute_id: str, move: str, note: str, by: User) -> None:
        """What came of it. What is not done is not done for reasons. Raises NotFound, Conflict, BadInput."""
        context = self._context
        with context.store.write() as unit:
            now = context.clock.now()
            state = unit.processes.state("dispute", dispute_id)
            if state is None:
                raise NotFound("no_such_dispute", "There is no such dispute.")
            words = check_reasons(note, "note", "Say what the body decided, or why it is not done.")
            record = {"dispute": dispute_id, "move": move, "note": words, "at": now.isoformat()}
            entry = context.sealer.entry(f"{dispute_id}-{state.n + 1}", "dispute", canonical(record), now)
            step = DISPUTE.step(state, dispute_id, move, now, role=by.role, by=by.id, note=words, entry=entry.id)
            unit.ledger.put([entry])
            unit.processes.take([step])
        context.wake()

    def page(self, limit: int = 50, offset: int = 0) -> list[DisputeView]:
        """Newest first."""
        with self._context.store.read() as unit:
            return [self._view(unit, one) for one in unit.disputes.page(limit, offset)]

    def counts(self) -> dict[str, int]:
        """By state, for everybody."""
        with self._context.store.read() as unit:
            return dict(unit.processes.counts("dispute"))

    def _view(self, unit: Unit, dispute: Dispute) -> DisputeView:
        body = next(one for one in unit.disputes.bodies(removed=True) if one.id == dispute.body)
        steps = unit.processes.steps("dispute", dispute.id)
        state = unit.processes.states("dispute", [dispute.id])[dispute.id]
        return DisputeView(dispute, body, state, tuple(steps))


def _line(text: str, field: str) -> str:
    words = text.strip()
    if not words or len(words) > _LONGEST or not words.isprintable():
        raise BadInput("bad_line", f"Write 1 to {_LONGEST} printable characters.", field=field)
    return words


def _address(url: str) -> str:
    words = _line(url, "url")
    try:
        parts = urlsplit(words)
    except ValueError as error:
        raise BadInput("bad_link", "That is no address.", field="url") from error
    if parts.scheme != "https" or not parts.hostname or " " in words:
        raise BadInput("bad_link", "The address of a body begins with https://.", field="url")
    return words
