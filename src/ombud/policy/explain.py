"""Why an event gets its verdict: every rule, every part of its condition, and the words in the text.

The parts are computed by the same compiler that makes the rules run; nothing here has an opinion of its own.
"""

import json
from collections.abc import Iterator
from typing import Any

import msgspec

from ombud.model import Arrival, Span
from ombud.policy.cel.syntax import Call, Has, Literal, Macro, Node, children
from ombud.policy.cel.times import duration_text, timestamp_text
from ombud.policy.cel.values import Abstained, Duration, EvaluationError, Map, Timestamp, Value
from ombud.policy.checking.uses import Checked, Constant, CountEvents, FieldUse, InSet, SeenBefore, SignalUse, TextHit
from ombud.policy.document.rules import Rule
from ombud.policy.engine.compiler import compile_conditions
from ombud.policy.engine.evaluation import Evaluation
from ombud.policy.engine.policy import Policy
from ombud.ports import Detectors, History

__all__ = ["Explanation", "Part", "RuleExplained", "explain"]

_LONGEST = 120


class Part(msgspec.Struct, frozen=True):
    """A part of a condition, as it is written, and what it came to.

    `value` is JSON data; `error` says why there is none. `words` are what was found in the text.
    """

    source: str
    value: Any
    error: str = ""
    words: tuple[str, ...] = ()
    parts: tuple["Part", ...] = ()


class RuleExplained(msgspec.Struct, frozen=True):
    """`outcome` is ``fires``, ``does not fire``, ``abstains`` or ``has no value``."""

    rule: str
    clause: str
    then: str
    shadow: bool
    outcome: str
    spans: tuple[Span, ...]
    words: tuple[str, ...]
    condition: Part


class Explanation(msgspec.Struct, frozen=True):
    """What every rule of a policy says about one event."""

    event: str
    policy: str
    rules: tuple[RuleExplained, ...]

    def as_json(self) -> str:
        """As one JSON object."""
        return json.dumps(msgspec.to_builtins(self), ensure_ascii=False)

    def as_text(self) -> str:
        """For reading: the rules that fire or could not be decided first, each with the parts of its condition."""
        lines = [f"event {self.event}, policy {self.policy}"]
        for rule in sorted(self.rules, key=lambda rule: rule.outcome == "does not fire"):
            mode = ", shadow" if rule.shadow else ""
            lines.append(f"\n{rule.rule} ({rule.clause}, {rule.then}{mode}): {rule.outcome}")
            lines.extend(_lines(rule.condition, 1))
        return "\n".join(lines)


def _lines(part: Part, depth: int) -> Iterator[str]:
    source = " ".join(part.source.split())
    if len(source) > _LONGEST:
        source = source[: _LONGEST - 1] + "…"
    value = part.error or json.dumps(part.value, ensure_ascii=False)
    words = f"  {', '.join(map(repr, part.words))}" if part.words else ""
    yield f"{'  ' * depth}{value}  <-  {source}{words}"
    for below in part.parts:
        yield from _lines(below, depth + 1)


def explain(policy: Policy, arrival: Arrival, detectors: Detectors, history: History) -> Explanation:
    """Evaluate every rule on the event, with every part of every condition.

    Parts are computed even where the rule itself would have stopped earlier; a part that stands under a ``has()`` which
    is false then says what is missing.
    """
    evaluation = policy.begin(arrival, detectors, history)
    rules = tuple(_explained(policy, position, rule, evaluation, arrival) for position, rule in enumerate(policy.rules))
    return Explanation(arrival.event.id, policy.version, rules)


def _explained(policy: Policy, position: int, rule: Rule, evaluation: Evaluation, arrival: Arrival) -> RuleExplained:
    checked = policy.conditions[position]
    nodes = list(_shown(checked.root, checked))
    conditions = compile_conditions((checked, node) for node in nodes)
    results = {node: _computed(condition, evaluation) for node, condition in zip(nodes, conditions, strict=True)}
    root = results[checked.root]
    fires = root is True
    spans = policy.spans(position, evaluation) if fires else ()
    return RuleExplained(
        rule=rule.id,
        clause=rule.clause,
        then=rule.then,
        shadow=rule.shadow,
        outcome=_outcome(root),
        spans=spans,
        words=_words(spans, arrival),
        condition=_part(checked.root, rule, checked, results, evaluation),
    )


def _outcome(value: Value | EvaluationError) -> str:
    if isinstance(value, Abstained):
        return "abstains"
    if isinstance(value, EvaluationError):
        return "has no value"
    return "fires" if value else "does not fire"


def _shown(node: Node, checked: Checked) -> Iterator[Node]:
    """The nodes that have a value of their own worth showing, from the outside in."""
    yield node
    for child in _below(node, checked):
        yield from _shown(child, checked)


def _below(node: Node, checked: Checked) -> tuple[Node, ...]:
    if isinstance(checked.uses.get(node), FieldUse | SignalUse | Constant | CountEvents | SeenBefore):
        return ()
    if isinstance(node, Has):
        return ()
    if isinstance(node, Macro):  # what stands inside has one value for each element
        return (node.range,)
    use = checked.uses.get(node)
    if isinstance(use, TextHit | InSet):
        return () if use.text is None else (use.text,)
    return tuple(child for child in children(node) if not isinstance(child, Literal) or isinstance(node, Call))


def _computed(condition: Any, evaluation: Evaluation) -> Value | EvaluationError:
    try:
        return condition(evaluation)
    except EvaluationError as error:
        return error


def _part(
    node: Node,
    rule: Rule,
    checked: Checked,
    results: dict[Node, Value | EvaluationError],
    evaluation: Evaluation,
) -> Part:
    result = results[node]
    failed = isinstance(result, EvaluationError)
    use = checked.uses.get(node)
    words: tuple[str, ...] = ()
    if isinstance(use, TextHit) and use.text is None:
        words = _words(evaluation.hits.get(use.key, ()), evaluation.arrival)
    elif isinstance(use, SignalUse):
        words = _words(evaluation.measured(use.name).spans, evaluation.arrival)
    return Part(
        source=rule.when[node.start : node.end],
        value=None if failed else _plain(result),
        error=result.detail if isinstance(result, EvaluationError) else "",
        words=words,
        parts=tuple(_part(child, rule, checked, results, evaluation) for child in _below(node, checked)),
    )


def _words(spans: tuple[Span, ...], arrival: Arrival) -> tuple[str, ...]:
    return tuple(arrival.text.raw[start:end] for start, end in spans)


def _plain(value: Value) -> Any:
    """A value as JSON data."""
    match value:
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
        case msgspec.Struct():
            return msgspec.to_builtins(value)
    return value
