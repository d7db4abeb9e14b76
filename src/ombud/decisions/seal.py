"""A verdict becomes a decision; a decision becomes the bytes that everything else points to."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec
from msgspec import UNSET, UnsetType

from ombud.decisions.reach import in_words
from ombud.decisions.standing import carried_matches, is_ordered
from ombud.decisions.weigh import Weighed
from ombud.model import (
    Actor,
    Arrival,
    ClauseText,
    Decision,
    Event,
    Measure,
    Verdict,
    canonical,
    restricts,
    sha256_hex,
    to_plain,
)

__all__ = ["AUTOMATION", "content_of", "on_legal_grounds", "record_bytes", "resume", "seal_expiry", "seal_verdict"]

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
    matches, replaces, until, reason = verdict.matches, None, _end(weighed, at), None
    if before is not None and weighed.follows:
        replaces = before.id
        if weighed.stands and is_ordered(before):  # it rests on no clause, whatever the rules say beneath it
            until, reason, matches = before.until, before.reason, ()
        elif restricts(weighed.measure):
            until = before.until if weighed.stands else until
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
        reason=reason,
        until=until,
        territory=weighed.territory or UNSET,
    )


def _end(weighed: Weighed, at: datetime) -> datetime | UnsetType:
    return UNSET if weighed.lasts is None else at + timedelta(seconds=weighed.lasts)


def seal_expiry(arrival: Arrival, over: Decision, *, decision_id: str) -> Decision:
    """The decision by which the clock gives back what `over` took, once its time has run out.

    `arrival` is the event that says so (``measure.expired``): its time is when it was noticed.
    """
    at = arrival.event.at
    lasted = 0 if over.ends_at is None else int((over.ends_at - over.at).total_seconds())
    return Decision(
        id=decision_id,
        event=arrival.event.id,
        item=over.item,
        measure=Measure.RESTORE,
        policy=over.policy,
        actor=AUTOMATION,
        at=at,
        case=over.case,
        replaces=over.id,
        reason=f"It was for {in_words(lasted)}.",
        content=content_of(arrival.event),
    )


def resume(ended: Decision, beneath: Decision, statement_id: str) -> Decision:
    """`ended` puts an order's restriction to an end: what had held before, and has not run out, holds again."""
    return msgspec.structs.replace(
        ended,
        measure=beneath.measure,
        matches=beneath.matches,
        labels=beneath.labels,
        statement=statement_id,
        reason=beneath.reason,
        until=beneath.until,
        territory=beneath.territory,
    )


def on_legal_grounds(decision: Decision, clauses: Mapping[str, ClauseText]) -> Decision:
    """The decision, naming the legal grounds of the clauses that it restricts under, each once and in their order.

    `clauses` are those that its statement quotes, so that record and statement say the same.
    """
    if not restricts(decision.measure):
        return decision
    laws = (clauses[match.clause].law for match in decision.matches)
    grounds = tuple(dict.fromkeys(law.ground for law in laws if law is not None)) or UNSET
    return decision if grounds == decision.law else msgspec.structs.replace(decision, law=grounds)


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
