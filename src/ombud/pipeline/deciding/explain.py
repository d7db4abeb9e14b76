"""Explaining: what the rules say about an event, and what is made of it, part by part.

For a decision on the record, under the policy and with the signals and counts that it was made of; for anything else,
under the policy in force, with nothing stored and nothing remembered.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

import msgspec

from ombud.decisions import proven_precision, proven_then, weigh
from ombud.model import Arrival, BadInput, Decision, Match, Measure, NotFound, Signal, SignalSpec
from ombud.pipeline.context import Context
from ombud.pipeline.deciding.engine import CompiledPolicy, Engine
from ombud.policy import Explanation, Policy, explain, merge, usual_event
from ombud.ports import DecisionView, Detectors, History, Unit

__all__ = ["Account", "DecisionExplained", "Explainer", "Outcome", "RuleWeighed", "account"]


class RuleWeighed(msgspec.Struct, frozen=True):
    """A rule that fired, in the balance. `now` is what it leads to by itself, before a person has looked.

    `alone` says that it may act alone: its `automation` is ``decide``, and its measured `precision` (the lower end of
    the 95 % interval; None when nobody has judged it) reaches `min_precision`. `decisive` rules asked for the measure
    that won; of the others, another one asked for something graver.
    """

    rule: str
    clause: str
    then: Measure
    now: Measure
    automation: str
    alone: bool
    min_precision: float | None
    precision: float | None
    decisive: bool


class Outcome(msgspec.Struct, frozen=True):
    """What is done (`measure`), what a person is asked to confirm (`proposed`), where it waits, and because of whom.

    `shadow` are the rules that fired without effect.
    """

    measure: Measure
    proposed: Measure | None
    labels: tuple[str, ...]
    clauses: tuple[str, ...]
    queue: str | None
    severity: str
    rules: tuple[RuleWeighed, ...]
    shadow: tuple[str, ...]


class Account(msgspec.Struct, frozen=True):
    """An explanation and the outcome it leads to."""

    explanation: Explanation
    outcome: Outcome


class DecisionExplained(msgspec.Struct, frozen=True):
    """A decision on the record, and its account. `follows` is the earlier decision that came into it, if any."""

    view: DecisionView
    account: Account
    follows: Decision | None


class Explainer:
    """Built once by `wiring`. `recorded` gives back what a decision had observed; `afresh` an engine without a past."""

    def __init__(
        self,
        context: Context,
        recorded: Callable[[Decision], tuple[Detectors, History]],
        afresh: Callable[[], Engine],
    ) -> None:
        self._context = context
        self._recorded = recorded
        self._afresh = afresh

    def decision(self, decision_id: str) -> DecisionExplained:
        """Why an automatic decision came out as it did. Raises NotFound, BadInput for what a person decided."""
        with self._context.store.read() as unit:
            view = unit.records.decision(decision_id)
            if view is None:
                raise NotFound("no_such_decision", f"No decision {decision_id} is on the record.")
            decision = view.decision
            if decision.actor.kind != "automation":
                raise BadInput(
                    "decided_by_a_person",
                    "A person decided this, and gave their reasons. Rules explain only what a machine did.",
                    advice="Look at the decision before it.",
                )
            if view.event.type.startswith(("measure.", "strikes.")):
                raise BadInput(
                    "decided_by_no_rule",
                    "No rule decided this: a time ran out, or strikes together reached what the policy says.",
                    advice="Look at the decisions on this item, and at the author's strikes.",
                )
            policy = self._context.policy_of(unit, decision.policy)
            before = unit.records.decision(decision.replaces) if decision.replaces else None
            measured = _measured(unit)
        detectors, history = self._recorded(decision)
        arrival = self._context.internal(view.event)
        as_then = _AsThen(detectors, decision.signals)
        made = account(policy, arrival, as_then, history, proven_then(decision), measured)
        return DecisionExplained(view, made, before.decision if before else None)

    def trial(self, changes: Mapping[str, Any]) -> Account:
        """What would become of a post under the policy in force.

        `changes` are laid over the post of an ordinary member (RFC 7396, JSON Merge Patch). Raises what intake raises.
        """
        engine, now = self._afresh(), self._context.clock.now()
        with self._context.store.read() as unit:
            measured = _measured(unit)
        event = merge(usual_event(_explainable(engine.policy), "trial", now), dict(changes))
        arrival = engine.arrive(msgspec.json.encode(event), "explain", now)
        engine.windows.note(arrival)
        return account(engine.policy, arrival, engine.detectors, engine.windows, measured, measured)


def account(
    policy: CompiledPolicy,
    arrival: Arrival,
    detectors: Detectors,
    history: History,
    proven: Mapping[str, float],
    measured: Mapping[str, float],
) -> Account:
    """`proven` decides which rules may act alone, `measured` is what is shown as their precision, by rule id."""
    verdict = policy.evaluate(arrival, detectors, history)
    explanation = explain(_explainable(policy), arrival, detectors, history)
    weighed = weigh(verdict.matches, proven)
    return Account(
        explanation,
        Outcome(
            measure=weighed.measure,
            proposed=weighed.proposed,
            labels=weighed.labels,
            clauses=tuple(dict.fromkeys(match.clause for match in verdict.matches)),
            queue=weighed.queue,
            severity=weighed.severity,
            rules=_rules(verdict.matches, proven, measured),
            shadow=tuple(match.rule for match in verdict.shadow),
        ),
    )


def _explainable(policy: CompiledPolicy) -> Policy:
    """The same: whatever compiled the policy for this process made it one that can be taken apart, too."""
    return cast("Policy", policy)


def _rules(
    matches: Sequence[Match], proven: Mapping[str, float], measured: Mapping[str, float]
) -> tuple[RuleWeighed, ...]:
    together = weigh(matches, proven)
    asked = together.proposed or together.measure
    rules = []
    for match in matches:
        single = weigh((match,), proven)
        rules.append(
            RuleWeighed(
                rule=match.rule,
                clause=match.clause,
                then=match.then,
                now=single.measure,
                automation=match.automation,
                alone=match.automation == "decide" and not single.fallback,
                min_precision=match.min_precision,
                precision=measured.get(match.rule),
                decisive=single.measure is together.measure or match.then is asked,
            )
        )
    return tuple(rules)


def _measured(unit: Unit) -> dict[str, float]:
    return {rule: proven_precision(seen, upheld) for rule, (seen, upheld) in unit.statistics.judged().items()}


class _AsThen:
    """Signals as the decision recorded them. What its rules did not ask for is measured now, to fill in the rest."""

    def __init__(self, detectors: Detectors, recorded: Mapping[str, Signal]) -> None:
        self._detectors = detectors
        self._recorded = recorded

    @property
    def catalogue(self) -> Mapping[str, SignalSpec]:
        return self._detectors.catalogue

    def measure(self, name: str, arrival: Arrival, history: History) -> Signal:
        recorded = self._recorded.get(name)
        return recorded if recorded is not None else self._detectors.measure(name, arrival, history)
