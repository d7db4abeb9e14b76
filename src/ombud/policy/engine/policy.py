"""A compiled policy: the clauses people read, and the rules under them, ready to judge events."""

from collections.abc import Mapping, Sequence

from ombud.model import Arrival, ClauseText, Match, Schema, Span, Verdict
from ombud.policy.cel.values import EvaluationError
from ombud.policy.checking.lookback import asked_by
from ombud.policy.checking.uses import Checked
from ombud.policy.document.examples import Example
from ombud.policy.document.header import Header
from ombud.policy.document.rules import Rule
from ombud.policy.engine.evaluation import Evaluation, Kit
from ombud.policy.engine.program import Program
from ombud.policy.engine.report import Reporter
from ombud.ports import Asked, Detectors, History

__all__ = ["Policy"]


class Policy:
    """Immutable. `version` is the SHA-256 of the canonical bytes of exactly `files`."""

    def __init__(
        self,
        *,
        version: str,
        header: Header,
        files: Mapping[str, str],
        clauses: Mapping[str, ClauseText],
        rules: Sequence[Rule],
        conditions: Sequence[Checked],
        examples: Sequence[Example],
        kit: Kit,
    ) -> None:
        self.version = version
        self.name = header.name
        self.title = header.title
        self.language = header.language
        self.schema: Schema = header.schema
        self.files = dict(files)
        self.clauses = dict(clauses)
        self.rules = tuple(rules)
        self.conditions = tuple(conditions)
        self.examples = tuple(examples)
        self._kit = kit
        self._asks = asked_by(self.conditions)
        self._program = Program(self.conditions)
        silent = [not (condition.evidence or condition.signals) for condition in self.conditions]
        self._silent = [_match(rule, ()) if quiet else None for rule, quiet in zip(self.rules, silent, strict=True)]
        self._reporter = Reporter(version, self.rules, silent)

    @property
    def asks(self) -> Asked:
        """What its rules ask of the past: what must be remembered, also over a restart."""
        return self._asks

    @property
    def horizon(self) -> float:
        """How far back, in seconds, any rule looks."""
        return max((self._asks.copies, *(tally.window for tally in self._asks.tallies)))

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
        return self._reporter.report(fired, evaluation, self.spans, self._reasons(failed))

    def _reasons(self, failed: Sequence[tuple[int, EvaluationError]]) -> tuple[str, ...]:
        return tuple(Program.reason(self.rules[position].id, error) for position, error in failed)

    def begin(self, arrival: Arrival, detectors: Detectors, history: History) -> Evaluation:
        """The event as conditions see it."""
        return Evaluation(arrival, detectors, history, self._kit)

    def spans(self, position: int, evaluation: Evaluation) -> tuple[Span, ...]:
        """What in the text speaks for the rule at `position`: hits and signal evidence not under a negation, merged."""
        condition = self.conditions[position]
        found: list[Span] = []
        for key in condition.evidence:
            found.extend(evaluation.hits.get(key, ()))
        for name in condition.signals:
            if name in evaluation.signals:
                found.extend(evaluation.signals[name].spans)
        return merged(found)


def merged(spans: list[Span]) -> tuple[Span, ...]:
    """Sorted, with overlapping and touching ranges as one."""
    if len(spans) < 2:
        return tuple(spans)
    out: list[Span] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return tuple(out)


def _match(rule: Rule, spans: tuple[Span, ...]) -> Match:
    return Match(
        clause=rule.clause,
        rule=rule.id,
        then=rule.then,
        spans=spans,
        automation=rule.automation,
        min_precision=rule.min_precision,
        queue=rule.queue,
        severity=rule.severity,
        label=rule.label,
        withheld=rule.withheld,
    )
