"""All compiled rules of a policy, run over one event.

This is the seam behind which rules may be indexed, ordered and shared: whatever is done there, the outcome stays.
"""

from collections.abc import Sequence
from typing import NamedTuple

from ombud.policy.compiler import Condition, compile_conditions
from ombud.policy.evaluation import Evaluation
from ombud.policy.uses import Checked
from ombud.policy.values import Abstained, EvaluationError

__all__ = ["Outcome", "Program"]


class Outcome(NamedTuple):
    """`fired` are positions of rules whose condition holds; `failed` of those without a value, with the reason."""

    fired: list[int]
    failed: list[tuple[int, EvaluationError]]


class Program:
    """The conditions of a policy, in the order of its rules."""

    def __init__(self, conditions: Sequence[Checked]) -> None:
        self._conditions: list[Condition] = compile_conditions((checked, checked.root) for checked in conditions)

    def run(self, evaluation: Evaluation) -> Outcome:
        """What every rule says about the event. A rule without a value never fires, and never goes unmentioned."""
        fired: list[int] = []
        failed: list[tuple[int, EvaluationError]] = []
        for position, condition in enumerate(self._conditions):
            try:
                if condition(evaluation):
                    fired.append(position)
            except EvaluationError as error:
                failed.append((position, error))
        return Outcome(fired, failed)

    @staticmethod
    def reason(rule: str, error: EvaluationError) -> str:
        """How a rule that had no value is named in ``Verdict.abstained``."""
        return rule if isinstance(error, Abstained) else f"{rule}: {error.detail}"
