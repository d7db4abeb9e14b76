"""What an earlier decision about the same item leaves of a new verdict.

Posts are edited, reported and sent again, and the rules look anew each time. Two things must not come of that: an
edit that slips a post out of a hold, and a machine that overrules what a person has decided about the very same words.
"""

import msgspec

from ombud.decisions.weigh import Weighed
from ombud.model import Decision, Match, Measure, gravest, restricts

__all__ = ["carried_matches", "settle"]


def settle(weighed: Weighed, before: Decision | None, *, same_text: bool) -> Weighed:
    """`weighed` in the light of the newest decision on the item; ``stands`` says that the earlier one goes on.

    - What a person decided about the same text stands, whatever the rules say.
    - What holds or takes a post from view stands against a lighter verdict: only a person puts it back.
    """
    if before is None:
        return weighed
    if before.actor.kind == "human" and same_text:
        return _standing(weighed, before, before.measure if restricts(before.measure) else Measure.ALLOW)
    heavier = gravest([before.measure, weighed.measure]) is not weighed.measure
    if restricts(before.measure) and before.measure is not Measure.LABEL and heavier:
        return _standing(weighed, before, before.measure)
    return weighed


def carried_matches(matches: tuple[Match, ...], before: Decision) -> tuple[Match, ...]:
    """The new matches, and the old ones under clauses not among them: without spans, since the words have changed."""
    cited = {match.clause for match in matches}
    old = (msgspec.structs.replace(match, spans=()) for match in before.matches if match.clause not in cited)
    return (*matches, *old)


def _standing(weighed: Weighed, before: Decision, measure: Measure) -> Weighed:
    labels = before.labels if measure is Measure.LABEL else ()
    proposed = before.proposed if measure is Measure.HOLD else None
    return msgspec.structs.replace(weighed, measure=measure, proposed=proposed, labels=labels, queue=None, stands=True)
