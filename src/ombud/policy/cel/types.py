"""The types of the condition language, as the checker knows them before anything runs."""

import msgspec

from ombud.policy.cel.values import TypeValue

__all__ = [
    "BOOL",
    "BYTES",
    "DOUBLE",
    "DURATION",
    "DYN",
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
        known = any(argument != DYN for argument in self.args)
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


def list_of(element: Type) -> Type:
    """``list<element>``"""
    return Type("list", (element,))


def map_of(key: Type, value: Type) -> Type:
    """``map<key, value>``"""
    return Type("map", (key, value))


def assignable(value: Type, wanted: Type) -> bool:
    """Whether a `value` may stand where `wanted` is asked for. `dyn` fits everywhere, and everything fits `dyn`."""
    if value == wanted or DYN in (value, wanted):
        return True
    if value.name != wanted.name or len(value.args) != len(wanted.args):
        return False
    return bool(value.args) and all(map(assignable, value.args, wanted.args))


def join(types: list[Type]) -> Type:
    """The type of something that is one of `types`; `dyn` when they differ or there is none."""
    if not types:
        return DYN
    first, *others = types
    for other in others:
        if other == first:
            continue
        if other.name != first.name or len(other.args) != len(first.args) or not first.args:
            return DYN
        first = Type(first.name, tuple(join([a, b]) for a, b in zip(first.args, other.args, strict=True)))
    return first


def parse_type(text: str) -> Type:
    """A declared attribute's type: ``int`` or ``list<string>`` (one of model.ATTRIBUTE_TYPES)."""
    if text.startswith("list<"):
        return list_of(Type(text[5:-1]))
    return Type(text)


def type_value(name: str) -> TypeValue:
    """The value of a type's name in an expression."""
    return TypeValue(NAMES[name])
