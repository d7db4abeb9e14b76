"""Events and decisions, and everything that is stored together with them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import takewhile
from typing import Any

from sqlalchemy import func, select, text, tuple_

from ombud.model import PLATFORM_EVENTS, Arrival, Event, Known, Sealed, Statement, canonical, to_plain
from ombud.ports import DecisionView
from ombud.store.cases import case_row
from ombud.store.engine import Db
from ombud.store.ledger import entry_row
from ombud.store.lists import a_list, listed
from ombud.store.notices import notice_row, withholding_row
from ombud.store.outbox import task_row
from ombud.store.rows import DECISION_VIEW, decision_view, event_of, kept, latest_of
from ombud.store.steps import step_row
from ombud.store.tables import (
    cases,
    decisions,
    entries,
    events,
    notice_withholdings,
    notices,
    outbox,
    process_steps,
    statements,
)

__all__ = ["SqlRecords"]

_KNOWN = (
    select(events.c.id, events.c.digest, entries.c.record)
    .join(decisions, decisions.c.event == events.c.id)
    .join(entries, entries.c.id == decisions.c.id)
    .where(listed(events.c.id, a_list("ids")))
)

_NAMED = (
    select(
        events.c.item,
        events.c.author,
        func.row_number().over(partition_by=events.c.item, order_by=(events.c.received_at, events.c.id)).label("place"),
    )
    .where(listed(events.c.item, a_list("items")), events.c.author.is_not(None))
    .subquery()
)
_AUTHORS = select(_NAMED.c.item, _NAMED.c.author).where(_NAMED.c.place == 1)

_ONE_AT_A_TIME = text("SELECT ombud_one_at_a_time(item) FROM unnest(CAST(:items AS text[])) AS item")


class SqlRecords:
    """`ports.Records`."""

    def __init__(self, db: Db) -> None:
        self._db = db

    def known(self, event_ids: Collection[str]) -> dict[str, Known]:
        """Of these events, those that have their decision."""
        rows = self._db.all(_KNOWN, {"ids": list(event_ids)}) if event_ids else ()
        return {row.id: Known(digest=bytes(row.digest), record=kept(row.record)) for row in rows}

    def append(self, batch: Sequence[Sealed]) -> None:
        """Store all of it; what a row refers to is inserted before it."""
        insert = self._db.insert
        insert(events, [_event_row(one.arrival, one.received_at) for one in batch])
        insert(cases, [case_row(one.case) for one in batch if one.case is not None])
        insert(entries, [entry_row(entry) for one in batch for entry in one.entries])
        insert(statements, [_statement_row(one.statement) for one in batch if one.statement is not None])
        insert(decisions, [_decision_row(one) for one in batch])
        insert(notices, [notice_row(one.notice) for one in batch if one.notice is not None])
        insert(notice_withholdings, [withholding_row(one.withheld) for one in batch if one.withheld is not None])
        insert(process_steps, [step_row(step) for one in batch for step in one.steps])
        insert(outbox, [task_row(task) for one in batch for task in one.tasks])

    def receive(self, arrival: Arrival, at: datetime) -> None:
        """Store an event that leads to no decision of its own."""
        self._db.insert(events, [_event_row(arrival, at)])

    def decision(self, decision_id: str) -> DecisionView | None:
        """One decision."""
        row = self._db.one(DECISION_VIEW.where(decisions.c.id == decision_id))
        return None if row is None else decision_view(row)

    def decisions(self, decision_ids: Collection[str]) -> dict[str, DecisionView]:
        """Several at once, in the order in which they were stored."""
        rows = self._db.among(DECISION_VIEW.add_columns(decisions.c.seq), decisions.c.id, decision_ids)
        return {row.id: decision_view(row) for row in sorted(rows, key=lambda row: row.seq)}

    def of_item(self, item_id: str) -> list[DecisionView]:
        """Every decision on an item, in the order they were stored."""
        return self.of_items([item_id]).get(item_id, [])

    def of_items(self, item_ids: Collection[str]) -> dict[str, list[DecisionView]]:
        """The same for several items."""
        found: dict[str, list[DecisionView]] = {}
        for row in self._db.among(DECISION_VIEW.order_by(decisions.c.seq), decisions.c.item, item_ids):
            found.setdefault(row.item, []).append(decision_view(row))
        return found

    def one_at_a_time(self, item_ids: Collection[str]) -> None:
        """Wait for whoever decides about these items. SQLite has one writer; PostgreSQL the locks that its triggers
        take too, here in one order for all."""
        if self._db.dialect == "postgresql":
            self._db.all(_ONE_AT_A_TIME, {"items": sorted(set(item_ids))})

    def latest(self, item_ids: Collection[str]) -> dict[str, DecisionView]:
        """The decision stored last on each of these items."""
        return latest_of(self._db, item_ids)

    def authors(self, item_ids: Collection[str]) -> dict[str, str]:
        """Who wrote each item: whom the first event about it that named an author named. Later ones change nothing."""
        rows = self._db.all(_AUTHORS, {"items": list(item_ids)}) if item_ids else ()
        return {row.item: row.author for row in rows}

    def newest(self) -> datetime | None:
        """The latest ``at`` of any platform event."""
        asked = select(events.c.at).where(events.c.type.in_(PLATFORM_EVENTS)).order_by(events.c.at.desc()).limit(1)
        row = self._db.one(asked)
        return None if row is None else row.at

    def ids(self, after: str = "", limit: int = 1000) -> list[str]:
        """Decision ids in order."""
        asked = select(decisions.c.id).where(decisions.c.id > after).order_by(decisions.c.id).limit(limit)
        return [row.id for row in self._db.all(asked)]

    def decided(self, seq: int, limit: int, before: datetime) -> list[tuple[int, DecisionView]]:
        """Decisions in the order in which they were stored; the first that is too young ends it."""
        asked = DECISION_VIEW.add_columns(decisions.c.seq).where(decisions.c.seq > seq).order_by(decisions.c.seq)
        rows = takewhile(lambda row: row.received_at < before, self._db.all(asked.limit(limit)))
        return [(row.seq, decision_view(row)) for row in rows]

    def events_since(self, at: datetime, limit: int, after: str = "") -> list[Event]:
        """Platform events in the order they happened, starting after event `after`, which has to be on the record."""
        asked = select(events.c.body).where(events.c.at >= at, events.c.type.in_(PLATFORM_EVENTS))
        if after:
            place = select(events.c.at).where(events.c.id == after).scalar_subquery()
            asked = asked.where(tuple_(events.c.at, events.c.id) > tuple_(place, after))
        return [event_of(row.body) for row in self._db.all(asked.order_by(events.c.at, events.c.id).limit(limit))]

    def place(self) -> int:
        """How far the record goes: grows with every decision."""
        row = self._db.one(select(func.max(decisions.c.seq).label("seq")))
        return (row.seq if row is not None else None) or 0

    def after(self, place: int, limit: int) -> list[tuple[int, Event]]:
        """Platform events with their place, those decided after `place`, in the order they were decided."""
        asked = (
            select(decisions.c.seq, events.c.body)
            .join(events, events.c.id == decisions.c.event)
            .where(decisions.c.seq > place, events.c.type.in_(PLATFORM_EVENTS))
            .order_by(decisions.c.seq)
            .limit(limit)
        )
        return [(row.seq, event_of(row.body)) for row in self._db.all(asked)]


def _event_row(arrival: Arrival, received_at: datetime) -> dict[str, Any]:
    event = arrival.event
    return {
        "id": event.id,
        "type": event.type,
        "at": event.at,
        "item": event.item.id,
        "author": event.author.id if event.author is not None else None,
        "source": event.source,
        "body": arrival.body,
        "digest": arrival.digest,
        "received_at": received_at,
    }


def _statement_row(statement: Statement) -> dict[str, Any]:
    body = canonical(to_plain(statement)).decode()
    return {"id": statement.id, "decision": statement.decision, "body": body, "at": statement.at}


def _decision_row(sealed: Sealed) -> dict[str, Any]:
    decision = sealed.decision
    return {
        "id": decision.id,
        "event": decision.event,
        "item": decision.item,
        "measure": decision.measure,
        "actor_kind": decision.actor.kind,
        "by_user": sealed.by,
        "policy": decision.policy,
        "statement": decision.statement,
        "case_id": decision.case,
        "proposed": decision.proposed,
        "replaces": decision.replaces,
        "appeal": decision.appeal,
        "first_clause": decision.matches[0].clause if decision.matches else "",
        "at": decision.at,
        "received_at": sealed.received_at,
    }
