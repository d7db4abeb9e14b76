"""What was fitted to this community's decisions: what is in force, how well it did, and the way back."""

from collections.abc import Iterator, Sequence
from http import HTTPStatus
from itertools import groupby
from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from ombud.model import BadInput, TuningKind, User
from ombud.pipeline import InForce
from ombud.signals.tuning import Bin, Interval
from ombud.web.console.desk import Desk, Form

__all__ = ["signals_page", "take_back"]

_SIDE, _MARGIN = 240, 32
_LONGEST_REASON = 500


class Scale(msgspec.Struct, frozen=True):
    """As `pipeline` keeps it."""

    labels: int
    yes: int
    held_out: int
    abstained: int


class Report(msgspec.Struct, frozen=True):
    """What was measured on the labels that were held out. A calibration has errors and bins, a local head the rest."""

    scale: Scale
    error_before: Interval | None = None
    error_after: Interval | None = None
    bins_before: list[Bin] = []
    bins_after: list[Bin] = []
    auc_before: float | None = None
    order: Interval | None = None
    loss_before: float | None = None
    loss_after: float | None = None
    gain: float | None = None


class Place(msgspec.Struct, frozen=True):
    """A bin in the drawing."""

    x: float
    y: float


class Drawing(msgspec.Struct, frozen=True):
    """Reliability before and after, in a square whose diagonal is where all of it should lie."""

    before: tuple[Place, ...]
    after: tuple[Place, ...]
    side: int = _SIDE
    margin: int = _MARGIN


class Change(msgspec.Struct, frozen=True):
    """A change of what is in force. `by` is who made it, None for the operator; `applied` says whether the version that
    it was made for is the one that measures now."""

    one: InForce
    by: User | None
    report: Report | None
    drawing: Drawing | None
    applied: bool


class Fitted(msgspec.Struct, frozen=True):
    """A signal and a kind, with every change, newest first: the first one says what is in force."""

    signal: str
    kind: TuningKind
    changes: tuple[Change, ...]

    @property
    def now(self) -> Change:
        """What is in force."""
        return self.changes[0]


@get("/signals", sync_to_thread=True)
def signals_page(desk: NamedDependency[Desk]) -> Response[Any]:
    """Every signal that was ever fitted here."""
    return desk.page("signals.html", fitted=list(_fitted(desk)), may_change=desk.user.role != "reviewer")


@post("/signals/{kind:str}/{signal:str}/back", status_code=HTTPStatus.SEE_OTHER, sync_to_thread=True)
def take_back(
    desk: NamedDependency[Desk], kind: FromPath[str], signal: FromPath[str], form: NamedDependency[Form]
) -> Response[Any]:
    """Take the last one back: the one before it is in force again, or the signal is as it ships."""
    if kind not in set(TuningKind):
        raise BadInput("no_such_kind", "There is no such kind of fit.")
    reason = form.get("reason", "").strip()
    if len(reason) > _LONGEST_REASON:
        raise BadInput("reason_too_long", f"{len(reason)} characters; at most {_LONGEST_REASON}.", field="reason")
    desk.ombud.tunings.back(TuningKind(kind), signal, reason, desk.user, seen=form.get("seen"))
    desk.ombud.signals.retune()
    return desk.go("/console/signals", said="tuning-back")


def _fitted(desk: Desk) -> Iterator[Fitted]:
    history = desk.ombud.tunings.history()
    with desk.ombud.store.read() as unit:
        people = {one.id: one for one in unit.people.users()}
    by_signal = sorted(history, key=lambda one: (one.step.signal, one.step.kind, -one.step.seq))
    for (signal, kind), steps in groupby(by_signal, key=lambda one: (one.step.signal, one.step.kind)):
        applied = desk.ombud.signals.applied(signal)
        yield Fitted(signal, kind, tuple(_change(one, people.get(one.step.by or ""), applied) for one in steps))


def _change(one: InForce, by: User | None, applied: Sequence[str]) -> Change:
    if one.tuning is None:
        return Change(one, by, None, None, applied=True)
    report = msgspec.json.decode(one.tuning.report, type=Report)
    drawing = Drawing(_places(report.bins_before), _places(report.bins_after)) if report.bins_after else None
    return Change(one, by, report, drawing, applied=one.tuning.id in applied)


def _places(bins: Sequence[Bin]) -> tuple[Place, ...]:
    return tuple(
        Place(round(_MARGIN + one.value * _SIDE, 1), round(_MARGIN + (1 - one.share) * _SIDE, 1)) for one in bins
    )
