"""Running the examples of a policy through the real engine: what ``ombud policy test`` does."""

from collections.abc import Callable
from typing import Any

from ombud.model import Arrival, BadInput, Match, Verdict
from ombud.policy.document.examples import KINDS, Example
from ombud.policy.engine.policy import Policy
from ombud.policy.explaining.inspection import inspect
from ombud.policy.testing.coverage import Track
from ombud.policy.testing.playing import play
from ombud.policy.testing.report import ClauseResult, ExampleResult, Fired, TestReport
from ombud.ports import Detectors, History

__all__ = ["test"]


def test(
    policy: Policy,
    *,
    detectors: Detectors,
    history: Callable[[], History],
    arrive: Callable[[dict[str, Any]], Arrival],
) -> TestReport:
    """Run every example of `policy`.

    `history` makes an empty history, one for each example; `arrive` turns an event (as plain JSON data) into an
    arrival, as intake would. A ``violates`` example passes when a live or shadow rule of its own clause fires, an
    ``allows`` example when none does.
    """
    runner = _Runner(policy, detectors, history, arrive)
    results = {id(example): runner.judge(example) for example in policy.examples}
    clauses = []
    for name in policy.clauses:
        examples = [example for example in policy.examples if example.clause == name]
        rules = tuple(track.coverage() for track in runner.tracks if track.clause == name)
        clauses.append(
            ClauseResult(
                clause=name,
                examples=tuple(results[id(example)] for example in examples),
                uncovered=tuple(rule.rule for rule in rules if not rule.fired),
                lacks=tuple(kind for kind in KINDS if not any(example.kind == kind for example in examples)),
                rules=rules,
            )
        )
    return TestReport(policy.version, len(policy.rules), tuple(clauses))


test.__test__ = False  # type: ignore[attr-defined]  # no test, whatever its name looks like to pytest


class _Runner:
    def __init__(
        self,
        policy: Policy,
        detectors: Detectors,
        history: Callable[[], History],
        arrive: Callable[[dict[str, Any]], Arrival],
    ) -> None:
        self._policy = policy
        self._detectors = detectors
        self._history = history
        self._arrive = arrive
        self._inspections = inspect(policy.conditions)
        self.tracks = [Track(rule, checked) for rule, checked in zip(policy.rules, policy.conditions, strict=True)]

    def judge(self, example: Example) -> ExampleResult:
        """What becomes of one example; what it shows of every rule is kept in `tracks`."""
        history = self._history()
        try:
            arrival = play(self._policy, example, history, self._arrive)
        except BadInput as error:
            why = f"this event would be refused: {error.detail}"
            return ExampleResult(example.kind, example.text, example.file, example.line, False, why, ())
        verdict = self._policy.evaluate(arrival, self._detectors, history)
        everything = [*verdict.matches, *verdict.shadow]
        self._track(example, {match.rule for match in everything}, arrival, history)
        own = tuple(_fired(match, arrival) for match in everything if match.clause == example.clause)
        also: tuple[str, ...] = ()
        if example.kind == "violates":
            why = "" if own else "no rule of this clause fires" + _abstained(verdict)
        else:
            why = "; ".join(f"{fired.rule} fires{_on(fired)}" for fired in own)
            also = tuple(dict.fromkeys(m.clause for m in verdict.matches if m.clause != example.clause))
        return ExampleResult(example.kind, example.text, example.file, example.line, not why, why, own, also)

    def _track(self, example: Example, fired: set[str], arrival: Arrival, history: History) -> None:
        evaluation = self._policy.begin(arrival, self._detectors, history)
        for track, inspection in zip(self.tracks, self._inspections, strict=True):
            if track.open:
                track.see(inspection.on(evaluation))
            if track.clause == example.clause:
                track.fired |= example.kind == "violates" and track.rule in fired
                track.silent |= example.kind == "allows" and track.rule not in fired


def _fired(match: Match, arrival: Arrival) -> Fired:
    return Fired(match.rule, match.clause, tuple(arrival.text.raw[start:end] for start, end in match.spans))


def _on(fired: Fired) -> str:
    return f" on {', '.join(map(repr, fired.words))}" if fired.words else ""


def _abstained(verdict: Verdict) -> str:
    return f" (without a value: {'; '.join(verdict.abstained)})" if verdict.abstained else ""
