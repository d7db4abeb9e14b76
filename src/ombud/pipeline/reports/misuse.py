"""Misuse of reporting (DSA Art. 23): who was warned, whose reports a person has set aside, and until when."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from ombud.model import BadInput, Conflict, NotFound, Outcome, ProcessState, ProcessStep, Standing, User
from ombud.pipeline.context import Context
from ombud.pipeline.reports.desk import ReportDesk
from ombud.ports import Unit
from ombud.process import check_reasons, check_words
from ombud.process.misuse import FORGIVEN_AFTER, REPORTER, SET_ASIDE, Pause, check_pause, is_misuse, pause_of

__all__ = ["MisuseDesk", "ReporterView"]

_SHOWN = 200
_COUNTS_ANEW = ("warn", "overturn", "lapse", "lift", "resume")
"""Once a pause is over, for whatever reason, what had led to it is no ground for another."""


class ReporterView(msgspec.Struct, frozen=True):
    """Somebody who was warned. `standing` counts since the last warning, or since the last pause was over; `pausable`
    says whether that is enough. `pause` is the last one, and `deciders` are those who have ever set one, or have
    found a report manifestly unfounded: they hear no objection to it."""

    state: ProcessState
    steps: tuple[ProcessStep, ...]
    standing: Standing
    pausable: bool
    pause: Pause | None
    deciders: frozenset[str]

    @property
    def set_aside(self) -> bool:
        """Whether their reports are set aside now."""
        return self.state.state in SET_ASIDE


class MisuseDesk:
    """Sets the reports of somebody who was warned aside for a time, and ends that; has objections to it heard.

    An objection is heard by a lead who neither set them aside nor found any of them manifestly unfounded (the database
    refuses others), within `deadline`: else the pause ends, as everything does that was appealed and that nobody heard.
    """

    def __init__(self, context: Context, reports: ReportDesk, deadline: timedelta) -> None:
        self._context = context
        self._reports = reports
        self._deadline = deadline

    def warned(self) -> list[ReporterView]:
        """Everybody who is warned or paused now, the latest first."""
        with self._context.store.read() as unit:
            states = unit.processes.at("reporter", ["warned", *sorted(SET_ASIDE)], _SHOWN, newest=True)
            return _views(unit, states)

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
            check_pause(_views(unit, [before])[0].standing, now, until)
            unit.processes.take(
                [REPORTER.step(before, reporter, "pause", now, role=user.role, by=user.id, note=words, due=until)]
            )
            data = {"reporter": reporter, "until": until.isoformat(), "reasons": words}
            newest = unit.reports.of_reporter(reporter, 1)
            data["url"] = self._reports.url(newest[0].id)  # nobody is warned who has reported nothing
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
            self._go_on(unit, reporter, now)
        context.wake()

    def object(self, token: str, text: str) -> None:
        """Whoever holds the link of a report says that its reporter's pause is wrong: once, while it holds.

        Raises NotFound for an unknown link; Conflict (``nothing_to_object``); BadInput for the text.
        """
        context = self._context
        with context.store.write() as unit:
            view = self._reports.seen(unit, token)
            before, pause = view.reporter, view.pause
            if before is None or pause is None or before.state != "paused":
                raise Conflict("nothing_to_object", "There is no pause here that was not objected to before.")
            words, now = check_words(text), context.clock.now()
            due = min(pause.ends, now + self._deadline)
            unit.processes.take(
                [REPORTER.step(before, before.subject, "object", now, role="person", note=words, due=due)]
            )

    def hear(self, reporter: str, user: User, outcome: Outcome | None, reasons: str) -> None:
        """Whether the pause stays (``uphold``) or was wrong (``overturn``): then it ends now.

        Raises Forbidden (``same_reviewer``) for who has set one or found a report of theirs manifestly unfounded,
        NotFound, Conflict (``process_wrong_step``, where nobody objects; ``not_a_lead``), BadInput.
        """
        words = check_reasons(reasons, "reasons")
        if outcome is not Outcome.UPHOLD and outcome is not Outcome.OVERTURN:
            raise BadInput("outcome_missing", "Say whether the pause stays.", field="outcome")
        context = self._context
        with context.store.write() as unit:
            now, before = context.clock.now(), _known(unit, reporter)
            pause = pause_of(unit.processes.steps("reporter", reporter))
            stays = outcome is Outcome.UPHOLD and pause is not None
            due = pause.ends if stays and pause is not None else now + FORGIVEN_AFTER
            unit.processes.take(
                [REPORTER.step(before, reporter, str(outcome), now, role=user.role, by=user.id, note=words, due=due)]
            )
            if not stays:
                self._go_on(unit, reporter, now)
            self._tell(unit, reporter, str(outcome), words, now)
        context.wake()

    def _go_on(self, unit: Unit, reporter: str, now: datetime) -> None:
        """What was set aside goes to a person now."""
        aside = unit.reports.of_reporter(reporter)
        states = unit.processes.states("report", [report.id for report in aside])
        self._reports.resume(unit, [one for one in states.values() if one.state == "paused"], now)

    def _tell(self, unit: Unit, reporter: str, outcome: str, reasons: str, now: datetime) -> None:
        data = {"reporter": reporter, "outcome": outcome, "reasons": reasons}
        unit.outbox.put(self._context.sealer.webhook("reporter.objection_decided", reporter, data, now))

    def due(self, unit: Unit, due: Sequence[ProcessState], now: datetime) -> None:
        """`Deadlines`' handler for reporters: a pause ends, or an objection that nobody heard ends it; a warning is
        forgiven."""
        for state in due:
            who, over = state.subject, now + FORGIVEN_AFTER
            if state.state not in SET_ASIDE:
                unit.processes.take([REPORTER.step(state, who, "forgive", now, role="clock")])
                continue
            pause = pause_of(unit.processes.steps("reporter", who))
            unheard = state.state == "objected" and pause is not None and now < pause.ends
            move = "lapse" if unheard else "resume"
            unit.processes.take([REPORTER.step(state, who, move, now, role="clock", due=over)])
            if unheard:
                self._go_on(unit, who, now)
                self._tell(unit, who, "lapse", "", now)


def _views(unit: Unit, states: Sequence[ProcessState]) -> list[ReporterView]:
    """Three queries, however many they are."""
    known = unit.processes.steps_of("reporter", [state.subject for state in states])
    anew = {who: max(step.at for step in steps if step.move in _COUNTS_ANEW) for who, steps in known.items()}
    standings = unit.reports.standings_since({who: at + timedelta(microseconds=1) for who, at in anew.items()})
    finders = unit.reports.found_baseless_by(known)
    views = []
    for state in states:
        who, steps = state.subject, tuple(known[state.subject])
        counted = standings.get(who, Standing())
        deciders = {step.by for step in steps if step.move == "pause" and step.by} | finders.get(who, frozenset())
        pausable = state.state == "warned" and is_misuse(counted)
        views.append(ReporterView(state, steps, counted, pausable, pause_of(steps), frozenset(deciders)))
    return views


def _known(unit: Unit, reporter: str) -> ProcessState:
    state = unit.processes.state("reporter", reporter)
    if state is None:
        raise NotFound("no_such_reporter", "Nobody by that name was warned.")
    return state
