"""One expression by itself: plain CEL, without the fields and functions of a policy."""

from collections.abc import Mapping

from ombud.model import BadInput
from ombud.policy.cel.parser import parse
from ombud.policy.cel.types import DYN, Type
from ombud.policy.cel.values import EvaluationError, Value
from ombud.policy.checking.checker import check_expression
from ombud.policy.checking.environment import Environment, Field
from ombud.policy.checking.uses import Lexicon
from ombud.policy.engine.compiler import compile_conditions
from ombud.policy.engine.evaluation import MAX_STEPS
from ombud.policy.problems import Fault

__all__ = ["evaluate"]


def evaluate(
    source: str, bindings: Mapping[str, Value], types: Mapping[str, Type] | None = None, *, unchecked: bool = False
) -> Value:
    """The value of an expression whose variables are `bindings`; what has no entry in `types` is `dyn`.

    `unchecked` leaves it to the evaluation to find what does not fit. Raises BadInput (``expression_invalid``) for an
    expression that cannot be parsed or does not pass the checker, EvaluationError when it has no value.
    """
    try:
        root = parse(source)
        fields = {
            name: Field(name, (types or {}).get(name, DYN), f"e.binding({name!r})", "bound by the caller")
            for name in bindings
        }
        checked, faults = check_expression(root, Environment(fields), Lexicon())
        if faults and not unchecked:
            raise faults[0]
    except Fault as fault:
        message = f"{fault.message} (at {fault.start})"
        raise BadInput("expression_invalid", message, advice=fault.advice) from fault
    [condition] = compile_conditions([(checked, root)])
    return condition(_Bound(bindings))


class _Bound:
    """What stands in for an event: values by name."""

    def __init__(self, bindings: Mapping[str, Value]) -> None:
        self._bindings = bindings
        self._steps = 0

    def binding(self, name: str) -> Value:
        return self._bindings[name]

    def step(self) -> None:
        """As for an event: macros may not go on for ever."""
        self._steps += 1
        if self._steps > MAX_STEPS:
            raise EvaluationError("too_many_steps", f"the expression goes over more than {MAX_STEPS} elements")
