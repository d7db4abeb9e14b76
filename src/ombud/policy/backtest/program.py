"""The conditions, translated for frames of one schema: which are columns, and where the live engine is asked."""

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any

import msgspec
import polars as pl

from ombud.policy.backtest.bounds import possible
from ombud.policy.backtest.columns import Columns
from ombud.policy.backtest.conditions import Condition
from ombud.policy.backtest.inputs import Input, Inputs

__all__ = ["Program", "translate"]


class Program(msgspec.Struct, frozen=True):
    """`tests` are the conditions with an exact expression, by place; `live` where each of the others may hold.

    `cheap` are inputs for all events; `costly` those that are made only where some condition may hold that asks them.
    """

    tests: Mapping[int, pl.Expr]
    live: Mapping[int, pl.Expr]
    cheap: Sequence[Input]
    costly: Mapping[Input, pl.Expr]
    looks_back: bool


def translate(conditions: Mapping[int, Condition], schema: Mapping[str, Any]) -> Program:
    """The program for these conditions, by their places."""
    tests: dict[int, pl.Expr] = {}
    live: dict[int, pl.Expr] = {}
    asked: dict[Input, list[pl.Expr]] = {}
    cheap: dict[Input, None] = {}
    looks_back = False
    for place, condition in conditions.items():
        everything = Inputs(cheap_only=False)
        test = Columns(condition.checked, schema, everything).test(condition.checked.root)
        costly = [] if test is None else everything.of_kind("signal", "count", "distinct", "copies")
        if test is not None:
            tests[place] = test
            cheap.update(dict.fromkeys(everything.of_kind("hit", "aside", "member")))
        if test is None or costly:
            at_hand = Inputs(cheap_only=True)
            where = possible(Columns(condition.checked, schema, at_hand), condition.checked.root)
            cheap.update(dict.fromkeys(at_hand.of_kind("hit", "aside", "member")))
            where = pl.lit(value=True) if where is None else where
            looks_back = looks_back or condition.looks_back
            if test is None:
                live[place] = where
            for one in costly:
                asked.setdefault(one, []).append(where)
    return Program(tests, live, list(cheap), {one: reduce(_either, where) for one, where in asked.items()}, looks_back)


def _either(a: pl.Expr, b: pl.Expr) -> pl.Expr:
    return a | b
