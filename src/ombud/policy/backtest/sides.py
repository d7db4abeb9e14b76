"""One policy as a side of the comparison: which measure its rules ask for, clause by clause."""

from collections.abc import Sequence

import msgspec
import polars as pl

from ombud.model import Measure
from ombud.policy.backtest.conditions import Conditions
from ombud.policy.engine.policy import Policy

__all__ = ["GRAVITY", "MEASURES", "Ruled", "Side"]

MEASURES = tuple(Measure)
GRAVITY = {measure: rank for rank, measure in enumerate(MEASURES)}
"""Measures as numbers: 0 is allow; the graver, the higher."""


class Ruled(msgspec.Struct, frozen=True):
    """A rule as far as it matters for what would have happened: which condition, under which clause, to what effect."""

    clause: str
    place: int
    then: Measure
    shadow: bool


class Side:
    """`rules` are those of the policy, in its order."""

    def __init__(self, policy: Policy, conditions: Conditions, number: int) -> None:
        self.policy = policy
        self.rules = [
            Ruled(rule.clause, place, rule.then, rule.shadow)
            for rule, place in zip(policy.rules, conditions.of[number], strict=True)
        ]

    def gravities(self, fired: pl.DataFrame, clauses: Sequence[str]) -> pl.DataFrame:
        """For each clause, by its place, the gravest measure that its rules ask for. Shadow rules have no effect."""
        by_clause: dict[str, dict[int, set[int]]] = {}
        for rule in self.rules:
            if not rule.shadow:
                by_clause.setdefault(rule.clause, {}).setdefault(GRAVITY[rule.then], set()).add(rule.place)
        asked = {f"clause {number}": _gravest(by_clause.get(one, {})) for number, one in enumerate(clauses)}
        found = fired.lazy().with_columns(**asked).select(list(asked)).collect()
        return found.rename(lambda name: name.removeprefix("clause "))

    def by_id(self) -> dict[str, Ruled]:
        """The rules by their ids."""
        return {rule.id: one for rule, one in zip(self.policy.rules, self.rules, strict=True)}

    def responsible(self, clause: str) -> list[tuple[str, int]]:
        """The rules with an effect under a clause: (id, condition)."""
        return [
            (self.policy.rules[position].id, rule.place)
            for position, rule in enumerate(self.rules)
            if rule.clause == clause and not rule.shadow
        ]


def _gravest(places: dict[int, set[int]]) -> pl.Expr:
    found = pl.lit(0, dtype=pl.UInt8)
    for gravity in sorted(places):
        asked = pl.any_horizontal(str(place) for place in sorted(places[gravity]))
        found = pl.when(asked).then(pl.lit(gravity, dtype=pl.UInt8)).otherwise(found)
    return found
