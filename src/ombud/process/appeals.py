"""Who may appeal what, until when, and what an outcome does (DSA Art. 20).

The rule that somebody else hears the appeal is not here: it is a constraint of the database, where nobody can
forget it.
"""

import calendar
from datetime import datetime

from ombud.model import BadInput, Conflict, Decision, Measure, Outcome, gravest, restricts
from ombud.process.visibly import visibly

__all__ = [
    "APPEAL_MONTHS",
    "MAX_APPEAL",
    "MAX_REASONS",
    "appealable_until",
    "check_appealable",
    "check_reasons",
    "check_words",
    "measure_after",
]

APPEAL_MONTHS = 6  # DSA Art. 20(1): at least six months from being informed
MAX_APPEAL = 2000  # code points
MAX_REASONS = 4000


def appealable_until(decided_at: datetime) -> datetime:
    """Six calendar months later, on the same day, or on the last day of that month where it has no such day."""
    month = decided_at.month - 1 + APPEAL_MONTHS
    year, month = decided_at.year + month // 12, month % 12 + 1
    day = min(decided_at.day, calendar.monthrange(year, month)[1])
    return decided_at.replace(year=year, month=month, day=day)


def check_appealable(decision: Decision, now: datetime) -> None:
    """Raises Conflict when there is nothing to appeal (``nothing_to_appeal``) or no time left (``appeal_too_late``)."""
    if not restricts(decision.measure):
        raise Conflict("nothing_to_appeal", "Nothing is being done to this post, so there is nothing to appeal.")
    if now > appealable_until(decision.at):
        raise Conflict(
            "appeal_too_late",
            "The six months in which this decision could be appealed are over.",
            advice="A court or a certified out-of-court body may still hear you.",
        )


def check_words(text: str) -> str:
    """An appeal's text, trimmed. Raises BadInput when it is empty or too long."""
    words = visibly(text)
    if not words:
        raise BadInput("appeal_empty", "Say in a sentence why you think this is wrong.", field="text")
    if len(words) > MAX_APPEAL:
        raise BadInput("appeal_too_long", f"{len(words)} characters; at most {MAX_APPEAL} can be read.", field="text")
    return words


def check_reasons(reasons: str, field: str, missing: str = "Write the reasons: the person will read them.") -> str:
    """A human's reasons, trimmed. Somebody reads them, so there must be some; `missing` is said when there are none."""
    words = visibly(reasons)
    if not words:
        raise BadInput("reasons_missing", missing, field=field)
    if len(words) > MAX_REASONS:
        raise BadInput("reasons_too_long", f"{len(words)} characters; at most {MAX_REASONS}.", field=field)
    return words


def measure_after(outcome: Outcome, against: Measure, lighter: Measure | None) -> Measure:
    """What holds after the appeal: the same, a lighter measure, or everything put back.

    A hold only waits for a person. Once one has read it and found it right, the post is taken down: nothing waits any
    more, and the author reads what is true.

    Raises BadInput when ``partly`` names no measure that restricts less than the one appealed.
    """
    if outcome is Outcome.UPHOLD:
        return Measure.REMOVE if against is Measure.HOLD else against
    if outcome is Outcome.OVERTURN:
        return Measure.RESTORE
    if lighter is None or not restricts(lighter) or lighter == against or gravest([lighter, against]) != against:
        raise BadInput(
            "measure_not_lighter",
            f"“Partly” needs a measure that is lighter than {against}.",
            advice="Choose the lighter measure, or overturn the decision.",
            field="measure",
        )
    return lighter
