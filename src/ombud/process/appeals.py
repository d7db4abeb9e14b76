"""Who may appeal what, until when, and what an outcome does (DSA Art. 20).

The rule that somebody else hears the appeal is not here: it is a constraint of the database, where nobody can
forget it.
"""

import calendar
from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import msgspec

from ombud.model import BadInput, Conflict, Decision, Measure, Outcome, Urgency, gravest, restricts
from ombud.process.visibly import visibly

__all__ = [
    "APPEAL_MONTHS",
    "MAX_APPEAL",
    "MAX_EVIDENCE",
    "MAX_LINKS",
    "MAX_REASONS",
    "AppealTimes",
    "appealable_until",
    "check_appealable",
    "check_claim",
    "check_links",
    "check_reasons",
    "check_words",
    "is_too_late",
    "measure_after",
    "too_grave",
]

APPEAL_MONTHS = 6  # DSA Art. 20(1): at least six months from being informed
MAX_APPEAL = 2000  # code points
MAX_REASONS = 4000
MAX_EVIDENCE = 10  # pieces beside the appeal's own words
MAX_LINKS = 5  # to a piece
_LONGEST_LINK = 2000
_LATEST_DEADLINE = timedelta(days=30)
_LAST_MIDNIGHT = timedelta(hours=12)  # after midnight in UTC, at UTC-12


class AppealTimes(msgspec.Struct, frozen=True):
    """When an appeal should be answered, and when it must be (DSA Art. 20(4): in a timely manner).

    Raises BadInput (``bad_appeal_times``) unless 0 < target <= deadline <= 30 days.
    """

    target: timedelta = timedelta(days=7)
    deadline: timedelta = timedelta(days=14)

    def __post_init__(self) -> None:
        if not timedelta(0) < self.target <= self.deadline <= _LATEST_DEADLINE:
            raise BadInput(
                "bad_appeal_times",
                "An appeal is answered in at most 30 days, and its target is not after its deadline.",
                advice="Set OMBUD_APPEAL_TARGET_DAYS=7 and OMBUD_APPEAL_DEADLINE_DAYS=14.",
            )


def appealable_until(decided_at: datetime) -> datetime:
    """The end (UTC) of the day six calendar months later, or of the last day of that month where it has no such day.

    People are told the day: whoever comes on it is in time.
    """
    month = decided_at.month - 1 + APPEAL_MONTHS
    year, month = decided_at.year + month // 12, month % 12 + 1
    day = min(decided_at.day, calendar.monthrange(year, month)[1])
    return decided_at.replace(year=year, month=month, day=day, hour=23, minute=59, second=59, microsecond=999_999)


def is_too_late(until: datetime, now: datetime) -> bool:
    """Whether the day that somebody was told is over everywhere: it ends last at UTC-12, whatever summer time does."""
    return now > until + _LAST_MIDNIGHT


def check_appealable(decision: Decision, now: datetime, *, since: datetime | None) -> datetime:
    """Until when a decision can be appealed.

    Raises Conflict when there is nothing to appeal (``nothing_to_appeal``) or no time left (``appeal_too_late``).

    `since` is when the person could first know of it; None while they may not (a gag), which is told like nothing.
    """
    if since is None or not restricts(decision.measure):
        raise Conflict("nothing_to_appeal", "Nothing is being done to this post, so there is nothing to appeal.")
    until = appealable_until(since)
    if is_too_late(until, now):
        raise Conflict(
            "appeal_too_late",
            "The six months in which this decision could be appealed are over.",
            advice="A court or a certified out-of-court body may still hear you.",
        )
    return until


def check_words(text: str) -> str:
    """An appeal's text, trimmed. Raises BadInput when it is empty or too long."""
    words = visibly(text)
    if not words:
        raise BadInput("appeal_empty", "Say in a sentence why you think this is wrong.", field="text")
    if len(words) > MAX_APPEAL:
        raise BadInput("appeal_too_long", f"{len(words)} characters; at most {MAX_APPEAL} can be read.", field="text")
    return words


def check_links(links: Iterable[str]) -> tuple[str, ...]:
    """Addresses as somebody typed them, without empty ones. They are shown as text and never followed by us.

    Raises BadInput (``too_many_links``, ``bad_link``).
    """
    found = tuple(dict.fromkeys(filter(None, (link.strip() for link in links))))
    if len(found) > MAX_LINKS:
        raise BadInput(
            "too_many_links", f"{len(found)} links; at most {MAX_LINKS} can be added at once.", field="links"
        )
    for link in found:
        if not _is_address(link):
            raise BadInput("bad_link", "A link begins with https:// or http:// and has no spaces.", field="links")
    return found


def _is_address(link: str) -> bool:
    if len(link) > _LONGEST_LINK or not link.isprintable() or " " in link:
        return False
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def check_claim(urgency: str, claim: str) -> tuple[Urgency | None, str]:
    """Why an appeal cannot wait, in the person's words; nothing when they do not say so.

    Raises BadInput (``bad_urgency``, ``claim_empty``, ``appeal_too_long``).
    """
    if not urgency:
        return None, ""
    if urgency not in set(Urgency):
        raise BadInput("bad_urgency", "Choose elections, journalism or safety.", field="urgency")
    words = visibly(claim)
    if not words:
        raise BadInput("claim_empty", "Say in a sentence why it cannot wait.", field="claim")
    if len(words) > MAX_APPEAL:
        raise BadInput("appeal_too_long", f"{len(words)} characters; at most {MAX_APPEAL} can be read.", field="claim")
    return Urgency(urgency), words


def too_grave(decision: Decision, severity: str) -> bool:
    """Whether what was taken stays until somebody has heard the appeal, however long that takes (charter, article 3).

    Only under a rule, or in a case of `severity`, that the published policy calls critical.
    """
    return severity == "critical" or any(match.severity == "critical" for match in decision.matches)


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
