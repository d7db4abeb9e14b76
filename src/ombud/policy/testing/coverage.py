"""Which parts of the rules the examples have tried: condition/decision coverage.

The terms are those of DO-178C and of Chilenski and Miller ("Applicability of modified condition/decision coverage to
software testing", 1994). The *decision* is whether a rule fires. A *condition* is an operand of ``&&``, ``||`` or
``?:``, or the test of a macro (for any element); a ``!`` belongs to the condition under it. All decisions and all
conditions have to be seen both true and false.

A condition is seen only where the evaluation gets to it, read from the left: of ``a && b``, nothing is learnt about
``b`` from a post for which ``a`` is false. That is stricter than condition/decision coverage has to be, and less than
MC/DC, which also asks that each condition be seen to change the outcome by itself.
"""

from collections.abc import Container, Iterator
from typing import NamedTuple

import msgspec

from ombud.policy.cel.syntax import Conditional, Literal, Logic, Macro, Node, Unary
from ombud.policy.cel.types import BOOL
from ombud.policy.cel.values import EvaluationError
from ombud.policy.checking.analysis import KNOWN_VALUES, formula_of, never
from ombud.policy.checking.uses import Checked, Constant
from ombud.policy.document.rules import Rule
from ombud.policy.explaining.inspection import At, Values, parts_of
from ombud.policy.explaining.quoting import Quoting
from ombud.policy.formatting.expressions import print_expression

__all__ = ["Branch", "RuleCoverage", "Track"]


class Branch(msgspec.Struct, frozen=True):
    """A condition inside of a rule, and what was seen of it.

    `wants_true` and `wants_false` name the kind of example (``violates``, ``allows``) that would show the value, when
    it has not been seen and the kind follows from where the condition stands; else they are empty.
    """

    source: str
    file: str
    line: int
    seen_true: bool
    seen_false: bool
    wants_true: str = ""
    wants_false: str = ""

    @property
    def met(self) -> int:
        """How many of its two values were seen."""
        return self.seen_true + self.seen_false


class RuleCoverage(msgspec.Struct, frozen=True):
    """What the examples show of a rule.

    `fired`: a ``violates`` example of its clause makes it fire. `silent`: on some ``allows`` example of its clause it
    does not fire.
    """

    rule: str
    clause: str
    file: str
    line: int
    fired: bool
    silent: bool
    branches: tuple[Branch, ...]


class _Condition(NamedTuple):
    """`toward` is the value that brings the rule nearer to firing; None where that cannot be told."""

    node: Node
    toward: bool | None


class Track:
    """Collects what is seen of one rule, example by example."""

    def __init__(self, rule: Rule, checked: Checked) -> None:
        # No example can help a rule that never fires: none is asked for.
        self._possible = not never(formula_of(checked, print_expression, {}, KNOWN_VALUES))
        self.fired = False
        self.silent = False
        self.rule = rule.id
        self.clause = rule.clause
        self._rule = rule
        self._quote = Quoting(rule.when)
        self._conditions = list(_conditions(checked.root, checked, toward=True))
        self._seen: dict[Node, set[bool]] = {condition.node: set() for condition in self._conditions}
        self._above: set[Node] = set()
        _climb(checked.root, checked, self._seen, self._above)

    @property
    def open(self) -> bool:
        """Whether there is anything that no event has shown so far."""
        return any(len(seen) < 2 for seen in self._seen.values())  # true and false

    def see(self, values: Values) -> None:
        """One event: the conditions that an evaluation from the left gets to, with their values."""
        self._reach(values.checked.root, values, ())

    def _reach(self, node: Node, values: Values, at: At) -> None:
        if node not in self._above:
            return
        match node:
            case Logic(operator=operator, operands=operands):
                for operand in operands:
                    self._condition(operand, values, at)
                    if values.of(operand, at) is (operator == "||"):
                        break
            case Unary(operator="!", operand=operand):
                self._condition(operand, values, at)
            case Conditional(test=test, then=then, other=other):
                self._condition(test, values, at)
                chosen = values.of(test, at)
                if isinstance(chosen, bool):
                    self._condition(then if chosen else other, values, at)
            case Macro():
                self._reach(node.range, values, at)
                elements = values.of(node.range, at)
                for index in range(0 if isinstance(elements, EvaluationError) else len(elements)):
                    for step in node.steps:
                        self._condition(step, values, (*at, index))
            case _:
                for part in parts_of(node, values.checked):
                    self._reach(part, values, at)

    def _condition(self, node: Node, values: Values, at: At) -> None:
        """What may be a condition, after those inside of it."""
        self._reach(node, values, at)
        seen = self._seen.get(node)
        if seen is not None and isinstance(value := values.of(node, at), bool):
            seen.add(value)

    def coverage(self) -> RuleCoverage:
        """What was seen so far."""
        place = self._rule.condition.value_place
        return RuleCoverage(
            rule=self._rule.id,
            clause=self._rule.clause,
            file=place.file,
            line=place.line,
            fired=self.fired,
            silent=self.silent,
            branches=tuple(self._branch(condition) for condition in self._conditions),
        )

    def _branch(self, condition: _Condition) -> Branch:
        node, toward = condition
        place = self._rule.condition.place_of(node.start, node.end)
        wants = (
            {True: "", False: ""}
            if toward is None or not self._possible
            else {toward: "violates", not toward: "allows"}
        )
        seen = self._seen[node]
        return Branch(
            source=" ".join(self._quote(node).split()),
            file=place.file,
            line=place.line,
            seen_true=True in seen,
            seen_false=False in seen,
            wants_true="" if True in seen else wants[True],
            wants_false="" if False in seen else wants[False],
        )


def _is_condition(node: Node, checked: Checked) -> bool:
    """Not what is written out as true or false, and not a ``!``, whose operand is the condition."""
    if isinstance(node, Literal) or isinstance(checked.uses.get(node), Constant):
        return False
    return not (isinstance(node, Unary) and node.operator == "!")


def _tests(node: Node, checked: Checked, *, toward: bool | None) -> list[_Condition]:
    """The operands of a node that are tests, a ``!`` with them."""
    match node:
        case Logic(operands=operands):
            found = [_Condition(operand, toward) for operand in operands]
        case Unary(operator="!", operand=operand):
            found = [_Condition(operand, None if toward is None else not toward)]
        case Conditional(test=test, then=then, other=other):
            found = [_Condition(test, None)]
            if checked.type_of(node) == BOOL:
                found += [_Condition(then, toward), _Condition(other, toward)]
        case Macro(kind=kind, steps=steps) if kind != "map" or len(steps) > 1:
            found = [_Condition(steps[0], toward if kind in ("exists", "all") else None)]
        case _:
            found = []
    return found


def _conditions(node: Node, checked: Checked, *, toward: bool | None) -> Iterator[_Condition]:
    """All conditions below a node, in the order they are written."""
    tests = {condition.node: condition for condition in _tests(node, checked, toward=toward)}
    below = (*parts_of(node, checked), *(node.steps if isinstance(node, Macro) else ()))
    for part in below:
        test = tests.get(part)
        if test is not None and _is_condition(part, checked):
            yield test
        yield from _conditions(part, checked, toward=test.toward if test is not None else None)


def _climb(node: Node, checked: Checked, conditions: Container[Node], above: set[Node]) -> bool:
    """Whether a node is a condition or stands above one; those above are added to `above`."""
    below = (*parts_of(node, checked), *(node.steps if isinstance(node, Macro) else ()))
    for part in below:
        if _climb(part, checked, conditions, above):
            above.add(node)
    return node in above or node in conditions
