"""What to write instead, for the mistakes that people make who do not write programs."""

import re
from collections.abc import Collection, Iterable, Sequence

from ombud.policy.cel.functions import STANDARD, Function
from ombud.policy.cel.syntax import Binary, Call, Ident, Literal, Node, Select
from ombud.policy.cel.types import BOOL, DOUBLE, DURATION, DYN, INT, LINK, STRING, TIMESTAMP, Type, held
from ombud.policy.checking.environment import LINK_FIELDS
from ombud.policy.checking.habits import chained, one_by_one, sized
from ombud.policy.problems import Fault, did_you_mean, nearest

__all__ = [
    "field_advice",
    "macro_meant",
    "mismatch",
    "name_advice",
    "no_fields",
    "no_overload",
    "not_an_element",
    "unknown_function",
]

_FUNCTIONS_ELSEWHERE = {
    "len": "size", "length": "size", "count_links": "size", "regex": "matches", "regexp": "matches", "match": "matches",
    "lower": "lowerAscii", "tolower": "lowerAscii", "lowercase": "lowerAscii", "upper": "upperAscii",
    "includes": "contains", "any": "exists", "some": "exists", "every": "all", "days": "duration", "hours": "duration",
    "minutes": "duration", "now": "event.at", "word": "mentions", "words": "mentions", "list": "in_list",
    "inlist": "in_list", "seen": "seen_before", "defined": "has", "isset": "has", "find": "exists",
}  # fmt: skip
"""What other languages call the functions."""

_MACROS = ("all", "exists", "exists_one", "filter", "map")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_A_MOMENT = 'Write a moment as `timestamp("2026-11-22T10:00:00Z")`.'
_DAYS = re.compile(r"([0-9]{1,5}) ?(?:d|days?)")


def name_advice(name: str, known: Iterable[str]) -> str:
    """For a name that nothing has: the nearest one, or that it may be a text without its quotation marks."""
    known = list(known)
    fields = sorted(field for field in known if field.endswith(f".{name}"))
    if fields:
        return f"Did you mean {' or '.join(f'`{field}`' for field in fields)}?"
    close = nearest(name, known)
    if close is not None:
        return f'Did you mean `{close}`? A text would stand in quotation marks: `"{name}"`.'
    return f'If it is a text, put it in quotation marks: `"{name}"`.'


def field_advice(path: str, fields: Collection[str]) -> str:
    """For a field that no event has: the same name elsewhere, the nearest one of its record, or all of those."""
    record, _, name = path.partition(".")
    elsewhere = sorted(known for known in fields if known.partition(".")[2] == name)
    own = {known.partition(".")[2] for known in fields if known.startswith(f"{record}.")}
    close = elsewhere[0] if elsewhere else nearest(name, own)
    if close is not None:
        return f"Did you mean `{close if elsewhere else f'{record}.{close}'}`?"
    listed = ", ".join(f"{record}.{field}" for field in sorted(own))
    return f"There is: {listed}. What else your platform sends is declared under `attributes`."


def not_an_element(name: Ident, test: Node) -> Fault:
    """The fault of ``link.domain`` where no link was named; `test` is what is asked of it."""
    return Fault(
        f"there is nothing named `{name.name}`",
        name.start,
        name.end,
        f"Links are looked at one by one: `{one_by_one(name, name.name, test, 'item.links')}`.",
        code="unknown_name",
    )


def no_fields(node: Select, kind: Type, path: str | None, test: Node) -> Fault:
    """The fault of a dot behind what has no fields; `path` is what stands before it, if it is a dotted path."""
    at = node.end - len(node.field)
    if kind == LINK:
        advice, what = did_you_mean(node.field, LINK_FIELDS), f"a link has no field `{node.field}`"
        return Fault(what, at, node.end, advice, code="unknown_field")
    advice = _no_fields_advice(node, kind, path)
    if kind.name == "list" and path is not None and held(kind) == LINK and node.field in LINK_FIELDS:
        advice = f"Links are looked at one by one: `{one_by_one(node.operand, 'link', test, path)}`."
    return Fault(f"{kind.article} has no fields", at, node.end, advice, code="no_fields")


def _no_fields_advice(node: Select, kind: Type, operand: str | None) -> str:
    function = STANDARD.get(node.field)
    ways = [one for one in function.overloads if one.method and one.args[0] == kind] if function else []
    if ways:
        rest = "" if any(len(one.args) == 1 for one in ways) else "..."
        return f"A function has brackets: `{operand or '...'}.{node.field}({rest})`."
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


def macro_meant(node: Call) -> bool:
    """Whether it is a macro under another name, or written another way, such as ``item.links.any(link, ...)``."""
    return len(node.operands) > 1 and _meant(node, ()) in _MACROS


def _meant(node: Call, known: Iterable[str]) -> str | None:
    macros = _MACROS if node.target is not None or node.function in _MACROS else ()
    return _FUNCTIONS_ELSEWHERE.get(node.function.lower()) or nearest(node.function, {*known, *macros})


def unknown_function(node: Call, known: Iterable[str]) -> Fault:
    """The fault of a call of a function that does not exist, or of a macro without what it needs."""
    if node.function in _MACROS:
        return Fault(
            f"{node.function}() takes a name for each element, and what to ask of it",
            node.start,
            node.end,
            f'Write it like `item.links.{node.function}(link, link.domain == "example.org")`.',
            code="wrong_arguments",
        )
    close = _meant(node, known)
    return Fault(
        f"there is no function `{node.function}`",
        node.name_start,
        node.name_start + len(node.function),
        f"Did you mean `{close}`?" if close else "The guide lists all functions: docs/policy-language.md.",
        code="unknown_function",
    )


def mismatch(node: Binary, left: Type, right: Type, *, signal: bool) -> Fault:
    """The fault of two sides that do not go together; `signal` says that one of them is a signal."""
    told = chained(node, left) or sized(node, left, right)
    advice = f"Write `{told}`." if told else _mismatch_advice(node, left, right, signal=signal)
    expected = f"{left.article} on the right" if left not in (DYN, LINK) and not told else ""
    what = f"`{node.operator}` does not go between {left} and {right}"
    return Fault(what, node.start, node.end, advice, code="types_do_not_fit", expected=expected)


def _mismatch_advice(node: Binary, left: Type, right: Type, *, signal: bool) -> str:
    kinds = {left, right}
    written = next((side.value for side in (node.left, node.right) if isinstance(side, Literal)), None)
    if signal and DOUBLE in kinds and kinds & {STRING, BOOL}:
        return "A signal is a number from 0 to 1: compare it with one, such as `>= 0.9`."
    if kinds == {INT, DOUBLE}:
        return "Write the whole number with a point: `1.0`."
    if DURATION in kinds and kinds & {INT, DOUBLE, STRING}:
        return f'Write a length of time as `duration("{_length_of_time(written)}")`.'
    if TIMESTAMP in kinds and STRING in kinds:
        day = written if isinstance(written, str) and _DATE.fullmatch(written) else None
        return f'Write a moment as `timestamp("{day}T00:00:00Z")`.' if day else _A_MOMENT
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
