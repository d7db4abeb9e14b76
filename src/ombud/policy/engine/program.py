"""All compiled rules of a policy, run over one event.

Rules are not looped over: the index gives those of which every atom holds, and only what a table could not tell is run.
"""

from collections.abc import Sequence

from ombud.policy.cel.values import Abstained, EvaluationError
from ombud.policy.checking.uses import Checked
from ombud.policy.engine.atoms import parts_of
from ombud.policy.engine.compiler import Condition, Writer
from ombud.policy.engine.evaluation import Evaluation
from ombud.policy.engine.index import CHUNK, Select, positions, select_of
from ombud.policy.engine.plan import Plan

__all__ = ["Outcome", "Program"]


Outcome = tuple[list[int], list[tuple[int, EvaluationError]]]
"""The positions of the rules whose condition holds; and of those without a value, with the reason."""


class Program:
    """The rules of a policy, in order. Of `conditions` only those are looked at that a table cannot tell all of."""

    def __init__(self, plans: Sequence[Plan], conditions: Sequence[Checked]) -> None:
        self._conditions = conditions
        self._writer = Writer()
        open_ = [position for position, plan in enumerate(plans) if not plan.complete]
        rests = [
            self._writer.all_of(checked, parts_of(checked, self._writer).rest)
            for checked in map(conditions.__getitem__, open_)
        ]
        self._rests = dict(zip(open_, self._writer.compile(rests), strict=True))
        self._whole: dict[int, Condition] = {}
        self._tables: list[tuple[int, Select, int]] = []
        for start in range(0, len(plans), CHUNK):
            some = plans[start : start + CHUNK]
            unfinished = sum(1 << position for position, plan in enumerate(some) if not plan.complete)
            self._tables.append((start, select_of([plan.atoms for plan in some]), unfinished))

    def run(self, evaluation: Evaluation) -> Outcome:
        """What the rules say about the event. A rule without a value never fires, and never goes unmentioned."""
        fired: list[int] = []
        failed: list[tuple[int, EvaluationError]] = []
        for start, select, unfinished in self._tables:
            passed, doubtful = select(evaluation)
            if not passed:
                continue
            still_open = passed & (unfinished | doubtful)
            found = positions(passed ^ still_open)
            if still_open:
                for position in positions(still_open):
                    condition = self._condition(start + position, whole=bool(doubtful >> position & 1))
                    try:
                        if condition(evaluation):
                            found.append(position)
                    except EvaluationError as error:
                        failed.append((start + position, error))
                found.sort()
            fired += [start + position for position in found] if start else found
        return fired, failed

    def _condition(self, position: int, *, whole: bool) -> Condition:
        """What is left of a rule beside its atoms; the `whole` of it when the event lacks what an atom asks about."""
        if not whole:
            return self._rests[position]
        found = self._whole.get(position)
        if found is None:
            checked = self._conditions[position]
            [found] = self._writer.compile([self._writer.of(checked).test(checked.root)])
            self._whole[position] = found
        return found

    @staticmethod
    def reason(rule: str, error: EvaluationError) -> str:
        """How a rule that had no value is named in ``Verdict.abstained``."""
        return rule if isinstance(error, Abstained) else f"{rule}: {error.detail}"
