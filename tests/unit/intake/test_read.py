"""What an accepted event becomes."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from ombud.model import Arrival, Attribute, Author, BadInput, Item, Link, Schema, SystemFault, TooLarge

Wire = Callable[..., dict[str, Any]]
Accept = Callable[..., Arrival]
Refuse = Callable[..., BadInput]


def test_the_smallest_event_gets_the_present_time(wire: Wire, accept: Accept, now: datetime) -> None:
    event = accept(wire()).event
    assert (event.id, event.type, event.at, event.source) == ("evt-1", "item.created", now, "api")
    assert event.item == Item("post-1", "post")
    assert event.author is None


def test_every_built_in_field_arrives(wire: Wire, accept: Accept) -> None:
    item = {
        "id": "p", "kind": "comment", "text": "Hola, ¿qué tal?", "lang": "es-MX", "media": ["m1"], "parent": "post-0",
        "links": ["https://example.org/a", {"url": "example.com"}], "url": "https://f.example/p",
        "created_at": "2026-11-22T09:00:00+01:00",
    }  # fmt: skip
    author = {"id": "u", "created_at": "2020-01-01T00:00:00Z", "name": "Ana"}
    event = accept(
        wire(item=item, author=author, at="2026-11-22T09:00:00.25Z", context={"n": [1, 2.5, "x", True]})
    ).event
    assert event.item.links == (
        Link("https://example.org/a", "example.org", "example.org"),
        Link("example.com", "example.com", "example.com"),
    )
    assert event.item.media == ("m1",)
    assert event.item.created_at == datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
    assert event.author == Author("u", datetime(2020, 1, 1, tzinfo=UTC), "Ana")
    assert event.at == datetime(2026, 11, 22, 9, 0, 0, 250000, tzinfo=UTC)
    assert event.context == {"n": [1, 2.5, "x", True]}


def test_null_is_the_same_as_left_out(wire: Wire, accept: Accept) -> None:
    nulls = wire(
        item={"id": "p", "kind": "post", "lang": None, "links": None}, author=None, context={"a": None}, at=None
    )
    plain = wire(item={"id": "p", "kind": "post"})
    assert accept(nulls) == accept(plain)


SCHEMA = Schema(
    attributes=(
        Attribute("author.karma", "int"),
        Attribute("author.joined", "timestamp", optional=True),
        Attribute("item.score", "double", optional=True),
        Attribute("item.tags", "list<string>", optional=True),
        Attribute("context.verified", "bool", optional=True),
    )
)


def test_declared_attributes_sit_beside_the_built_in_fields(wire: Wire, accept: Accept) -> None:
    event = accept(
        wire(
            item={"id": "p", "kind": "post", "score": 3, "tags": ["a"]},
            author={"id": "u", "karma": 12, "joined": "2026-01-01T02:00:00+02:00"},
            context={"verified": True, "community": "pets"},
        ),
        SCHEMA,
    ).event
    assert event.item.attributes == {"score": 3.0, "tags": ["a"]}
    assert isinstance(event.item.attributes["score"], float)
    assert event.author is not None
    assert event.author.attributes == {"karma": 12, "joined": datetime(2026, 1, 1, tzinfo=UTC)}
    assert event.context == {"verified": True, "community": "pets"}


@pytest.mark.parametrize("name", ["class", "_hidden", "größe", "ﬁt", "x)); raise SystemExit((", "karma"])
def test_an_attribute_may_have_any_name(name: str, wire: Wire, accept: Accept) -> None:
    schema = Schema((Attribute(f"author.{name}", "int"),))
    assert accept(wire(author={"id": "u", name: 3}), schema).event.author == Author("u", attributes={name: 3})


@pytest.mark.parametrize("author", [None, {"id": "u"}, {"id": "u", "karma": None}])
def test_an_attribute_that_is_not_optional_must_be_there(author: Any, wire: Wire, refuse: Refuse) -> None:
    error = refuse(wire(author=author), SCHEMA)
    assert (error.code, error.field) == ("missing_field", "author.karma")


@pytest.mark.parametrize("path", ["author.created_at", "item.text", "context.community", "author"])
def test_what_a_policy_requires_must_be_there(path: str, wire: Wire, refuse: Refuse) -> None:
    error = refuse(wire(), Schema(requires=(path,)))
    assert (error.code, error.field) == ("missing_field", path)


def test_what_a_policy_requires_is_enough(wire: Wire, accept: Accept) -> None:
    assert accept(wire(author={"id": "u"}), Schema(requires=("author", "author.id"))).event.author == Author("u")


@pytest.mark.parametrize("path", ["karma", "event.karma", "author."])
def test_a_schema_with_an_impossible_path_is_our_fault(path: str, wire: Wire, accept: Accept) -> None:
    with pytest.raises(SystemFault, match="not below author, item or context"):
        accept(wire(), Schema((Attribute(path, "int"),)))


@pytest.mark.parametrize(
    ("parts", "field", "expected"),
    [
        ({"id": 7}, "id", "a string, not an integer"),
        ({"type": []}, "type", "a string, not a list"),
        ({"at": 1700000000}, "at", "a time, not an integer"),
        ({"item": "post"}, "item", "an object, not a string"),
        ({"author": 3.5}, "author", "an object, not a number"),
        ({"context": []}, "context", "an object, not a list"),
        ({"context": {"a": {}}}, "context.a", "not an object"),
        ({"context": {"a": [[1]]}}, "context.a[0]", "not a list"),
        ({"item": {"id": "p", "kind": "post", "text": 5}}, "item.text", "a string, not an integer"),
        ({"item": {"id": "p", "kind": "post", "text": False}}, "item.text", "a string, not a boolean"),
        ({"item": {"id": "p", "kind": "post", "lang": 5}}, "item.lang", "a language tag, not an integer"),
        ({"item": {"id": "p", "kind": "post", "media": "x"}}, "item.media", "a list, not a string"),
        ({"item": {"id": "p", "kind": "post", "media": [None]}}, "item.media[0]", "a string, not null"),
        ({"item": {"id": "p", "kind": "post", "links": {}}}, "item.links", "a list, not an object"),
        ({"item": {"id": "p", "kind": "post", "links": [5]}}, "item.links[0]", "a string, not an integer"),
        (
            {"item": {"id": "p", "kind": "post", "links": [{"href": "x"}]}},
            "item.links[0]",
            'an object with "url" alone',
        ),
        ({"author": {"id": "u", "karma": "many"}}, "author.karma", "an integer, not a string"),
        ({"author": {"id": "u", "karma": True}}, "author.karma", "an integer, not a boolean"),
        ({"author": {"id": "u", "karma": 1, "joined": 5}}, "author.joined", "a time, not an integer"),
        ({"item": {"id": "p", "kind": "post", "score": "1"}}, "item.score", "a number, not a string"),
        ({"item": {"id": "p", "kind": "post", "tags": [1]}}, "item.tags[0]", "a string, not an integer"),
        (
            {"author": {"id": "u", "karma": 1}, "context": {"verified": 1}},
            "context.verified",
            "a boolean, not an integer",
        ),
    ],
)
def test_a_wrong_type_is_named_with_what_was_expected(
    parts: dict[str, Any], field: str, expected: str, wire: Wire, refuse: Refuse
) -> None:
    error = refuse(wire(**parts), SCHEMA)
    assert (error.code, error.field) == ("wrong_type", field)
    assert expected in error.detail


@pytest.mark.parametrize(
    ("parts", "code", "field", "advice"),
    [
        ({"author": {"karma": 1}}, "missing_field", "author.id", "every author has one"),
        ({"type": "item.create"}, "unknown_type", "type", "did you mean 'item.created'?"),
        ({"type": "nonsense"}, "unknown_type", "type", "one of item.created"),
        ({"item": {"id": "p", "kind": "pots"}}, "unknown_kind", "item.kind", "did you mean 'post'?"),
        ({"itme": {}}, "unknown_field", "itme", "did you mean 'item'?"),
        ({"x" * 99: 1}, "unknown_field", "x" * 99, "belongs in context"),
        (
            {"author": {"id": "u", "karm": 1}},
            "undeclared_attribute",
            "author.karm",
            "did you mean 'karma'? If not, declare",
        ),
        (
            {"item": {"id": "p", "kind": "post", "zzz": 1}},
            "undeclared_attribute",
            "item.zzz",
            "declare it under `attributes`",
        ),
        ({"author": {"id": "u", "links": []}}, "undeclared_attribute", "author.links", "declare it under `attributes`"),
        ({"type": "item.reviewed"}, "internal_event", "type", "not sent"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest_known_one(
    parts: dict[str, Any], code: str, field: str, advice: str, wire: Wire, refuse: Refuse
) -> None:
    error = refuse(wire(**parts), SCHEMA)
    assert (error.code, error.field) == (code, field)
    assert advice in error.advice


@pytest.mark.parametrize(
    ("event", "field"),
    [
        ({"type": "item.created", "item": {"id": "p", "kind": "post"}}, "id"),
        ({"id": "e", "item": {"id": "p", "kind": "post"}}, "type"),
        ({"id": "e", "type": "item.created"}, "item"),
        ({"id": "e", "type": "item.created", "item": {"kind": "post"}}, "item.id"),
        ({"id": "e", "type": "item.created", "item": {"id": "p"}}, "item.kind"),
        ({"id": "e", "type": "item.created", "item": {"id": "p", "kind": "post"}, "author": {}}, "author.id"),
    ],
)
def test_what_every_event_has_must_be_there(event: dict[str, Any], field: str, refuse: Refuse) -> None:
    error = refuse(event)
    assert (error.code, error.field) == ("missing_field", field)


@pytest.mark.parametrize(
    ("at", "code"),
    [
        ("yesterday", "invalid_time"),
        ("2026-11-22T10:00:61Z", "invalid_time"),
        ("2026-11-22T10:00:00", "time_without_offset"),
        ("1999-12-31T23:59:59Z", "time_out_of_range"),
        ("2000-01-01T00:30:00+01:00", "time_out_of_range"),
        ("0001-01-01T00:00:00+05:00", "time_out_of_range"),
        ("9999-12-31T23:59:59-05:00", "time_out_of_range"),
        ("2026-11-22T10:05:01Z", "event_in_future"),
    ],
)
def test_a_time_must_be_possible(at: str, code: str, wire: Wire, refuse: Refuse) -> None:
    error = refuse(wire(at=at))
    assert (error.code, error.field) == (code, "at")
    assert error.detail


def test_a_clock_may_be_five_minutes_fast(wire: Wire, accept: Accept) -> None:
    assert accept(wire(at="2026-11-22T10:05:00Z")).event.at.minute == 5


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ({"item": {"id": "p", "kind": "post", "created_at": "2026-11-22T10:06:00Z"}}, "item.created_at"),
        ({"author": {"id": "u", "created_at": "2026-11-22T10:06:00Z"}}, "author.created_at"),
    ],
)
def test_nothing_happens_to_a_thing_before_it_exists(
    parts: dict[str, Any], field: str, wire: Wire, refuse: Refuse
) -> None:
    error = refuse(wire(**parts))
    assert (error.code, error.field) == ("created_after_event", field)


@pytest.mark.parametrize("bad", ["", "a\nb", "a\u200bb", "a\u202eb", "\x00", "a\x7f"])
def test_an_id_is_visible_text(bad: str, wire: Wire, refuse: Refuse) -> None:
    assert refuse(wire(id=bad)).code in ("empty_id", "unprintable_id")


@pytest.mark.parametrize("good", ["a", "at://did:plc:x/app.bsky.feed.post/3k", "пост №5", "a b", "x" * 256])
def test_an_id_may_be_any_visible_text(good: str, wire: Wire, accept: Accept) -> None:
    assert accept(wire(id=good)).event.id == good


@pytest.mark.parametrize("tag", ["english language", "e", "en_US", "en-", "日本語"])
def test_a_language_is_a_tag(tag: str, wire: Wire, refuse: Refuse) -> None:
    assert refuse(wire(item={"id": "p", "kind": "post", "lang": tag})).code == "invalid_language"


@pytest.mark.parametrize(
    ("parts", "code", "field"),
    [
        ({"id": "x" * 257}, "id_too_long", "id"),
        ({"item": {"id": "p", "kind": "post", "text": "x" * 65537}}, "text_too_long", "item.text"),
        ({"item": {"id": "p", "kind": "post", "text": "é" * 32769}}, "text_too_long", "item.text"),
        ({"item": {"id": "p", "kind": "post", "links": ["a.example"] * 101}}, "too_many_values", "item.links"),
        ({"item": {"id": "p", "kind": "post", "media": ["a"] * 101}}, "too_many_values", "item.media"),
        ({"context": {f"k{i}": 1 for i in range(65)}}, "too_many_values", "context"),
        ({"context": {"k": [1] * 101}}, "too_many_values", "context.k"),
        ({"context": {"k": "x" * 4097}}, "string_too_long", "context.k"),
        ({"author": {"id": "u", "name": "x" * 513}}, "string_too_long", "author.name"),
    ],
)
def test_a_limit_is_named_when_it_is_passed(
    parts: dict[str, Any], code: str, field: str, wire: Wire, refuse: Refuse
) -> None:
    error = refuse(wire(**parts))
    assert isinstance(error, TooLarge)
    assert (error.code, error.field) == (code, field)


def test_sixty_four_kilobytes_of_text_are_welcome(wire: Wire, accept: Accept) -> None:
    text = "é" * 32768
    assert accept(wire(item={"id": "p", "kind": "post", "text": text})).text.raw == text


@pytest.mark.parametrize("number", [2**63, -(2**63) - 1])
def test_a_whole_number_fits_in_64_bits(number: int, wire: Wire, refuse: Refuse) -> None:
    assert refuse(wire(context={"n": number})).code == "number_out_of_range"


@pytest.mark.parametrize("part", ["item", "author", "context"])
def test_nul_is_refused_wherever_it_is(part: str, wire: Wire, refuse: Refuse) -> None:
    parts = {
        "item": {"id": "p", "kind": "post", "text": "a\0b"},
        "author": {"id": "u", "name": "\0"},
        "context": {"k": "\0"},
    }
    assert refuse(wire(**{part: parts[part]})).code == "nul_character"
