"""Running the examples of a policy through the real engine: what ``ombud policy test`` does."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from ombud.model import Arrival, BadInput, Match, Verdict
from ombud.policy.document.examples import KINDS, Example
from ombud.policy.engine.policy import Policy
from ombud.ports import Detectors, History

__all__ = ["ClauseResult", "ExampleResult", "Fired", "TestReport", "test"]

_AT = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
_JOINED = datetime(2023, 1, 15, 12, 0, tzinfo=UTC)
_NEUTRAL: dict[str, Any] = {"bool": False, "int": 0, "double": 0.0, "string": "", "timestamp": _JOINED.isoformat()}


class Fired(msgspec.Struct, frozen=True):
    """A rule that fired on an example, and the words that did it."""

    rule: str
    clause: str
    words: tuple[str, ...]


class ExampleResult(msgspec.Struct, frozen=True):
    """`why` is empty when the example passed. `also` names clauses that restrict something this one allows."""

    kind: str
    text: str
    file: str
    line: int
    passed: bool
    why: str
    fired: tuple[Fired, ...]
    also: tuple[str, ...] = ()


class ClauseResult(msgspec.Struct, frozen=True):
    """`uncovered` are rules that no ``violates`` example makes fire; `lacks` are the kinds without examples."""

    clause: str
    examples: tuple[ExampleResult, ...]
    uncovered: tuple[str, ...]
    lacks: tuple[str, ...]

    @property
    def passed(self) -> bool:
        return not self.lacks and all(example.passed for example in self.examples)


class TestReport(msgspec.Struct, frozen=True):
    """What the examples say about a policy. It passes when every clause has both kinds and every example passes."""

    __test__ = False  # not a test class, whatever its name looks like to pytest

    policy: str
    rules: int
    clauses: tuple[ClauseResult, ...]

    @property
    def passed(self) -> bool:
        return all(clause.passed for clause in self.clauses)

    @property
    def covered(self) -> int:
        """How many rules some ``violates`` example makes fire."""
        return self.rules - sum(len(clause.uncovered) for clause in self.clauses)

    def as_text(self) -> str:
        """A few lines per clause: counts, then each failure with its line, then what is not covered."""
        lines: list[str] = []
        for clause in self.clauses:
            lines.extend(_clause_lines(clause))
        total = [example for clause in self.clauses for example in clause.examples]
        failed = sum(not example.passed for example in total)
        lines.append(
            f"{len(total) - failed} of {len(total)} examples pass; {self.covered} of {self.rules} rules are covered."
        )
        return "\n".join(lines)

    def as_json(self) -> str:
        """The same as one JSON object."""
        plain = msgspec.to_builtins(self)
        return json.dumps({"passed": self.passed, "covered": self.covered, **plain}, ensure_ascii=False)


def _clause_lines(clause: ClauseResult) -> Iterator[str]:
    good = sum(example.passed for example in clause.examples)
    yield f"{'ok  ' if clause.passed else 'FAIL'} {clause.clause}: {good} of {len(clause.examples)} examples"
    for kind in clause.lacks:
        yield f"     no `{kind}` examples"
    for example in clause.examples:
        if not example.passed:
            yield f"     {example.file}:{example.line}: {example.kind}: {example.text[:100]!r}"
            yield f"       {example.why}"
        for other in example.also:
            yield f"     {example.file}:{example.line}: warning: allowed here, but {other} restricts it"
    if clause.uncovered:
        yield f"     no example makes these fire: {', '.join(clause.uncovered)}"


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
    clauses = tuple(runner.clause(name) for name in policy.clauses)
    return TestReport(policy.version, len(policy.rules), clauses)


test.__test__ = False  # type: ignore[attr-defined]  # the same


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

    def clause(self, name: str) -> ClauseResult:
        examples = [example for example in self._policy.examples if example.clause == name]
        results = tuple(self._judge(example) for example in examples)
        covered = {fired.rule for result in results if result.kind == "violates" for fired in result.fired}
        return ClauseResult(
            clause=name,
            examples=results,
            uncovered=tuple(r.id for r in self._policy.rules if r.clause == name and r.id not in covered),
            lacks=tuple(kind for kind in KINDS if not any(example.kind == kind for example in examples)),
        )

    def _judge(self, example: Example) -> ExampleResult:
        try:
            arrival, verdict = self._send(example)
        except BadInput as error:
            why = f"this event would be refused: {error.detail}"
            return ExampleResult(example.kind, example.text, example.file, example.line, False, why, ())
        everything = [*verdict.matches, *verdict.shadow]
        own = tuple(_fired(match, arrival) for match in everything if match.clause == example.clause)
        also: tuple[str, ...] = ()
        if example.kind == "violates":
            why = "" if own else "no rule of this clause fires" + _abstained(verdict)
        else:
            why = "; ".join(f"{fired.rule} fires{_on(fired)}" for fired in own)
            also = tuple(dict.fromkeys(m.clause for m in verdict.matches if m.clause != example.clause))
        return ExampleResult(example.kind, example.text, example.file, example.line, not why, why, own, also)

    def _send(self, example: Example) -> tuple[Arrival, Verdict]:
        """The last of `repeat` events, one second apart, and the verdict on it."""
        history = self._history()
        arrivals = [self._arrive(self._event(example, number)) for number in range(example.repeat)]
        for arrival in arrivals:
            history.note(arrival)
        arrival = arrivals[-1]
        return arrival, self._policy.evaluate(arrival, self._detectors, history)

    def _event(self, example: Example, number: int) -> dict[str, Any]:
        name = f"example-{example.line}-{number + 1}"
        event: dict[str, Any] = {
            "id": name,
            "type": "item.created",
            "at": (_AT + timedelta(seconds=number)).isoformat(),
            "item": {"id": name, "kind": "post"},
            "author": {"id": "example-author", "name": "example", "created_at": _JOINED.isoformat()},
        }
        for attribute in self._policy.schema.attributes:
            if not attribute.optional:
                neutral = [] if attribute.type.startswith("list") else _NEUTRAL[attribute.type]
                _put(event, attribute.path, neutral)
        for path in self._policy.schema.requires:
            record, _, field = path.partition(".")
            if field not in event[record]:
                _put(event, path, self._required(field))
        return merge(event, example.event)

    def _required(self, field: str) -> str:
        return {
            "lang": self._policy.language,
            "created_at": _AT.isoformat(),
            "url": "https://example.org/post",
        }.get(field, "example")


def _put(event: dict[str, Any], path: str, value: Any) -> None:
    record, _, field = path.partition(".")
    event.setdefault(record, {})[field] = value


def merge(base: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """`base` with `changes` laid over it; null takes away (RFC 7396, JSON Merge Patch)."""
    out = dict(base)
    for key, value in changes.items():
        if value is None:
            out.pop(key, None)
        elif isinstance(value, dict) and isinstance(out.get(key), dict):
            out[key] = merge(out[key], value)
        else:
            out[key] = value
    return out


def _fired(match: Match, arrival: Arrival) -> Fired:
    return Fired(match.rule, match.clause, tuple(arrival.text.raw[start:end] for start, end in match.spans))


def _on(fired: Fired) -> str:
    return f" on {', '.join(map(repr, fired.words))}" if fired.words else ""


def _abstained(verdict: Verdict) -> str:
    return f" (without a value: {'; '.join(verdict.abstained)})" if verdict.abstained else ""
