"""Types every node of a condition, resolves every name, and finds every fault, before anything can run.

What may be missing must be tested: the checker follows ``has()`` through ``&& || ! ?:`` and knows at each node which
fields are certainly there.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from ombud.policy.cel.functions import STANDARD, Function
from ombud.policy.cel.syntax import (
    Binary,
    Call,
    Conditional,
    Has,
    Ident,
    ListOf,
    Literal,
    Logic,
    Macro,
    MapOf,
    Node,
    Select,
    Unary,
    children,
    path_of,
    root_of,
)
from ombud.policy.cel.types import (
    BOOL,
    BYTES,
    DOUBLE,
    DYN,
    FREE,
    INT,
    LINK,
    NAMES,
    NULL,
    NUMERIC,
    ORDERED,
    STRING,
    TYPE,
    UINT,
    Type,
    assignable,
    held,
    join,
    list_of,
    map_of,
    type_value,
)
from ombud.policy.cel.values import EvaluationError, type_name
from ombud.policy.checking.advice import (
    field_advice,
    macro_meant,
    mismatch,
    name_advice,
    no_fields,
    no_overload,
    not_an_element,
    unknown_function,
)
from ombud.policy.checking.arithmetic import reckoned
from ombud.policy.checking.domain import DOMAIN, DomainCalls
from ombud.policy.checking.environment import LINK_FIELDS, Environment, Field
from ombud.policy.checking.evidence import evidence_of
from ombud.policy.checking.habits import bracket_too_late, is_nothing, no_nothing
from ombud.policy.checking.uses import (
    Checked,
    Constant,
    FieldUse,
    FunctionUse,
    Lexicon,
    SignalUse,
    Use,
    VariableUse,
)
from ombud.policy.problems import Fault, did_you_mean

__all__ = ["check_expression"]

Facts = frozenset[str]
"""Presence paths that are certainly there."""

_LITERALS = {
    "bool": BOOL,
    "int": INT,
    "uint": UINT,
    "double": DOUBLE,
    "string": STRING,
    "bytes": BYTES,
    "null_type": NULL,
}


def check_expression(root: Node, environment: Environment, lexicon: Lexicon) -> tuple[Checked, list[Fault]]:
    """Type and resolve the whole tree. All faults are returned, none is raised; what was at fault has type `dyn`."""
    checker = _Checker(root, environment, lexicon)
    checker.visit(root, environment.present)
    evidence, signals = evidence_of(root, checker.uses)
    return Checked(root, checker.types, checker.uses, evidence, signals), checker.faults


class _Checker:
    def __init__(self, root: Node, environment: Environment, lexicon: Lexicon) -> None:
        self.environment = environment
        self.types: dict[Node, Type] = {}
        self.uses: dict[Node, Use] = {}
        self.faults: list[Fault] = []
        self._scope: dict[str, Type] = {}
        self._asked = root  # the innermost test around the node, without what joins tests
        self._domain = DomainCalls(environment, lexicon, self.visit, self.path)
        self._visitors: dict[type[Node], Callable[[Any, Facts], Type]] = {
            Literal: self._literal,
            Ident: self._name,
            Select: self._select,
            Has: self._has,
            Call: self._call,
            Unary: self._unary,
            Binary: self._binary,
            Logic: self._logic,
            Conditional: self._conditional,
            ListOf: self._list,
            MapOf: self._map,
            Macro: self._macro,
        }

    def visit(self, node: Node, facts: Facts) -> Type:
        """The node's type, given what is certainly there. What was typed before is not looked at again."""
        if node in self.types:
            return self.types[node]
        try:
            found = self._visitors[type(node)](node, facts)
        except Fault as fault:
            self.faults.append(fault)
            found = DYN
        self.types[node] = found
        return found

    def path(self, node: Node) -> str | None:
        """The node as a dotted path of the event, unless its first name is a macro's own."""
        root = root_of(node)
        if isinstance(root, Ident) and root.name in self._scope and not root.absolute:
            return None
        return path_of(node)

    # ── names ────────────────────────────────────────────────────────────────────────────────────────────────────
    def _literal(self, node: Literal, _: Facts) -> Type:
        return _LITERALS[type_name(node.value)]

    def _name(self, node: Ident, facts: Facts) -> Type:
        if node.name in self._scope and not node.absolute:
            self.uses[node] = VariableUse(node.name)
            return self._scope[node.name]
        if field := self.environment.fields.get(node.name):
            return self._field(node, field, facts)
        if node.name in NAMES:
            self.uses[node] = Constant(type_value(node.name))
            return TYPE
        if node.name in self.environment.records:
            example = next((path for path in self.environment.fields if path.startswith(f"{node.name}.")), None)
            example = example or f"{node.name}.name"
            raise Fault(
                f"`{node.name}` is not a value by itself",
                node.start,
                node.end,
                f"Name one of its fields, such as `{example}`.",
                code="record_is_no_value",
            )
        known = {*self._scope, *self.environment.records, *self.environment.fields, *NAMES}
        advice = name_advice(node.name, known) if self.environment.domain else ""
        raise Fault(f"there is nothing named `{node.name}`", node.start, node.end, advice, code="unknown_name")

    def _field(self, node: Node, field: Field, facts: Facts) -> Type:
        certain = field.presence is None or field.presence in facts
        self.uses[node] = FieldUse(field, certain)
        if not certain:
            advice = "" if "context" in field.path else f" Or list `{field.presence}` under `requires`."
            self.faults.append(
                Fault(
                    f"`{field.path}` may be missing from an event",
                    node.start,
                    node.end,
                    f"Test it first: `has({field.path}) && ...`.{advice}",
                    code="may_be_missing",
                )
            )
        return field.type

    def _select(self, node: Select, facts: Facts) -> Type:
        path = self.path(node)
        if path is not None and (resolved := self._resolve(node, path, facts)) is not None:
            return resolved
        name = node.operand
        if self.environment.domain and isinstance(name, Ident) and node.field in LINK_FIELDS and path is not None:
            self.types[name] = LINK
            self.faults.append(not_an_element(name, self._asked))
        operand = self.visit(node.operand, facts)
        if operand == LINK and node.field in LINK_FIELDS:
            return LINK_FIELDS[node.field]
        if operand.name == "map":
            return held(operand, 1)
        if operand != DYN:
            raise no_fields(node, operand, self.path(node.operand), self._asked)
        return DYN

    def _resolve(self, node: Select, path: str, facts: Facts) -> Type | None:
        """`path` as a field or a signal; None when it is a selection from some other value."""
        record, _, name = path.partition(".")
        if field := self.environment.field(path):
            return self._field(node, field, facts)
        if path in NAMES:
            self.uses[node] = Constant(type_value(path))
            return TYPE
        if record not in self.environment.records or isinstance(node.operand, Select):
            return None
        if record == "signal":
            return self._signal(node, name, facts)
        raise Fault(
            f"there is no field `{path}`",
            node.start,
            node.end,
            field_advice(path, self.environment.fields),
            code="unknown_field",
        )

    def _signal(self, node: Node, name: str, facts: Facts) -> Type:
        spec = self.environment.signals.get(name)
        if spec is None:
            raise Fault(
                f"there is no signal named `{name}`",
                node.start,
                node.end,
                did_you_mean(name, self.environment.signals),
                code="unknown_signal",
            )
        self.uses[node] = SignalUse(name, f"signal.{name}" in facts)
        return Type(spec.type)

    # ── has() and what it proves ─────────────────────────────────────────────────────────────────────────────────
    def _has(self, node: Has, facts: Facts) -> Type:
        target = node.target
        path = self.path(target)
        if path == "author" and path in self.environment.records:
            return BOOL
        if isinstance(target, Ident):
            raise Fault(
                f"has() asks about a field, and `{target.name}` is not one",
                target.start,
                target.end,
                "Write it like `has(author.name)`.",
                code="has_of_no_field",
            )
        there = facts
        if path is not None and (field := self.environment.field(path)) is not None and field.presence is not None:
            there = facts | {field.presence}
        self.visit(target, there | {f"signal.{path.partition('.')[2]}"} if path else there)
        return BOOL

    def proves(self, node: Node, *, holds: bool) -> Facts:
        """What is certainly there when `node` came out as `holds`."""
        if isinstance(node, Has):
            return self._asserted(node) if holds else frozenset()
        if isinstance(node, Unary) and node.operator == "!":
            return self.proves(node.operand, holds=not holds)
        if isinstance(node, Logic):
            outcomes = [self.proves(operand, holds=holds) for operand in node.operands]
            # `a && b` true proves what either proves; `a && b` false only what both do. `||` the other way round.
            combine = frozenset.union if (node.operator == "&&") is holds else frozenset.intersection
            return combine(*outcomes)
        return frozenset()

    def _asserted(self, node: Has) -> Facts:
        path = self.path(node.target)
        if path is None:
            return frozenset()
        field = self.environment.field(path)
        presence = path if field is None or field.presence is None else field.presence
        return frozenset((presence, path.partition(".")[0]))

    # ── operators ────────────────────────────────────────────────────────────────────────────────────────────────
    def _logic(self, node: Logic, facts: Facts) -> Type:
        for operand in node.operands:
            self._test(operand, facts, f"`{node.operator}` joins tests")
            facts |= self.proves(operand, holds=node.operator == "&&")
        return BOOL

    def _conditional(self, node: Conditional, facts: Facts) -> Type:
        self._test(node.test, facts, "what stands before `?` is a test")
        then = self.visit(node.then, facts | self.proves(node.test, holds=True))
        other = self.visit(node.other, facts | self.proves(node.test, holds=False))
        if not (assignable(then, other) or assignable(other, then)):
            self.faults.append(
                Fault(
                    f"the two sides of `:` have different types, {then} and {other}",
                    node.then.start,
                    node.other.end,
                    "Both must give the same type. Two rules often read better than one `? :`.",
                    code="types_do_not_fit",
                )
            )
        return join([then, other])

    def _test(self, node: Node, facts: Facts, why: str) -> None:
        outer, self._asked = self._asked, node
        found = self.visit(node, facts)
        self._asked = outer
        if not assignable(found, BOOL):
            self.faults.append(
                Fault(
                    f"{why}, and this is {found.article}",
                    node.start,
                    node.end,
                    "Compare it with something: `==`, `<`, `>=`.",
                    code="not_a_test",
                )
            )

    def _unary(self, node: Unary, facts: Facts) -> Type:
        if node.operator == "!":
            self._test(node.operand, facts, "`!` turns a test around")
            return BOOL
        found = self.visit(node.operand, facts)
        if found not in (INT, DOUBLE, DYN):
            raise Fault(
                f"`-` cannot be put before {found.article}",
                node.start,
                node.end,
                "Only a number can be negative.",
                code="types_do_not_fit",
            )
        return found

    def _binary(self, node: Binary, facts: Facts) -> Type:
        if node.operator in ("==", "!=") and self.environment.domain:
            self._no_nothing(node, node.left, node.right, facts)
            self._no_nothing(node, node.right, node.left, facts)
        left = self.visit(node.left, facts)
        right = self.visit(node.right, facts)
        match node.operator:
            case "==" | "!=":
                return self._equality(node, left, right)
            case "<" | "<=" | ">" | ">=":
                return self._order(node, left, right)
            case "in":
                return self._membership(node, left, right)
            case "[]":
                return self._index(node, left, right)
        return self._arithmetic(node, left, right)

    def _no_nothing(self, node: Binary, side: Node, other: Node, facts: Facts) -> None:
        path = self.path(side)
        if path is None or not is_nothing(other) or (isinstance(other, Ident) and other.name in self._scope):
            return
        field = self.environment.field(path)
        if path == "author" or (field is not None and (field.type != DYN or field.presence not in facts)):
            raise no_nothing(node, path, field)

    def _equality(self, node: Binary, left: Type, right: Type) -> Type:
        if LINK in (left, right) or not (assignable(left, right) or assignable(right, left)):
            raise self._mismatch(node, left, right)
        return BOOL

    def _order(self, node: Binary, left: Type, right: Type) -> Type:
        comparable = left in ORDERED | {DYN} and right in ORDERED | {DYN}
        if not comparable or not (assignable(left, right) or {left, right} <= NUMERIC):
            raise self._mismatch(node, left, right)
        return BOOL

    def _membership(self, node: Binary, left: Type, right: Type) -> Type:
        if right == DYN:
            return BOOL
        if right.name not in ("list", "map"):
            raise Fault(
                f"`in` looks into a list, and this is {right.article}",
                node.right.start,
                node.right.end,
                'Write `x in ["a", "b"]`, `in_list(x, "list")` for a list file, or `text.contains("part")`.',
                code="not_a_list",
            )
        if LINK in (left, right.args[0]) or not assignable(left, right.args[0]):
            raise self._mismatch(node, left, right)
        return BOOL

    def _index(self, node: Binary, left: Type, right: Type) -> Type:
        if left.name == "list" and right in (INT, DYN):
            return held(left)
        if left.name == "map" and assignable(right, left.args[0]):
            return held(left, 1)
        if left == DYN:
            return DYN
        raise Fault(
            f"{left.article} cannot be indexed by {right.article}",
            node.start,
            node.end,
            "Only lists are: `item.links[0]`. A piece of a text is found with `contains`, `startsWith` or `matches`.",
            code="not_indexable",
        )

    def _arithmetic(self, node: Binary, left: Type, right: Type) -> Type:
        found = reckoned(node.operator, left, right)
        if found is None:
            raise self._mismatch(node, left, right)
        return found

    def _mismatch(self, node: Binary, left: Type, right: Type) -> Fault:
        signal = any(isinstance(self.uses.get(side), SignalUse) for side in (node.left, node.right))
        return mismatch(node, left, right, signal=signal)

    # ── calls ────────────────────────────────────────────────────────────────────────────────────────────────────
    def _call(self, node: Call, facts: Facts) -> Type:
        if self.environment.domain and node.function in DOMAIN:
            use, result = self._domain.resolve(node, facts)
            self.uses[node] = use
            return result
        operands = self._operands(node, facts)
        function = STANDARD.get(node.function)
        if function is None:
            raise unknown_function(node, {*STANDARD, "has", *(DOMAIN if self.environment.domain else ())})
        candidates = [
            overload
            for overload in function.overloads
            if overload.method is (node.target is not None)
            and len(overload.args) == len(operands)
            and all(map(assignable, operands, overload.args))
        ]
        if not candidates:
            raise no_overload(node, function, operands)
        self.uses[node] = FunctionUse(function, candidates[0] if len(candidates) == 1 and DYN not in operands else None)
        self._fold(node, function)
        return join([candidate.result for candidate in candidates])

    def _operands(self, node: Call, facts: Facts) -> list[Type]:
        """The types of what the function gets. What would only follow from a mistaken call itself is not told."""
        if (fault := bracket_too_late(node)) is not None:
            for side in children(node.args[0]):
                self.visit(side, facts)
            raise fault
        if node.function in STANDARD or not macro_meant(node):
            return [self.visit(operand, facts) for operand in node.operands]
        span, *rest = node.operands
        kind = self.visit(span, facts)
        if node.target is not None and isinstance(rest[0], Ident):
            with self._each(rest[0].name, held(kind) if kind.name == "list" else DYN):
                return [self.visit(operand, facts) for operand in rest[1:]]
        return []

    def _fold(self, node: Call, function: Function) -> None:
        """A duration or a timestamp that is written out is worth knowing now: also when it is written wrongly."""
        if node.function not in ("duration", "timestamp") or not isinstance(node.args[0], Literal):
            return
        try:
            self.uses[node] = Constant(function.run(node.args[0].value))
        except EvaluationError as error:
            if self.environment.domain:
                raise Fault(
                    error.detail, node.args[0].start, node.args[0].end, error.advice, code="bad_time"
                ) from error

    # ── lists, maps, macros ──────────────────────────────────────────────────────────────────────────────────────
    def _list(self, node: ListOf, facts: Facts) -> Type:
        return list_of(join([self.visit(item, facts) for item in node.items] or [FREE]))

    def _map(self, node: MapOf, facts: Facts) -> Type:
        keys = join([self.visit(key, facts) for key, _ in node.entries] or [FREE])
        values = join([self.visit(value, facts) for _, value in node.entries] or [FREE])
        return map_of(keys, values)

    def _macro(self, node: Macro, facts: Facts) -> Type:
        span = self.visit(node.range, facts)
        if span.name not in ("list", "map", "dyn"):
            raise Fault(
                f"{node.kind}() goes over a list, and this is {span.article}",
                node.range.start,
                node.range.end,
                "Use it on a list, such as `item.links` or `item.media`.",
                code="not_a_list",
            )
        with self._each(node.variable, held(span)):
            tests = node.steps[:-1] if node.kind == "map" else node.steps
            for test in tests:
                self._test(test, facts, f"{node.kind}() needs a test")
            if node.kind != "map":
                return list_of(held(span)) if node.kind == "filter" else BOOL
            return list_of(self.visit(node.steps[-1], facts))

    @contextmanager
    def _each(self, name: str, kind: Type) -> Iterator[None]:
        outer, self._scope = self._scope, {**self._scope, name: kind}
        try:
            yield
        finally:
            self._scope = outer
