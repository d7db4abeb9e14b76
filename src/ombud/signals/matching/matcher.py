"""All terms and patterns of a policy, compiled once."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from types import MappingProxyType

from ombud.model import BadInput, Span, Text
from ombud.ports import CannotLookFor, DatabaseBuilder, MatcherFactory, Pattern, TermSet
from ombud.signals.matching.boundary import at_boundary
from ombud.signals.matching.engine import Engine
from ombud.signals.matching.found import Found, Patterns
from ombud.signals.matching.needles import Needles, collect, is_stretched, within_bounds
from ombud.signals.matching.phrases import Phrases, is_joined
from ombud.signals.matching.pieces import Compound, Piece, take_apart
from ombud.signals.matching.portable import PortableEngine

__all__ = ["PolicyMatcher", "matcher_factory"]

_NOTHING: Mapping[str, tuple[Span, ...]] = MappingProxyType({})
_MakeEngine = Callable[[Sequence[str], Sequence[Piece]], Engine]


class PolicyMatcher:
    """Implements ports.Matcher."""

    def __init__(
        self,
        terms: Sequence[TermSet],
        patterns: Sequence[Pattern],
        normalise: Callable[[str], Text],
        make_engine: _MakeEngine,
    ) -> None:
        within_bounds(terms)
        faults: list[tuple[str, BadInput]] = []
        with _gathering(faults):
            compounds = take_apart(patterns)
        needles: dict[bool, tuple[Needles, Needles]] = {}
        for exact in (False, True):
            with _gathering(faults):
                needles[exact] = _needles(terms, normalise, exact=exact)
        if faults:
            raise CannotLookFor(faults)
        self._patterns: dict[str, list[tuple[bool, Compound]]] = {}
        for pattern, compound in zip(patterns, compounds, strict=True):
            self._patterns.setdefault(pattern.key, []).append((pattern.exact, compound))
        self._sides: list[_Side] = []
        for exact in (False, True):
            own = (compound for pattern, compound in zip(patterns, compounds, strict=True) if pattern.exact is exact)
            pieces = list(dict.fromkeys(piece for compound in own for piece in compound.pieces))
            if pieces or needles[exact][0]:
                self._sides.append(_Side(needles[exact], pieces, make_engine, exact=exact))

    def find(self, text: Text) -> Mapping[str, tuple[Span, ...]]:
        """The spans for every key that hit, in order, each once, at most 100; looked for when they are asked for."""
        found: Found | None = None
        for side in self._sides:
            found = side.read(text, found, self._patterns)
        return _NOTHING if found is None else found


@contextmanager
def _gathering(faults: list[tuple[str, BadInput]]) -> Iterator[None]:
    """What cannot be looked for is added to `faults`, to be said together with the rest."""
    try:
        yield
    except CannotLookFor as error:
        faults += error.faults


def _needles(terms: Sequence[TermSet], normalise: Callable[[str], Text], *, exact: bool) -> tuple[Needles, Needles]:
    fold = str if exact else lambda term: normalise(term).normal
    return collect([one for one in terms if one.exact is exact], fold, exact=exact)


class _Side:
    """What is looked for in one form of the text."""

    def __init__(
        self, needles: tuple[Needles, Needles], pieces: Sequence[Piece], make_engine: _MakeEngine, *, exact: bool
    ) -> None:
        self.exact = exact
        plain, shrunk = needles
        self._phrases = Phrases({} if exact else plain, shrunk, lambda texts: make_engine(texts, ()))
        cues = self._phrases.cues
        numbers = {text: i for i, text in enumerate(dict.fromkeys([*(one.text for one in plain), *cues]))}
        self._engine = make_engine(list(numbers), pieces)
        self._keys = list(plain.values())
        self._cues = frozenset(numbers[cue] for cue in cues)
        texts = list(dict.fromkeys(one.text for one in shrunk))
        number = {text: i for i, text in enumerate(texts)}
        self._shrunk = make_engine(texts, ()) if shrunk else None
        self._stretched: list[list[tuple[tuple[int, ...], tuple[str, ...]]]] = [[] for _ in texts]
        for needle, keys in shrunk.items():
            self._stretched[number[needle.text]].append((needle.stretched, keys))

    def read(self, text: Text, found: Found | None, patterns: Patterns) -> Found | None:
        """Add what hits to `found`, which begins to be with the first hit."""
        seen = text.raw if self.exact else text.normal
        try:
            data = seen.encode()
        except UnicodeEncodeError:  # half a surrogate pair is nobody's letter
            data = seen.encode("utf-8", "replace")
            seen = data.decode()
        places, pieces = self._engine.scan(seen, data)
        if pieces:
            found = Found(text, patterns) if found is None else found
            found.add_pieces(pieces, data, exact=self.exact, wide=len(data) > len(seen))
        for number, start, end in places:
            if number < len(self._keys) and at_boundary(seen, start, end):
                found = Found(text, patterns) if found is None else found
                found.add_term(self._keys[number], (self.exact, start, end))
        if self._shrunk is not None and text.offsets is not None:
            stretched, _ = self._shrunk.scan(seen, data)
            for number, start, end in stretched:
                for keys in self._stretched_in(text.offsets, number, start):
                    if at_boundary(seen, start, end):
                        found = Found(text, patterns) if found is None else found
                        found.add_term(keys, (False, start, end))
        spelled = bool(places) and is_joined(text, seen) and any(number in self._cues for number, _, _ in places)
        if spelled or self._phrases.may_be_in(seen, data):
            for keys, start, end in self._phrases.read(text, seen):
                found = Found(text, patterns) if found is None else found
                found.add_term(keys, (False, start, end))
        return found

    def _stretched_in(self, offsets: tuple[int, ...], number: int, start: int) -> Iterator[tuple[str, ...]]:
        """The sets that this string is a shrunken term of, if the text as written has its letters stretched."""
        for places, keys in self._stretched[number]:
            if is_stretched(places, offsets, start):
                yield keys


def matcher_factory(normalise: Callable[[str], Text], build: DatabaseBuilder | None = None) -> MatcherFactory:
    """A ports.MatcherFactory whose terms are brought into the same normal form as the texts they are looked for in.

    With `build` the scanning engine finds everything in one pass; without it the portable engine gives the same
    answers.
    """

    def factory(terms: Sequence[TermSet], patterns: Sequence[Pattern]) -> PolicyMatcher:
        return PolicyMatcher(terms, patterns, normalise, make_engine)

    if build is None:
        make_engine: _MakeEngine = PortableEngine
    else:
        from ombud.signals.matching.hyperscan import HyperscanEngine  # its wheel may be missing

        make_engine = partial(HyperscanEngine, build=build)
    return factory
