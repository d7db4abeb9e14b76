"""Misuse of reporting (DSA Art. 23): who was warned, whose reports a person has set aside, and until when."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from ombud.model import NotFound, ProcessState, ProcessStep, Standing, User
from ombud.pipeline.context import Context
from ombud.pipeline.reports.desk import ReportDesk
from ombud.ports import Unit
from ombud.process import check_reasons
from ombud.process.misuse import FORGIVEN_AFTER, REPORTER, check_pause, is_misuse

__all__ = ["MisuseDesk", "ReporterView"]

_SHOWN = 200


class ReporterView(msgspec.Struct, frozen=True):
    """Somebody who was warned. `standing` counts since the last warning; `pausable` says whether that is enough."""

    state: ProcessState
    steps: tuple[ProcessStep, ...]
    standing: Standing
    pausable: bool


class MisuseDesk:
    """Sets the reports of somebody who was warned aside for a time, and ends that."""

    def __init__(self, context: Context, reports: ReportDesk) -> None:
        self._context = context
        self._reports = reports

    def warned(self) -> list[ReporterView]:
        """Everybody who is warned or paused now, the latest first."""
        with self._context.store.read() as unit:
            states = unit.processes.at("reporter", ["warned", "paused"], _SHOWN, newest=True)
            return [self._view(unit, state) for state in states]

    def pause(self, reporter: str, user: User, days: int, reasons: str) -> datetime:
        """Set aside what they report for so many days, with reasons that they read; returns when it ends.

        Raises NotFound, Conflict (``no_misuse``, ``process_wrong_step``), BadInput (``bad_pause``,
        ``reasons_missing``).
        """
        words = check_reasons(reasons, "reasons")
        context = self._context
        with context.store.write() as unit:
            now, before = context.clock.now(), _known(unit, reporter)
            until = now + timedelta(days=min(max(days, 0), 10_000))
            check_pause(self._view(unit, before).standing, now, until)
            unit.processes.take(
                [REPORTER.step(before, reporter, "pause", now, role=user.role, by=user.id, note=words, due=until)]
            )
            data = {"reporter": reporter, "until": until.isoformat(), "reasons": words}
            unit.outbox.put(context.sealer.webhook("reporter.paused", reporter, data, now))
        context.wake()
        return until

    def lift(self, reporter: str, user: User, reasons: str) -> None:
        """End a pause before its time: what was set aside goes to a person now. Raises NotFound, Conflict, BadInput."""
        words = check_reasons(reasons, "reasons")
        context = self._context
        with context.store.write() as unit:
            now, before = context.clock.now(), _known(unit, reporter)
            unit.processes.take(
                [REPORTER.step(before, reporter, "lift", now, role=user.role, by=user.id, note=words,
                               due=now + FORGIVEN_AFTER)]
            )  # fmt: skip
            aside = unit.reports.of_reporter(reporter)
            states = unit.processes.states("report", [report.id for report in aside])
            self._reports.resume(unit, [one for one in states.values() if one.state == "paused"], now)
        context.wake()

    def due(self, unit: Unit, due: Sequence[ProcessState], now: datetime) -> None:
        """`Deadlines`' handler for reporters: a pause ends, a warning is forgiven."""
        for state in due:
            if state.state == "paused":
                step = REPORTER.step(state, state.subject, "resume", now, role="clock", due=now + FORGIVEN_AFTER)
            else:
                step = REPORTER.step(state, state.subject, "forgive", now, role="clock")
            unit.processes.take([step])

    def _view(self, unit: Unit, state: ProcessState) -> ReporterView:
        steps = tuple(unit.processes.steps("reporter", state.subject))
        warned = max((step.at for step in steps if step.move == "warn"), default=state.since)
        standing = unit.reports.standings([state.subject], warned + timedelta(microseconds=1))
        counted = standing.get(state.subject, Standing())
        return ReporterView(state, steps, counted, state.state == "warned" and is_misuse(counted))


def _known(unit: Unit, reporter: str) -> ProcessState:
    state = unit.processes.state("reporter", reporter)
    if state is None:
        raise NotFound("no_such_reporter", "Nobody by that name was warned.")
    return state
