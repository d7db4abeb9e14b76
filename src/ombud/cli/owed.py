"""What `ombud doctor` says about what people are owed: notices, answers to appeals and orders, and deadlines kept."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from ombud.cli.finding import OK, WARN, Finding
from ombud.pipeline.background.steady import implausible
from ombud.wiring import Ombud

__all__ = ["owed"]

_LATE = timedelta(minutes=15)  # what is due this moment is not late yet
_LONG = timedelta(days=7)


def owed(ombud: Ombud) -> Mapping[str, Callable[[], Finding]]:
    """The checks by their names, in the order in which they are told."""
    return {
        "clock": lambda: _clock(ombud),
        "deadlines": lambda: _deadlines(ombud),
        "notices": lambda: _notices(ombud),
        "appeals": lambda: _appeals(ombud),
        "orders": lambda: _orders(ombud),
    }


def _clock(ombud: Ombud) -> Finding:
    with ombud.store.read() as unit:
        head = unit.ledger.head()
    why = implausible(ombud.clock.now(), head.at if head else None, ombud.config.clock_confirmed)
    if why is None:
        return Finding("clock", OK, "agrees with what is on record")
    return Finding("clock", WARN, f"{why} No deadline is acted on",
                   "set the clock; if it is right, start with OMBUD_CLOCK_CONFIRMED, the day that it is")  # fmt: skip


def _deadlines(ombud: Ombud) -> Finding:
    with ombud.store.read() as unit:
        late = unit.processes.overdue(ombud.clock.now() - _LATE)
    if not late:
        return Finding("deadlines", OK, "none has passed unheeded")
    told = ", ".join(f"{count} of {kind}" for kind, count in sorted(late.items()))
    return Finding("deadlines", WARN, f"passed more than 15 minutes ago, and nothing was done: {told}",
                   "`ombud serve` acts on them; where it runs, its log says what stands in the way")  # fmt: skip


def _notices(ombud: Ombud) -> Finding:
    with ombud.store.read() as unit:
        counts = [unit.processes.counts(kind) for kind in ("notice", "inquiry")]
    lost, untold = (sum(one.get(state, 0) for one in counts) for state in ("undeliverable", "created"))
    if lost:
        return Finding("notices", WARN, f"{lost} could not be delivered on any way",
                       "see /console/notices: a new address, or Send again under Deliveries, sends them")  # fmt: skip
    if untold:
        return Finding("notices", OK, f"{untold} wait for a way to their person", "docs/notices.md names the ways")
    return Finding("notices", OK, "none is undeliverable")


def _appeals(ombud: Ombud) -> Finding:
    with ombud.store.read() as unit:
        counts = unit.processes.counts("appeal")
    overdue, waiting = counts.get("overdue", 0), sum(counts.get(state, 0) for state in ("filed", "assigned"))
    if overdue:
        return Finding("appeals", WARN, f"{overdue} were not heard by their deadline, under the gravest rules",
                       "see /console/appeals; whoever has no part in a case can hear it")  # fmt: skip
    return Finding("appeals", OK, f"{waiting} wait to be heard" if waiting else "none waits")


def _orders(ombud: Ombud) -> Finding:
    with ombud.store.read() as unit:
        counts = unit.processes.counts("order")
        oldest = unit.processes.at("order", ["received", "acknowledged"], 1)
    waiting = counts.get("received", 0) + counts.get("acknowledged", 0)
    if oldest and ombud.clock.now() - oldest[0].since > _LONG:
        return Finding("orders", WARN, f"{waiting} wait for a lead, the oldest since {oldest[0].since:%Y-%m-%d}",
                       "see /console/orders: an order is answered without delay (DSA Arts. 9, 10)")  # fmt: skip
    return Finding("orders", OK, f"{waiting} wait for a lead" if waiting else "none waits")
