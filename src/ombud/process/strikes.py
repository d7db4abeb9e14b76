"""Strikes: what counts, until when, what undoes it, and what would follow. They decide nothing by themselves."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from ombud.model import Decision, Match, Measure, Strike, StrikeTerms, Threshold, restricts
from ombud.process.machine import BEGINNING, Machine

__all__ = ["BY_STRIKES", "STRIKE", "Score", "account_of", "counts", "crossed", "owed", "proposal", "score_of"]

STRIKE = Machine(
    "strike",
    {
        (BEGINNING, "count"): "counted",
        ("counted", "expire"): "expired",
        ("counted", "reverse"): "reversed",
    },
    {
        "counted": "counts",
        "expired": "over: its time ran out",
        "reversed": "as if it had never been: what it was for is undone",
    },
)
"""The subject is the id of the strike."""

BY_STRIKES = "by strikes"
"""What stands for a rule where clauses are cited because of their strikes together; no rule is called so."""


class Score(msgspec.Struct, frozen=True):
    """Where somebody stands: the strikes that count now, and what they weigh together.

    `next` is the threshold that comes next, None where there is none above.
    """

    strikes: tuple[Strike, ...]
    total: int
    next: Threshold | None

    @property
    def missing(self) -> int:
        """How many more strikes it takes until `next`."""
        return 0 if self.next is None else self.next.strikes - self.total


def score_of(strikes: Sequence[Strike], terms: StrikeTerms | None) -> Score:
    """What these strikes come to under the policy in force."""
    total = sum(strike.weight for strike in strikes)
    above = [one for one in (terms.thresholds if terms else ()) if one.strikes > total]
    return Score(tuple(strikes), total, above[0] if above else None)


def counts(decision: Decision, *, told: bool) -> bool:
    """Whether a decision counts against its author: a restriction that a person made, or a rule that has proven itself.

    Never a label, never what nobody was told of (whoever does not know of it cannot contest it), and never what
    strikes themselves have led to.
    """
    if not told or not restricts(decision.measure) or decision.measure is Measure.LABEL:
        return False
    if all(match.rule == BY_STRIKES for match in decision.matches):
        return False
    return decision.actor.kind == "human" or _proven(decision)


def _proven(decision: Decision) -> bool:
    return any(
        match.automation == "decide" and match.rule not in decision.fallback and match.then is decision.measure
        for match in decision.matches
    )


def owed(matches: Iterable[Match], weights: Mapping[str, int]) -> tuple[str, int] | None:
    """The clause that weighs most among those cited, and its strikes; None where none of them counts any.

    One decision is one reproach: the strikes of several clauses are not added up.
    """
    cited = dict.fromkeys(match.clause for match in matches)
    weighed = [(clause, weights[clause]) for clause in cited if weights.get(clause)]
    return max(weighed, key=lambda one: one[1], default=None)


def crossed(before: int, after: int, terms: StrikeTerms) -> Threshold | None:
    """The highest threshold between two totals, `before` below it and `after` not."""
    reached = [one for one in terms.thresholds if before < one.strikes <= after]
    return reached[-1] if reached else None


def proposal(strikes: Sequence[Strike], threshold: Threshold) -> tuple[Match, ...]:
    """What the strikes propose, cited under the clauses that they were counted under."""
    clauses = dict.fromkeys(strike.clause for strike in strikes)
    return tuple(
        Match(clause, BY_STRIKES, threshold.then, severity="high", lasts=threshold.lasts) for clause in clauses
    )


def account_of(person: str) -> str:
    """The item that stands for somebody's account, beside what they wrote: no platform's own id begins like this."""
    return f"account:{person}"
