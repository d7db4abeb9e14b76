"""The stored bytes of an event and what they are known by."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from ombud.intake import internal, read, restore
from ombud.model import Arrival, Attribute, BadInput, Event, Item, Schema, SystemFault

Wire = Callable[..., dict[str, Any]]
Accept = Callable[..., Arrival]


def test_key_order_and_offset_make_no_difference(accept: Accept) -> None:
    one = {"id": "e", "type": "item.created", "at": "2026-11-22T09:00:00Z", "item": {"id": "p", "kind": "post"}}
    two = {"item": {"kind": "post", "id": "p"}, "at": "2026-11-22T10:00:00+01:00", "type": "item.created", "id": "e"}
    assert accept(one | {"context": {"a": 1, "b": 2}}) == accept({"context": {"b": 2, "a": 1}} | two)


def test_other_content_has_another_digest(wire: Wire, accept: Accept) -> None:
    digests = {
        accept(event).digest
        for event in (
            wire(),
            wire(at="2026-11-22T10:00:00Z"),
            wire(item={"id": "post-1", "kind": "post", "text": "x"}),
            wire(item={"id": "post-1", "kind": "post", "links": []}),
            wire(item={"id": "post-1", "kind": "post", "links": ["a.example"]}),
            wire(context={"a": 1}),
            wire(author={"id": "u"}),
        )
    }
    assert len(digests) == 7


def test_a_retry_is_the_same_content_whatever_the_clock_and_the_door(wire: Wire, now: datetime) -> None:
    payload = json.dumps(wire(item={"id": "p", "kind": "post", "text": "see https://example.org/"})).encode()
    first = read(payload, schema=Schema(), now=now, source="api")
    again = read(payload, schema=Schema(), now=now + timedelta(hours=1), source="ingest")
    assert first.digest == again.digest
    assert first.body != again.body


def test_a_stored_event_is_restored_with_its_times_and_its_digest(wire: Wire, accept: Accept) -> None:
    schema = Schema(tuple(Attribute(path, "timestamp") for path in ("author.joined", "item.seen", "context.t")))
    arrival = accept(
        wire(
            item={"id": "p", "kind": "post", "text": "h4te at https://example.org", "seen": "2026-01-01T00:00:00Z"},
            author={"id": "u", "joined": "2026-01-01T00:00:00Z"},
            context={"t": "2026-01-02T00:00:00Z", "k": [1, "a", True, 0.5]},
        ),
        schema,
    )
    assert restore(arrival.body) == arrival


def test_whoever_needs_only_the_event_can_decode_the_body_as_one(wire: Wire, accept: Accept) -> None:
    arrival = accept(wire(author={"id": "u"}))
    assert msgspec.json.decode(arrival.body, type=Event) == arrival.event


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{}", b"\xff", b'{"id":1}', b"[" * 100_000,
        b'{"id":"e","type":"t","at":"2026-01-01T00:00:00Z","item":{"id":"p","kind":"post"},"source":"api","times":[["item","x"]]}',
        b'{"id":"e","type":"t","at":"2026-01-01T00:00:00Z","item":{"id":"p","kind":"post"},"source":"api","times":[["author","x"]]}',
    ],
)  # fmt: skip
def test_damaged_bytes_are_our_fault_and_say_so(body: bytes) -> None:
    with pytest.raises(SystemFault) as caught:
        restore(body)
    assert caught.value.code == "event_damaged"


def test_what_ombud_writes_itself_is_stored_the_same_way() -> None:
    event = Event("evt_1", "item.reviewed", datetime(2026, 1, 1, tzinfo=UTC), Item("p", "post", "h4te"), source="ombud")
    arrival = internal(event)
    assert arrival.event is event
    assert arrival.text.normal == "hate"
    assert restore(arrival.body) == arrival


def test_half_a_surrogate_pair_cannot_be_stored_and_is_named() -> None:
    arrival = internal(Event("evt_1", "item.reviewed", datetime(2026, 1, 1, tzinfo=UTC), Item("p", "post", "a\ud800")))
    for made in ("body", "digest"):
        with pytest.raises(BadInput) as caught:
            getattr(arrival, made)
        assert caught.value.code == "lone_surrogate"


def test_bytes_from_the_record_stay_as_they_were_written() -> None:
    body = b'{"type":"item.created","id":"e","at":"2026-01-01T00:00:00Z","item":{"id":"p","kind":"post"},"source":"x"}'
    assert restore(body).body is body
