"""What to write instead, for the mistakes that people make who do not write programs."""

import re
from collections.abc import Collection, Iterable, Sequence

from ombud.policy.cel.functions import Function
from ombud.policy.cel.syntax import Binary, Call, Literal, Select
from ombud.policy.cel.types import BOOL, DOUBLE, DURATION, INT, LINK, STRING, TIMESTAMP, Type
from ombud.policy.problems import Fault, nearest

__all__ = ["field_advice", "mismatch_advice", "name_advice", "no_fields_advice", "no_overload", "unknown_function"]

_FUNCTIONS_ELSEWHERE = {
    "len": "size", "length": "size", "count_links": "size", "regex": "matches", "regexp": "matches", "match": "matches",
    "lower": "lowerAscii", "tolower": "lowerAscii", "lowercase": "lowerAscii", "upper": "upperAscii",
    "includes": "contains", "any": "exists", "some": "exists", "every": "all", "days": "duration", "hours": "duration",
    "minutes": "duration", "now": "event.at", "word": "mentions", "words": "mentions", "list": "in_list",
    "inlist": "in_list", "seen": "seen_before", "defined": "has", "isset": "has",
}  # fmt: skip
"""What other languages call the functions."""

_DAYS = re.compile(r"([0-9]{1,5}) ?(?:d|days?)")


def name_advice(name: str, known: Iterable[str]) -> str:
    """For a name that nothing has: the nearest one, or that it may be a text without its quotation marks."""
    close = nearest(name, known)
    if close is not None:
        return f'Did you mean `{close}`? A text would stand in quotation marks: `"{name}"`.'
    return f'If it is a text, put it in quotation marks: `"{name}"`.'


def field_advice(path: str, fields: Collection[str]) -> str:
    """For a field that no event has: the same name elsewhere, the nearest one of its record, or all of those."""
    record, _, name = path.partition(".")
    elsewhere = [known for known in fields if known.partition(".")[2] == name]
    own = {known.partition(".")[2] for known in fields if known.startswith(f"{record}.")}
    close = elsewhere[0] if elsewhere else nearest(name, own)
    if close is not None:
        return f"Did you mean `{close if elsewhere else f'{record}.{close}'}`?"
    listed = ", ".join(f"{record}.{field}" for field in sorted(own))
    return f"There is: {listed}. What else your platform sends is declared under `attributes`."


def no_fields_advice(node: Select, operand: str | None) -> str:
    """For a dot behind what has no fields; `operand` is what stands before it, if it is a dotted path."""
    if node.field in ("size", "length", "len", "count"):
        return f"Write `size({operand or '...'})`."
    return "Remove the dot and what follows, or call a function: `item.text.contains(...)`."


def no_overload(node: Call, function: Function, operands: Sequence[Type]) -> Fault:
    """The fault of a call whose arguments the function does not take, or that is written `f(x)` for `x.f()`."""
    method = node.target is not None
    if not any(overload.method is method for overload in function.overloads):
        example = f"{node.function}(x)" if method else f'text.{node.function}("part")'
        return Fault(
            f"`{node.function}` is written the other way",
            node.start,
            node.end,
            f"Write it like `{example}`.",
            code="written_the_other_way",
        )
    skip = 1 if method else 0
    forms = sorted({", ".join(map(str, o.args[skip:])) for o in function.overloads if o.method is method})
    given = ", ".join(map(str, operands[skip:]))
    whose = f" of {operands[0].article}" if method else ""
    return Fault(
        f"{node.function}(){whose} does not take ({given})",
        node.start,
        node.end,
        "It takes " + " or ".join(f"({form})" for form in forms) + ".",
        code="wrong_arguments",
    )


def unknown_function(node: Call, known: Iterable[str]) -> Fault:
    """The fault of a call of a function that does not exist."""
    close = _FUNCTIONS_ELSEWHERE.get(node.function.lower()) or nearest(node.function, known)
    return Fault(
        f"there is no function `{node.function}`",
        node.name_start,
        node.name_start + len(node.function),
        f"Did you mean `{close}`?" if close else "The guide lists all functions: docs/policy-language.md.",
        code="unknown_function",
    )


def mismatch_advice(node: Binary, left: Type, right: Type, *, signal: bool) -> str:
    """For two sides that do not go together; `signal` says that one of them is a signal."""
    kinds = {left, right}
    written = next((side.value for side in (node.left, node.right) if isinstance(side, Literal)), None)
    if signal and DOUBLE in kinds and kinds & {STRING, BOOL}:
        return "A signal is a number from 0 to 1: compare it with one, such as `>= 0.9`."
    if kinds == {INT, DOUBLE}:
        return "Write the whole number with a point: `1.0`."
    if DURATION in kinds and kinds & {INT, DOUBLE, STRING}:
        return f'Write a length of time as `duration("{_length_of_time(written)}")`.'
    if TIMESTAMP in kinds and STRING in kinds:
        return 'Write a moment as `timestamp("2026-11-22T10:00:00Z")`.'
    if TIMESTAMP in kinds and DURATION in kinds:
        return "One is a moment, the other a length of time: compare `author.age`, or subtract two moments."
    if isinstance(written, str) and kinds & {INT, DOUBLE}:
        number = re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", written.strip())
        return (
            f"Write the number without quotation marks: `{written.strip()}`." if number else _of_text_and_number(node)
        )
    if STRING in kinds and kinds & {INT, DOUBLE}:
        return _of_text_and_number(node)
    if BOOL in kinds:
        return "A test is true or false by itself: write it without comparing it."
    if LINK in kinds:
        return "Name one of the link's fields: `link.url`, `link.domain` or `link.registered_domain`."
    if node.operator == "in":
        return "What is looked for and what the list holds must be of one type."
    return "Only things of one type can be compared or added."


def _length_of_time(written: object) -> str:
    days = _DAYS.fullmatch(written) if isinstance(written, str) else None
    if days:
        return f"{int(days[1]) * 24}h"
    if isinstance(written, str) and re.fullmatch(r"([0-9]+[hms])+", written):
        return written
    return "72h"


def _of_text_and_number(node: Binary) -> str:
    if node.operator in ("==", "!="):
        return "A text is never a number: compare it with a text in quotation marks, or its length: `size(...)`."
    return "To compare how long a text is, write `size(...)` around it."
