"""The measures of the charter, in order of gravity."""

from enum import StrEnum

__all__ = ["RESTRICTING", "Measure", "gravest", "restricts"]


class Measure(StrEnum):
    """What a decision does. Declared from the lightest to the gravest; `restore` undoes."""

    ALLOW = "allow"
    LABEL = "label"
    WARN = "warn"
    LIMIT = "limit"
    AGE_GATE = "age_gate"
    GEO_RESTRICT = "geo_restrict"
    HOLD = "hold"
    REMOVE = "remove"
    SUSPEND = "suspend"
    RESTORE = "restore"


_GRAVITY = {measure: rank for rank, measure in enumerate(Measure)}
RESTRICTING = frozenset(Measure) - {Measure.ALLOW, Measure.RESTORE}
"""Everything that others or the author would notice, a label included (DSA Transparency Database, CONTENT_LABELLED)."""


def restricts(measure: Measure) -> bool:
    """Whether the measure needs a statement of reasons (DSA Art. 17(1))."""
    return measure in RESTRICTING


def gravest(measures: "list[Measure]") -> Measure:
    """The gravest of several measures; `allow` when there is none. `restore` is never proposed by a rule."""
    return max(measures, key=_GRAVITY.__getitem__, default=Measure.ALLOW)
