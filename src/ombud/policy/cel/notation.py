"""Values and types as they are written outside an expression, so that nothing of their type is lost.

A value is JSON, ``{"type": value}``: 64-bit integers are strings, bytes base64, maps lists of pairs. A type is the text
form of the specification's ``cel.expr.Type``, as in ``list_type { elem_type { primitive: INT64 } }``. Both are the
notation of the conformance cases. CEL specification: https://github.com/google/cel-spec
"""

import base64
import binascii
import json
import math
import re
from collections.abc import Callable, Iterator
from typing import Any

from ombud.model import BadInput, TooLarge
from ombud.policy.cel.times import duration_text, parse_duration, parse_timestamp, timestamp_text
from ombud.policy.cel.types import (
    BOOL,
    BYTES,
    DOUBLE,
    DURATION,
    DYN,
    INT,
    NULL,
    STRING,
    TIMESTAMP,
    TYPE,
    UINT,
    Type,
    list_of,
    map_of,
)
from ombud.policy.cel.values import INT_MAX, INT_MIN, MAX_NESTED, UINT_MAX, Map, TypeValue, Uint, Value, type_name

__all__ = ["MAX_WRITTEN", "literal", "read_type", "read_value", "write_value"]

MAX_WRITTEN = 1_000_000
"""How many values one written value may hold."""

_INTEGER = re.compile(r"-?[0-9]{1,20}")
_TOKEN = re.compile(r'\s*(?:(?P<word>[A-Za-z_][A-Za-z0-9_.]*)|"(?P<text>[^"\\]*)"|(?P<mark>[{}:]))')
_PRIMITIVES = {"BOOL": BOOL, "INT64": INT, "UINT64": UINT, "DOUBLE": DOUBLE, "STRING": STRING, "BYTES": BYTES}
_WELL_KNOWN = {"ANY": DYN, "TIMESTAMP": TIMESTAMP, "DURATION": DURATION}
_MESSAGES = {
    "google.protobuf.Timestamp": TIMESTAMP,
    "google.protobuf.Duration": DURATION,
    "google.protobuf.Struct": map_of(STRING, DYN),
    "google.protobuf.ListValue": list_of(DYN),
    # null or a value of the wrapped type, or any value at all: only the value itself will tell
    **dict.fromkeys(
        (
            f"google.protobuf.{kind}"
            for kind in (
                "Any",
                "Value",
                "BoolValue",
                "BytesValue",
                "DoubleValue",
                "FloatValue",
                "Int32Value",
                "Int64Value",
                "StringValue",
                "UInt32Value",
                "UInt64Value",
            )
        ),
        DYN,
    ),
}


# ── values ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def read_value(noted: object, depth: int = 0) -> Value:
    """The value that ``{"type": value}`` stands for. Raises BadInput (``bad_value``, or what the value's type says)."""
    if not isinstance(noted, dict) or len(noted) != 1:
        raise _bad_value('a value is written as an object with one entry, such as {"int": "1"}')
    if depth > MAX_NESTED:
        raise TooLarge("too_large", f"the value nests deeper than {MAX_NESTED} levels", field="bindings")
    [(kind, body)] = noted.items()
    match kind, body:
        case "list", list():
            return [read_value(item, depth + 1) for item in body]
        case "map", list():
            return Map(_entries(body, depth + 1))
        case (("list" | "map"), _):
            raise _bad_value(f"a {kind} is written as a JSON array")
    reader = _READERS.get(kind)
    if reader is None:
        raise _bad_value(f"there is no type `{str(kind)[:40]}`")
    return reader(body)


def _entries(pairs: list[object], depth: int) -> Iterator[tuple[Value, Value]]:
    for pair in pairs:
        if not isinstance(pair, list) or len(pair) != 2:
            raise _bad_value("an entry of a map is written as [key, value]")
        yield read_value(pair[0], depth), read_value(pair[1], depth)


def _bad_value(message: str) -> BadInput:
    return BadInput("bad_value", message, field="bindings")


def _integer(body: object, low: int, high: int, name: str) -> int:
    if isinstance(body, str) and _INTEGER.fullmatch(body):
        body = int(body)
    if type(body) is int and low <= body <= high:
        return body
    raise _bad_value(f"this is no {name} of 64 bits: {str(body)[:40]}")


def _double(body: object) -> float:
    if isinstance(body, str) and body in ("inf", "-inf", "nan"):
        return float(body)
    if isinstance(body, float) or (type(body) is int and INT_MIN <= body <= UINT_MAX):
        return float(body)
    raise _bad_value('a double is written as a number, or as "inf", "-inf" or "nan"')


def _bytes(body: object) -> bytes:
    try:
        return base64.b64decode(_text(body), validate=True)
    except (binascii.Error, ValueError) as error:
        raise _bad_value("bytes are written in base64") from error


def _text(body: object) -> str:
    if isinstance(body, str):
        return body
    raise _bad_value("this is written as a JSON string")


def _exactly(kind: type) -> Callable[[object], Value]:
    def read(body: object) -> Value:
        if type(body) is kind:
            return body
        raise _bad_value("a bool is written as true or false, null as null")

    return read


_READERS: dict[str, Callable[[object], Value]] = {
    "null": _exactly(type(None)),
    "bool": _exactly(bool),
    "int": lambda body: _integer(body, INT_MIN, INT_MAX, "int"),
    "uint": lambda body: Uint(_integer(body, 0, UINT_MAX, "uint")),
    "double": _double,
    "string": _text,
    "bytes": _bytes,
    "duration": lambda body: parse_duration(_text(body)),
    "timestamp": lambda body: parse_timestamp(_text(body)),
    "type": lambda body: TypeValue(_text(body)),
}


def write_value(value: Value) -> dict[str, Any]:
    """``{"type": value}``, which `read_value` reads again. Raises TooLarge beyond MAX_NESTED or MAX_WRITTEN."""
    _measure(value)
    return _noted(value)


def _measure(value: Value) -> None:
    """A small value may be without end as text: one list can stand in another many times over."""
    waiting, count = [(value, 0)], 0
    while waiting:
        value, depth = waiting.pop()
        count += 1
        if depth > MAX_NESTED or count > MAX_WRITTEN:
            raise TooLarge("too_large", f"the value is too large to write: {MAX_WRITTEN} values, {MAX_NESTED} levels")
        if isinstance(value, list | tuple):
            waiting.extend((item, depth + 1) for item in value)
        elif isinstance(value, Map):
            waiting.extend((value[key], depth + 1) for key in value)


def _noted(value: Value) -> dict[str, Any]:
    match type_name(value):
        case "null_type":
            return {"null": None}
        case "int" | "uint" as kind:
            return {kind: str(int(value))}
        case "double":
            return {"double": value if math.isfinite(value) else str(value)}
        case "bytes":
            return {"bytes": base64.b64encode(value).decode("ascii")}
        case "list":
            return {"list": [_noted(item) for item in value]}
        case "map":
            return {"map": [[_noted(key), _noted(value[key])] for key in value]}
        case "google.protobuf.Duration":
            return {"duration": duration_text(value)}
        case "google.protobuf.Timestamp":
            return {"timestamp": timestamp_text(value)}
        case "type":
            return {"type": str(value)}
        case kind:
            return {kind: value}


def literal(value: Value) -> str:
    """The value as an expression that gives it again: ``3u``, ``[1, 2]``, ``duration("90s")``. Raises TooLarge."""
    _measure(value)
    return _written(value)


def _written(value: Value) -> str:
    match type_name(value):
        case "uint":
            return f"{int(value)}u"
        case "double":
            return repr(value) if math.isfinite(value) else f'double("{value}")'
        case "bytes":
            return f'b"{"".join(map(_BYTE_TEXTS.__getitem__, value))}"'
        case "list":
            return f"[{', '.join(map(_written, value))}]"
        case "map":
            entries = (f"{_written(key)}: {_written(value[key])}" for key in value)
            return f"{{{', '.join(entries)}}}"
        case "google.protobuf.Duration":
            return f'duration("{duration_text(value)}")'
        case "google.protobuf.Timestamp":
            return f'timestamp("{timestamp_text(value)}")'
        case "string":
            return json.dumps(value, ensure_ascii=False)
        case "bool" | "null_type":
            return json.dumps(value)
        case _:
            return str(value)


_BYTE_TEXTS = [chr(byte) if 0x20 <= byte < 0x7F and byte not in b'"\\' else f"\\x{byte:02x}" for byte in range(256)]


# ── types ────────────────────────────────────────────────────────────────────────────────────────────────────────────
_Fields = list[tuple[str, Any]]


def read_type(text: str) -> Type:
    """The type that a text such as ``primitive: INT64`` stands for. Raises BadInput (``bad_type``)."""
    return _type(_fields(_tokens(text), 0))


def _tokens(text: str) -> Iterator["re.Match[str]"]:
    at, end = 0, len(text.rstrip())
    while at < end:
        found = _TOKEN.match(text, at)
        if found is None:
            raise _bad_type(text[at : at + 40].strip())
        yield found
        at = found.end()


def _bad_type(what: str) -> BadInput:
    return BadInput("bad_type", f"this is no type: {what}", advice="Write it like `primitive: INT64`.", field="types")


def _fields(tokens: Iterator["re.Match[str]"], depth: int) -> _Fields:
    """Fields up to the closing brace, or to the end: (name, word or text or fields)."""
    if depth > MAX_NESTED:
        raise TooLarge("too_large", f"the type nests deeper than {MAX_NESTED} levels", field="types")
    fields: _Fields = []
    for token in tokens:
        if token["mark"] == "}" and depth:
            return fields
        name, mark = token["word"], next(tokens, None)
        if name is None or mark is None or mark["mark"] not in (":", "{"):
            raise _bad_type(token.group().strip())
        if mark["mark"] == "{":
            fields.append((name, _fields(tokens, depth + 1)))
            continue
        value = next(tokens, None)
        if value is None or value["mark"]:
            raise _bad_type(f"{name}:")
        fields.append((name, value["text"] if value["word"] is None else value["word"]))
    if depth:
        raise _bad_type("a `}` is missing")
    return fields


def _type(fields: _Fields) -> Type:
    if len(fields) != 1:
        raise _bad_type("it takes exactly one kind")
    [(kind, body)] = fields
    match kind, body:
        case "primitive", str() if body in _PRIMITIVES:
            return _PRIMITIVES[body]
        case "wrapper", str() if body in _PRIMITIVES:
            return DYN  # null, or a value of that type: only the value will tell
        case "well_known", str() if body in _WELL_KNOWN:
            return _WELL_KNOWN[body]
        case "message_type", str() if body in _MESSAGES:
            return _MESSAGES[body]
        case "null", "NULL_VALUE":
            return NULL
        case ("dyn", list()) | ("type_param", str()):
            return DYN
        case "type", list():
            return TYPE
        case "list_type", list():
            return list_of(_part(body, "elem_type"))
        case "map_type", list():
            return map_of(_part(body, "key_type"), _part(body, "value_type"))
    raise _bad_type(f"{kind}: {body}" if isinstance(body, str) else kind)


def _part(fields: _Fields, name: str) -> Type:
    """The type of a list's elements or of a map's keys or values; `dyn` when it is not said."""
    said = [body for key, body in fields if key == name]
    if not said:
        return DYN
    if len(said) > 1 or not isinstance(said[0], list):
        raise _bad_type(name)
    return _type(said[0])
