"""Intake over hostile bytes and over all valid events."""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ombud.intake import read, restore
from ombud.model import OmbudError, Schema

SOME = settings(max_examples=60, deadline=None)
NOW = datetime(2026, 11, 22, tzinfo=UTC)
SCHEMA = Schema()
VALID = b'{"id":"e","type":"item.created","at":"2026-11-22T00:00:00Z","item":{"id":"p","kind":"post","text":"hi"}}'

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def accepted_or_ours(payload: bytes) -> None:
    """Anything else that is raised fails the test by itself."""
    with suppress(OmbudError):
        arrival = read(payload, schema=SCHEMA, now=NOW)
        assert restore(arrival.body) == arrival


@SOME
@given(st.binary(max_size=80))
def test_bytes_are_accepted_or_refused_in_our_words(payload: bytes) -> None:
    accepted_or_ours(payload)


@SOME
@given(st.integers(0, len(VALID) - 1), st.binary(max_size=3), st.integers(0, 3))
def test_a_damaged_event_is_accepted_or_refused_in_our_words(place: int, junk: bytes, cut: int) -> None:
    accepted_or_ours(VALID[:place] + junk + VALID[place + cut :])


FIELDS = ["id", "type", "at", "item", "author", "context", "item.text", "item.lang", "item.links", "item.created_at"]


@SOME
@given(st.sampled_from(FIELDS), JSON)
def test_any_value_in_any_field_is_accepted_or_refused_in_our_words(field: str, value: Any) -> None:
    event = json.loads(VALID)
    part, _, name = field.partition(".")
    if name:
        event[part][name] = value
    else:
        event[part] = value
    accepted_or_ours(json.dumps(event).encode())


EVENTS = st.fixed_dictionaries(
    {
        "id": st.text("abc123-_", min_size=1, max_size=12),
        "type": st.sampled_from(["item.created", "item.edited", "item.reported"]),
        "item": st.fixed_dictionaries(
            {"id": st.just("p"), "kind": st.sampled_from(["post", "comment"])},
            optional={"text": st.text(max_size=40).map(lambda text: text.replace("\0", "")), "lang": st.just("en")},
        ),
    },
    optional={"author": st.just({"id": "u"}), "context": st.dictionaries(st.sampled_from("abc"), st.integers(0, 9))},
)


@SOME
@given(EVENTS, st.randoms(use_true_random=False), st.integers(-14 * 60, 14 * 60))
def test_equal_content_gives_equal_bytes(event: dict[str, Any], chance: Any, minutes: int) -> None:
    at = datetime(2026, 11, 1, 12, tzinfo=UTC)
    elsewhere = at.astimezone(timezone(timedelta(minutes=minutes)))
    keys = list(event)
    chance.shuffle(keys)
    one = json.dumps(event | {"at": at.isoformat()}).encode()
    two = json.dumps({"at": elsewhere.isoformat()} | {key: event[key] for key in keys}, ensure_ascii=False).encode()
    assert read(one, schema=SCHEMA, now=NOW) == read(two, schema=SCHEMA, now=NOW)
