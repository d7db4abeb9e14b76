"""An event on the wire as msgspec structs made from the schema, so that the decoder itself checks it."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from keyword import iskeyword
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from ombud.intake.limits import INT_RANGE, MAX_ID, MAX_LANGUAGE, MAX_LIST, MAX_MEDIA, MAX_NAME, MAX_STRING, MAX_URL
from ombud.model import ITEM_KINDS, PLATFORM_EVENTS, Schema

__all__ = ["Declared", "Shape", "shape_of"]

_Id = Annotated[str, Meta(min_length=1, max_length=MAX_ID)]
_Address = Annotated[str, Meta(max_length=MAX_URL)]
_String = Annotated[str, Meta(max_length=MAX_STRING)]
_Time = Annotated[datetime, Meta(tz=True)]
_Plain = bool | int | float | str

_ITEM: Mapping[str, Any] = {
    "id": _Id,
    "kind": Literal[ITEM_KINDS],
    "text": str,
    "lang": Annotated[str, Meta(max_length=MAX_LANGUAGE)],
    "links": list[str | dict[str, str]],
    "media": Annotated[tuple[_Address, ...], Meta(max_length=MAX_MEDIA)],
    "parent": _Id,
    "url": _Address,
    "created_at": _Time,
}
_AUTHOR: Mapping[str, Any] = {"id": _Id, "created_at": _Time, "name": Annotated[str, Meta(max_length=MAX_NAME)]}
_Int = Annotated[int, Meta(ge=INT_RANGE.start, le=INT_RANGE.stop - 1)]
# A whole number beyond 64 bits is refused and a fraction of that size is not: here neither is taken.
_Double = Annotated[float, Meta(gt=INT_RANGE.start, lt=INT_RANGE.stop)]
_Few = Meta(max_length=MAX_LIST)
_DECLARED: Mapping[str, Any] = {
    "bool": bool,
    "int": _Int,
    "double": _Double,
    "string": _String,
    "timestamp": _Time,
    "list<bool>": Annotated[list[bool], _Few],
    "list<int>": Annotated[list[_Int], _Few],
    "list<double>": Annotated[list[_Double], _Few],
    "list<string>": Annotated[list[_String], _Few],
}
_EVENT: dict[str, Any] = {
    "id": _Id,
    "type": Literal[PLATFORM_EVENTS],
    "item": None,
    "author": None,
    "at": _Time,
    "context": dict[str, _Plain | list[_Plain] | None],
}


class Declared(msgspec.Struct, frozen=True):
    """The declared fields of a part: `read` gives all that a struct has, by name; `times` are those that are times.

    `optional`: at least one may be missing.
    """

    read: Callable[[Any], dict[str, Any]]
    times: tuple[str, ...]
    optional: bool


class Shape(msgspec.Struct, frozen=True):
    """`decode` gives a struct with ``id type item author at context``, the item and the author being structs too.

    `item` and `author` are None where nothing is declared for them; `context` names what has to be in the context.
    """

    decode: Callable[[bytes], Any]
    item: Declared | None
    author: Declared | None
    context: tuple[str, ...]


def shape_of(schema: Schema) -> Shape | None:
    """The shape of a schema whose paths are possible; None when a struct cannot say what it asks for."""
    types: dict[str, dict[str, str]] = {"item": {}, "author": {}, "context": {}}
    for attribute in schema.attributes:
        part, _, name = attribute.path.partition(".")
        types[part][name] = attribute.type
    required: dict[str, set[str]] = {
        "": {"id", "type", "item"},
        "item": {"id", "kind"},
        "author": {"id"},
        "context": set(),
    }
    asked = [attribute.path for attribute in schema.attributes if not attribute.optional]
    for part, _, name in (path.partition(".") for path in (*asked, *schema.requires)):
        required[""].add(part)
        if name:
            required.setdefault(part, set()).add(name)
    item = _struct(_ITEM, types["item"], required["item"])
    author = _struct(_AUTHOR, types["author"], required["author"])
    event = item and author and _struct(_EVENT | {"item": item, "author": author}, {}, required[""])
    if event is None:
        return None
    return Shape(
        msgspec.json.Decoder(event).decode,
        _declared(types["item"], required["item"]),
        _declared(types["author"], required["author"]),
        tuple(required["context"]),
    )


def _declared(types: Mapping[str, str], required: Collection[str]) -> Declared | None:
    if not types:
        return None
    times = tuple(name for name, kind in types.items() if kind == "timestamp")
    return Declared(_reader(types), times, not types.keys() <= set(required))


def _reader(names: Iterable[str]) -> Callable[[Any], dict[str, Any]]:
    """Written out, since going through the names takes six times as long; `_struct` has made sure what names are."""
    fields = ", ".join(f"{name!r}: wire.{name}" for name in names)
    read: Callable[[Any], dict[str, Any]] = eval(f"lambda wire: {{{fields}}}", {})  # noqa: S307  the text is ours
    return read


def _is_plain(name: str) -> bool:
    """Whether Python takes it for a name as it stands."""
    return name.isascii() and name.isidentifier() and name[0] != "_" and not iskeyword(name)


def _struct(built_in: Mapping[str, Any], declared: Mapping[str, str], required: Collection[str]) -> Any:
    """A struct of the built-in fields and the declared ones; null is the same as left out. None when there is none."""
    types = {**built_in, **{name: _DECLARED[kind] for name, kind in declared.items()}}
    if not all(map(_is_plain, declared)) or declared.keys() & built_in or not types.keys() >= set(required):
        return None
    fields: list[Any] = [
        (name, kind) if name in required else (name, kind | None, None) for name, kind in types.items()
    ]
    return msgspec.defstruct("Wire", fields, forbid_unknown_fields=True, kw_only=True)
