"""Appeals: a decision read again by somebody who had no part in it."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from ombud.model import RESTRICTING, BadInput, Conflict, Forbidden, Measure, NotFound, OmbudError, Outcome, gravest
from ombud.ports import AppealView
from ombud.web.console.cases import as_posted, history_of
from ombud.web.console.clauses import grounds, titles_of
from ombud.web.console.desk import Desk, Form
from ombud.web.console.excerpts import marked
from ombud.web.console.queue import PageNumber, account_age, community_of

__all__ = ["appeal_page", "appeals_page", "hear"]

_PER_PAGE = 20


class Pending(msgspec.Struct, frozen=True):
    """An appeal in the list. `locked`: this reviewer decided in the case and may not hear it."""

    view: AppealView
    clauses: tuple[str, ...]
    waited: timedelta
    locked: bool


@get("/appeals", sync_to_thread=True)
def appeals_page(desk: NamedDependency[Desk], page: PageNumber = 1) -> Response[Any]:
    """What waits for an answer, oldest first."""
    with desk.ombud.store.read() as unit:
        views = unit.appeals.pending(limit=_PER_PAGE + 1, offset=(page - 1) * _PER_PAGE)
    rows = [
        Pending(
            view=view,
            clauses=titles_of(desk.ombud.policy.clauses, view.against.decision.matches),
            waited=desk.now - view.appeal.filed_at,
            locked=not desk.ombud.appeals.eligible(view, desk.user),
        )
        for view in views[:_PER_PAGE]
    ]
    return desk.page("appeals.html", rows=rows, number=page, more=len(views) > _PER_PAGE)


@get("/appeals/{appeal_id:str}", sync_to_thread=True)
def appeal_page(desk: NamedDependency[Desk], appeal_id: FromPath[str]) -> Response[Any]:
    """The appeal, with the form for whoever may hear it."""
    return _show(desk, appeal_id, {})


@post("/appeals/{appeal_id:str}", status_code=HTTPStatus.SEE_OTHER, sync_to_thread=True)
def hear(desk: NamedDependency[Desk], appeal_id: FromPath[str], form: NamedDependency[Form]) -> Response[Any]:
    """Answer the appeal. Whether this reviewer may is not asked here: the database refuses those who may not."""
    try:
        outcome, lighter = _read(form)
        desk.ombud.appeals.hear(appeal_id, desk.user, outcome, form.get("reasons", ""), lighter, seen=form.get("seen"))
    except Forbidden as error:
        return _show(desk, appeal_id, form, error, HTTPStatus.FORBIDDEN)
    except Conflict as error:
        return _show(desk, appeal_id, form, error, HTTPStatus.CONFLICT)
    except BadInput as error:
        return _show(desk, appeal_id, form, error, HTTPStatus.UNPROCESSABLE_ENTITY)
    return desk.go("/console/appeals", said=f"heard-{outcome}")


def _read(form: Form) -> tuple[Outcome, Measure | None]:
    """The outcome, and the lighter measure when it is ``partly``. Raises BadInput."""
    if form.get("outcome") not in set(Outcome):
        raise BadInput("outcome_missing", "Choose how the appeal ends.", field="outcome")
    outcome = Outcome(form["outcome"])
    if outcome is not Outcome.PARTLY:
        return outcome, None
    if form.get("measure") not in set(Measure):
        raise BadInput("measure_missing", "Choose the lighter measure.", field="measure")
    return outcome, Measure(form["measure"])


def _show(
    desk: Desk,
    appeal_id: str,
    form: Form,
    error: OmbudError | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> Response[Any]:
    with desk.ombud.store.read() as unit:
        view = unit.appeals.get(appeal_id)
        if view is None:
            raise NotFound("no_such_appeal", "There is no appeal at this address.")
        history = history_of(unit, view.appeal.item)
        newest = unit.records.latest([view.appeal.item])[view.appeal.item]
    decision, event = view.against.decision, as_posted(history, view.against)
    return desk.page(
        "appeal.html",
        status,
        appeal=view.appeal,
        outcome=view.outcome,
        against=view.against,
        decision=decision,
        basis=decision,
        event=event,
        newest=newest.decision,
        edited=newest.event if newest.event.item.text != event.item.text else None,
        spans=marked(decision.matches, len(event.item.text)),
        grounds=grounds(desk.ombud.policy.clauses, decision.matches, view.against.statement),
        community=community_of(event),
        account_age=account_age(event),
        history=history,
        locked=view.outcome is None and not desk.ombud.appeals.eligible(view, desk.user),
        lighter=_lighter(decision.measure),
        form=form,
        error=error,
    )


def _lighter(than: Measure) -> list[Measure]:
    """What “partly” may leave in place of `than`, lightest first. Neither a hold (it decides nothing) nor a border."""
    return [
        measure
        for measure in Measure
        if measure in RESTRICTING - {Measure.HOLD, Measure.GEO_RESTRICT, than} and gravest([measure, than]) is than
    ]
