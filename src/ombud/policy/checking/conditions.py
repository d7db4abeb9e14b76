"""The conditions of a policy, parsed and checked one after another over one lexicon."""

from collections.abc import Sequence
from typing import overload

from ombud.policy.cel.parser import parse, parse_on
from ombud.policy.cel.syntax import Call, Literal, Node
from ombud.policy.cel.types import BOOL
from ombud.policy.checking.analysis.patterns import pattern_advice
from ombud.policy.checking.checker import check_expression
from ombud.policy.checking.environment import Environment
from ombud.policy.checking.uses import Checked, Lexicon, SeenBefore, TextHit
from ombud.policy.document.rules import Rule
from ombud.policy.problems import Fault, Place, Report
from ombud.ports import CannotLookFor, Matcher, MatcherFactory

__all__ = ["CheckedAgain", "Conditions"]

_MOST_FAULTS = 20
"""Faults that are shown of one condition."""


class Conditions:
    """Parses and checks conditions one after another, and remembers where their terms and patterns stand."""

    def __init__(self, environment: Environment, lexicon: Lexicon, report: Report, *, copies: bool) -> None:
        self._environment = environment
        self.lexicon = lexicon
        self._report = report
        self._copies = copies
        self.places: dict[str, Place] = {}

    def check(self, rule: Rule) -> Checked | None:
        """The checked condition of one rule; None when it has a fault, which is reported."""
        root, faults = parse_on(rule.when)
        if root is None:
            self._report_all(rule, faults)
            return None
        checked, found = check_expression(root, self._environment, self.lexicon)
        faults += found
        if not faults and checked.type_of(root) != BOOL:
            faults.append(
                Fault(
                    f"a condition is a test, and this is {checked.type_of(root).article}",
                    root.start,
                    root.end,
                    "Write the condition without quotation marks around it."
                    if isinstance(root, Literal)
                    else "Compare it with something: `==`, `<`, `>=`.",
                    code="not_a_test",
                ),
            )
        self._report_all(rule, faults)
        self._remember(rule, checked)
        return None if faults else checked

    def _report_all(self, rule: Rule, faults: Sequence[Fault]) -> None:
        for fault in faults[:_MOST_FAULTS]:
            self._fault(rule, fault)

    def _fault(self, rule: Rule, fault: Fault) -> None:
        place = rule.condition.place_of(fault.start, fault.end)
        self._report.error(place, fault.message, fault.advice, code=fault.code, expected=fault.expected)

    def _remember(self, rule: Rule, checked: Checked) -> None:
        for node, use in checked.uses.items():
            call = node.args[0] if isinstance(node, Call) and node.function == "exact" else node
            if isinstance(use, TextHit) and isinstance(call, Call):
                last: Node = call.operands[-1]
                self.places.setdefault(use.key, rule.condition.place_of(last.start, last.end))
            if isinstance(use, SeenBefore) and not self._copies:
                self._fault(
                    rule,
                    Fault(
                        "this installation cannot tell near-duplicates",
                        node.start,
                        node.end,
                        "Use `count`.",
                        code="no_near_duplicates",
                    ),
                )

    def matcher(self, factory: MatcherFactory) -> Matcher | None:
        """One matcher of everything; None, with what is at fault reported, when it cannot be built."""
        try:
            return factory(self.lexicon.term_sets, self.lexicon.patterns)
        except CannotLookFor as refused:
            regexes = {one.key: one.regex for one in self.lexicon.patterns}
            for key, error in refused.faults:
                advice = pattern_advice(regexes.get(key, "")) or error.advice
                self._report.error(self.places[key], error.detail, advice, code="bad_pattern")
            return None


class CheckedAgain(Sequence[Checked]):
    """Conditions that were found to be right before: each is understood again when somebody asks for it."""

    def __init__(self, rules: Sequence[Rule], environment: Environment, lexicon: Lexicon) -> None:
        self._rules = rules
        self._environment = environment
        self._lexicon = lexicon
        self._found: dict[int, Checked] = {}

    def __len__(self) -> int:
        return len(self._rules)

    @overload
    def __getitem__(self, position: int) -> Checked: ...
    @overload
    def __getitem__(self, position: slice) -> list[Checked]: ...
    def __getitem__(self, position: int | slice) -> Checked | list[Checked]:
        if isinstance(position, slice):
            return [self[one] for one in range(len(self))[position]]
        position = range(len(self))[position]
        if position not in self._found:
            root = parse(self._rules[position].when)
            self._found[position], _ = check_expression(root, self._environment, self._lexicon)
        return self._found[position]
