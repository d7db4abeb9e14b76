"""Rows as the nouns of the model."""

from collections.abc import Collection
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Row, Select, func, select

from ombud.model import Decision, Event, Statement, SystemFault, event_from
from ombud.ports import DecisionView
from ombud.store.engine import Db
from ombud.store.lists import a_list, listed
from ombud.store.tables import decisions, entries, events, statements

__all__ = ["DECISION_VIEW", "decision_view", "decode", "event_of", "kept", "latest_of", "views_of"]

T = TypeVar("T")
_decision = msgspec.json.Decoder(Decision)
_statement = msgspec.json.Decoder(Statement)

DECISION_VIEW: Select[Any] = (
    select(
        decisions.c.id,
        decisions.c.item,
        decisions.c.by_user,
        decisions.c.received_at,
        entries.c.record,
        events.c.body,
        statements.c.body.label("statement_body"),
    )
    .join(entries, entries.c.id == decisions.c.id)
    .join(events, events.c.id == decisions.c.event)
    .outerjoin(statements, statements.c.id == decisions.c.statement)
)
"""Every decision with what is kept beside it, ready for `decision_view`."""

_LATEST = DECISION_VIEW.where(
    decisions.c.seq.in_(
        select(func.max(decisions.c.seq)).where(listed(decisions.c.item, a_list("items"))).group_by(decisions.c.item)
    )
)


def decode(decoder: msgspec.json.Decoder[T], stored: bytes | str) -> T:
    """What was stored, as a noun. Fields this version does not know are skipped: a newer one may have added them."""
    try:
        return decoder.decode(stored)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise SystemFault("record_unreadable", f"A stored record cannot be read: {error}.") from error


def kept(stored: object) -> bytes:
    """The bytes that were stored. SQLite lets somebody else's hand put any type into any column."""
    if not isinstance(stored, bytes | bytearray | memoryview):
        raise SystemFault("record_unreadable", f"A stored record is {type(stored).__name__} where bytes belong.")
    return bytes(stored)


def event_of(body: object) -> Event:
    """A stored event. Raises SystemFault when it cannot be read."""
    return event_from(kept(body))[0]


def decision_view(row: Row[Any]) -> DecisionView:
    """From a row of `DECISION_VIEW`."""
    record = kept(row.record)
    return DecisionView(
        decision=decode(_decision, record),
        record=record,
        event=event_of(row.body),
        statement=None if row.statement_body is None else decode(_statement, row.statement_body),
        by=row.by_user,
        received_at=row.received_at,
    )


def latest_of(db: Db, item_ids: Collection[str]) -> dict[str, DecisionView]:
    """The decision stored last on each of these items."""
    rows = db.all(_LATEST, {"items": list(item_ids)}) if item_ids else ()
    found = {row.item: decision_view(row) for row in rows}
    db.views.update((one.decision.id, one) for one in found.values())
    return found


def views_of(db: Db, decision_ids: Collection[str]) -> dict[str, DecisionView]:
    """Decisions by id. Those that were the latest in this transaction are not read again: no decision ever changes."""
    unread = [one for one in decision_ids if one not in db.views]
    read = {row.id: decision_view(row) for row in db.among(DECISION_VIEW, decisions.c.id, unread)}
    return {one: db.views.get(one) or read[one] for one in decision_ids if one in db.views or one in read}
