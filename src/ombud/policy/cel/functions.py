"""The standard functions: what the checker knows of them, and what they do.

One Python function serves every overload; it looks at the values it gets. An overload may bring `inline`, Python that
does the same for the types it names and cannot fail. CEL specification, "List of standard definitions".
"""

import math
from collections.abc import Callable
from functools import lru_cache, partial

import msgspec
import re2

from ombud.policy.cel.operators import int64, uint64
from ombud.policy.cel.times import (
    PARTS,
    duration_text,
    parse_duration,
    parse_timestamp,
    part,
    timestamp_text,
)
from ombud.policy.cel.types import (
    BOOL,
    BYTES,
    DOUBLE,
    DURATION,
    DYN,
    INT,
    STRING,
    TIMESTAMP,
    TYPE,
    UINT,
    Type,
    list_of,
    map_of,
)
from ombud.policy.cel.values import (
    SECOND,
    Duration,
    EvaluationError,
    Map,
    Timestamp,
    TypeValue,
    Uint,
    Value,
    no_overload,
    type_name,
)

__all__ = ["STANDARD", "Function", "Overload"]


class Overload(msgspec.Struct, frozen=True):
    """`args` begins with the receiver for a method. `inline` is a template over ``{0}``, ``{1}``; None calls `run`."""

    args: tuple[Type, ...]
    result: Type
    inline: str | None = None
    method: bool = False


class Function(msgspec.Struct, frozen=True):
    """A function by name, with everything it accepts."""

    name: str
    overloads: tuple[Overload, ...]
    run: Callable[..., Value]


# ── size and text ────────────────────────────────────────────────────────────────────────────────────────────────────
def _size(value: Value) -> int:
    if isinstance(value, str | bytes | list | tuple | Map) and not isinstance(value, TypeValue):
        return len(value)
    raise no_overload("size", value)


def _text_pair(name: str, test: Callable[[str, str], bool], text: Value, other: Value) -> bool:
    if isinstance(text, str) and isinstance(other, str):
        return test(text, other)
    raise no_overload(name, text, other)


def _lower_ascii(text: Value) -> str:
    if isinstance(text, str):
        return "".join(c.lower() if c.isascii() else c for c in text)
    raise no_overload("lowerAscii", text)


_REGEX_MEMORY = 1024 * 1024  # bytes for a compiled pattern: what needs more takes too long to make ready


@lru_cache(maxsize=256)
def _regex(pattern: str) -> Callable[[str], object]:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _REGEX_MEMORY
    try:
        search: Callable[[str], object] = re2.compile(pattern, options).search
    except (re2.error, UnicodeError) as error:
        raise EvaluationError("regex_invalid", f"the pattern cannot be used: {_said(error)}") from error
    return search


def _said(error: Exception) -> str:
    first = error.args[0] if error.args else ""
    return first.decode(errors="replace") if isinstance(first, bytes) else str(error)


def _matches(text: str, pattern: str) -> bool:
    try:
        return _regex(pattern)(text) is not None
    except UnicodeError as error:
        raise EvaluationError("lone_surrogate", "a text holds half of a surrogate pair") from error


# ── conversions ──────────────────────────────────────────────────────────────────────────────────────────────────────
def _to_int(value: Value) -> int:
    match value:
        case Timestamp():
            return int(value) // SECOND
        case bool() | Duration() | TypeValue():
            raise no_overload("int", value)
        case int():
            return int64(int(value))
        case float():
            # Both ends are open: -2**63 is a double that other numbers round to (conformance: double_int_min_range).
            if not -(2.0**63) < value < 2.0**63:
                raise EvaluationError("out_of_range", "a double is out of the range of int")
            return math.trunc(value)
        case str():
            return int64(_digits(value, "int"))
    raise no_overload("int", value)


def _to_uint(value: Value) -> Uint:
    match value:
        case bool() | Timestamp() | Duration() | TypeValue():
            raise no_overload("uint", value)
        case int():
            return uint64(int(value))
        case float():
            if not 0 <= value < 2.0**64:
                raise EvaluationError("out_of_range", "a double is out of the range of uint")
            return Uint(math.trunc(value))
        case str():
            if value[:1] in ("-", "+"):
                raise EvaluationError("bad_number", f"`{value[:40]}` is not a number of type uint")
            return uint64(_digits(value, "uint"))
    raise no_overload("uint", value)


def _digits(text: str, wanted: str) -> int:
    digits = text[1:] if text[:1] in ("-", "+") else text
    if digits.isascii() and digits.isdigit() and len(digits) <= 40:
        return int(text)
    raise EvaluationError("bad_number", f"`{text[:40]}` is not a number of type {wanted}")


def _to_double(value: Value) -> float:
    if isinstance(value, bool | Timestamp | Duration | TypeValue):
        raise no_overload("double", value)
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, str):
        try:
            if "_" not in value and value.isascii() and value == value.strip():
                return _in_range(float(value), value)
        except ValueError:
            pass  # said below, together with the spellings that Python would accept and CEL does not
        raise EvaluationError("bad_number", f"`{value[:40]}` is not a number of type double")
    raise no_overload("double", value)


def _in_range(number: float, text: str) -> float:
    if math.isinf(number) and "n" not in text.lower():
        raise EvaluationError("out_of_range", f"`{text[:40]}` is out of the range of double")
    return number


def _to_string(value: Value) -> str:
    match value:
        case Duration():
            return duration_text(value)
        case Timestamp():
            return timestamp_text(value)
        case bool():
            return "true" if value else "false"
        case int():
            return str(int(value))
        case float():
            return _double_text(value)
        case bytes():
            try:
                return value.decode()
            except UnicodeDecodeError as error:
                raise EvaluationError("invalid_utf8", "invalid UTF-8 in bytes, cannot convert to string") from error
        case str() if not isinstance(value, TypeValue):
            return value
    raise no_overload("string", value)


def _double_text(value: float) -> str:
    if not math.isfinite(value):
        return {"inf": "+Inf", "-inf": "-Inf", "nan": "NaN"}[str(value)]
    return repr(value).removesuffix(".0")


def _to_bytes(value: Value) -> bytes:
    if isinstance(value, bytes):
        return value
    if isinstance(value, str) and not isinstance(value, TypeValue):
        try:
            return value.encode()
        except UnicodeEncodeError as error:
            raise EvaluationError("lone_surrogate", "a text holds half of a surrogate pair") from error
    raise no_overload("bytes", value)


_BOOLS = dict.fromkeys(("1", "t", "T", "true", "TRUE", "True"), True) | dict.fromkeys(
    ("0", "f", "F", "false", "FALSE", "False"), False
)


def _to_bool(value: Value) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and not isinstance(value, TypeValue):
        if value in _BOOLS:
            return _BOOLS[value]
        raise EvaluationError("bad_bool", f"`{value[:40]}` is neither true nor false")
    raise no_overload("bool", value)


def _to_timestamp(value: Value) -> Timestamp:
    match value:
        case Timestamp():
            return value
        case str() if not isinstance(value, TypeValue):
            return parse_timestamp(value)
        case int() if type(value) is int:
            return Timestamp.checked(value * SECOND)
    raise no_overload("timestamp", value)


def _to_duration(value: Value) -> Duration:
    match value:
        case Duration():
            return value
        case str() if not isinstance(value, TypeValue):
            return parse_duration(value)
        case int() if type(value) is int:
            return Duration.checked(value * SECOND)
    raise no_overload("duration", value)


# ── the table ────────────────────────────────────────────────────────────────────────────────────────────────────────
def _convert(name: str, result: Type, run: Callable[..., Value], *sources: Type) -> Function:
    return Function(name, tuple(Overload((source,), result) for source in sources), run)


def _both_ways(name: str, run: Callable[..., Value], *overloads: Overload) -> Function:
    """A function that is also a method of its first argument."""
    methods = tuple(msgspec.structs.replace(overload, method=True) for overload in overloads)
    return Function(name, overloads + methods, run)


def _text_method(name: str, inline: str, test: Callable[[str, str], bool]) -> Function:
    return Function(name, (Overload((STRING, STRING), BOOL, inline, method=True),), partial(_text_pair, name, test))


def _getter(name: str) -> Function:
    overloads = [
        Overload((TIMESTAMP,), INT, method=True),
        Overload((TIMESTAMP, STRING), INT, method=True),
    ]
    if name in ("getHours", "getMinutes", "getSeconds", "getMilliseconds"):
        overloads.append(Overload((DURATION,), INT, method=True))
    return Function(name, tuple(overloads), partial(part, name))


_ALL = (
    _both_ways(
        "size",
        _size,
        *(Overload((kind,), INT, "len({0})") for kind in (STRING, BYTES, list_of(DYN), map_of(DYN, DYN))),
    ),
    _text_method("contains", "({1} in {0})", lambda text, other: other in text),
    _text_method("startsWith", "{0}.startswith({1})", str.startswith),
    _text_method("endsWith", "{0}.endswith({1})", str.endswith),
    _both_ways("matches", partial(_text_pair, "matches", _matches), Overload((STRING, STRING), BOOL)),
    Function("lowerAscii", (Overload((STRING,), STRING, method=True),), _lower_ascii),
    _convert("int", INT, _to_int, INT, UINT, DOUBLE, STRING, TIMESTAMP),
    _convert("uint", UINT, _to_uint, UINT, INT, DOUBLE, STRING),
    _convert("double", DOUBLE, _to_double, DOUBLE, INT, UINT, STRING),
    _convert("string", STRING, _to_string, STRING, INT, UINT, DOUBLE, BYTES, BOOL, TIMESTAMP, DURATION),
    _convert("bytes", BYTES, _to_bytes, BYTES, STRING),
    _convert("bool", BOOL, _to_bool, BOOL, STRING),
    _convert("timestamp", TIMESTAMP, _to_timestamp, TIMESTAMP, STRING, INT),
    _convert("duration", DURATION, _to_duration, DURATION, STRING, INT),
    Function("dyn", (Overload((DYN,), DYN, "{0}"),), lambda value: value),
    Function("type", (Overload((DYN,), TYPE),), lambda value: TypeValue(type_name(value))),
    *(_getter(name) for name in (*PARTS, "getMilliseconds")),
)

STANDARD = {function.name: function for function in _ALL}
"""Every standard function by name."""
