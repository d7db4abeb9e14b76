"""Two versions of the policy over the past: choose them, wait, and read what would have been decided otherwise."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency

from ombud.history import MAX_MINUTES, RunState
from ombud.model import BadInput, Conflict, OmbudError
from ombud.policy.backtest import Backtest, ClauseOutcome
from ombud.web.console.desk import Desk, Form
from ombud.web.console.plot import Plot, plot_of
from ombud.web.errors import status_of

__all__ = ["Choice", "backtest_page", "cancel_backtest", "choices", "start_backtest"]

_PAGE = "/console/policy/backtest"
_PERIODS = (7, 30, 90)
_REASON = 60
_VERSION, _DRAFT = "version ", "draft "


class Choice(msgspec.Struct, frozen=True):
    """Something that can stand on either side: `value` as the form sends it, since when it is, and what for.

    A version is known by when it came into force last, why it did then, shortened, and how its hash begins; its title
    says nothing, as all have the same. A draft is known by its title.
    """

    value: str
    since: datetime
    about: str
    short: str = ""

    @property
    def is_draft(self) -> bool:
        """Whether it has never been in force."""
        return self.value.startswith(_DRAFT)


class _Changed(msgspec.Struct, frozen=True):
    outcome: ClauseOutcome
    title: str
    plot: Plot | None


@get("/policy/backtest", sync_to_thread=True)
def backtest_page(desk: NamedDependency[Desk]) -> Response[Any]:
    """The form, the run under way or its outcome, and what shadow rules have counted."""
    return _show(desk)


@post("/policy/backtest", status_code=HTTPStatus.SEE_OTHER, sync_to_thread=True)
def start_backtest(desk: NamedDependency[Desk], form: NamedDependency[Form]) -> Response[Any]:
    """Begin one, over what has been decided up to now."""
    try:
        since = _since_day(desk, form)
        old, new = _sides(desk, form)
        desk.ombud.past.archivist.catch_up()
        asked = {field: form.get(field, "") for field in ("old", "new", "days")}
        desk.ombud.past.backtests.start(old, new, since, desk.now, asked)
    except (BadInput, Conflict) as error:
        return _show(desk, form, error)
    return desk.go(_PAGE)


def _show(desk: Desk, form: Form | None = None, error: OmbudError | None = None) -> Response[Any]:
    run = desk.ombud.past.backtests.current()
    outcome = run.outcome if run is not None else None
    offered = choices(desk)
    asked = dict(run.asked) if run is not None and run.asked else _usual(offered)
    return desk.page(
        "backtest.html",
        status_of(error) if error else HTTPStatus.OK,
        run=run,
        running=run is not None and run.state is RunState.RUNNING,
        outcome=outcome,
        changed=_changed(outcome, {one.id: one.title for one in desk.ombud.policy.clauses.values()}),
        calm=[one for one in outcome.clauses if not _changes(one)] if outcome else [],
        choices=offered,
        named={one.value: one for one in offered},
        periods=_PERIODS,
        shadows=desk.ombud.past.history.shadows(desk.now.date()),
        minutes=MAX_MINUTES,
        form=asked | (form or {}),
        error=error,
    )


@post("/policy/backtest/cancel", status_code=HTTPStatus.SEE_OTHER, sync_to_thread=True)
def cancel_backtest(desk: NamedDependency[Desk]) -> Response[Any]:
    """End the one that runs."""
    desk.ombud.past.backtests.cancel()
    return desk.go(_PAGE)


def choices(desk: Desk) -> list[Choice]:
    """The versions that were in force, the one that is first, and the drafts under way."""
    with desk.ombud.store.read() as unit:
        publications, drafts = unit.policies.publications(), unit.drafts.page()
    latest = {one.version: one for one in reversed(publications)}
    versions = sorted(latest.values(), key=lambda one: one.seq, reverse=True)
    return [
        *(Choice(f"{_VERSION}{one.version}", one.at, _short(one.reason), _hash(one.version)) for one in versions),
        *(Choice(f"{_DRAFT}{one.draft.id}", one.draft.opened_at, one.draft.title) for one in drafts),
    ]


def _usual(offered: list[Choice]) -> dict[str, str]:
    """The newest draft against what is in force; without one, what is in force against what was before."""
    versions = [one.value for one in offered if not one.is_draft]
    draft = next((one.value for one in offered if one.is_draft), None)
    old, new = (versions[0], draft) if draft else (versions[1] if versions[1:] else versions[0], versions[0])
    return {"old": old, "new": new, "days": str(_PERIODS[1])}


def _hash(version: str) -> str:
    return version.removeprefix("sha256:")[:8]


def _since(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _short(reason: str) -> str:
    return reason if len(reason) <= _REASON else f"{reason[: _REASON - 1].rstrip()}…"


_Side = tuple[str, Mapping[str, str]]
"""What a choice is called, and its files."""


def _sides(desk: Desk, form: Form) -> tuple[_Side, _Side]:
    """Raises BadInput for what is on no list, and for the same on both sides."""
    old, new = _side(desk, form, "old"), _side(desk, form, "new")
    if form["old"] == form["new"]:
        raise BadInput("same_version", "This is the same on both sides: choose another one.", field="new")
    return old, new


def _side(desk: Desk, form: Form, field: str) -> _Side:
    value = form.get(field, "")
    with desk.ombud.store.read() as unit:
        if value.startswith(_DRAFT):
            view = unit.drafts.get(value.removeprefix(_DRAFT))
            files = unit.drafts.files(view.last.content) if view is not None else None
            if view is not None and files is not None:
                return view.draft.title, files
        found = unit.policies.get(value.removeprefix(_VERSION))
    if found is None:
        raise BadInput("no_such_version", "Choose a version or a draft from the list.", field=field)
    return f"{_since(found.published_at)}, {_hash(found.version)}", found.files


def _since_day(desk: Desk, form: Form) -> date | None:
    """The first day to look at; None for everything that is kept. Raises BadInput."""
    days = form.get("days", "")
    if days not in ("", *map(str, _PERIODS)):
        raise BadInput("no_such_period", "Choose a period from the list.", field="days")
    return desk.now.date() - timedelta(days=int(days)) if days else None


def _changes(one: ClauseOutcome) -> int:
    return one.held + one.graver + one.milder + one.freed


def _changed(outcome: Backtest | None, titles: Mapping[str, str]) -> list[_Changed]:
    """The clauses under which anything would change, those with most first."""
    found = sorted(outcome.clauses, key=_changes, reverse=True) if outcome else []
    return [_Changed(one, titles.get(one.clause, one.clause), plot_of(one.days)) for one in found if _changes(one)]
