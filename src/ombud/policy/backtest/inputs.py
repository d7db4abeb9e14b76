"""What conditions ask beside the fields of an event, each as a column of its own: hits, signals, counts."""

from collections.abc import Iterable

import msgspec

from ombud.policy.checking.uses import InSet

__all__ = ["Input", "Inputs"]


class Input(msgspec.Struct, frozen=True):
    """One column that has to be made. `name` is what it is called in the frame; `source` the field it reads.

    `kind` is ``hit``, ``aside``, ``member``, ``signal``, ``count``, ``distinct`` or ``copies``; `key` what is looked
    for.
    """

    kind: str
    key: str
    source: str | None = None
    subject: str = ""
    window: float = 0.0
    entries: frozenset[str] = frozenset()
    parents: bool = False
    exact: bool = False

    @classmethod
    def hit(cls, key: str) -> "Input":
        """Whether a term set or pattern hits in the item's text."""
        return cls("hit", key)

    @classmethod
    def aside(cls, key: str, source: str | None) -> "Input":
        """Whether it hits in another text."""
        return cls("aside", key, source)

    @classmethod
    def member(cls, use: InSet, source: str | None) -> "Input":
        """Whether a text is in a list."""
        return cls("member", "", source, entries=use.entries, parents=use.parents, exact=use.exact)

    @classmethod
    def signal(cls, name: str) -> "Input":
        """The value of a signal."""
        return cls("signal", name)

    @classmethod
    def count(cls, subject: str, event_type: str, window: float) -> "Input":
        """How many events the author or the item had."""
        return cls("count", event_type, subject=subject, window=window)

    @classmethod
    def distinct(cls, subject: str, event_type: str, field: str, window: float) -> "Input":
        """How many different values they had in a field, by its path."""
        return cls("distinct", event_type, field, subject=subject, window=window)

    @classmethod
    def copies(cls, window: float) -> "Input":
        """How many near-duplicates came before."""
        return cls("copies", "", window=window)

    @property
    def cheap(self) -> bool:
        """Whether it can be had for every event without asking the past or a detector."""
        return self.kind in ("hit", "aside", "member")

    @property
    def name(self) -> str:
        """``hit/t0``, ``signal/threat``, ``count/author/item.created/600``, ``member/author.name/<which list>``."""
        parts = [self.kind, self.subject, self.source or "", self.key]
        if self.window:
            parts.append(f"{self.window!r}")
        if self.kind == "member":
            parts.append(f"{hash(self.entries)}{self.parents:d}{self.exact:d}")
        return "/".join(part for part in parts if part)


class Inputs:
    """The inputs there are, and those that somebody asked for. With `cheap_only`, the others are not there yet."""

    def __init__(self, *, cheap_only: bool) -> None:
        self._cheap_only = cheap_only
        self._asked: dict[Input, None] = {}

    def has(self, wanted: Input) -> bool:
        """Whether there will be a column for it; remembers that it is needed when there will."""
        if self._cheap_only and not wanted.cheap:
            return False
        self._asked.setdefault(wanted)
        return True

    def of_kind(self, *kinds: str) -> Iterable[Input]:
        """What was asked for of these kinds."""
        return [one for one in self._asked if one.kind in kinds]
