"""All compiled rules of a policy, run over one event.

This is the seam behind which rules may be indexed, ordered and shared: whatever is done there, the outcome stays.
"""

from collections.abc import Sequence
from typing import NamedTuple

from ombud.policy.cel.values import Abstained, EvaluationError
from ombud.policy.checking.necessity import needed_hits
from ombud.policy.checking.uses import Checked
from ombud.policy.engine.compiler import Condition, compile_conditions
from ombud.policy.engine.evaluation import Evaluation

__all__ = ["Outcome", "Program"]


class Outcome(NamedTuple):
    """`fired` are positions of rules whose condition holds; `failed` of those without a value, with the reason."""

    fired: list[int]
    failed: list[tuple[int, EvaluationError]]


class Program:
    """The conditions of a policy, in the order of its rules; those that need a hit in the text are asked only then."""

    def __init__(self, conditions: Sequence[Checked]) -> None:
        self._conditions: list[Condition] = compile_conditions((checked, checked.root) for checked in conditions)
        self._always: list[int] = []
        self._by_hit: dict[str, list[int]] = {}
        for position, checked in enumerate(conditions):
            needed = needed_hits(checked)
            if needed is None:
                self._always.append(position)
            for key in needed or ():
                self._by_hit.setdefault(key, []).append(position)

    def run(self, evaluation: Evaluation) -> Outcome:
        """What every rule says about the event. A rule without a value never fires, and never goes unmentioned."""
        fired: list[int] = []
        failed: list[tuple[int, EvaluationError]] = []
        for position in self._candidates(evaluation):
            try:
                if self._conditions[position](evaluation):
                    fired.append(position)
            except EvaluationError as error:
                failed.append((position, error))
        return Outcome(fired, failed)

    def _candidates(self, evaluation: Evaluation) -> Sequence[int]:
        if not self._by_hit or not evaluation.hits:
            return self._always
        found = {position for key in evaluation.hits for position in self._by_hit.get(key, ())}
        return sorted(found.union(self._always)) if found else self._always

    @staticmethod
    def reason(rule: str, error: EvaluationError) -> str:
        """How a rule that had no value is named in ``Verdict.abstained``."""
        return rule if isinstance(error, Abstained) else f"{rule}: {error.detail}"
