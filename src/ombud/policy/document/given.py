"""What an example says beside its text, one ``key: value`` line each, by the names that conditions use.

``author.age: 2h``, ``item.links: https://a.example``, ``author: none``, ``repeat: 6``; and what came before it:
``earlier: 6 item.created in 10m``, ``earlier: 2 copies in 1h``.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from ombud.model import PLATFORM_EVENTS
from ombud.policy.cel.times import parse_duration
from ombud.policy.cel.values import SECOND, EvaluationError
from ombud.policy.checking.environment import BUILT_IN
from ombud.policy.document.blocks import Entry
from ombud.policy.problems import Report, did_you_mean

__all__ = ["COPIES", "EXAMPLE_AT", "MAX_REPEAT", "Earlier", "Given", "read_given"]

EXAMPLE_AT = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
"""When an example is written, unless it says otherwise; ages are measured back from here."""

MAX_REPEAT = 1000
COPIES = "copies"
_EARLIER = re.compile(r"([0-9]{1,4})\s+([a-z.]+)\s+in\s+(\S+)")
_AGES = {"author.age": "author.created_at", "item.age": "item.created_at"}
_LISTS = ("item.links", "item.media")

_FIXED = ("event.id", "event.at", "event.source", "item.id", "item.text")
_KNOWN = (*(path for path in BUILT_IN if path not in _FIXED), "author", "repeat", "earlier")


class Earlier(msgspec.Struct, frozen=True):
    """Events before the example, spread evenly over `window` seconds.

    `what` is a type of event by the same author, about the example's item or, for ``item.created``, others; or
    ``copies``: items by others that say the same.
    """

    number: int
    what: str
    window: float


class Given(msgspec.Struct):
    """`event` holds parts of the event (None takes one away); `repeat` is None when nothing was said of it."""

    event: dict[str, Any]
    repeat: int | None = None
    earlier: tuple[Earlier, ...] = ()


def read_given(entries: list[Entry], types: Mapping[str, str] | None, report: Report) -> Given:
    """What the lines say; what cannot be read is reported.

    `types` are those of the declared attributes, by path; None when they are not known, and any may be there.
    """
    given = Given({})
    for entry in entries:
        if entry.key == "repeat":
            given.repeat = _repeat(entry, report)
        elif entry.key == "earlier":
            earlier = _earlier(entry, report)
            given.earlier += (earlier,) if earlier is not None else ()
        elif entry.key == "author" and entry.text == "none":
            given.event["author"] = None
        elif _may_be_given(entry.key, types):
            _put(given.event, entry, (types or {}).get(entry.key, ""), report)
        else:
            advice = did_you_mean(entry.key, (*_KNOWN, *(types or ()), "violates", "allows"))
            report.error(entry.place, f"an example has no `{entry.key}`", advice, code="unknown_key")
    return given


def _may_be_given(key: str, types: Mapping[str, str] | None) -> bool:
    if key in _FIXED:
        return False
    record, dot, _ = key.partition(".")
    return key in _KNOWN or record == "context" or (types is None and bool(dot)) or key in (types or ())


def _repeat(entry: Entry, report: Report) -> int | None:
    if entry.text.isdecimal() and entry.text.isascii() and 1 <= int(entry.text[:9]) <= MAX_REPEAT:
        return int(entry.text)
    report.error(entry.value_place, "`repeat` is a whole number", f"Write 1 to {MAX_REPEAT}.", code="bad_example")
    return None


def _earlier(entry: Entry, report: Report) -> Earlier | None:
    found = _EARLIER.fullmatch(entry.text)
    if found and found[2] in (*PLATFORM_EVENTS, COPIES) and 1 <= int(found[1]) <= MAX_REPEAT:
        window = _seconds(found[3])
        if window is not None and window > 0:
            return Earlier(int(found[1]), found[2], window)
    report.error(
        entry.value_place,
        "what came earlier is a number, a type of event, and a length of time",
        "Write it like `earlier: 6 item.created in 10m` or `earlier: 2 copies in 1h`.",
        code="bad_example",
    )
    return None


def _seconds(text: str) -> float | None:
    try:
        return parse_duration(text) / SECOND
    except EvaluationError:
        return None


def _put(event: dict[str, Any], entry: Entry, kind: str, report: Report) -> None:
    """One field. What is not a value of its type is left to the intake, which says so when the example runs."""
    path, value = entry.key, _value(entry.key, entry.text, kind)
    if path in _AGES and entry.text != "none":
        seconds = _seconds(entry.text)
        if seconds is None or not 0 <= seconds <= 10**9:
            report.error(
                entry.value_place, "an age is a length of time", "Write it like 30m, 72h or 1h30m.", code="bad_example"
            )
            return
        path, value = _AGES[path], (EXAMPLE_AT - timedelta(seconds=seconds)).isoformat()
    record, _, name = _AGES.get(path, path).partition(".")
    if record == "event":
        event[name] = value
    elif name and event.get(record, {}) is not None:
        event.setdefault(record, {})[name] = value


def _integer(digits: str) -> int:
    """Raises ValueError for one that no event can hold, and no blueprint keep."""
    value = int(digits)
    if not -(2**63) <= value < 2**63:
        raise ValueError
    return value


def _value(path: str, text: str, kind: str) -> Any:
    if text == "none":
        return None
    if path in _LISTS:
        return text.split()
    if kind.startswith("list<") and not text.startswith("["):
        inner = kind.removeprefix("list<").removesuffix(">")
        return [_value("", one.strip(), inner) for one in text.split(",")]
    if kind in ("bool", "int", "double") or text.startswith(('"', "[")):
        try:
            return json.loads(text, parse_int=_integer)
        except (ValueError, RecursionError):
            return text
    return text
