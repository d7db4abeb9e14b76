"""A condition that must hold before a rule can fire or fail to, as far as columns can tell.

Whatever has no exact expression may come out either way; what remains around it still narrows down the events for which
the live engine has to be asked, or a costly signal measured.
"""

from functools import reduce

import polars as pl

from ombud.policy.backtest.columns import Columns
from ombud.policy.cel.syntax import Conditional, Logic, Macro, Node, Unary

__all__ = ["possible"]


def possible(columns: Columns, node: Node, *, holds: bool = True) -> pl.Expr | None:
    """Where `node` may come out as `holds`, never null; None when it may anywhere."""
    exact = columns.test(node)
    if exact is not None:
        return (exact if holds else ~exact).fill_null(value=False)
    match node:
        case Unary(operator="!", operand=operand):
            return possible(columns, operand, holds=not holds)
        case Logic(operator=operator, operands=operands):
            parts = [possible(columns, operand, holds=holds) for operand in operands]
            return _all(parts) if (operator == "&&") is holds else _any(parts)
        case Conditional(test=test, then=then, other=other):
            taken = [possible(columns, test, holds=True), possible(columns, then, holds=holds)]
            refused = [possible(columns, test, holds=False), possible(columns, other, holds=holds)]
            return _any([_all(taken), _all(refused)])
        case Macro(kind="exists" | "exists_one") if holds:
            return _not_empty(columns, node)
        case Macro(kind="all") if not holds:
            return _not_empty(columns, node)
    return None


def _not_empty(columns: Columns, macro: Macro) -> pl.Expr | None:
    elements = columns.list_of(macro.range)
    return None if elements is None else (elements.list.len() > 0).fill_null(value=False)


def _all(parts: list[pl.Expr | None]) -> pl.Expr | None:
    known = [part for part in parts if part is not None]
    return reduce(lambda a, b: a & b, known) if known else None


def _any(parts: list[pl.Expr | None]) -> pl.Expr | None:
    known = [part for part in parts if part is not None]
    return reduce(lambda a, b: a | b, known) if known and len(known) == len(parts) else None
