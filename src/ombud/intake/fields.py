"""Checks of single values. Each takes the value and the field's dotted name, and returns the value or raises ours."""

import difflib
import re
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import msgspec

from ombud.intake.limits import EARLIEST, INT_RANGE, MAX_ID, MAX_LIST, MAX_STRING, MAX_TEXT_BYTES
from ombud.model import BadInput, TooLarge

__all__ = ["Check", "boolean", "double", "identifier", "integer", "items_of", "language", "moment", "scalar", "string",
           "string_up_to", "text", "time", "unknown", "wrong_type"]  # fmt: skip

_FAR = datetime(9999, 1, 1, tzinfo=UTC)
Check = Callable[[Any, str], Any]

_NAMES = {bool: "a boolean", int: "an integer", float: "a number", str: "a string", list: "a list", dict: "an object"}
# BCP 47 (RFC 5646) by its outline: subtags of letters and digits. Whether a tag is registered is not our business.
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,8}")


def wrong_type(value: Any, field: str, expected: str) -> BadInput:
    """`field` should be `expected` and is something else."""
    got = "null" if value is None else _NAMES.get(type(value), type(value).__name__)
    return BadInput("wrong_type", f"{field} must be {expected}, not {got}", field=field)


def unknown(code: str, what: str, name: str, known: Collection[str], field: str, otherwise: str) -> BadInput:
    """`name` is not one of `known`; the advice is the nearest one that is, or `otherwise`."""
    near = difflib.get_close_matches(name[:MAX_ID], known, n=1)
    shown = name if len(name) <= 64 else name[:64] + "…"
    return BadInput(
        code, f"{shown!r} is not {what}", advice=f"did you mean {near[0]!r}?" if near else otherwise, field=field
    )


def string_up_to(limit: int) -> Check:
    """A check for strings of at most `limit` characters."""

    def check(value: Any, field: str) -> str:
        if type(value) is not str:
            raise wrong_type(value, field, "a string")
        if len(value) > limit:
            raise TooLarge("string_too_long", f"{field} has {len(value)} characters; the limit is {limit}", field=field)
        if "\0" in value:
            raise _nul(field)
        return value

    return check


string = string_up_to(MAX_STRING)


def _nul(field: str) -> BadInput:
    return BadInput("nul_character", f"{field} holds a NUL character", field=field, advice="remove it before sending")


def text(value: Any, field: str) -> str:
    """What somebody wrote: anything but NUL, at most 64 KiB as UTF-8."""
    if type(value) is not str:
        raise wrong_type(value, field, "a string")
    size = len(value) if value.isascii() else len(value.encode())
    if size > MAX_TEXT_BYTES:
        raise TooLarge(
            "text_too_long",
            f"{field} is {size} bytes long; the limit is {MAX_TEXT_BYTES}",
            field=field,
            advice="send long documents in parts, one event each",
        )
    if "\0" in value:
        raise _nul(field)
    return value


def identifier(value: Any, field: str) -> str:
    """A name that the platform gave: 1 to 256 printable characters."""
    if type(value) is not str:
        raise wrong_type(value, field, "a string")
    if not value:
        raise BadInput("empty_id", f"{field} is empty", field=field)
    if len(value) > MAX_ID:
        raise TooLarge("id_too_long", f"{field} has {len(value)} characters; the limit is {MAX_ID}", field=field)
    if not value.isprintable():
        raise BadInput("unprintable_id", f"{field} holds an unprintable character", field=field,
                       advice="ids are visible text: no control, zero-width or line-breaking characters")  # fmt: skip
    return value


def time(value: Any, field: str) -> datetime:
    """RFC 3339 with an offset, as UTC. Not before 2000: that is a broken clock, not a post."""
    if type(value) is not str:
        raise wrong_type(value, field, "a time")
    try:
        at = msgspec.convert(value, datetime)
    except msgspec.ValidationError as error:
        raise _not_a_time(value, field) from error
    return moment(at, field)


def moment(at: datetime, field: str) -> datetime:
    """A time that has been parsed, as `time` wants it."""
    if at.tzinfo is UTC and EARLIEST <= at < _FAR:
        return at
    if at.tzinfo is None:
        raise BadInput("time_without_offset", f"{field} has no offset from UTC", field=field,
                       advice="end it with Z or +01:00 (RFC 3339)")  # fmt: skip
    if at.year < EARLIEST.year - 1:  # also keeps astimezone from leaving the calendar
        raise _too_early(field)
    if at.year > 9998:
        raise BadInput("time_out_of_range", f"{field} is in the year {at.year}", field=field)
    at = at.astimezone(UTC)
    if at < EARLIEST:
        raise _too_early(field)
    return at


def _not_a_time(value: str, field: str) -> BadInput:
    return BadInput("invalid_time", f"{field} is not a time: {value[:40]!r}", field=field,
                    advice="write it as 2026-11-22T10:00:00Z (RFC 3339)")  # fmt: skip


def _too_early(field: str) -> BadInput:
    return BadInput("time_out_of_range", f"{field} is before the year 2000", field=field,
                    advice="check the unit: milliseconds read as seconds?")  # fmt: skip


def language(value: Any, field: str) -> str:
    """A BCP 47 language tag, loosely."""
    if type(value) is not str:
        raise wrong_type(value, field, "a language tag")
    if not _is_language(value):
        raise BadInput("invalid_language", f"{field} is not a language tag: {value[:40]!r}", field=field,
                       advice="use BCP 47: en, pt-BR, zh-Hant; leave it out when it is not known")  # fmt: skip
    return value


@lru_cache(maxsize=1024)
def _is_language(tag: str) -> bool:
    return _LANGUAGE.fullmatch(tag) is not None


def boolean(value: Any, field: str) -> bool:
    """true or false."""
    if type(value) is not bool:
        raise wrong_type(value, field, "a boolean")
    return value


def integer(value: Any, field: str) -> int:
    """A whole number that fits in 64 bits."""
    if type(value) is not int:
        raise wrong_type(value, field, "an integer")
    if value not in INT_RANGE:
        raise BadInput("number_out_of_range", f"{field} does not fit in 64 bits", field=field,
                       advice="send long numbers as strings")  # fmt: skip
    return value


def double(value: Any, field: str) -> float:
    """A number; whole ones become floating-point. JSON has neither NaN nor infinity, and `decode` refuses 1e999."""
    if type(value) is int:
        return float(integer(value, field))
    if type(value) is not float:
        raise wrong_type(value, field, "a number")
    return value


_SCALARS: dict[type, Check] = {bool: boolean, int: integer, float: double, str: string}


def scalar(value: Any, field: str) -> Any:
    """A string, number or boolean: what `context` may hold without being declared."""
    check = _SCALARS.get(type(value))
    if check is None:
        raise wrong_type(value, field, "a string, number or boolean, or a list of these")
    return check(value, field)


def items_of(check: Check, limit: int = MAX_LIST) -> Check:
    """A check for lists of at most `limit` values that each pass `check`. Gives a list."""

    def checked(value: Any, field: str) -> list[Any]:
        if type(value) is not list:
            raise wrong_type(value, field, "a list")
        if len(value) > limit:
            raise TooLarge("too_many_values", f"{field} has {len(value)} values; the limit is {limit}", field=field)
        return [check(one, f"{field}[{i}]") for i, one in enumerate(value)]

    return checked
