"""Deriving a decision again from what it was made of, and saying whether the bytes are the same."""

from collections.abc import Callable, Mapping

import msgspec

from ombud.decisions import (
    content_of,
    difference,
    on_legal_grounds,
    proven_then,
    record_bytes,
    seal_expiry,
    seal_verdict,
    weigh,
)
from ombud.ledger import commit
from ombud.model import PLATFORM_EVENTS, ClauseText, Decision, Event, Measure, NotFound
from ombud.pipeline.context import Context
from ombud.pipeline.deciding.engine import CompiledPolicy
from ombud.pipeline.deciding.standing import clauses_after, settle_after
from ombud.ports import DecisionView, Detectors, History, Unit
from ombud.process import compose

__all__ = ["Replayed", "Replayer"]


class Replayed(msgspec.Struct, frozen=True):
    """`difference` is empty when the derived bytes are the recorded ones."""

    decision: str
    difference: str

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return not self.difference


class Replayer:
    """Replays decisions one by one. `recorded` gives back what a decision had observed of its past."""

    def __init__(self, context: Context, recorded: Callable[[Decision], tuple[Detectors, History]]) -> None:
        self._context = context
        self._recorded = recorded

    def replay(self, decision_id: str) -> Replayed:
        """Derive one decision again. Raises NotFound.

        A human decision cannot be derived from rules, nor what strikes together propose. For them, and for every other,
        the stored bytes are held against their commitment, the item against the digest in them, and the statement
        against the record it was made from.
        """
        with self._context.store.read() as unit:
            return self._replay(unit, decision_id)

    def _replay(self, unit: Unit, decision_id: str) -> Replayed:
        view = unit.records.decision(decision_id)
        entry = unit.ledger.entry(decision_id)
        if view is None or entry is None:
            raise NotFound("no_such_decision", f"No decision {decision_id} is on the record.")
        if commit(entry.salt, entry.record) != entry.commit:
            return Replayed(decision_id, "the record does not match its commitment")
        recorded = view.decision
        if recorded.content and recorded.content != content_of(view.event):
            return Replayed(decision_id, "the item on record is not the one that was judged")
        before = unit.records.decision(recorded.replaces) if recorded.replaces else None
        policy = self._context.policy_of(unit, recorded.policy)
        clauses = clauses_after(before, policy.clauses)
        if not _states_truly(view, clauses):
            return Replayed(decision_id, "the statement on record is not the one that follows from the decision")
        derived = recorded
        given_back = recorded.measure is Measure.RESTORE
        if view.event.type == "measure.expired" and before is not None and given_back:
            derived = seal_expiry(self._context.internal(view.event), before.decision, decision_id=recorded.id)
        elif recorded.actor.kind == "automation" and view.event.type in PLATFORM_EVENTS:
            derived = self._derive(unit, recorded, view.event, before, policy)
        return Replayed(decision_id, difference(view.record, record_bytes(on_legal_grounds(derived, clauses))))

    def _derive(
        self, unit: Unit, recorded: Decision, event: Event, before: DecisionView | None, policy: CompiledPolicy
    ) -> Decision:
        """What the rules make of the event today, given what was observed of its past then."""
        arrival = self._context.internal(event)
        detectors, history = self._recorded(recorded)
        verdict = policy.evaluate(arrival, detectors, history)
        weighed = settle_after(unit, before, arrival, weigh(verdict.matches, proven_then(recorded)))
        return seal_verdict(
            arrival, verdict, weighed, before=before.decision if before else None,
            decision_id=recorded.id, statement_id=recorded.statement or "", case=recorded.case, at=recorded.at,
        )  # fmt: skip


def _states_truly(view: DecisionView, clauses: Mapping[str, ClauseText]) -> bool:
    """Whether the statement kept with a decision is the one that its record, item and policy make."""
    kept = view.statement
    if kept is None:
        return view.decision.statement is None
    return kept == compose(
        view.decision, view.event, clauses, person=kept.person, detection=kept.detection, language=kept.language
    )
