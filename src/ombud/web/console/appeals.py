"""Appeals: a decision read again by somebody who had no part in it."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from ombud.model import (
    RESTRICTING,
    BadInput,
    Conflict,
    Forbidden,
    Measure,
    NotFound,
    OmbudError,
    Outcome,
    Waiting,
    gravest,
)
from ombud.ports import AppealView
from ombud.web.console.cases import as_posted, history_of
from ombud.web.console.clauses import grounds, titles_of
from ombud.web.console.desk import Desk, Form
from ombud.web.console.excerpts import marked
from ombud.web.console.queue import PageNumber, account_age, community_of

__all__ = ["appeal_page", "appeals_page", "give_back", "hear", "judge_claim", "lighter_than", "outcome_in", "take"]

_PER_PAGE = 20


class Row(msgspec.Struct, frozen=True):
    """An appeal in the list. `locked`: this reviewer had a part in the case and may not hear it.

    `mine` and `taken` say who has it now; `late` that its target is over.
    """

    view: AppealView
    waiting: Waiting
    clauses: tuple[str, ...]
    waited: timedelta
    left: timedelta
    locked: bool
    mine: bool
    taken: bool


@get("/appeals", sync_to_thread=True)
def appeals_page(desk: NamedDependency[Desk], show: FromQuery[str] = "", page: PageNumber = 1) -> Response[Any]:
    """What waits for an answer: what cannot wait first, then whose target is nearest. `show` is ``mine`` or nothing."""
    mine = desk.user.id if show == "mine" else None
    with desk.ombud.store.read() as unit:
        found = unit.board.page(_PER_PAGE + 1, (page - 1) * _PER_PAGE, holder=mine)
        views = unit.appeals.named([one.appeal for one in found[:_PER_PAGE]])
        touched = unit.appeals.touched(list(views))
        total, own = unit.board.count(), unit.board.count(desk.user.id)
        rows = [
            Row(
                view=view,
                waiting=one,
                clauses=titles_of(desk.ombud.policy.clauses, view.against.decision.matches),
                waited=desk.now - one.filed_at,
                left=one.target - desk.now,
                locked=desk.user.id in touched[one.appeal],
                mine=one.held_by(desk.now) == desk.user.id,
                taken=one.held_by(desk.now) not in (None, desk.user.id),
            )
            for one in found
            if (view := views.get(one.appeal)) is not None
        ]
    return desk.page(
        "appeals.html", rows=rows, number=page, more=len(found) > _PER_PAGE, show=show, total=total, own=own
    )


@get("/appeals/{appeal_id:str}", sync_to_thread=True)
def appeal_page(desk: NamedDependency[Desk], appeal_id: FromPath[str]) -> Response[Any]:
    """The appeal, with the form for whoever may hear it."""
    return _show(desk, appeal_id, {})


@post("/appeals/{appeal_id:str}", status_code=HTTPStatus.SEE_OTHER, sync_to_thread=True)
def hear(desk: NamedDependency[Desk], appeal_id: FromPath[str], form: NamedDependency[Form]) -> Response[Any]:
    """Answer the appeal. Whether this reviewer may is not asked here: the database refuses those who may not."""
    try:
        outcome, lighter = outcome_in(form)
        desk.ombud.appeals.hear(appeal_id, desk.user, outcome, form.get("reasons", ""), lighter, seen=form.get("seen"))
    except (Forbidden, Conflict, BadInput) as error:
        return _show(desk, appeal_id, form, error)
    return desk.go("/console/appeals", said=f"heard-{outcome}")


@post("/appeals/{appeal_id:str}/take", status_code=HTTPStatus.SEE_OTHER, sync_to_thread=True)
def take(desk: NamedDependency[Desk], appeal_id: FromPath[str]) -> Response[Any]:
    """Have it for a while."""
    try:
        desk.ombud.routing.take(appeal_id, desk.user)
    except (Forbidden, Conflict) as error:
        return _show(desk, appeal_id, {}, error)
    return desk.go(f"/console/appeals/{appeal_id}", said="appeal-taken")


@post("/appeals/{appeal_id:str}/give-back", status_code=HTTPStatus.SEE_OTHER, sync_to_thread=True)
def give_back(desk: NamedDependency[Desk], appeal_id: FromPath[str]) -> Response[Any]:
    """Somebody else should."""
    desk.ombud.routing.give_back(appeal_id, desk.user)
    return desk.go("/console/appeals", said="appeal-given-back")


@post("/appeals/{appeal_id:str}/claim", status_code=HTTPStatus.SEE_OTHER, sync_to_thread=True)
def judge_claim(desk: NamedDependency[Desk], appeal_id: FromPath[str], form: NamedDependency[Form]) -> Response[Any]:
    """Whether it cannot wait."""
    urgent = form.get("urgent") == "yes"
    try:
        desk.ombud.routing.judge_claim(appeal_id, desk.user, form.get("note", ""), urgent=urgent)
    except (Forbidden, Conflict, BadInput) as error:
        return _show(desk, appeal_id, form, error)
    return desk.go(f"/console/appeals/{appeal_id}", said="claim-confirmed" if urgent else "claim-refused")


def outcome_in(form: Form) -> tuple[Outcome, Measure | None]:
    """The outcome, and the lighter measure when it is ``partly``. Raises BadInput."""
    if form.get("outcome") not in set(Outcome):
        raise BadInput("outcome_missing", "Choose how the appeal ends.", field="outcome")
    outcome = Outcome(form["outcome"])
    if outcome is not Outcome.PARTLY:
        return outcome, None
    if form.get("measure") not in set(Measure):
        raise BadInput("measure_missing", "Choose the lighter measure.", field="measure")
    return outcome, Measure(form["measure"])


_STATUS = {
    Forbidden: HTTPStatus.FORBIDDEN,
    Conflict: HTTPStatus.CONFLICT,
    BadInput: HTTPStatus.UNPROCESSABLE_ENTITY,
}


def _show(desk: Desk, appeal_id: str, form: Form, error: OmbudError | None = None) -> Response[Any]:
    with desk.ombud.store.read() as unit:
        view = unit.appeals.get(appeal_id)
        if view is None:
            raise NotFound("no_such_appeal", "There is no appeal at this address.")
        history = history_of(unit, view.appeal.item)
        newest = unit.records.latest([view.appeal.item])[view.appeal.item]
        waiting, terms = unit.board.get(appeal_id), unit.appeal_files.terms(appeal_id)
        evidence, steps = unit.appeal_files.evidence(appeal_id), unit.processes.steps("appeal", appeal_id)
        disputes = unit.disputes.of_decisions([one.view.decision.id for one in history])
    decision, event = view.against.decision, as_posted(history, view.against)
    return desk.page(
        "appeal.html",
        _STATUS[type(error)] if error else HTTPStatus.OK,
        appeal=view.appeal,
        state=view.state,
        outcome=view.outcome,
        waiting=waiting,
        holder=waiting.held_by(desk.now) if waiting else None,
        terms=terms,
        evidence=evidence,
        steps=steps,
        disputes=disputes,
        invitations=desk.ombud.outside.of(appeal_id) if desk.user.role in ("lead", "admin") else [],
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
        locked=view.waits and not desk.ombud.appeals.eligible(view, desk.user),
        lighter=lighter_than(decision.measure),
        form=form,
        error=error,
    )


def lighter_than(than: Measure) -> list[Measure]:
    """What “partly” may leave in place of `than`, lightest first. Neither a hold (it decides nothing) nor a border."""
    return [
        measure
        for measure in Measure
        if measure in RESTRICTING - {Measure.HOLD, Measure.GEO_RESTRICT, than} and gravest([measure, than]) is than
    ]
