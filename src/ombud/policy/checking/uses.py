"""What the checker found out about a node, for the compiler: the only thing that passes between the two."""

from collections.abc import Iterable, Mapping

import msgspec

from ombud.policy.cel.functions import Function, Overload
from ombud.policy.cel.syntax import Node
from ombud.policy.cel.types import DYN, Type
from ombud.policy.cel.values import Value
from ombud.policy.checking.environment import Field
from ombud.ports import Pattern, TermSet

__all__ = [
    "Checked",
    "Constant",
    "CountDistinct",
    "CountEvents",
    "FieldUse",
    "FunctionUse",
    "InSet",
    "Lexicon",
    "SeenBefore",
    "SignalUse",
    "TextHit",
    "Use",
    "VariableUse",
]


class Constant(msgspec.Struct, frozen=True):
    """Known already: ``duration("72h")``, or the name of a type."""

    value: Value


class FieldUse(msgspec.Struct, frozen=True):
    """A field of the event. `certain` says that the checker proved it to be there."""

    field: Field
    certain: bool


class VariableUse(msgspec.Struct, frozen=True):
    """The element of a macro."""

    name: str


class SignalUse(msgspec.Struct, frozen=True):
    """A signal. `certain` says that ``has()`` was asked before."""

    name: str
    certain: bool


class FunctionUse(msgspec.Struct, frozen=True):
    """A standard function; `overload` is None when only the values will tell which one it is."""

    function: Function
    overload: Overload | None


class TextHit(msgspec.Struct, frozen=True):
    """Whether a term set or pattern hits. `text` is the text's node, None for the item's own text."""

    key: str
    text: Node | None


class InSet(msgspec.Struct, frozen=True):
    """Whether a string is in a set. `parents` tries the parent domains too; `exact` compares letter by letter."""

    text: Node
    entries: frozenset[str]
    parents: bool
    exact: bool


class CountEvents(msgspec.Struct, frozen=True):
    """``count(subject, event_type, window)``, the window in seconds."""

    subject: str
    event_type: str
    window: float


class CountDistinct(msgspec.Struct, frozen=True):
    """``distinct(subject, event_type, field, window)``: the field by its path, the window in seconds."""

    subject: str
    event_type: str
    field: str
    window: float


class SeenBefore(msgspec.Struct, frozen=True):
    """``seen_before(item, window)``, the window in seconds."""

    window: float


Use = (
    Constant
    | FieldUse
    | VariableUse
    | SignalUse
    | FunctionUse
    | TextHit
    | InSet
    | CountEvents
    | CountDistinct
    | SeenBefore
)


class Checked(msgspec.Struct, frozen=True):
    """A condition that may run.

    `evidence` are the text keys, and `signals` the signals, that speak for it when it holds: those that do not stand
    under a negation.
    """

    root: Node
    types: Mapping[Node, Type]
    uses: Mapping[Node, Use]
    evidence: tuple[str, ...] = ()
    signals: tuple[str, ...] = ()

    def type_of(self, node: Node) -> Type:
        """The node's type; `dyn` when the checker could not tell."""
        return self.types.get(node, DYN)


class Lexicon:
    """All term sets and patterns of a policy, each once, so that one pass over a text can look for all of them."""

    def __init__(self, terms: Iterable[TermSet] = (), patterns: Iterable[Pattern] = ()) -> None:
        self._terms = {(one.terms, one.exact): one for one in terms}
        self._patterns = {(one.regex, one.exact): one for one in patterns}

    def terms(self, terms: tuple[str, ...], *, exact: bool) -> str:
        """The key of these terms."""
        known = self._terms.setdefault((terms, exact), TermSet(f"t{len(self._terms)}", terms, exact))
        return known.key

    def pattern(self, regex: str, *, exact: bool) -> str:
        """The key of this pattern."""
        known = self._patterns.setdefault((regex, exact), Pattern(f"p{len(self._patterns)}", regex, exact))
        return known.key

    @property
    def term_sets(self) -> list[TermSet]:
        return list(self._terms.values())

    @property
    def patterns(self) -> list[Pattern]:
        return list(self._patterns.values())
