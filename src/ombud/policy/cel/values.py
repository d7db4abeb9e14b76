"""The values of the condition language, and how they are told apart at run time.

int, double, string, bytes, bool, null and list are Python's own int, float, str, bytes, bool, None and list. What
Python does not have is an int with another class: comparing and hashing stay as fast as for any int, and the class
tells the type. CEL specification, "Values": https://github.com/google/cel-spec/blob/master/doc/langdef.md#values
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from ombud.model import BadInput

__all__ = [
    "INT_MAX",
    "INT_MIN",
    "MAX_NESTED",
    "UINT_MAX",
    "Abstained",
    "Duration",
    "EvaluationError",
    "Map",
    "Timestamp",
    "TypeValue",
    "Uint",
    "Value",
    "from_json",
    "no_overload",
    "type_name",
]

Value = Any
"""Any value of the language. Which ones can stand where is the checker's business, not Python's."""

INT_MAX = 2**63 - 1
INT_MIN = -(2**63)
UINT_MAX = 2**64 - 1

MAX_NESTED = 100
"""How deep lists and maps may lie in one another where a value is compared, read or written."""

SECOND = 1_000_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_TIMESTAMP_MIN = -62_135_596_800 * SECOND  # 0001-01-01T00:00:00Z
_TIMESTAMP_MAX = 253_402_300_800 * SECOND - 1  # 9999-12-31T23:59:59.999999999Z
_DURATION_MAX = 2**63 - 1  # nanoseconds, about 292 years, as in the reference implementation


class EvaluationError(BadInput):
    """A condition had no value for this event: overflow, division by zero, a missing key, the wrong type."""


class Abstained(EvaluationError):
    """A condition needed a signal that had no value."""


def no_overload(what: str, *operands: Value) -> EvaluationError:
    """The error for an operation that is not defined for these operands."""
    kinds = ", ".join(type_name(value) for value in operands)
    return EvaluationError("no_such_overload", f"{what} is not defined for ({kinds})")


class Uint(int):
    """An unsigned 64-bit integer."""

    __slots__ = ()


class Duration(int):
    """A length of time in nanoseconds."""

    __slots__ = ()

    @classmethod
    def checked(cls, nanoseconds: int) -> "Duration":
        """Raises EvaluationError beyond 64 bits of nanoseconds."""
        if not -_DURATION_MAX <= nanoseconds <= _DURATION_MAX:
            raise EvaluationError("out_of_range", "a duration is out of range")
        return cls(nanoseconds)

    @classmethod
    def between(cls, earlier: datetime, later: datetime) -> "Duration":
        return cls((later - earlier) // _MICROSECOND * 1000)


class Timestamp(int):
    """A moment in nanoseconds since 1970-01-01T00:00:00Z."""

    __slots__ = ()

    @classmethod
    def checked(cls, nanoseconds: int) -> "Timestamp":
        """Raises EvaluationError outside the years 1 to 9999."""
        if not _TIMESTAMP_MIN <= nanoseconds <= _TIMESTAMP_MAX:
            raise EvaluationError("out_of_range", "a timestamp is out of range")
        return cls(nanoseconds)

    @classmethod
    def of(cls, moment: datetime) -> "Timestamp":
        return cls((moment - _EPOCH) // _MICROSECOND * 1000)


class TypeValue(str):
    """A type as a value: what ``type(x)`` gives. The text is the type's name."""

    __slots__ = ()


_KEYS = frozenset((bool, int, Uint, str))


class Map:
    """An immutable map. Numbers that are equal are the same key, whatever their type; ``true`` and ``1`` are not.

    Keys are bool, int, uint and string. A double finds what is under the whole number that it equals.
    """

    __slots__ = ("_entries",)

    def __init__(self, pairs: Iterable[tuple[Value, Value]]) -> None:
        self._entries: dict[tuple[bool, Value], tuple[Value, Value]] = {}
        for key, value in pairs:
            if type(key) not in _KEYS:
                raise EvaluationError("bad_map_key", f"a {type_name(key)} cannot be a key of a map")
            slot = (type(key) is bool, key)
            if slot in self._entries:
                raise EvaluationError("duplicate_key", f"the map has the key {str(key)[:40]} twice")
            self._entries[slot] = (key, value)

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Value]:
        return (key for key, _ in self._entries.values())

    def __contains__(self, key: Value) -> bool:
        return self._find(key) is not None

    def __getitem__(self, key: Value) -> Value:
        """Raises EvaluationError when the key is not there."""
        found = self._find(key)
        if found is None:
            raise EvaluationError("no_such_key", f"no such key: {str(key)[:40]}")
        return found[1]

    def _find(self, key: Value) -> tuple[Value, Value] | None:
        if type(key) in _KEYS or type(key) is float:
            return self._entries.get((type(key) is bool, key))
        return None


_NAMES: dict[type, str] = {
    bool: "bool",
    int: "int",
    Uint: "uint",
    float: "double",
    str: "string",
    bytes: "bytes",
    type(None): "null_type",
    list: "list",
    tuple: "list",
    Map: "map",
    Duration: "google.protobuf.Duration",
    Timestamp: "google.protobuf.Timestamp",
    TypeValue: "type",
}


def type_name(value: Value) -> str:
    """The name of the value's type, as CEL spells it."""
    return _NAMES.get(type(value), type(value).__name__.lower())


def from_json(value: Any) -> Value:
    """A value of a JSON document (or a datetime that intake made of one) as a value of the language."""
    if isinstance(value, dict):
        return Map((key, from_json(item)) for key, item in value.items())
    if isinstance(value, list | tuple):
        return [from_json(item) for item in value]
    if isinstance(value, datetime):
        return Timestamp.of(value)
    return value
