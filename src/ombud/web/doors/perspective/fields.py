"""Fields of a message in the JSON form of Protocol Buffers, in which Perspective's requests are.

Names are in camel case or as in the .proto file, null is as good as nothing, and what has no place is an error.
"""

import math
import re
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import Any, NoReturn

from ombud.web.doors.perspective.errors import misplaced

__all__ = ["Fields", "root"]

_SHOWN = 40
_CAPITAL = re.compile("(?=[A-Z])")
_NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_PROTO = "type.googleapis.com/google.commentanalyzer.v1alpha1."


@lru_cache(maxsize=64)
def _known(names: tuple[str, ...]) -> Mapping[str, str]:
    """Every way to write the names."""
    return {way: name for name in names for way in (name, _snake(name))}


def _snake(name: str) -> str:
    return _CAPITAL.sub("_", name).lower()


def root(document: Any, *names: str) -> "Fields":
    """The fields of a request. Raises Refusal when it is no object, or has others."""
    if not isinstance(document, dict):
        raise misplaced("", "Invalid JSON payload received. The request is a JSON object.")
    return Fields(document, names)


class Fields:
    """One message. Whatever is read from it raises Refusal when it is of another type; what is absent is empty."""

    def __init__(
        self, values: Mapping[str, Any], names: tuple[str, ...], name: str = "", parent: "Fields | None" = None
    ) -> None:
        self._name = name
        self._parent = parent
        self._values: dict[str, Any] = {}
        known = _known(names)
        for name, value in values.items():
            if name not in known:
                place = f" at '{self._path}'" if parent else ""
                raise misplaced(
                    self._path,
                    f'Invalid JSON payload received. Unknown name "{_short(name)}"{place}: Cannot find field.',
                )
            if value is not None:
                self._values[known[name]] = value

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def text(self, name: str) -> str:
        """A string."""
        value = self._values.get(name, "")
        if not isinstance(value, str):
            self._wrong(name, "TYPE_STRING", value)
        return value

    def flag(self, name: str) -> bool:
        """A boolean."""
        value = self._values.get(name, False)
        if not isinstance(value, bool):
            self._wrong(name, "TYPE_BOOL", value)
        return value

    def number(self, name: str) -> float | None:
        """A finite number, also as a string, as Protocol Buffers allow."""
        value = self._values.get(name)
        if value is None:
            return None
        written = isinstance(value, str) and _NUMBER.fullmatch(value)
        try:
            number = float(value) if written or type(value) in (int, float) else math.nan
        except OverflowError:
            number = math.nan
        if not math.isfinite(number):
            self._wrong(name, "TYPE_FLOAT", value)
        return number

    def whole(self, name: str) -> int | None:
        """A whole number of 32 bits."""
        number = self.number(name)
        if number is None:
            return None
        if not number.is_integer() or abs(number) >= 1 << 31:
            self._wrong(name, "TYPE_INT32", self._values[name])
        return int(number)

    def choice(self, name: str, choices: Collection[str]) -> str:
        """One of some words, or nothing."""
        value = self.text(name)
        if value and value not in choices:
            self._wrong(name, "TYPE_ENUM", value)
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of strings."""
        values = self._list(name, "TYPE_STRING")
        for i, value in enumerate(values):
            if not isinstance(value, str):
                self._wrong(f"{name}[{i}]", "TYPE_STRING", value)
        return tuple(values)

    def message(self, name: str, kind: str, *names: str) -> "Fields":
        """Another message. An absent one is empty."""
        return self._message(self._values.get(name, {}), name, kind, names)

    def messages(self, name: str, kind: str, *names: str) -> "list[Fields]":
        """A list of messages."""
        values = self._list(name, _PROTO + kind)
        return [self._message(one, f"{name}[{i}]", kind, names) for i, one in enumerate(values)]

    def entries(self, name: str, kind: str, *names: str) -> "Iterator[tuple[str, Fields]]":
        """A map from strings to messages, in the order in which they came."""
        values = self._values.get(name, {})
        if not isinstance(values, dict):
            self._wrong(name, _PROTO + kind, values)
        for i, (key, value) in enumerate(values.items()):
            yield key, self._message({} if value is None else value, f"{name}[{i}].value", kind, names)

    def _message(self, value: Any, name: str, kind: str, names: tuple[str, ...]) -> "Fields":
        if not isinstance(value, dict):
            self._wrong(name, _PROTO + kind, value)
        return Fields(value, names, name, self)

    def _list(self, name: str, kind: str) -> list[Any]:
        values = self._values.get(name, [])
        if not isinstance(values, list):
            self._wrong(name, kind, values)
        return values

    @property
    def _path(self) -> str:
        """Where this message stands in the request. Only an error asks."""
        return self._parent._place(self._name) if self._parent else ""  # noqa: SLF001 - another message of the same kind

    def _place(self, name: str) -> str:
        return f"{self._path}.{_snake(name)}" if self._parent else _snake(name)

    def _wrong(self, name: str, kind: str, value: object) -> NoReturn:
        place = self._place(name)
        raise misplaced(place, f"Invalid value at '{place}' ({kind}), {_short(repr(value))}")


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "..."
