"""How long a measure holds, and where: as the rules that ask for it say, and never beyond.

A hold that waits for something graver to be confirmed has no end of its own: the end is the graver measure's.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from ombud.model import BadInput, Match, Measure, restricts

__all__ = ["ending", "in_words", "longest", "territory_of"]


def longest(measure: Measure, matches: Sequence[Match]) -> int | None:
    """For how many seconds the rules let this measure hold: the longest that one of them says; None without an end."""
    said = [match.lasts for match in matches if match.then is measure]
    lasting = [lasts for lasts in said if lasts is not None]
    return max(lasting) if said and len(lasting) == len(said) else None


def territory_of(measure: Measure, matches: Sequence[Match]) -> tuple[str, ...]:
    """The countries where a post is not to be shown, in their order; empty for every other measure."""
    if measure is not Measure.GEO_RESTRICT:
        return ()
    return tuple(sorted({country for match in matches if match.then is measure for country in match.where}))


def ending(measure: Measure, matches: Sequence[Match], chosen: int | None, at: datetime) -> datetime | None:
    """When a person's measure ends that begins now: after the seconds that they have `chosen`, else as the rules say.

    A person may be milder than the published rule, never harder. Raises BadInput: ``longer_than_rule``,
    ``end_in_the_past``, and ``nothing_to_end`` where nothing is taken that could be given back.
    """
    most = longest(measure, matches)
    if chosen is None:
        return None if most is None else at + timedelta(seconds=most)
    if not restricts(measure):
        raise BadInput("nothing_to_end", "Nothing is done to the post, so nothing ends.", field="lasts")
    if chosen <= 0:
        raise BadInput("end_in_the_past", "This would end before it begins.", field="lasts")
    if most is not None and chosen > most:
        raise BadInput(
            "longer_than_rule",
            f"The published rule says {in_words(most)}.",
            advice="Choose that, or less.",
            field="lasts",
        )
    return at + timedelta(seconds=chosen)


_UNITS = (("week", 604_800), ("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))


def in_words(seconds: int) -> str:
    """A length of time for people: ``7 days``, ``2 weeks``, ``90 minutes``; weeks only from two of them on."""
    name, unit = next(
        (name, unit) for name, unit in _UNITS if seconds % unit == 0 and (unit < 604_800 or seconds > unit)
    )
    count = seconds // unit
    return f"{count} {name}" if count == 1 else f"{count} {name}s"
