"""A compiled policy: the clauses people read, and the rules under them, ready to judge events."""

from collections.abc import Mapping, Sequence
from sys import intern

from ombud.model import Arrival, Match, Schema, Span, Verdict, joined
from ombud.policy.cel.values import EvaluationError
from ombud.policy.checking.uses import Checked
from ombud.policy.document.rules import Rule
from ombud.policy.engine.blueprint import Blueprint
from ombud.policy.engine.evaluation import Evaluation, Kit
from ombud.policy.engine.program import Program
from ombud.policy.engine.report import Reporter
from ombud.ports import Asked, Detectors, History

__all__ = ["Policy"]


class Policy:
    """Immutable. `version` is the SHA-256 of the canonical bytes of exactly `files`.

    `conditions` are what was made of each rule's condition, for whoever explains it; running does without most of them.
    """

    def __init__(
        self, *, version: str, files: Mapping[str, str], blueprint: Blueprint, conditions: Sequence[Checked], kit: Kit
    ) -> None:
        header = blueprint.header
        self.version = version
        self.name = header.name
        self.title = header.title
        self.language = header.language
        self.schema: Schema = header.schema
        self.strikes = header.strikes
        self.files = dict(files)
        self.clauses = dict(blueprint.clauses)
        self.rules = blueprint.rules
        self.examples = blueprint.examples
        self.conditions = conditions
        self._asks = blueprint.asks
        self._plans = blueprint.plans
        self._kit = kit
        self._program = Program(self._plans, conditions)
        self._silent = [
            _match(rule, ()) if plan.silent else None for rule, plan in zip(self.rules, self._plans, strict=True)
        ]
        self._reporter = Reporter(version, self.rules, [plan.silent for plan in self._plans])

    @property
    def asks(self) -> Asked:
        """What its rules ask of the past: what must be remembered, also over a restart."""
        return self._asks

    def evaluate(self, arrival: Arrival, detectors: Detectors, history: History) -> Verdict:
        """What the rules say about one event. Signals and history are asked only what some rule needs, and once."""
        evaluation = self.begin(arrival, detectors, history)
        fired, failed = self._program.run(evaluation)
        matches: list[Match] = []
        shadow: list[Match] = []
        for position in fired:
            rule = self.rules[position]
            match = self._silent[position] or _match(rule, self.spans(position, evaluation))
            (shadow if rule.shadow else matches).append(match)
        return Verdict(
            policy=self.version,
            matches=tuple(matches),
            shadow=tuple(shadow),
            signals=evaluation.signals,
            observed=evaluation.observed,
            abstained=self._reasons(failed),
        )

    def report(self, arrival: Arrival, detectors: Detectors, history: History) -> bytes:
        """What `evaluate` says, as one JSON object: ``event item measure matches shadow signals observed abstained
        policy``, each match with its ``clause rule spans``."""
        evaluation = self.begin(arrival, detectors, history)
        fired, failed = self._program.run(evaluation)
        return self._reporter.report(fired, evaluation, self.spans, self._reasons(failed) if failed else ())

    def _reasons(self, failed: Sequence[tuple[int, EvaluationError]]) -> tuple[str, ...]:
        return tuple(Program.reason(self.rules[position].id, error) for position, error in failed)

    def begin(self, arrival: Arrival, detectors: Detectors, history: History) -> Evaluation:
        """The event as conditions see it."""
        return Evaluation(arrival, detectors, history, self._kit)

    def spans(self, position: int, evaluation: Evaluation) -> tuple[Span, ...]:
        """What in the text speaks for the rule at `position`: hits and signal evidence not under a negation, merged."""
        plan = self._plans[position]
        found: list[Span] = []
        for key in plan.evidence:
            found.extend(evaluation.hits.get(key, ()))
        for name in plan.signals:
            if name in evaluation.signals:
                found.extend(evaluation.signals[name].spans)
        return joined(found) if len(found) > 1 else tuple(found)


def _match(rule: Rule, spans: tuple[Span, ...]) -> Match:
    return Match(
        clause=rule.clause,
        rule=rule.id,
        then=rule.then,
        spans=spans,
        automation=intern(rule.automation),  # a rule from the cache holds another object, and what is a default is
        min_precision=rule.min_precision,
        queue=rule.queue,
        severity=intern(rule.severity),  # left out of the record only when it is the same object
        label=rule.label,
        withheld=rule.withheld,
        lasts=rule.lasts,
        where=rule.where,
        untold=rule.untold,
    )
