"""A decision: a verdict or a reviewer's judgement, sealed with actor, policy version, signals and reasons."""

from datetime import datetime

import msgspec
from msgspec import UNSET, UnsetType

from ombud.model.measure import Measure
from ombud.model.signal import Signal
from ombud.model.verdict import Match

__all__ = ["Actor", "Decision"]


class Actor(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who decided: ``automation`` or ``human``.

    A human is named only by a `pseudonym` that holds within one case, so that the person concerned can see that
    somebody else heard the appeal, and nobody can follow a reviewer from case to case.
    """

    kind: str
    pseudonym: str | None = None


class Decision(msgspec.Struct, frozen=True):
    """The record everything else derives from. Its canonical bytes are what the ledger commits to.

    `content` is the digest of the item that was judged, so that its words are committed to as well;
    `proposed` is what a rule or reviewer asks a human to confirm; `labels` name what a label says; `fallback` names
    rules that may not act alone yet because their precision is not proven; `replaces` names the decision before;
    `appeal` the appeal that led to this one; `reason` is the human's own words.
    `until` is when the measure ends by itself, `territory` where it holds (ISO 3166-1 in capitals, in their order):
    where it has no end, or holds everywhere, the record does not name them. `law` are the legal grounds on which it
    restricts something as illegal (DSA Art. 17(3)(d)); where it rests on the policy alone, the record names none.
    """

    id: str
    event: str
    item: str
    measure: Measure
    policy: str
    actor: Actor
    at: datetime
    matches: tuple[Match, ...] = ()
    shadow: tuple[Match, ...] = ()
    signals: dict[str, Signal] = {}
    observed: dict[str, int] = {}
    abstained: tuple[str, ...] = ()
    fallback: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    proposed: Measure | None = None
    statement: str | None = None
    case: str | None = None
    replaces: str | None = None
    appeal: str | None = None
    reason: str | None = None
    content: str = ""
    until: datetime | UnsetType = UNSET
    territory: tuple[str, ...] | UnsetType = UNSET
    law: tuple[str, ...] | UnsetType = UNSET

    @property
    def ends_at(self) -> datetime | None:
        """When the measure ends by itself; None while it has no end."""
        return None if self.until is UNSET else self.until

    @property
    def countries(self) -> tuple[str, ...]:
        """Where the measure holds; empty when that is everywhere."""
        return () if self.territory is UNSET else self.territory

    @property
    def legal_grounds(self) -> tuple[str, ...]:
        """On which laws it restricts something as illegal; empty when it rests on the policy alone."""
        return () if self.law is UNSET else self.law
