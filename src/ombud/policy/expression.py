"""One expression by itself: plain CEL, without the fields and functions of a policy."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from ombud.model import BadInput
from ombud.policy.cel.notation import literal, read_type, read_value, write_value
from ombud.policy.cel.parser import parse
from ombud.policy.cel.types import DYN, Type, fits
from ombud.policy.cel.values import EvaluationError, Value, from_json
from ombud.policy.checking.checker import check_expression
from ombud.policy.checking.environment import Environment, Field
from ombud.policy.checking.uses import Lexicon
from ombud.policy.engine.compiler import compile_conditions
from ombud.policy.engine.evaluation import MAX_STEPS
from ombud.policy.problems import Fault, Problem

__all__ = ["Bound", "ExpressionInvalid", "Question", "answer", "evaluate", "value_of"]


class Question(msgspec.Struct, frozen=True):
    """An expression to evaluate, with the values and types of its variables as `cel.notation` writes them."""

    expr: str
    bindings: dict[str, Any] = {}
    types: dict[str, str] = {}
    unchecked: bool = False


class ExpressionInvalid(BadInput):
    """The expression cannot be parsed, or does not pass the checker; `problem` shows where."""

    def __init__(self, source: str, fault: Fault) -> None:
        advice = fault.advice if source.strip() else "Write one, such as `1 + 2`."
        super().__init__("expression_invalid", f"{fault.message} (at {fault.start})", advice=advice)
        before = source[: fault.start]
        column = fault.start - before.rfind("\n")
        line = source[fault.start - column + 1 :].partition("\n")[0]
        width = max(1, min(fault.end - fault.start, len(line) - column + 1))
        self.problem = Problem(
            "expression", before.count("\n") + 1, column, fault.message, advice, width=width, source=line,
            code=fault.code, expected=fault.expected,
        )  # fmt: skip


def answer(question: Question) -> dict[str, Any]:
    """``{"value": ...}`` in the notation of the question, or ``{"error": message}``. Raises nothing."""
    try:
        bindings = {name: read_value(noted) for name, noted in question.bindings.items()}
        types = {name: read_type(text) for name, text in question.types.items()}
        return {"value": write_value(evaluate(question.expr, bindings, types, unchecked=question.unchecked))}
    except BadInput as error:
        return {"error": f"{error.detail}. {error.advice}" if error.advice else error.detail}


def value_of(source: str, bindings: Mapping[str, Any]) -> str:
    """The value of an expression over plain JSON, written as an expression. Raises BadInput as `evaluate` does."""
    return literal(evaluate(source, {name: from_json(value) for name, value in bindings.items()}))


def evaluate(
    source: str, bindings: Mapping[str, Value], types: Mapping[str, Type] | None = None, *, unchecked: bool = False
) -> Value:
    """The value of an expression whose variables are `bindings`; what has no entry in `types` is `dyn`.

    `unchecked` leaves it to the evaluation to find what does not fit. Raises BadInput: ``expression_invalid`` for an
    expression that cannot be parsed or does not pass the checker, ``bad_binding`` for a value that is not of its type;
    and EvaluationError when there is no value.
    """
    types = types or {}
    for name, value in bindings.items():
        if not fits(value, types.get(name, DYN)):
            raise BadInput("bad_binding", f"`{name[:40]}` is bound to a value that is not a {types[name]}")
    try:
        root = parse(source)
        fields = {
            name: Field(name, types.get(name, DYN), f"e.binding({name!r})", "bound by the caller")
            for name in {**types, **bindings}
        }
        checked, faults = check_expression(root, Environment(fields), Lexicon())
        for fault in faults:
            # What has() may be asked is grammar, and no matter of types.
            if not unchecked or fault.code == "has_of_no_field":
                raise fault
    except Fault as fault:
        raise ExpressionInvalid(source, fault) from fault
    [condition] = compile_conditions([(checked, root)])
    return condition(Bound(bindings))


class Bound:
    """What stands in for an event: values by name."""

    def __init__(self, bindings: Mapping[str, Value]) -> None:
        self._bindings = bindings
        self._steps = 0
        self.done: dict[Callable[[Any], Value], Value] = {}

    def binding(self, name: str) -> Value:
        """The value of a variable. Raises EvaluationError where it has a type and no value."""
        if name not in self._bindings:
            raise EvaluationError("unbound_variable", f"nothing is bound to `{name[:40]}`")
        return self._bindings[name]

    def step(self, cost: int = 1) -> None:
        """As for an event: macros may not go on for ever."""
        self._steps += cost
        if self._steps > MAX_STEPS:
            raise EvaluationError("too_many_steps", f"the expression takes more than {MAX_STEPS} steps")
