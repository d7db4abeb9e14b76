"""An appeal from filing to its end, and the clock that goes with it (DSA Art. 20(4): timely; charter, article 3)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from ombud.model import Lane, Outcome, Waiting
from ombud.process.machine import Machine

__all__ = [
    "APPEAL", "EXPEDITED_TARGET", "GRACE", "HEARD", "LEASE", "OPEN", "end_of_lease", "next_due", "sooner",
    "what_is_due",
]  # fmt: skip

_WAITS = ("filed", "assigned", "overdue")
_OUTCOMES = {Outcome.UPHOLD: "upheld", Outcome.PARTLY: "partly_overturned", Outcome.OVERTURN: "overturned"}


def _arrows() -> Iterator[tuple[tuple[str, str], str]]:
    yield ("", "file"), "filed"
    yield ("filed", "assign"), "assigned"
    yield ("assigned", "give_back"), "filed"
    yield ("overdue", "assign"), "overdue"
    yield ("overdue", "give_back"), "overdue"
    for state in _WAITS:
        for move in ("add_evidence", "expedite", "not_expedite", "remind"):
            yield (state, move), state
        for outcome, heard in _OUTCOMES.items():
            yield (state, str(outcome)), heard
        yield (state, "withdraw"), "withdrawn"
    for state in ("filed", "assigned"):
        yield (state, "restore"), "lapsed_restored"
        yield (state, "except"), "overdue"


APPEAL = Machine(
    kind="appeal",
    arrows=dict(_arrows()),
    titles={
        "filed": "waits for somebody who had no part in it",
        "assigned": "somebody who had no part in it has it before them",
        "overdue": "past its deadline, and too grave to be put back unheard: still waits",
        "upheld": "heard: the decision stays",
        "partly_overturned": "heard: right in part",
        "overturned": "heard: the person was right",
        "withdrawn": "taken back by the person",
        "lapsed_restored": "nobody heard it in time: what was taken is back",
    },
)

OPEN = frozenset(_WAITS)
HEARD = frozenset(_OUTCOMES.values())

EXPEDITED_TARGET = timedelta(days=2)
LEASE = timedelta(days=2)
GRACE = timedelta(days=1)
"""Between the last reminder and what happens by itself. So a clock that jumped, or a server that slept, costs a day and
no hearing: whoever can hear it is told first."""

_REMIND_BEFORE = (timedelta(days=3), GRACE)
_REMIND_OVERDUE = timedelta(days=7)


def sooner(waiting: Waiting) -> datetime:
    """The target of an appeal that is expedited."""
    return min(waiting.target, waiting.filed_at + EXPEDITED_TARGET)


def end_of_lease(now: datetime, waiting: Waiting) -> datetime:
    """Until when somebody who takes it now has it: a shorter time where it cannot wait."""
    return now + (LEASE if waiting.lane is not Lane.EXPEDITED else LEASE / 2)


def what_is_due(waiting: Waiting, now: datetime, *, overdue: bool) -> str:
    """The move that the clock makes now: ``lapse``, ``give_back``, ``remind``, or nothing (empty).

    ``lapse`` stands for ``restore`` or ``except``: that depends on how grave the clause is. It needs a last reminder,
    and a day after it.
    """
    reminded = waiting.reminded_at
    if not overdue and now >= waiting.deadline:
        if reminded is None or not waiting.deadline - GRACE <= reminded <= now:
            return "remind"
        if now - reminded >= GRACE:
            return "lapse"
    if waiting.holder is not None and waiting.held_by(now) is None:
        return "give_back"
    before = [at for at in _reminders(waiting, overdue=overdue) if at <= now]
    if before and (reminded is None or reminded < before[-1]):
        return "remind"
    return ""


def next_due(waiting: Waiting, now: datetime, *, overdue: bool) -> datetime:
    """When the clock must look at it again: at once when the deadline and the day after the last reminder are over."""
    times = [at for at in _reminders(waiting, overdue=overdue) if at > now]
    if waiting.held_until is not None and waiting.held_until > now:
        times.append(waiting.held_until)
    if overdue:
        return min([*times, now + _REMIND_OVERDUE])
    last_call = waiting.reminded_at + GRACE if waiting.reminded_at is not None else now
    return min([*times, max(waiting.deadline, last_call)])


def _reminders(waiting: Waiting, *, overdue: bool) -> list[datetime]:
    """When those who can hear it are reminded, in order."""
    if overdue:
        last = waiting.reminded_at or waiting.deadline
        return [last + _REMIND_OVERDUE]
    times = {waiting.target, *(waiting.deadline - before for before in _REMIND_BEFORE)}
    return sorted(at for at in times if at > waiting.filed_at)
