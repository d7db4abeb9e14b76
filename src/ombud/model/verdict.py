"""What the rules say about one event: pure, replayable."""

from enum import StrEnum

import msgspec

from ombud.model.measure import Measure
from ombud.model.signal import Signal
from ombud.model.text import Span

__all__ = ["Ground", "Match", "Verdict"]


def _none() -> tuple[Span, ...]:
    return ()


class Ground(StrEnum):
    """Why a person is not told of a decision: the three grounds that the law makes, and no other.

    ``bulk_deception``: deceptive commercial content in bulk (DSA Art. 17(2)). ``child_abuse``: child abuse material.
    ``legal_gag``: an order that forbids telling until a stated date.
    """

    BULK_DECEPTION = "bulk_deception"
    CHILD_ABUSE = "child_abuse"
    LEGAL_GAG = "legal_gag"


class Match(msgspec.Struct, frozen=True, omit_defaults=True):
    """One rule that fired. `clause` is ``section/clause``; `then` is what the rule asks for.

    `automation` is ``propose`` or ``decide``; `label` names the label of a `label` measure; `withheld` says that the
    rule's threshold is not public (the clause always is). `lasts` is for how many seconds the measure holds, None
    without an end; `where` the countries of a `geo_restrict` (ISO 3166-1, in capitals). `untold` is the
    ground on which the rule leaves the person untold.
    """

    clause: str
    rule: str
    then: Measure
    spans: tuple[Span, ...] = msgspec.field(default_factory=_none)  # so that no spans are written too, as []
    automation: str = "propose"
    min_precision: float | None = None
    queue: str | None = None
    severity: str = "medium"
    label: str | None = None
    withheld: bool = False
    lasts: int | None = None
    where: tuple[str, ...] = ()
    untold: Ground | None = None


class Verdict(msgspec.Struct, frozen=True):
    """Everything the rules said, and everything they looked at.

    `signals` are the signals that were asked for; `observed` the answers that depended on earlier events, keyed by
    question, so that replaying asks the record instead of the present. `abstained` names rules that could not fire
    because a signal had no value.
    """

    policy: str
    matches: tuple[Match, ...] = ()
    shadow: tuple[Match, ...] = ()
    signals: dict[str, Signal] = {}
    observed: dict[str, int] = {}
    abstained: tuple[str, ...] = ()
