"""From a text to the places in it: one look decides which finders run, and overlaps are settled."""

import unicodedata
from bisect import bisect
from collections.abc import Callable, Iterator

from ombud.model import Text
from ombud.signals.hints import looker, readable
from ombud.signals.personal_data import coordinates, documents, internet, national, payment, phone
from ombud.signals.personal_data.addresses import FAMILIES
from ombud.signals.personal_data.kinds import Candidate, Found
from ombud.signals.personal_data.reading import SPELLED_HINT, Reading, plain, spelled

__all__ = ["GROUPS", "disguised", "find", "located", "settled"]

_Finder = Callable[[Reading], Iterator[Candidate]]

_OF_DIGITS: tuple[_Finder, ...] = (phone.phones, payment.cards, national.numbered_ids)
GROUPS: tuple[tuple[tuple[str, tuple[_Finder, ...]], ...], ...] = (
    (
        (phone.HINT, _OF_DIGITS),
        (internet.EMAIL_HINT, (internet.emails,)),
        (internet.IP4_HINT, (internet.ip4_addresses,)),
        (internet.IP6_HINT, (internet.ip6_addresses,)),
        (internet.MAC_HINT, (internet.mac_addresses,)),
        (internet.WEB_HINT, (internet.web_addresses,)),
        (payment.IBAN_HINT, (payment.ibans,)),
        (coordinates.HINT, (coordinates.coordinates,)),
    ),
    tuple((hint, (finder,)) for hint, finder in national.LETTERED),
    (
        (payment.ACCOUNT_HINT, (payment.accounts,)),
        (documents.DATE_HINT, (documents.births,)),
        (documents.CODE_HINT, (documents.codes,)),
    ),
    tuple((hint, (finder,)) for hint, finder in FAMILIES),
)
"""What a text has to have in it, and who looks then. Hints of one group share an automaton well; one of all of them had
so many states that it took three times as long."""


_LOOKERS = tuple((looker([hint for hint, _ in group]), tuple(finders for _, finders in group)) for group in GROUPS)
_is_spelled = looker([SPELLED_HINT])


def find(raw: str) -> tuple[Found, ...]:
    """The personal data and web addresses in a text as it was written, in order; no two overlap. Fails for no text.

    Pure and deterministic. Reads through full-width and other digits, invisible characters, digits that are spaced or
    spelled out, and mail addresses with their signs in words.
    """
    text = plain(raw)
    seen = readable(text.normal)
    finders = [finder for look, groups in _LOOKERS for which in look(seen) or () for finder in groups[which]]
    found: list[tuple[int, Found]] = []
    if finders:
        reading = Reading(text.normal)
        found += (located(text, candidate) for finder in finders for candidate in finder(reading))
    if _is_spelled(seen) and (digits := spelled(text)) is not None:
        found += disguised(digits)
    return settled(found)


def disguised(text: Text) -> Iterator[tuple[int, Found]]:
    """What only the reading with spelled-out digits has."""
    reading = Reading(text.normal, disguised=True)
    for finder in _OF_DIGITS:
        for candidate in finder(reading):
            weight, found = located(text, candidate)
            if text.raw[found.start : found.end] != text.normal[candidate.start : candidate.end]:
                yield weight, found


def located(text: Text, candidate: Candidate) -> tuple[int, Found]:
    start, end = text.span(candidate.start, candidate.end)
    while unicodedata.category(text.raw[end - 1]) == "Cf" and end - start > 1:
        end -= 1  # invisible, and after it
    return candidate.weight, Found(start, end, candidate.kind, candidate.detail)


def settled(found: list[tuple[int, Found]]) -> tuple[Found, ...]:
    """Of overlapping places the weightier stays, then the longer, then the earlier."""
    kept: list[Found] = []
    for _, one in sorted(found, key=lambda each: (-each[0], each[1].start - each[1].end, each[1])):
        place = bisect(kept, one)
        before_ends = kept[place - 1].end if place else 0
        next_starts = kept[place].start if place < len(kept) else one.end
        if before_ends <= one.start and one.end <= next_starts:
            kept.insert(place, one)
    return tuple(kept)
