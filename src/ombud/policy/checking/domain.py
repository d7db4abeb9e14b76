"""The functions a moderation rule needs beside CEL's own: words in a text, lists, counts over time.

Their word lists, patterns and windows are written out in the rule, so that all of them are known before any event
comes: they go into one matcher, and the windows can be sized.
"""

from collections.abc import Callable
from unicodedata import normalize

from ombud.model import INTERNAL_EVENTS, PLATFORM_EVENTS
from ombud.policy.cel.syntax import Call, Ident, Literal, Node, Select
from ombud.policy.cel.times import parse_duration
from ombud.policy.cel.types import BOOL, DYN, INT, LINK, STRING, Type
from ombud.policy.cel.values import SECOND, EvaluationError
from ombud.policy.checking.environment import Environment
from ombud.policy.checking.uses import CountEvents, InSet, Lexicon, SeenBefore, TextHit, Use
from ombud.policy.problems import Fault, did_you_mean

__all__ = ["DOMAIN", "DomainCalls", "fold"]

DOMAIN = {
    "mentions": 'mentions(item.text, "word", "a phrase")',
    "matches": r'matches(item.text, r"\bfree (gift|money)\b")',
    "in_list": 'in_list(item.text, "list")',
    "exact": 'exact(mentions(item.text, "US"))',
    "count": 'count(author, "item.created", duration("10m"))',
    "seen_before": 'seen_before(item, duration("24h"))',
}
"""The domain functions by name, each with an example."""

_EVENTS = (*PLATFORM_EVENTS, *INTERNAL_EVENTS)
_TEXT = "item.text"


def fold(text: str) -> str:
    """The plain form in which a short string is compared with the entries of a list."""
    return normalize("NFKC", text).casefold().strip()


class DomainCalls:
    """Resolves calls of the domain functions. `visit` types a node; `path` gives a node's dotted path."""

    def __init__(
        self,
        environment: Environment,
        lexicon: Lexicon,
        visit: Callable[[Node, frozenset[str]], Type],
        path: Callable[[Node], str | None],
    ) -> None:
        self._environment = environment
        self._lexicon = lexicon
        self._visit = visit
        self._path = path

    def resolve(self, node: Call, facts: frozenset[str]) -> tuple[Use, Type]:
        """What the call does, and its type. Raises Fault."""
        match node.function:
            case "exact":
                return self._exact(node, facts), BOOL
            case "count":
                return self._count(node), INT
            case "seen_before":
                return self._seen_before(node), BOOL
        return self._text_function(node, facts, exact=False), BOOL

    def _exact(self, node: Call, facts: frozenset[str]) -> Use:
        inner = node.args[0] if len(node.operands) == 1 else None
        if not isinstance(inner, Call) or inner.function not in ("mentions", "matches", "in_list"):
            raise self._usage(node, "exact() goes around one of mentions, matches and in_list")
        return self._text_function(inner, facts, exact=True)

    def _text_function(self, node: Call, facts: frozenset[str], *, exact: bool) -> Use:
        if not node.operands or (node.target is not None and node.function != "matches"):
            raise self._usage(node, f"{node.function}() needs a text first")
        text, *rest = node.operands
        kind = self._visit(text, facts)
        if kind not in (STRING, DYN):
            raise Fault(
                f"{node.function}() reads a text, and this is {kind.article}",
                text.start,
                text.end,
                "Give it a text first, such as `item.text`, `author.name` or `link.domain`.",
                code="not_a_text",
            )
        own = self._path(text) == _TEXT
        words = [self._written_out(node, argument) for argument in rest]
        if node.function == "mentions":
            return TextHit(self._terms(node, words, exact=exact), None if own else text)
        if len(words) != 1:
            raise self._usage(node, f"{node.function}() takes one text in quotation marks after the first argument")
        if node.function == "matches":
            return TextHit(self._lexicon.pattern(words[0], exact=exact), None if own else text)
        return self._in_list(text, rest[0], words[0], own=own, exact=exact)

    def _terms(self, node: Call, words: list[str], *, exact: bool) -> str:
        if not words:
            raise self._usage(node, "mentions() needs at least one word or phrase")
        for word, argument in zip(words, node.operands[1:], strict=True):
            if not word.strip():
                raise Fault(
                    "an empty word cannot be looked for",
                    argument.start,
                    argument.end,
                    "Write a word or a phrase between the quotation marks, or remove it.",
                    code="empty_term",
                )
        return self._lexicon.terms(tuple(words), exact=exact)

    def _in_list(self, text: Node, argument: Node, name: str, *, own: bool, exact: bool) -> Use:
        entries = self._environment.lists.get(name)
        if entries is None:
            raise Fault(
                f"there is no list named `{name}`",
                argument.start,
                argument.end,
                did_you_mean(name, self._environment.lists) or "Declare it under `lists` at the top of the policy.",
                code="unknown_list",
            )
        if own:
            return TextHit(self._lexicon.terms(entries, exact=exact), None)
        plain = frozenset(entries if exact else map(fold, entries))
        return InSet(text, plain, parents=self._is_domain(text), exact=exact)

    def _is_domain(self, text: Node) -> bool:
        if not isinstance(text, Select) or text.field not in ("domain", "registered_domain"):
            return False
        return self._visit(text.operand, frozenset()) == LINK

    def _count(self, node: Call) -> Use:
        if len(node.args) != 3 or node.target is not None:
            raise self._usage(node, "count() takes who, which events, and how far back")
        subject, event_type, window = node.args
        if not isinstance(subject, Ident) or subject.name not in ("author", "item"):
            raise Fault(
                "count() counts the events of `author` or of `item`",
                subject.start,
                subject.end,
                'Write it like `count(author, "item.created", duration("10m"))`.',
                code="wrong_subject",
            )
        name = self._written_out(node, event_type)
        if name not in _EVENTS:
            raise Fault(
                f"there are no events of type `{name}`",
                event_type.start,
                event_type.end,
                did_you_mean(name, _EVENTS),
                code="unknown_event_type",
            )
        return CountEvents(subject.name, name, self._window(node, window))

    def _seen_before(self, node: Call) -> Use:
        if len(node.args) != 2 or node.target is not None:
            raise self._usage(node, "seen_before() takes `item` and how far back to look")
        subject, window = node.args
        if not isinstance(subject, Ident) or subject.name != "item":
            raise Fault(
                "seen_before() looks for copies of `item`",
                subject.start,
                subject.end,
                'Write it like `seen_before(item, duration("24h"))`.',
                code="wrong_subject",
            )
        return SeenBefore(self._window(node, window))

    def _window(self, node: Call, argument: Node) -> float:
        """Seconds. The window must be written out: whoever keeps the counts must know how long to keep them."""
        if not isinstance(argument, Call) or argument.function != "duration" or len(argument.args) != 1:
            raise Fault(
                "how far back to look is written out as a duration",
                argument.start,
                argument.end,
                f"Write it like `{DOMAIN[node.function]}`.",
                code="not_written_out",
            )
        text = argument.args[0]
        try:
            window = parse_duration(self._written_out(argument, text)) / SECOND
        except EvaluationError as error:
            raise Fault(error.detail, text.start, text.end, error.advice, code="bad_time") from error
        if window <= 0:
            raise Fault(
                "a window of time must be longer than nothing",
                text.start,
                text.end,
                "Write it like 90s, 30m or 72h.",
                code="window_of_nothing",
            )
        return window

    @staticmethod
    def _written_out(node: Call, argument: Node) -> str:
        if isinstance(argument, Literal) and isinstance(argument.value, str):
            return argument.value
        example = DOMAIN.get(node.function, 'duration("72h")')
        raise Fault(
            f"{node.function}() needs a text in quotation marks here",
            argument.start,
            argument.end,
            f"Write it like `{example}`.",
            code="not_written_out",
        )

    @staticmethod
    def _usage(node: Call, message: str) -> Fault:
        return Fault(message, node.start, node.end, f"Write it like `{DOMAIN[node.function]}`.", code="wrong_arguments")
