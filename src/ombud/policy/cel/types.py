"""The types of the condition language, as the checker knows them before anything runs."""

import msgspec

from ombud.policy.cel.values import TypeValue, Value, type_name

__all__ = [
    "BOOL",
    "BYTES",
    "DOUBLE",
    "DURATION",
    "DYN",
    "FREE",
    "INT",
    "LINK",
    "NAMES",
    "NULL",
    "NUMERIC",
    "ORDERED",
    "SCALAR",
    "STRING",
    "TIMESTAMP",
    "TYPE",
    "UINT",
    "Type",
    "assignable",
    "fits",
    "held",
    "join",
    "list_of",
    "map_of",
    "parse_type",
    "type_value",
]


class Type(msgspec.Struct, frozen=True):
    """A type and what it holds: ``list<string>`` is Type("list", (STRING,))."""

    name: str
    args: tuple["Type", ...] = ()

    def __str__(self) -> str:
        known = any(argument.name not in ("dyn", "free") for argument in self.args)
        return f"{self.name}<{', '.join(map(str, self.args))}>" if known else self.name

    @property
    def article(self) -> str:
        """``an int``, ``a string``."""
        if self == DYN:
            return "a value of unknown type"
        return f"{'an' if self.name == 'int' else 'a'} {self}"


BOOL = Type("bool")
INT = Type("int")
UINT = Type("uint")
DOUBLE = Type("double")
STRING = Type("string")
BYTES = Type("bytes")
NULL = Type("null")
TIMESTAMP = Type("timestamp")
DURATION = Type("duration")
TYPE = Type("type")
LINK = Type("link")
DYN = Type("dyn")
"""Not known before the event is there: checked when the condition runs."""

FREE = Type("free")
"""What an empty list or map holds: it goes with every type. Only ever found inside a list or a map."""

NUMERIC = frozenset((INT, UINT, DOUBLE))
ORDERED = frozenset((BOOL, INT, UINT, DOUBLE, STRING, BYTES, TIMESTAMP, DURATION))
SCALAR = ORDERED | {NULL, TYPE}

NAMES = {
    "bool": "bool",
    "int": "int",
    "uint": "uint",
    "double": "double",
    "string": "string",
    "bytes": "bytes",
    "null_type": "null_type",
    "list": "list",
    "map": "map",
    "type": "type",
    "google.protobuf.Duration": "google.protobuf.Duration",
    "google.protobuf.Timestamp": "google.protobuf.Timestamp",
}
"""What names a type inside an expression, as in ``type(x) == int``."""


_DEEPEST = 32


def list_of(element: Type) -> Type:
    """``list<element>``; what lies 32 types deep is not known."""
    return Type("list", (_shallow(element),))


def map_of(key: Type, value: Type) -> Type:
    """``map<key, value>``; what lies 32 types deep is not known, and a key holds nothing."""
    return Type("map", (DYN if key.args else key, _shallow(value)))


def _shallow(kind: Type) -> Type:
    # A short chain of macros can wrap a type in itself for ever, and then nobody could compare it.
    inner, depth = kind, 0
    while inner.args:
        inner, depth = inner.args[-1], depth + 1
    return kind if depth < _DEEPEST else DYN


def assignable(value: Type, wanted: Type) -> bool:
    """Whether a `value` may stand where `wanted` is asked for. `dyn` fits everywhere, and everything fits `dyn`."""
    if value == wanted or {DYN, FREE} & {value, wanted}:
        return True
    if value.name != wanted.name or len(value.args) != len(wanted.args):
        return False
    return bool(value.args) and all(map(assignable, value.args, wanted.args))


def join(types: list[Type]) -> Type:
    """The type of something that is one of `types`; `dyn` when they differ."""
    first, *others = types
    for other in others:
        if other in (first, FREE):
            continue
        if first == FREE:
            first = other
            continue
        if other.name != first.name or len(other.args) != len(first.args) or not first.args:
            return DYN
        first = Type(first.name, tuple(join([a, b]) for a, b in zip(first.args, other.args, strict=True)))
    return first


_RUN_TIME = {"null_type": "null", "google.protobuf.Timestamp": "timestamp", "google.protobuf.Duration": "duration"}


def fits(value: Value, wanted: Type) -> bool:
    """Whether a value is of a type."""
    if wanted == DYN:
        return True
    name = type_name(value)
    if _RUN_TIME.get(name, name) != wanted.name:
        return False
    if wanted.name == "list":
        return all(fits(item, wanted.args[0]) for item in value)
    if wanted.name == "map":
        keys, values = wanted.args
        return all(fits(key, keys) and fits(value[key], values) for key in value)
    return True


def held(container: Type, place: int = 0) -> Type:
    """The type of a list's elements or a map's keys (0), or of a map's values (1)."""
    found = container.args[place] if container.args else DYN
    return DYN if found == FREE else found


def parse_type(text: str) -> Type:
    """A declared attribute's type: ``int`` or ``list<string>`` (one of model.ATTRIBUTE_TYPES)."""
    if text.startswith("list<"):
        return list_of(Type(text[5:-1]))
    return Type(text)


def type_value(name: str) -> TypeValue:
    """The value of a type's name in an expression."""
    return TypeValue(NAMES[name])
