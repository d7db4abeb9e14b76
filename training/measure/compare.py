"""Whether a model that was made again does what its card says."""

from ombud.signals.cards import Measured

__all__ = ["TOLERANCE", "differences"]

TOLERANCE = {"AUC": 0.01, "AUPRC": 0.03, "macro-F1": 0.03}
"""How far a number may be from the published one. The same weights up to rounding give the same ranking, and so an AUC
within 0.01; what counts texts on one side of one half, or the few that are true, moves more."""

_TABLES = ("Properties", "Signals", "Disguises")
_FEWEST = 500
"""Texts that a set has at least: a number about fewer may move by more than any tolerance."""


def differences(published: Measured, found: Measured) -> list[str]:
    """What differs by more than the tolerance, a sentence each; also what only one of the two has."""
    before, now = _numbers(published), _numbers(found)
    lost = [f"{' '.join(place)} is not there any more" for place in before if place not in now]
    return lost + [
        f"{' '.join(place)} was {before.get(place, 'not there')}, is {value}"
        for place, value in now.items()
        if place not in before or abs(before[place] - value) > TOLERANCE[place[-1]]
    ]


def _numbers(measured: Measured) -> dict[tuple[str, str, str], float]:
    """By table, row and column."""
    return {
        (table.title, str(row[0]), column): float(value)
        for table in measured.tables
        if table.title in _TABLES
        for row in table.rows
        if _many(table.columns, row)
        for column, value in zip(table.columns, row, strict=True)
        if column in TOLERANCE and isinstance(value, float | int)
    }


def _many(columns: tuple[str, ...], row: tuple[str | int | float | None, ...]) -> bool:
    texts = dict(zip(columns, row, strict=True)).get("texts")
    return not isinstance(texts, int) or texts >= _FEWEST
