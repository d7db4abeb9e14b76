"""Why an event gets its verdict: every rule that had to be asked, every part of its condition, the words that did it.

The shapes below are what ``ombud policy explain --json`` prints (docs/policy-language.md): they grow, and never change.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from ombud.model import Arrival, Measure, Signal, Span
from ombud.policy.cel.syntax import Conditional, Logic, Macro, Node, Unary
from ombud.policy.cel.times import duration_text, timestamp_text
from ombud.policy.cel.values import SECOND, Abstained, Duration, EvaluationError, Map, Timestamp, Value
from ombud.policy.checking.uses import Checked, SignalUse, TextHit
from ombud.policy.document.rules import Rule
from ombud.policy.engine.evaluation import Evaluation
from ombud.policy.engine.policy import Policy
from ombud.policy.explaining.candidates import missing
from ombud.policy.explaining.inspection import At, Result, Values, inspect, parts_of
from ombud.policy.explaining.quoting import Quoting
from ombud.ports import Detectors, History

__all__ = ["Element", "Explanation", "Observed", "Part", "RuleExplained", "RulePassedOver", "SignalSeen", "explain"]

_MOST_ELEMENTS = 20
_UNITS = ((86_400, "days"), (3600, "hours"), (60, "minutes"))


class Part(msgspec.Struct, frozen=True):
    """A part of a condition, as it is written, and what it came to.

    `value` is JSON data, `said` the same in words where that is easier to read; `error` says why there is none, and
    `absorbed` that it made no difference, because another side decided. `reached` is False where, read from the left,
    what stands before has decided already. `spans` are ranges of the raw text, `words` what stands there. `elements`
    are what a macro went over, the first twenty. `operator` is what joins `parts`: ``&&``, ``||``, ``!`` or ``?:``.
    """

    source: str
    value: Any
    operator: str = ""
    said: str = ""
    error: str = ""
    absorbed: bool = False
    reached: bool = True
    spans: tuple[Span, ...] = ()
    words: tuple[str, ...] = ()
    parts: tuple["Part", ...] = ()
    elements: tuple["Element", ...] = ()


class Element(msgspec.Struct, frozen=True):
    """One element that a macro went over, and what its steps came to for it."""

    value: Any
    parts: tuple[Part, ...]


class RuleExplained(msgspec.Struct, frozen=True):
    """A rule that had to be asked. `outcome` is ``fires``, ``does not fire``, ``abstains`` or ``has no value``."""

    rule: str
    clause: str
    then: Measure
    shadow: bool
    withheld: bool
    file: str
    line: int
    outcome: str
    spans: tuple[Span, ...]
    words: tuple[str, ...]
    condition: Part


class RulePassedOver(msgspec.Struct, frozen=True):
    """A rule that need not be asked: `missing` is the part of its condition that would have to hold and does not."""

    rule: str
    clause: str
    then: Measure
    shadow: bool
    missing: str


class SignalSeen(msgspec.Struct, frozen=True):
    """A signal that some part asked for. When it has no value, `abstained` says why."""

    name: str
    version: str
    value: bool | int | float | str | None
    abstained: str | None
    spans: tuple[Span, ...]
    words: tuple[str, ...]


class Observed(msgspec.Struct, frozen=True):
    """An answer that depended on earlier events; `question` in words, `key` as decisions record it.

    `value` is None when too much was forgotten to tell.
    """

    key: str
    question: str
    value: int | None


class Explanation(msgspec.Struct, frozen=True):
    """What the rules of a policy say about one event. `rules` are those that had to be asked, `others` the rest."""

    event: str
    policy: str
    text: str
    rules: tuple[RuleExplained, ...]
    others: tuple[RulePassedOver, ...]
    signals: tuple[SignalSeen, ...]
    observed: tuple[Observed, ...]


def explain(policy: Policy, arrival: Arrival, detectors: Detectors, history: History) -> Explanation:
    """Evaluate every rule that can fire on the event, with every part of its condition.

    Parts are computed even where the rule itself would have stopped earlier; `Part.reached` tells them apart.
    """
    evaluation = policy.begin(arrival, detectors, history)
    lacking = [missing(checked, evaluation) for checked in policy.conditions]
    asked = [position for position, part in enumerate(lacking) if part is None]
    inspections = inspect([policy.conditions[position] for position in asked])
    rules = tuple(
        _Explainer(policy.rules[position], inspection.on(evaluation)).rule(policy, position)
        for position, inspection in zip(asked, inspections, strict=True)
    )
    others = tuple(
        RulePassedOver(rule.id, rule.clause, rule.then, rule.shadow, Quoting(rule.when)(part))
        for rule, part in zip(policy.rules, lacking, strict=True)
        if part is not None
    )
    return Explanation(
        event=arrival.event.id,
        policy=policy.version,
        text=arrival.text.raw,
        rules=rules,
        others=others,
        signals=tuple(_signals(evaluation.signals, arrival)),
        observed=tuple(
            Observed(key, _question(key), value if value >= 0 else None)
            for key, value in sorted(evaluation.observed.items())
        ),
    )


class _Explainer:
    """One rule, one event."""

    def __init__(self, rule: Rule, values: Values) -> None:
        self._rule = rule
        self._quote = Quoting(rule.when)
        self._values = values
        self._checked: Checked = values.checked
        self._evaluation: Evaluation = values.evaluation
        self._arrival: Arrival = values.evaluation.arrival

    def rule(self, policy: Policy, position: int) -> RuleExplained:
        """The rule with its outcome."""
        rule = self._rule
        condition = self._part(self._checked.root, (), reached=True)
        outcome = _outcome(self._values.of(self._checked.root))
        spans = policy.spans(position, self._evaluation) if outcome == "fires" else ()
        place = rule.condition.value_place
        return RuleExplained(
            rule=rule.id,
            clause=rule.clause,
            then=rule.then,
            shadow=rule.shadow,
            withheld=rule.withheld,
            file=place.file,
            line=place.line,
            outcome=outcome,
            spans=spans,
            words=_words(spans, self._arrival),
            condition=condition,
        )

    def _part(self, node: Node, at: At, *, reached: bool, absorbed: bool = False) -> Part:
        result = self._values.of(node, at)
        failed = isinstance(result, EvaluationError)
        spans = self._spans(node)
        return Part(
            source=self._quote(node),
            value=None if failed else _plain(result),
            operator=_operator(node),
            said=_length_of(result) if isinstance(result, Duration) else "",
            error=result.detail if isinstance(result, EvaluationError) else "",
            absorbed=failed and absorbed,
            reached=reached,
            spans=spans,
            words=_words(spans, self._arrival),
            parts=tuple(self._below(node, at, result, reached=reached)),
            elements=tuple(self._elements(node, at, reached=reached)) if isinstance(node, Macro) else (),
        )

    def _below(self, node: Node, at: At, result: Result, *, reached: bool) -> Iterator[Part]:
        """The parts of a part. Of a logical operator, those after the one that decided it are not reached."""
        match node:
            case Logic(operator=operator, operands=operands):
                for operand in operands:
                    yield self._part(operand, at, reached=reached, absorbed=isinstance(result, bool))
                    reached = reached and self._values.of(operand, at) is not (operator == "||")
            case Conditional(test=test, then=then, other=other):
                chosen = self._values.of(test, at)
                yield self._part(test, at, reached=reached)
                yield self._part(then, at, reached=reached and chosen is True)
                yield self._part(other, at, reached=reached and chosen is False)
            case _:
                for part in parts_of(node, self._checked):
                    yield self._part(part, at, reached=reached)

    def _elements(self, macro: Macro, at: At, *, reached: bool) -> Iterator[Element]:
        elements = self._values.of(macro.range, at)
        if isinstance(elements, EvaluationError):
            return
        for index, element in enumerate(list(elements)[:_MOST_ELEMENTS]):
            inside = (*at, index)
            yield Element(_plain(element), tuple(self._part(step, inside, reached=reached) for step in macro.steps))

    def _spans(self, node: Node) -> tuple[Span, ...]:
        use = self._checked.uses.get(node)
        if isinstance(use, TextHit) and use.text is None:
            return self._evaluation.hits.get(use.key, ())
        if isinstance(use, SignalUse) and use.name in self._evaluation.signals:
            return self._evaluation.signals[use.name].spans
        return ()


def _operator(node: Node) -> str:
    match node:
        case Logic(operator=operator) | Unary(operator="!" as operator):
            return operator
        case Conditional():
            return "?:"
    return ""


def _outcome(value: Result) -> str:
    if isinstance(value, Abstained):
        return "abstains"
    if isinstance(value, EvaluationError):
        return "has no value"
    return "fires" if value else "does not fire"


def _signals(signals: Mapping[str, Signal], arrival: Arrival) -> Iterator[SignalSeen]:
    for name, signal in sorted(signals.items()):
        words = _words(signal.spans, arrival)
        yield SignalSeen(name, signal.version, signal.value, signal.abstained, signal.spans, words)


def _question(key: str) -> str:
    """What was asked of the past, in words; `key` as `count_key` and `copies_key` write it."""
    what, _, rest = key.partition("/")
    about, _, seconds = rest.rpartition("/")
    if what == "copies":
        return f"items that say nearly the same, in the {_length(seconds)} before"
    subject, _, event_type = about.rpartition("/")
    return f"{event_type} of {subject} in {_length(seconds)}" if what == "count" else key


def _length(seconds: str) -> str:
    """A window as it was written, or nearly: in the largest unit that goes into it whole."""
    number = float(seconds)
    for size, unit in _UNITS:
        if number >= 2 * size and number % size == 0:
            return f"{number / size:g} {unit}"
    return f"{number:g} seconds"


def _length_of(duration: Duration) -> str:
    """About how long, in the largest unit of which there are two."""
    number = abs(duration) / SECOND
    for size, unit in _UNITS:
        if number >= 2 * size:
            return f"{'-' if duration < 0 else ''}{number // size:g} {unit}"
    return ""


def _words(spans: tuple[Span, ...], arrival: Arrival) -> tuple[str, ...]:
    return tuple(arrival.text.raw[start:end] for start, end in spans)


def _plain(value: Value) -> Any:
    """A value as JSON data."""
    match value:
        case bool() | None | str() | float():
            return value
        case Duration():
            return duration_text(value)
        case Timestamp():
            return timestamp_text(value)
        case bytes():
            return value.hex()
        case Map():
            return {str(key): _plain(value[key]) for key in value}
        case list() | tuple():
            return [_plain(item) for item in value]
        case int():
            return int(value)
    return msgspec.to_builtins(value)  # a link
