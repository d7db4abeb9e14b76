"""The functions that ask about the past: ``count``, ``distinct``, ``seen_before``.

Who, what and how far back are written out in the rule, so that it is known before any event comes what must be
remembered, and for how long.
"""

from ombud.model import PLATFORM_EVENTS
from ombud.policy.cel.syntax import Call, Ident, Literal, Node, path_of
from ombud.policy.cel.times import parse_duration
from ombud.policy.cel.types import BOOL, DOUBLE, DYN, INT, STRING, Type, list_of
from ombud.policy.cel.values import SECOND, EvaluationError
from ombud.policy.checking.environment import LINK_FIELDS, Environment
from ombud.policy.checking.uses import CountDistinct, CountEvents, SeenBefore, Use
from ombud.policy.problems import Fault, did_you_mean

__all__ = ["LONGEST_DAYS", "WINDOW_FUNCTIONS", "resolve_window_call"]

LONGEST_DAYS = 30
"""How far back a rule may look."""

WINDOW_FUNCTIONS = {
    "count": 'count(author, "item.created", duration("10m"))',
    "distinct": 'distinct(author, "item.created", item.text, duration("1h"))',
    "seen_before": 'seen_before(item, duration("24h"))',
}
"""The functions that ask about the past, each with an example."""

_TOLD_APART = (STRING, INT, DOUBLE, BOOL, DYN, list_of(STRING))


def resolve_window_call(node: Call, environment: Environment) -> tuple[Use, Type]:
    """What the call asks, and its type. Raises Fault."""
    match node.function:
        case "count":
            who, what, window = _arguments(node, 3, "count() takes who, which events, and how far back")
            return CountEvents(_subject(node, who), _event_type(node, what), _window(node, window)), INT
        case "distinct":
            who, what, field, window = _arguments(
                node, 4, "distinct() takes who, which events, which field, and how far back"
            )
            subject, event_type = _subject(node, who), _event_type(node, what)
            return CountDistinct(subject, event_type, _field(field, environment), _window(node, window)), INT
    item, window = _arguments(node, 2, "seen_before() takes `item` and how far back to look")
    if not isinstance(item, Ident) or item.name != "item":
        raise _fault(item, "seen_before() looks for copies of `item`", _like(node), "wrong_subject")
    return SeenBefore(_window(node, window)), BOOL


def _arguments(node: Call, number: int, otherwise: str) -> tuple[Node, ...]:
    if len(node.args) != number or node.target is not None:
        raise _fault(node, otherwise, _like(node), "wrong_arguments")
    return node.args


def _subject(node: Call, who: Node) -> str:
    if isinstance(who, Ident) and who.name in ("author", "item"):
        return who.name
    told = "counts the events of" if node.function == "count" else "looks at the events of"
    raise _fault(who, f"{node.function}() {told} `author` or of `item`", _like(node), "wrong_subject")


def _event_type(node: Call, what: Node) -> str:
    name = _written_out(what, node.function, _like(node))
    if name in PLATFORM_EVENTS:
        return name
    raise _fault(
        what,
        f"there are no events of type `{name}`",
        did_you_mean(name, PLATFORM_EVENTS) or f"There are {', '.join(PLATFORM_EVENTS)}.",
        "unknown_event_type",
    )


def _field(node: Node, environment: Environment) -> str:
    """The path of a field whose values can be told apart. It may be missing: then the event has no value."""
    path = path_of(node) or ""
    parts = {f"item.links.{name}": STRING for name in LINK_FIELDS}
    record, _, _ = path.partition(".")
    known = environment.field(path) if record != "event" else None
    kind = parts.get(path) or (known.type if known is not None else None)
    if kind in _TOLD_APART:
        return path
    named = {name for name, field in environment.fields.items() if field.type in _TOLD_APART}
    usable = sorted(name for name in (*named, *parts) if not name.startswith("event."))
    advice = did_you_mean(path, usable) or "Name a text, a number or `item.links.registered_domain`, say."
    if kind is not None:
        raise _fault(node, f"distinct() cannot tell values of `{path}` apart", advice, "wrong_field")
    what = f"there is no field `{path}`" if path else "distinct() takes the name of a field here"
    raise _fault(node, what, advice, "unknown_field")


def _window(node: Call, argument: Node) -> float:
    """Seconds. The window must be written out: whoever keeps the counts must know how long to keep them."""
    if not isinstance(argument, Call) or argument.function != "duration" or len(argument.args) != 1:
        raise _fault(argument, "how far back to look is written out as a duration", _like(node), "not_written_out")
    text = argument.args[0]
    written = _written_out(text, "duration", 'Write it like `duration("72h")`.')
    try:
        window = parse_duration(written) / SECOND
    except EvaluationError as error:
        raise _fault(text, error.detail, error.advice, "bad_time") from error
    if window <= 0:
        raise _fault(
            text, "a window of time must be longer than nothing", "Write it like 90s, 30m or 72h.", "window_of_nothing"
        )
    if window > LONGEST_DAYS * 86400:
        advice = f"Write {24 * LONGEST_DAYS}h or less."
        raise _fault(text, f"a rule looks back {LONGEST_DAYS} days at most", advice, "window_too_long")
    return window


def _written_out(node: Node, function: str, advice: str) -> str:
    if isinstance(node, Literal) and isinstance(node.value, str):
        return node.value
    raise _fault(node, f"{function}() needs a text in quotation marks here", advice, "not_written_out")


def _like(node: Call) -> str:
    return f"Write it like `{WINDOW_FUNCTIONS[node.function]}`."


def _fault(node: Node, message: str, advice: str, code: str) -> Fault:
    return Fault(message, node.start, node.end, advice, code=code)
