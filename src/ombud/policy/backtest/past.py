"""Past events as columns: one row an event, in the order in which they were decided.

A row holds the whole event twice over. `body` are its stored bytes without the text, from which the very same event can
be made again; the other columns say the same in a form that can be scanned. What a decision saw of its signals and of
earlier events stands beside it, so that the past need not be measured again.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import msgspec
import polars as pl

from ombud.model import Arrival, Decision, Event, Signal, SystemFault, Text, event_from
from ombud.model.stored import stored_bytes

__all__ = [
    "COLUMNS",
    "Judgement",
    "Past",
    "attribute_column",
    "event_of",
    "frame_of",
    "observed_of",
    "signals_of",
    "text_of",
]

MOMENT = pl.Datetime("us", "UTC")
LINK = pl.Struct({"url": pl.String, "domain": pl.String, "registered_domain": pl.String})

COLUMNS: Mapping[str, Any] = {
    "seq": pl.Int64,
    "decision": pl.String,
    "decided_at": MOMENT,
    "policy": pl.String,
    "measure": pl.String,
    "clauses": pl.List(pl.String),
    "rules": pl.List(pl.String),
    "shadow": pl.List(pl.String),
    "signals": pl.Binary,
    "observed": pl.Binary,
    "event.id": pl.String,
    "event.type": pl.String,
    "event.at": MOMENT,
    "event.source": pl.String,
    "item.id": pl.String,
    "item.kind": pl.String,
    "item.text": pl.String,
    "item.lang": pl.String,
    "item.links": pl.List(LINK),
    "item.media": pl.List(pl.String),
    "item.parent": pl.String,
    "item.url": pl.String,
    "item.created_at": MOMENT,
    "author": pl.Boolean,
    "author.id": pl.String,
    "author.name": pl.String,
    "author.created_at": MOMENT,
    "normal": pl.String,
    "offsets": pl.List(pl.UInt32),
    "normal_form": pl.String,
    "body": pl.Binary,
}
"""The columns that every row has. `normal` and `offsets` are `Text`; `normal_form` the version that made them.

`signals` and `observed` are JSON, null where there was no decision. Beside these there is a column for each attribute
whose values are all of one type.
"""

_SCALARS: Mapping[type, Any] = {
    bool: pl.Boolean, int: pl.Int64, float: pl.Float64, str: pl.String, datetime: MOMENT,
}  # fmt: skip
_EMPTY = pl.List(pl.Null)
_MOST_ATTRIBUTES = 256
_SIGNALS = msgspec.json.Decoder(dict[str, Signal])
_OBSERVED = msgspec.json.Decoder(dict[str, int])


class Past(msgspec.Struct, frozen=True):
    """One event of the past: `seq` is its place in the order, `decision` what was decided then, if anything was."""

    seq: int
    arrival: Arrival
    decision: Decision | None = None


class Judgement(msgspec.Struct, frozen=True):
    """What a person decided about an item that had been decided before: `upheld` when it stayed restricted.

    `decision` replaces the decision `replaces`, which may itself be a person's. `at` is the UTC day.
    """

    seq: int
    decision: str
    replaces: str
    upheld: bool
    at: date


def frame_of(past: Sequence[Past], normal_form: str) -> pl.DataFrame:
    """The rows as columns. `normal_form` is the version of the normal form their texts are in."""
    frame = pl.DataFrame([_row(one, normal_form) for one in past], schema=dict(COLUMNS), orient="row")
    return frame.with_columns(_attributes([one.arrival.event for one in past]))


def _row(one: Past, normal_form: str) -> tuple[Any, ...]:
    event, text, decision = one.arrival.event, one.arrival.text, one.decision
    item, author = event.item, event.author
    bare = msgspec.structs.replace(event, item=msgspec.structs.replace(item, text=""))
    matches = decision.matches if decision is not None else ()
    return (
        one.seq,
        decision.id if decision is not None else None,
        decision.at if decision is not None else None,
        decision.policy if decision is not None else None,
        str(decision.measure) if decision is not None else None,
        list(dict.fromkeys(match.clause for match in matches)),
        [match.rule for match in matches],
        [match.rule for match in decision.shadow] if decision is not None else [],
        msgspec.json.encode(decision.signals) if decision is not None else None,
        msgspec.json.encode(decision.observed) if decision is not None else None,
        event.id,
        event.type,
        event.at,
        event.source,
        item.id,
        item.kind,
        item.text,
        item.lang,
        [{"url": link.url, "domain": link.domain, "registered_domain": link.registered_domain} for link in item.links],
        list(item.media),
        item.parent,
        item.url,
        item.created_at,
        author is not None,
        author.id if author is not None else None,
        author.name if author is not None else None,
        author.created_at if author is not None else None,
        text.normal,
        None if text.offsets is None else list(text.offsets),
        normal_form,
        stored_bytes(bare),
    )


# ── attributes ───────────────────────────────────────────────────────────────────────────────────────────────────────
def _attributes(events: Sequence[Event]) -> list[pl.Series]:
    """A column for each attribute whose values have one type; of all others `body` knows."""
    paths: dict[str, None] = {}
    for event in events:
        for path, _ in _sent(event):
            paths.setdefault(path)
    columns = (attribute_column(path, events) for path in list(paths)[:_MOST_ATTRIBUTES])
    return [column for column in columns if column is not None and column.dtype != _EMPTY]


def _sent(event: Event) -> Iterable[tuple[str, Any]]:
    author = event.author.attributes if event.author is not None else {}
    for record, values in (("author", author), ("item", event.item.attributes), ("context", event.context)):
        for name, value in values.items():
            yield f"{record}.{name}", value


def attribute_column(path: str, events: Iterable[Event]) -> pl.Series | None:
    """The values of one attribute, null where it was not sent; None when they have no common type."""
    record, _, name = path.partition(".")
    values = [_holder(event, record).get(name) for event in events]
    kinds = {_kind(value) for value in values if value is not None}
    if _EMPTY in kinds and any(isinstance(kind, pl.List) and kind != _EMPTY for kind in kinds):
        kinds.discard(_EMPTY)
    if len(kinds) > 1 or None in kinds:
        return None
    kind = kinds.pop() if kinds else pl.Null
    return pl.DataFrame([(value,) for value in values], schema={path: kind}, orient="row")[path]


def _holder(event: Event, record: str) -> dict[str, Any]:
    if record == "context":
        return event.context
    if record == "item":
        return event.item.attributes
    return event.author.attributes if event.author is not None else {}


def _kind(value: Any) -> Any:
    """The column type of a value; None when it has none. An empty list goes with any other."""
    if type(value) is not list:
        return _SCALARS.get(type(value))
    if not value:
        return _EMPTY
    kinds = {type(one) for one in value}
    element = _SCALARS.get(kinds.pop())
    return None if kinds or element is None else pl.List(element)


# ── the way back ─────────────────────────────────────────────────────────────────────────────────────────────────────
def event_of(body: bytes, text: str) -> Event:
    """The event of a row. Raises SystemFault (``event_damaged``)."""
    event, _ = event_from(body)
    return msgspec.structs.replace(event, item=msgspec.structs.replace(event.item, text=text))


def text_of(raw: str, normal: str, offsets: Sequence[int] | None) -> Text:
    """The text of a row."""
    return Text(raw, normal, None if offsets is None else tuple(offsets))


def signals_of(stored: bytes | None) -> dict[str, Signal]:
    """The signals that a decision saw."""
    return _decoded(_SIGNALS, stored) if stored else {}


def observed_of(stored: bytes | None) -> dict[str, int]:
    """What a decision saw of earlier events."""
    return _decoded(_OBSERVED, stored) if stored else {}


def _decoded(decoder: "msgspec.json.Decoder[Any]", stored: bytes) -> Any:
    try:
        return decoder.decode(stored)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise SystemFault("history_damaged", f"a row of the history cannot be read: {error}") from error
