"""A verdict becomes a decision; a decision becomes the bytes that everything else points to."""

from datetime import datetime

import msgspec

from ombud.decisions.standing import carried_matches
from ombud.decisions.weigh import Weighed
from ombud.model import Actor, Arrival, Decision, Event, Verdict, canonical, restricts, sha256_hex, to_plain

__all__ = ["AUTOMATION", "content_of", "record_bytes", "seal_verdict"]

AUTOMATION = Actor(kind="automation")


def seal_verdict(
    arrival: Arrival,
    verdict: Verdict,
    weighed: Weighed,
    *,
    decision_id: str,
    statement_id: str,
    case: str | None,
    at: datetime,
    before: Decision | None = None,
) -> Decision:
    """The decision an automatic verdict leads to. `statement_id` is used only when the measure restricts.

    `before` is the decision that holds for the item; it counts only when `weighed` says that this one follows from it.
    """
    matches, replaces = verdict.matches, None
    if before is not None and weighed.follows:
        replaces = before.id
        if restricts(weighed.measure):
            matches = carried_matches(matches, before, same_text=weighed.stands)
    return Decision(
        id=decision_id,
        event=arrival.event.id,
        item=arrival.event.item.id,
        content=content_of(arrival.event),
        measure=weighed.measure,
        policy=verdict.policy,
        actor=AUTOMATION,
        at=at,
        matches=matches,
        shadow=verdict.shadow,
        signals=verdict.signals,
        observed=verdict.observed,
        abstained=verdict.abstained,
        fallback=weighed.fallback,
        labels=weighed.labels,
        proposed=weighed.proposed,
        statement=statement_id if restricts(weighed.measure) else None,
        case=case,
        replaces=replaces,
    )


def content_of(event: Event) -> str:
    """The digest of an event's item: its text, links, media and attributes, as they were judged."""
    return sha256_hex(_sorted.encode(event.item))


def record_bytes(decision: Decision) -> bytes:
    """The canonical bytes (RFC 8785) of a decision: what is stored, sent, and committed to in the ledger."""
    return _sorted.encode(decision) if _is_simple(decision) else canonical(to_plain(decision))


_sorted = msgspec.json.Encoder(order="sorted")


def _is_simple(decision: Decision) -> bool:
    """Whether sorted JSON is canonical already, and ten times quicker: no fractions, and only ASCII keys."""
    return (
        all(map(str.isascii, (*decision.observed, *decision.signals)))
        and not any(isinstance(signal.value, float) for signal in decision.signals.values())
        and all(match.min_precision is None for match in (*decision.matches, *decision.shadow))
    )
