"""Running the examples of a policy through the real engine: what ``ombud policy test`` does."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from ombud.model import Arrival, BadInput, Match, Verdict
from ombud.policy.document.examples import KINDS, Example
from ombud.policy.document.given import COPIES, EXAMPLE_AT
from ombud.policy.engine.policy import Policy
from ombud.policy.explaining.inspection import inspect
from ombud.policy.testing.coverage import Track
from ombud.policy.testing.report import ClauseResult, ExampleResult, Fired, TestReport
from ombud.policy.testing.usual import merge, usual_event
from ombud.ports import Detectors, History

__all__ = ["test"]

_OTHER = "example-other"


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
            arrival = self._send(example, history)
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
            track.see(inspection.on(evaluation))
            if track.clause == example.clause:
                track.fired |= example.kind == "violates" and track.rule in fired
                track.silent |= example.kind == "allows" and track.rule not in fired

    def _send(self, example: Example, history: History) -> Arrival:
        """The last of `repeat` events, one second apart, after those that came earlier."""
        events = [
            merge(self._usual(example, f"-{number + 1}", timedelta(seconds=example.repeat - 1 - number)), example.event)
            for number in range(example.repeat)
        ]
        arrivals = [self._arrive(event) for event in [*self._earlier(example, events[-1]), *events]]
        for arrival in arrivals:
            history.note(arrival)
        return arrivals[-1]

    def _usual(self, example: Example, suffix: str, before: timedelta) -> dict[str, Any]:
        return usual_event(self._policy, f"example-{example.line}{suffix}", EXAMPLE_AT - before)

    def _earlier(self, example: Example, event: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """What came before, the first of each kind almost a window ago, the last just before the example."""
        for kind, earlier in enumerate(example.earlier):
            for number in range(earlier.number):
                before = timedelta(seconds=example.repeat + earlier.window * (number + 0.5) / (earlier.number + 1))
                made = self._usual(example, f"-earlier-{kind}-{number}", before)
                own = {"author": event.get("author")}
                if earlier.what == COPIES:
                    text = {"text": event["item"].get("text", "")}
                    yield merge(made, {"item": text, "author": {"id": f"{_OTHER}-{number}"}})
                elif earlier.what == "item.created":
                    yield merge(made, own)
                else:
                    yield merge(made, own | {"type": earlier.what, "item": {"id": event["item"]["id"]}})


def _fired(match: Match, arrival: Arrival) -> Fired:
    return Fired(match.rule, match.clause, tuple(arrival.text.raw[start:end] for start, end in match.spans))


def _on(fired: Fired) -> str:
    return f" on {', '.join(map(repr, fired.words))}" if fired.words else ""


def _abstained(verdict: Verdict) -> str:
    return f" (without a value: {'; '.join(verdict.abstained)})" if verdict.abstained else ""
