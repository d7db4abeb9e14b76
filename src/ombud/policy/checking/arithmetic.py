"""What comes of two values with ``+ - * / %`` between them."""

from ombud.policy.cel.types import (
    BYTES,
    DOUBLE,
    DURATION,
    DYN,
    NUMERIC,
    STRING,
    TIMESTAMP,
    Type,
    assignable,
    join,
    list_of,
)

__all__ = ["reckoned"]

_TIMES = {
    ("+", TIMESTAMP, DURATION): TIMESTAMP,
    ("+", DURATION, TIMESTAMP): TIMESTAMP,
    ("+", DURATION, DURATION): DURATION,
    ("-", TIMESTAMP, TIMESTAMP): DURATION,
    ("-", TIMESTAMP, DURATION): TIMESTAMP,
    ("-", DURATION, DURATION): DURATION,
}


def reckoned(operator: str, left: Type, right: Type) -> Type | None:
    """The type of ``left operator right``; None where the operator does not go between them."""
    if left == right == DYN:
        return DYN
    found = [
        result
        for (between, one, other), result in _TIMES.items()
        if between == operator and assignable(left, one) and assignable(right, other)
    ]
    if assignable(left, right) and _adds_up(operator, left if right == DYN else right):
        # A list and who knows what makes a list of who knows what.
        found.append(join([left, right]) if DYN not in (left, right) else _widened(left, right))
    return join(found) if found else None


def _adds_up(operator: str, kind: Type) -> bool:
    """Whether the operator goes between two values of this type and gives a third."""
    if kind in NUMERIC:
        return not (operator == "%" and kind == DOUBLE)
    return operator == "+" and (kind in (STRING, BYTES) or kind.name == "list")


def _widened(left: Type, right: Type) -> Type:
    """The type of a sum of which one side is `dyn`."""
    known = left if right == DYN else right
    return list_of(DYN) if known.name == "list" else known
