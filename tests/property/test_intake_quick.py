"""What the quick way in accepts, the careful way accepts with the same result, down to the stored bytes."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ombud.intake.careful import read_carefully
from ombud.intake.plan import plan_of
from ombud.intake.quick import read_quickly
from ombud.model import Arrival, Attribute, Schema, Text

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SCHEMAS = (
    Schema(),
    Schema(
        (
            Attribute("author.followers", "int"),
            Attribute("author.score", "double", optional=True),
            Attribute("author.labels", "list<string>", optional=True),
            Attribute("author.joined", "timestamp", optional=True),
            Attribute("item.hot", "bool", optional=True),
            Attribute("item.sizes", "list<double>", optional=True),
            Attribute("context.seen", "timestamp", optional=True),
            Attribute("context.depth", "int", optional=True),
        ),
        ("author.created_at",),
    ),
    Schema((Attribute("context.score", "double"),), ("item.text", "context.community", "at")),
)
EVENT: dict[str, Any] = {
    "id": "e",
    "type": "item.created",
    "at": "2026-11-21T12:00:00Z",
    "item": {"id": "p", "kind": "post", "text": "see example.com", "lang": "en", "hot": True, "sizes": [1, 2.5]},
    "author": {"id": "u", "created_at": "2025-01-01T00:00:00+01:00", "followers": 3, "score": 0, "labels": ["a"]},
    "context": {"community": "pets", "score": 1, "depth": 2, "seen": "2026-01-01T00:00:00Z", "tags": ["a", 1, True]},
}
FIELDS = [
    "id", "type", "at", "item", "author", "context", "item.id", "item.kind", "item.text", "item.lang", "item.links",
    "item.media", "item.parent", "item.url", "item.created_at", "item.hot", "item.sizes", "item.attributes",
    "author.id", "author.name", "author.created_at", "author.followers", "author.score", "author.labels",
    "author.joined", "author.attributes", "context.seen", "context.depth", "context.community", "context.k", "context.",
    "new", "item.new", "author.links",
]  # fmt: skip
# As JSON texts, since much of what can go wrong is in how a value is written.
ODD = [
    "null", "true", "0", "-0", "-0.0", "1.0", "1e2", "1e999", "NaN", "9223372036854775807", "9223372036854775808",
    "-9223372036854775808", "-9223372036854775809", "18446744073709551616", "9" * 400, "1e300", "9.3e18", '""', '"a"',
    r'"\u0000"', r'"\\u0000"', r'"\ud800"', r'"\ud83d\ude00"', r'"a\nb"', '"a\u200bb"',
    '"\u00e9"', '"' + "x" * 257 + '"',
    '"' + "é" * 4096 + '"', '"' + "é" * 4097 + '"', '"' + "é" * 512 + '"', '"' + "x" * 81 + '"',
    '"en"', '"e"', '"pt-BR"',
    '"item.edited"', '"item.reviewed"', r'"item\u002eedited"', '"2026-11-21T10:00:00Z"', '"2026-11-21t10:00:00z"',
    '"2026-11-21 10:00:00.123456789+00:00"', '"2026-11-21T10:00:00-23:59"', '"2026-11-21T10:00:00"', '"2026-11-21"',
    '"1999-12-31T23:30:00-01:00"', '"2000-01-01T00:30:00+01:00"', '"0001-01-01T00:00:00+05:00"',
    '"9998-12-31T23:59:59-05:00"', '"9999-01-01T00:00:00Z"', '"9999-12-31T23:59:59-05:00"', '"2026-11-22T00:05:00Z"',
    '"2026-11-22T00:05:01Z"', '"2026-11-21T10:00:60Z"', "1700000000", "[]", '["a"]', "[null]", "[[1]]", "[1, 2.5]",
    '["a.example", {"url": "b.example"}]', '[{"href": "x"}]', "[" + ",".join(['"a"'] * 101) + "]",
    "{}", '{"id": "x"}', '{"id": "p", "kind": "post"}', '{"id": "p", "id": "q", "kind": "post"}',
    r'{"\u0069d": "p", "kind": "post"}', '{"a": {}}', '{"a": null}', '{"\u200b": 1}', "[" * 9 + "]" * 9,
    "{" + ",".join(f'"k{i}": 1' for i in range(65)) + "}", '"\x01"', '"\ufeff"', "01", "'a'", "",
]  # fmt: skip


def assert_same(payload: bytes, schema: Schema) -> None:
    plan = plan_of(schema)
    quickly = read_quickly(payload, plan, NOW, "api")
    if quickly is not None:
        carefully = read_carefully(payload, plan, NOW, "api")
        assert quickly == carefully
        one, two = (Arrival(event, Text("", ""), gaps) for event, gaps in (quickly, carefully))
        assert (one.body, one.digest) == (two.body, two.digest)


def written(field: str, value: str, schema: int) -> bytes:
    """The event as JSON with one value put in, as it is written; twice where it was there already."""
    event = json.loads(json.dumps(EVENT))
    if schema != 1:
        for part in ("item", "author"):
            event[part] = {k: v for k, v in event[part].items() if k in ("id", "kind", "text", "lang", "created_at")}
    part, dot, name = field.partition(".")
    holder = event[part] if dot else event
    holder["#"] = 0
    text = json.dumps(event)
    return text.replace('"#": 0', f"{json.dumps(name if dot else part)}: {value}").encode("utf-8", "surrogatepass")


@pytest.mark.parametrize("schema", range(len(SCHEMAS)))
@pytest.mark.parametrize("field", FIELDS)
def test_every_odd_value_in_every_field_is_read_the_same_or_left_to_the_careful_way(field: str, schema: int) -> None:
    for value in ODD:
        assert_same(written(field, value, schema), SCHEMAS[schema])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(FIELDS), JSON, st.integers(0, 2))
def test_any_value_in_any_field_is_read_the_same_or_left_to_the_careful_way(
    field: str, value: Any, schema: int
) -> None:
    assert_same(written(field, json.dumps(value), schema), SCHEMAS[schema])


VALID = json.dumps(EVENT).encode()


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(VALID) - 1), st.binary(max_size=3), st.integers(0, 3))
def test_damaged_bytes_are_read_the_same_or_left_to_the_careful_way(place: int, junk: bytes, cut: int) -> None:
    assert_same(VALID[:place] + junk + VALID[place + cut :], SCHEMAS[1])


@pytest.mark.parametrize("schema", range(len(SCHEMAS)))
def test_a_well_formed_event_takes_the_quick_way(schema: int) -> None:
    assert read_quickly(written("context.k", "1", schema), plan_of(SCHEMAS[schema]), NOW, "api") is not None


@pytest.mark.parametrize(
    "schema",
    [
        Schema((Attribute("item.id", "int"),)),
        Schema((Attribute("author.x-y", "int", optional=True),)),
        Schema((Attribute("item._x", "int", optional=True),)),
        Schema(requires=("author.unheard_of",)),
        Schema(requires=("elsewhere.name",)),
    ],
)
def test_a_schema_that_no_struct_can_have_leaves_everything_to_the_careful_way(schema: Schema) -> None:
    assert read_quickly(VALID, plan_of(schema), NOW, "api") is None
