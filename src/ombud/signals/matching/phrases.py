"""Phrases with signs between their words, or spelled letter by letter with no wider gap between the words."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from ombud.model import Text
from ombud.signals.matching.boundary import at_boundary
from ombud.signals.matching.engine import Engine
from ombud.signals.matching.gaps import (
    bridged,
    bridges,
    has_signs,
    in_address,
    is_phrase,
    may_hold,
    sides_of,
    signs_between,
)
from ombud.signals.matching.needles import Needles, is_stretched

__all__ = ["Phrases", "is_joined"]

_FEWEST_JOINED = 4
"""Letters that the normal form joins to a word at least."""


class _Wanted(NamedTuple):
    """`stretched` as in `Needle`; `spelled`: the phrase in one word, which counts only with its letters apart."""

    stretched: tuple[int, ...]
    spelled: bool
    keys: tuple[str, ...]


class Phrases:
    """The phrases among a policy's terms.

    A text is worth a second look when what stands about one of its gaps stands about a space of some phrase, or when
    letters were joined in it and it holds one of the `cues`, phrases in one word: who scans it anyway looks for them.
    """

    def __init__(self, plain: Needles, shrunk: Needles, make_engine: Callable[[Sequence[str]], Engine]) -> None:
        wanted: dict[str, list[_Wanted]] = {}
        for needle, keys in (*plain.items(), *shrunk.items()):
            if is_phrase(needle.text):
                wanted.setdefault(needle.text, []).append(_Wanted(needle.stretched, False, keys))
                whole = needle.text.replace(" ", "")
                if not needle.stretched and len(whole) >= _FEWEST_JOINED:
                    wanted.setdefault(whole, []).append(_Wanted((), True, keys))
        self.cues = [text for text, ones in wanted.items() if any(one.spelled for one in ones)]
        self._sides = frozenset(side for text in wanted if " " in text for side in sides_of(text))
        self._wanted = list(wanted.values())
        self._engine = make_engine(list(wanted)) if wanted else None

    def may_be_in(self, seen: str, data: bytes) -> bool:
        """Whether some phrase may stand in this normal form, which is `data` in UTF-8, with signs between its words."""
        return bool(self._sides) and has_signs(data) and may_hold(seen, self._sides)

    def read(self, text: Text, seen: str) -> Iterator[tuple[tuple[str, ...], int, int]]:
        """The keys of phrases, and where each is in `seen`, which is the normal form of the text.

        What the normal form holds as it stands is found there, not here; some of it is found here again.
        """
        bridge = bridged(seen)
        if bridge == seen and not is_joined(text, seen):
            return
        hits = self._engine.scan(bridge, bridge.encode())[0] if self._engine else ()
        if not hits:
            return
        places = bridges(seen)
        offsets = places if text.offsets is None else [text.offsets[place] for place in places]
        for number, start, end in hits:
            elsewhere = not at_boundary(bridge, start, end) or in_address(seen, places[start], places[end - 1])
            if not elsewhere and "\n" not in text.raw[offsets[start] : offsets[end - 1]]:
                for one in self._wanted[number]:
                    if _counts(one, text, offsets, start, end):
                        yield one.keys, places[start], places[end - 1] + 1


def is_joined(text: Text, seen: str) -> bool:
    """Whether the normal form may have joined spelled letters to words: it has lost something between them."""
    return text.offsets is not None and len(text.raw) - len(seen) >= _FEWEST_JOINED - 1


def _counts(one: _Wanted, text: Text, offsets: Sequence[int], start: int, end: int) -> bool:
    if one.spelled:
        return text.offsets is not None and signs_between(text.raw, offsets, start, end)
    return is_stretched(one.stretched, offsets, start)
