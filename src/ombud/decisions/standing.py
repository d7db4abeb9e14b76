"""What an earlier decision about the same item leaves of a new verdict.

Posts are edited, reported and sent again, and the rules look anew each time. Two things must not come of that: a
machine that overrules what a person has decided about the very same words, and an edit that slips a post out of what
was decided about it before a person has read the new words.
"""

import msgspec

from ombud.decisions.weigh import DEFAULT_QUEUE, Weighed
from ombud.model import Decision, Match, Measure, gravest, restricts

__all__ = ["carried_matches", "is_ordered", "settle"]


def settle(weighed: Weighed, before: Decision | None, *, same_text: bool, served: Measure | None = None) -> Weighed:
    """`weighed` in the light of the decision that holds for the item; `follows` says that it came into it.

    - The same words, decided by a person, or put back because nobody heard the appeal in time: that decision stands,
      whatever the rules say.
    - The same words, given back because their time had run out: they have served it. A verdict that asks for no more
      than `served` changes nothing; a graver one is for a person to look at.
    - The same words, restricted by a machine: it stands against a lighter verdict, under whichever policy; and against
      the same once more, where it has an end: no repetition prolongs it.
    - Other words where an order restricts something in a country: it goes on there, and nowhere else. What the rules
      find in the new words is a decision of its own, beside the order.
    - Other words in the place of restricted ones: on hold until a person has read them, in a case of their own.
    """
    if before is None:
        return weighed
    if same_text and (before.actor.kind == "human" or before.appeal is not None):
        return _standing(weighed, before, before.measure if restricts(before.measure) else Measure.ALLOW)
    if same_text and before.measure is Measure.RESTORE and served is not None:
        return _served(weighed, before, served)
    if (
        same_text
        and before.ends_at is not None
        and (before.measure, before.labels) == (weighed.measure, weighed.labels)
    ):
        return _standing(weighed, before, before.measure)
    heavier = gravest([before.measure, weighed.measure]) is not weighed.measure
    if not restricts(before.measure) or before.measure is Measure.LABEL or not heavier:
        return weighed
    if same_text:
        return _standing(weighed, before, before.measure)
    if is_ordered(before):
        found = restricts(weighed.measure) or weighed.proposed is not None
        return weighed if found else _standing(weighed, before, before.measure)
    return msgspec.structs.replace(
        weighed,
        measure=gravest([Measure.HOLD, weighed.measure]),
        proposed=before.measure if before.measure is not Measure.HOLD else before.proposed,
        queue=weighed.queue or DEFAULT_QUEUE,
        follows=True,
        lasts=None,
        territory=(),
    )


def is_ordered(decision: Decision) -> bool:
    """Whether it restricts because of somebody's order: whatever we decide ourselves rests on a clause."""
    return decision.measure is Measure.GEO_RESTRICT and not decision.matches


def carried_matches(matches: tuple[Match, ...], before: Decision, *, same_text: bool) -> tuple[Match, ...]:
    """The new matches, and the old ones under clauses not among them; without spans where the words have changed."""
    cited = {match.clause for match in matches}
    old = [match for match in before.matches if match.clause not in cited]
    return (*matches, *(old if same_text else [msgspec.structs.replace(match, spans=()) for match in old]))


def _standing(weighed: Weighed, before: Decision, measure: Measure) -> Weighed:
    labels = before.labels if measure is Measure.LABEL else ()
    proposed = before.proposed if measure is Measure.HOLD else None
    return msgspec.structs.replace(
        weighed, measure=measure, proposed=proposed, labels=labels, queue=None, follows=True, stands=True, lasts=None,
        territory=before.countries if restricts(measure) else (),
    )  # fmt: skip


def _served(weighed: Weighed, before: Decision, served: Measure) -> Weighed:
    asked = gravest([weighed.measure, weighed.proposed or Measure.ALLOW])
    stands = _standing(weighed, before, Measure.ALLOW)
    if gravest([asked, served]) is served:
        return stands
    return msgspec.structs.replace(stands, proposed=asked, queue=weighed.queue or DEFAULT_QUEUE, stands=False)
