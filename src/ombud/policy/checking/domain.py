"""The functions a moderation rule needs beside CEL's own: words in a text, lists, and (see `windows`) the past.

Their word lists and patterns are written out in the rule, so that all of them are known before any event comes: they
go into one matcher.
"""

from collections.abc import Callable
from unicodedata import normalize

from ombud.policy.cel.syntax import Call, Literal, Node, Select
from ombud.policy.cel.types import BOOL, DYN, LINK, STRING, Type
from ombud.policy.checking.environment import Environment
from ombud.policy.checking.habits import put_right, unquoted
from ombud.policy.checking.uses import InSet, Lexicon, TextHit, Use
from ombud.policy.checking.windows import WINDOW_FUNCTIONS, resolve_window_call
from ombud.policy.problems import Fault, did_you_mean

__all__ = ["DOMAIN", "DomainCalls", "fold"]

DOMAIN = {
    "mentions": 'mentions(item.text, "word", "a phrase")',
    "matches": r'matches(item.text, r"\bfree (gift|money)\b")',
    "in_list": 'in_list(item.text, "list")',
    "exact": 'exact(mentions(item.text, "US"))',
} | WINDOW_FUNCTIONS
"""The domain functions by name, each with an example."""

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
            case name if name in WINDOW_FUNCTIONS:
                return resolve_window_call(node, self._environment)
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
        if (fault := put_right(node)) is not None:
            raise fault
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

    def _written_out(self, node: Call, argument: Node) -> str:
        if isinstance(argument, Literal) and isinstance(argument.value, str):
            return argument.value
        example = DOMAIN.get(node.function, 'duration("72h")')
        raise Fault(
            f"{node.function}() needs a text in quotation marks here",
            argument.start,
            argument.end,
            unquoted(node, argument, self._environment.lists, self._path, example),
            code="not_written_out",
        )

    @staticmethod
    def _usage(node: Call, message: str) -> Fault:
        return Fault(message, node.start, node.end, f"Write it like `{DOMAIN[node.function]}`.", code="wrong_arguments")
