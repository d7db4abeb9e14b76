"""What follows from formulas: that one never holds, or holds whenever another does."""

from collections.abc import Iterable, Sequence

import msgspec

from ombud.policy.cel.syntax import Node
from ombud.policy.checking.analysis.domains import Domain, among
from ombud.policy.checking.analysis.formula import Formula, Join, Known, Leaf

__all__ = ["implies", "leaves_of", "never", "why_never"]

_MAX_SIDES = 64
"""Sides of ``||`` that are tried against what stands beside them."""


def never(formula: Formula) -> bool:
    """Whether the formula cannot hold."""
    return why_never(formula) is not None


def why_never(formula: Formula) -> tuple[Node, ...] | None:
    """The tests that cannot hold, or not together; None when the formula may hold."""
    if isinstance(formula, Known):
        return None if formula.value else (formula.node,)
    if isinstance(formula, Leaf):
        return (formula.node,) if formula.domain is not None and formula.domain.empty else None
    reasons = [why_never(part) for part in formula.parts]
    if formula.operator == "||":
        return None if None in reasons else reasons[0]
    return next((reason for reason in reasons if reason is not None), None) or _clash(formula.parts)


def _clash(parts: Sequence[Formula]) -> tuple[Node, ...] | None:
    leaves = [part for part in parts if isinstance(part, Leaf)]
    found = _clash_of_leaves(leaves)
    if found is not None:
        return found
    for part in parts:
        if isinstance(part, Join) and len(part.parts) <= _MAX_SIDES:
            reasons = [why_never(side) or _clash_of_leaves([*leaves, *_conjuncts(side)]) for side in part.parts]
            if None not in reasons:
                return reasons[0]
    return None


def _conjuncts(formula: Formula) -> Iterable[Leaf]:
    if isinstance(formula, Leaf):
        return (formula,)
    if isinstance(formula, Join) and formula.operator == "&&":
        return (part for part in formula.parts if isinstance(part, Leaf))
    return ()


def _clash_of_leaves(leaves: Sequence[Leaf]) -> tuple[Node, ...] | None:
    """Two tests that cannot both hold; or the first and last of several about one value."""
    domains: dict[str, tuple[Domain, Node]] = {}
    others: dict[str, list[Leaf]] = {}
    for leaf in leaves:
        if leaf.domain is None:
            for other in others.setdefault(leaf.term, []):
                if leaf.holds is not other.holds and _contradict(*((leaf, other) if leaf.holds else (other, leaf))):
                    return (other.node, leaf.node)
            others[leaf.term].append(leaf)
            continue
        known = domains.get(leaf.term)
        both = leaf.domain if known is None else known[0].meet(leaf.domain)
        if both.empty:
            return (known[1], leaf.node) if known else (leaf.node,)
        domains[leaf.term] = (both, leaf.node)
    return None


def _contradict(holding: Leaf, failing: Leaf) -> bool:
    """Whether a test that holds rules out that another about the same term does not."""
    if holding.words is None or failing.words is None:
        return holding.words is failing.words
    return holding.words <= failing.words


# ── one from another ─────────────────────────────────────────────────────────────────────────────────────────────────
def implies(one: Formula, other: Formula) -> bool:
    """Whether `other` holds whenever `one` does. False when that is not certain."""
    if isinstance(other, Known):
        return other.value
    if isinstance(other, Join) and other.operator == "&&":
        return all(implies(one, part) for part in other.parts)
    if isinstance(one, Join) and one.operator == "||":
        return all(implies(part, other) for part in one.parts)
    if isinstance(other, Join):
        return any(implies(one, part) for part in other.parts) or _value_by_value(one, other)
    if isinstance(one, Join):
        return _together(one.parts, other) or any(implies(part, other) for part in one.parts)
    return isinstance(one, Leaf) and _leaf_implies(one, other)


def _together(parts: Sequence[Formula], other: Leaf) -> bool:
    """Whether tests about the same value imply together what none of them does alone."""
    if other.domain is None:
        return False
    met: Domain | None = None
    for part in parts:
        if isinstance(part, Leaf) and part.term == other.term and part.domain is not None:
            met = part.domain if met is None else met.meet(part.domain)
    return met is not None and met.within(other.domain)


def _value_by_value(one: Formula, other: Join) -> bool:
    """Whether each of the few values that `one` allows makes one side of `other` hold, not all of them the same."""
    if not isinstance(one, Leaf) or one.domain is None or not one.domain.only or len(one.domain.only) > _MAX_SIDES:
        return False
    values = [value for value in one.domain.only if one.domain.allows(value)]
    single = [msgspec.structs.replace(one, domain=among(frozenset((value,)))) for value in values]
    return all(any(implies(leaf, part) for part in other.parts) for leaf in single)


def _leaf_implies(one: Leaf, other: Leaf) -> bool:
    if one.term != other.term:
        return False
    if one.domain is not None and other.domain is not None:
        return one.domain.within(other.domain)
    if one.holds is not other.holds:
        return False
    if one.words is None or other.words is None:
        return one.words is other.words and one.domain is other.domain
    return one.words <= other.words if one.holds else other.words <= one.words


def leaves_of(formula: Formula) -> list[Leaf]:
    """All its leaves."""
    if isinstance(formula, Leaf):
        return [formula]
    if isinstance(formula, Join):
        return [leaf for part in formula.parts for leaf in leaves_of(part)]
    return []
