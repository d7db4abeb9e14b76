"""What is said to the author about rules that never fire, always fire, or add nothing to another."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from ombud.model import INTERNAL_EVENTS, ITEM_KINDS, PLATFORM_EVENTS, Measure
from ombud.policy.cel.syntax import Binary, Literal, Logic, Node, Unary, children
from ombud.policy.cel.types import DOUBLE
from ombud.policy.checking.analysis.coverage import Effect, Subject, covered
from ombud.policy.checking.analysis.formula import Formula, Join, Leaf, formula_of, total
from ombud.policy.checking.analysis.logic import leaves_of, never, why_never
from ombud.policy.checking.uses import Checked, SignalUse
from ombud.policy.document.rules import Rule
from ombud.policy.formatting.expressions import printer
from ombud.policy.problems import did_you_mean

__all__ = ["KNOWN_VALUES", "Finding", "examine"]

KNOWN_VALUES = {"event.type": frozenset((*PLATFORM_EVENTS, *INTERNAL_EVENTS)), "item.kind": frozenset(ITEM_KINDS)}
"""The only values that some fields have."""

_GRAVITY = {measure: rank for rank, measure in enumerate(Measure)}
_URGENCY = {severity: rank for rank, severity in enumerate(("low", "medium", "high", "critical"))}
_SHOWN = 60


class Finding(msgspec.Struct, frozen=True):
    """Something about one rule; `start` and `end` say where in its condition."""

    rule: Rule
    start: int
    end: int
    code: str
    message: str
    advice: str


def examine(
    rules: Sequence[tuple[Rule, Checked]],
    words: Mapping[str, frozenset[str]],
    known: Mapping[str, frozenset[str]],
) -> Iterator[Finding]:
    """Everything that can be found out about rules whose conditions have no fault.

    `words` are the terms of each text key of the policy; `known` the only values that some fields have.
    """
    subjects: list[Subject] = []
    first: dict[tuple[str, Measure], Rule] = {}
    by_id: dict[str, Rule] = {}
    for rule, checked in rules:
        examiner = _Examiner(rule, checked, words, known)
        yield from examiner.findings()
        twin = first.setdefault((examiner.text, rule.then), rule)
        if twin is not rule:
            if not (_named(twin) and _named(rule)) or rule.label == twin.label:
                yield _twin(rule, twin)
        elif not rule.shadow and examiner.possible:
            by_id[rule.id] = rule
            subjects.append(Subject(rule.id, examiner.formula, _effect(rule)))
    pairs, rest = covered(subjects)
    for one, other in pairs:
        yield _covered(by_id[one.id], by_id[other.id])
    if rest:
        yield _not_compared(by_id[rest[0].id], len(rest))


def _named(rule: Rule) -> bool:
    """Whether the rule puts a label of its own on things: two labels for one condition can be meant."""
    return rule.label is not None and rule.label != rule.id


def _effect(rule: Rule) -> Effect:
    return Effect(
        scope=(rule.clause, rule.queue or ""),
        gravity=_GRAVITY[rule.then],
        urgency=_URGENCY.get(rule.severity, 0),
        label=rule.label,
        precision=rule.min_precision if rule.automation == "decide" else None,
    )


def _twin(rule: Rule, twin: Rule) -> Finding:
    message = f"`{rule.id}` has the same condition as `{twin.id}`"
    return Finding(rule, 0, len(rule.when), "duplicate_condition", message, "Remove one of them.")


def _covered(rule: Rule, other: Rule) -> Finding:
    place = f"{other.condition.file}:{other.condition.line}"
    return Finding(
        rule, 0, len(rule.when), "subsumed",
        f"`{rule.id}` adds nothing: whenever it fires, `{other.id}` does too, and does no less",
        f"Remove it, or make `{other.id}` ({place}) narrower.",
    )  # fmt: skip


def _not_compared(rule: Rule, number: int) -> Finding:
    return Finding(
        rule, 0, len(rule.when), "not_compared",
        f"from `{rule.id}` on, {number} rules were not compared with the others: too many of them are alike",
        "Put what they have in common into one rule, and what differs into a list: `in_list`.",
    )  # fmt: skip


def _turned(node: Node, *, turned: bool) -> Iterator[Node]:
    """The tests that a `!` turns around."""
    if turned:
        yield node
    if isinstance(node, Logic | Unary):
        for child in children(node):
            yield from _turned(child, turned=turned is not isinstance(node, Unary))


class _Examiner:
    """Looks at one rule."""

    def __init__(
        self, rule: Rule, checked: Checked, words: Mapping[str, frozenset[str]], known: Mapping[str, frozenset[str]]
    ) -> None:
        self._rule = rule
        self._checked = checked
        self._known = known
        self._print = printer()
        self.text = self._print(checked.root)
        self.formula = formula_of(checked, self._print, words, known)
        self._opposite = formula_of(checked, self._print, words, known, negated=True)
        self._reason = why_never(self.formula)
        self._turned = set(_turned(checked.root, turned=False))
        self.possible = self._reason is None

    def findings(self) -> Iterator[Finding]:
        """What is odd about the rule by itself."""
        if self._reason is not None:
            yield self._never(self._reason, whole=True)
        elif never(self._opposite) and total(self._checked, self._checked.root):
            yield self._about(
                self._checked.root, "always_fires", f"`{self._rule.id}` fires for every event",
                "Say what it should look for, or remove it.",
            )  # fmt: skip
        else:
            yield from self._idle_sides(self.formula)
        yield from self._thresholds()
        yield from self._twice(self._checked.root)

    def _idle_sides(self, formula: Formula) -> Iterator[Finding]:
        for part in formula.parts if isinstance(formula, Join) else ():
            reason = why_never(part)
            if reason is not None:
                yield self._never(reason, whole=False)
            else:
                yield from self._idle_sides(part)

    def _never(self, reason: tuple[Node, ...], *, whole: bool) -> Finding:
        said = " and ".join(f"`{self._tested(node)}`" for node in reason)
        why = f"{said} never hold together" if len(reason) > 1 else f"{said} never holds"
        message = f"`{self._rule.id}` can never fire: {why}" if whole else f"this side changes nothing: {why}"
        return self._about(reason[-1], "never_fires" if whole else "dead_side", message, self._never_advice(reason))

    def _never_advice(self, reason: tuple[Node, ...]) -> str:
        node = reason[-1]
        if len(reason) > 1:
            return "Join them with `||` if either is enough, or correct one of them."
        if isinstance(node, Binary):
            field = self._print(node.left)
            if field in self._known and isinstance(node.right, Literal):
                return did_you_mean(str(node.right.value), self._known[field])
        return "Correct it, or remove the rule."

    def _thresholds(self) -> Iterator[Finding]:
        for leaf in leaves_of(self.formula):
            bound = self._odd_bound(leaf)
            if bound is not None:
                yield self._about(
                    leaf.node, "threshold_out_of_range", f"`{self._text(leaf.node)}`: a signal goes from 0 to 1",
                    f"Write a part of 1, such as `{bound / 100:g}` for {bound:g} percent."
                    if 1 < bound <= 100
                    else "Write a number from 0 to 1.",
                )  # fmt: skip

    def _odd_bound(self, leaf: Leaf) -> float | None:
        if leaf.domain is None or not isinstance(leaf.node, Binary):
            return None
        sides = (leaf.node.left, leaf.node.right)
        measured = any(isinstance(self._checked.uses.get(side), SignalUse) for side in sides)
        if not measured or all(self._checked.type_of(side) != DOUBLE for side in sides):
            return None
        written = [side.value for side in sides if isinstance(side, Literal) and isinstance(side.value, int | float)]
        return next((float(value) for value in written if not 0 <= value <= 1), None)

    def _twice(self, node: Node) -> Iterator[Finding]:
        if isinstance(node, Logic):
            seen: set[str] = set()
            for operand in node.operands:
                text = self._print(operand)
                if text in seen:
                    yield self._about(
                        operand, "written_twice", f"`{self._text(operand)}` stands here twice", "Remove one."
                    )
                seen.add(text)
        for child in children(node):
            yield from self._twice(child)

    def _about(self, node: Node, code: str, message: str, advice: str) -> Finding:
        return Finding(self._rule, node.start, node.end, code, message, advice)

    def _tested(self, node: Node) -> str:
        """A test with the `!` that stands before it, or before what it is a part of."""
        if node not in self._turned:
            return self._text(node)
        return f"!({self._text(node)})" if isinstance(node, Binary | Logic) else f"!{self._text(node)}"

    def _text(self, node: Node) -> str:
        text = " ".join(self._rule.when[node.start : node.end].split())
        return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
