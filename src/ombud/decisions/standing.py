"""What an earlier decision about the same item leaves of a new verdict.

Posts are edited, reported and sent again, and the rules look anew each time. Two things must not come of that: a
machine that overrules what a person has decided about the very same words, and an edit that slips a post out of what
was decided about it before a person has read the new words.
"""

import msgspec

from ombud.decisions.weigh import DEFAULT_QUEUE, Weighed
from ombud.model import Decision, Match, Measure, gravest, restricts

__all__ = ["carried_matches", "settle"]


def settle(weighed: Weighed, before: Decision | None, *, same_text: bool) -> Weighed:
    """`weighed` in the light of the decision that holds for the item; `follows` says that it came into it.

    - The same words, decided by a person: that decision stands, whatever the rules say.
    - The same words, restricted by a machine: it stands against a lighter verdict, under whichever policy.
    - Other words in the place of restricted ones: on hold until a person has read them, in a case of their own.
    """
    if before is None:
        return weighed
    if same_text and before.actor.kind == "human":
        return _standing(weighed, before, before.measure if restricts(before.measure) else Measure.ALLOW)
    heavier = gravest([before.measure, weighed.measure]) is not weighed.measure
    if not restricts(before.measure) or before.measure is Measure.LABEL or not heavier:
        return weighed
    if same_text:
        return _standing(weighed, before, before.measure)
    return msgspec.structs.replace(
        weighed,
        measure=gravest([Measure.HOLD, weighed.measure]),
        proposed=before.measure if before.measure is not Measure.HOLD else before.proposed,
        queue=weighed.queue or DEFAULT_QUEUE,
        follows=True,
    )


def carried_matches(matches: tuple[Match, ...], before: Decision, *, same_text: bool) -> tuple[Match, ...]:
    """The new matches, and the old ones under clauses not among them; without spans where the words have changed."""
    cited = {match.clause for match in matches}
    old = [match for match in before.matches if match.clause not in cited]
    return (*matches, *(old if same_text else [msgspec.structs.replace(match, spans=()) for match in old]))


def _standing(weighed: Weighed, before: Decision, measure: Measure) -> Weighed:
    labels = before.labels if measure is Measure.LABEL else ()
    proposed = before.proposed if measure is Measure.HOLD else None
    return msgspec.structs.replace(
        weighed, measure=measure, proposed=proposed, labels=labels, queue=None, follows=True, stands=True
    )
