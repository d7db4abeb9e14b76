"""Two versions of the policy over the past: choose them, wait, and read what would have been decided otherwise."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency

from ombud.history import MAX_MINUTES, RunState
from ombud.model import BadInput
from ombud.policy.backtest import Backtest, ClauseOutcome
from ombud.web.console.desk import Desk, Form
from ombud.web.console.plot import Plot, plot_of

__all__ = ["Choice", "backtest_page", "cancel_backtest", "choices", "start_backtest"]

_PAGE = "/console/policy/backtest"
_PERIODS = (7, 30, 90)
_REASON = 60
_VERSION, _DRAFT = "version ", "draft "


class Choice(msgspec.Struct, frozen=True):
    """Something that can stand on either side: `value` as the form sends it, its name, and since when it is.

    Of a version also why it came, shortened, and how its hash begins: several may be of one name and one day.
    """

    value: str
    name: str
    since: str
    reason: str = ""
    short: str = ""


class _Changed(msgspec.Struct, frozen=True):
    outcome: ClauseOutcome
    title: str
    plot: Plot | None


@get("/policy/backtest", sync_to_thread=True)
def backtest_page(desk: NamedDependency[Desk]) -> Response[Any]:
    """The form, the run under way or its outcome, and what shadow rules have counted."""
    run = desk.ombud.backtests.current()
    outcome = run.outcome if run is not None else None
    return desk.page(
        "backtest.html",
        run=run,
        running=run is not None and run.state is RunState.RUNNING,
        outcome=outcome,
        changed=_changed(outcome, {one.id: one.title for one in desk.ombud.policy.clauses.values()}),
        calm=[one for one in outcome.clauses if not _changes(one)] if outcome else [],
        choices=choices(desk),
        periods=_PERIODS,
        shadows=desk.ombud.history.shadows(desk.now.date()),
        minutes=MAX_MINUTES,
    )


@post("/policy/backtest", status_code=HTTPStatus.SEE_OTHER, sync_to_thread=True)
def start_backtest(desk: NamedDependency[Desk], form: NamedDependency[Form]) -> Response[Any]:
    """Begin one, over what has been decided up to now."""
    days = form.get("days", "")
    since = desk.now.date() - timedelta(days=int(days)) if days in map(str, _PERIODS) else None
    old, new = _side(desk, form.get("old", "")), _side(desk, form.get("new", ""))
    desk.ombud.archivist.catch_up()
    desk.ombud.backtests.start(old, new, since, desk.now)
    return desk.go(_PAGE)


@post("/policy/backtest/cancel", status_code=HTTPStatus.SEE_OTHER, sync_to_thread=True)
def cancel_backtest(desk: NamedDependency[Desk]) -> Response[Any]:
    """End the one that runs."""
    desk.ombud.backtests.cancel()
    return desk.go(_PAGE)


def choices(desk: Desk) -> list[Choice]:
    """The versions that were in force, the newest first, and the drafts under way."""
    with desk.ombud.store.read() as unit:
        versions, drafts = unit.policies.versions(), unit.drafts.page()
        reasons = {one.version: one.reason for one in reversed(unit.policies.publications())}
    return [
        *(
            Choice(
                f"{_VERSION}{one.version}",
                one.title,
                _since(one.published_at),
                _short(reasons.get(one.version, "")),
                one.version.removeprefix("sha256:")[:8],
            )
            for one in versions
        ),
        *(Choice(f"{_DRAFT}{one.draft.id}", one.draft.title, _since(one.draft.opened_at)) for one in drafts),
    ]


def _since(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _short(reason: str) -> str:
    return reason if len(reason) <= _REASON else f"{reason[: _REASON - 1].rstrip()}…"


def _side(desk: Desk, value: str) -> tuple[str, Mapping[str, str]]:
    """What a choice is called, and its files."""
    with desk.ombud.store.read() as unit:
        if value.startswith(_DRAFT):
            view = unit.drafts.get(value.removeprefix(_DRAFT))
            files = unit.drafts.files(view.last.content) if view is not None else None
            if view is not None and files is not None:
                return view.draft.title, files
        found = unit.policies.get(value.removeprefix(_VERSION))
    if found is None:
        raise BadInput("no_such_version", "Choose two versions from the lists.", field="old")
    return f"{found.title}, {_since(found.published_at)}", found.files


def _changes(one: ClauseOutcome) -> int:
    return one.held + one.graver + one.milder + one.freed


def _changed(outcome: Backtest | None, titles: Mapping[str, str]) -> list[_Changed]:
    """The clauses under which anything would change, those with most first."""
    found = sorted(outcome.clauses, key=_changes, reverse=True) if outcome else []
    return [_Changed(one, titles.get(one.clause, one.clause), plot_of(one.days)) for one in found if _changes(one)]
