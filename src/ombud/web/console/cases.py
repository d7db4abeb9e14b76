"""One case: the item, what the rules saw, what was decided before, and the judgement."""

from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from ombud.decisions import is_ordered, territory_of
from ombud.model import (
    PLATFORM_EVENTS,
    BadInput,
    CaseState,
    Conflict,
    Decision,
    Event,
    Measure,
    NotFound,
    OmbudError,
    gravest,
    restricts,
)
from ombud.pipeline import asked_about
from ombud.ports import AppealView, CaseView, DecisionView, Unit
from ombud.process.strikes import BY_STRIKES
from ombud.web.console.clauses import grounds
from ombud.web.console.desk import Desk, Form
from ombud.web.console.excerpts import marked
from ombud.web.console.queue import account_age, community_of
from ombud.web.console.reported import BECAUSE_OF_REPORTS, baseless_in, reported_in
from ombud.web.console.standing import LASTS, allowed, author_score, chosen_end

__all__ = ["CHOICES", "Before", "as_posted", "basis_of", "case_page", "history_of", "judge", "offered"]

CHOICES = tuple(measure for measure in Measure if measure not in (Measure.HOLD, Measure.RESTORE))
"""What a reviewer may choose, lightest first. Not `hold`: a judgement ends the waiting. `allow` and `restore` are one
choice; what was done before says which goes on the record."""

_FOR_ACCOUNTS = (Measure.ALLOW, Measure.WARN, Measure.LIMIT, Measure.SUSPEND)

_AHEAD = 200  # cases looked through to find this one's neighbours


class Before(msgspec.Struct, frozen=True):
    """A decision that was made on the item, and the appeal against it, if anybody appealed."""

    view: DecisionView
    appeal: AppealView | None


class Neighbours(msgspec.Struct, frozen=True):
    """The cases around this one in the queue that the reviewer came from; `onwards` is where to go after deciding."""

    previous: str | None
    next: str | None
    onwards: str | None


@get("/cases/{case_id:str}", sync_to_thread=True)
def case_page(desk: NamedDependency[Desk], case_id: FromPath[str], queue: FromQuery[str] = "") -> Response[Any]:
    """The case, and the form when it is open."""
    return _show(desk, case_id, queue, {})


@post("/cases/{case_id:str}", status_code=HTTPStatus.SEE_OTHER, sync_to_thread=True)
def judge(
    desk: NamedDependency[Desk], case_id: FromPath[str], form: NamedDependency[Form], queue: FromQuery[str] = ""
) -> Response[Any]:
    """Decide, then go on to the next case."""
    onwards = _path(_neighbours(desk, case_id, queue).onwards, queue)
    try:
        version, measure, clauses = _read(form, _choices(desk, case_id))
        decision = desk.ombud.review.judge(
            case_id,
            version,
            desk.user,
            measure,
            form.get("reason", ""),
            clauses,
            lasts=chosen_end(form),
            seen=form.get("seen"),
            reply=form.get("reply", ""),
            baseless=baseless_in(form),
        )
    except Conflict:
        return _overtaken(desk, case_id, queue, form)
    except BadInput as error:
        return _show(desk, case_id, queue, form, error)
    return desk.go(onwards, said=f"decided-{decision.measure}")


def offered(decision: Decision, *, reported: bool = False) -> tuple[Measure, ...]:
    """What may be chosen: nothing that restricts without a clause to stand on, no label that would say nothing.

    No territory that no rule names, and what strikes propose is about an account.
    And nothing graver than the rules ask for: who asks for help is not punished, and a rumour that gets context is not
    removed. Rules that ask for a hold (or more) leave it to the reviewer what comes after it.
    """
    if not decision.matches:
        return BECAUSE_OF_REPORTS if reported else (Measure.ALLOW,)
    if all(match.rule == BY_STRIKES for match in decision.matches):
        return _FOR_ACCOUNTS
    asked = gravest([match.then for match in decision.matches])
    limit = asked if gravest([asked, Measure.HOLD]) is Measure.HOLD and asked is not Measure.HOLD else Measure.SUSPEND
    return tuple(
        measure
        for measure in CHOICES
        if gravest([measure, limit]) is limit
        and (measure is not Measure.LABEL or decision.labels)
        and (measure is not Measure.GEO_RESTRICT or territory_of(measure, decision.matches))
    )


def _read(form: Form, choices: tuple[Measure, ...]) -> tuple[int, Measure, tuple[str, ...]]:
    """The choice. Raises BadInput."""
    try:
        version = int(form.get("version", ""))
    except ValueError as error:
        raise BadInput("version_missing", "the form is incomplete", advice="Open the case again.") from error
    if form.get("measure") not in choices:
        raise BadInput("measure_missing", "Choose what should happen to the post.", field="measure")
    measure = Measure(form["measure"])
    clauses = tuple(name.removeprefix("clause:") for name in form if name.startswith("clause:"))
    if restricts(measure) and "choose-clauses" in form and not clauses:
        raise BadInput("clause_missing", "Tick at least one clause that the post breaks.", field="clauses")
    return version, measure, clauses


def _show(desk: Desk, case_id: str, queue: str, form: Form, error: OmbudError | None = None) -> Response[Any]:
    with desk.ombud.store.read() as unit:
        view = _case(unit, case_id)
        asked = asked_about(unit, view.latest).decision
        history = history_of(unit, view.case.item)
        standing = author_score(desk.ombud, unit, view.case.item)
        reported = reported_in(unit, case_id, desk.ombud.policy.clauses)
    decision, event, basis = view.latest.decision, as_posted(history, view.latest), basis_of(history)
    found = grounds(desk.ombud.policy.clauses, basis.decision.matches, basis.statement)
    return desk.page(
        "case.html",
        HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK,
        case=view.case,
        open=view.case.state is CaseState.OPEN,
        latest=view.latest,
        decision=decision,
        event=event,
        basis=basis.decision,
        spans=marked(basis.decision.matches, len(event.item.text)),
        grounds=found,
        reported=reported,
        clause_choices=reported.choices(asked, found, desk.ombud.policy.clauses) if reported.rows else [],
        community=community_of(event),
        account_age=account_age(event),
        history=history,
        restricted=restricts(decision.measure),
        choices=offered(asked, reported=bool(reported.rows)),
        standing=standing,
        lasts=LASTS,
        most=allowed(asked),
        neighbours=_neighbours(desk, case_id, queue),
        queue=queue,
        form=form,
        error=error,
    )


def _overtaken(desk: Desk, case_id: str, queue: str, form: Form) -> Response[Any]:
    """Somebody was faster: what they decided, and what was about to be sent, so that no word is lost."""
    with desk.ombud.store.read() as unit:
        view = _case(unit, case_id)
    return desk.page(
        "overtaken.html",
        HTTPStatus.CONFLICT,
        case=view.case,
        closed=view.case.state is CaseState.CLOSED,
        latest=view.latest,
        form=form,
        again=_path(case_id, queue),
        onwards=_path(_neighbours(desk, case_id, queue).onwards, queue),
    )


def _choices(desk: Desk, case_id: str) -> tuple[Measure, ...]:
    with desk.ombud.store.read() as unit:
        decision = asked_about(unit, _case(unit, case_id).latest).decision
        return offered(decision, reported=bool(unit.reports.summaries([case_id])))


def _case(unit: Unit, case_id: str) -> CaseView:
    view = unit.cases.get(case_id)
    if view is None:
        raise NotFound("no_such_case", "There is no case at this address.")
    return view


def history_of(unit: Unit, item_id: str) -> list[Before]:
    """Everything decided about the item, oldest first."""
    views = unit.records.of_item(item_id)
    return [Before(view, unit.appeals.of_decision(view.decision.id)) for view in views]


def as_posted(history: list[Before], decision: DecisionView) -> Event:
    """The platform's own event that `decision` is about: judgements carry its item on, under their own time."""
    posted = decision.event
    for before in history:
        if before.view.event.type in PLATFORM_EVENTS:
            posted = before.view.event
        if before.view.decision.id == decision.decision.id:
            break
    return posted


def basis_of(history: list[Before]) -> DecisionView:
    """What the item is judged by now: the newest decision with matches, or the machine's that found none.

    People who undo something name no rule. What they judged still did match, in these words. Nor does an order.
    """
    newest = [before.view for before in reversed(history) if not is_ordered(before.view.decision)]
    return next((one for one in newest if one.decision.matches or one.decision.actor.kind == "automation"), newest[0])


def _neighbours(desk: Desk, case_id: str, queue: str) -> Neighbours:
    """Around this case; for a case that waits no more, the next one is the first that does."""
    with desk.ombud.store.read() as unit:
        ids = [view.case.id for view in unit.cases.queue(queue or None, limit=_AHEAD)]
    others = [one for one in ids if one != case_id]
    first = others[0] if others else None
    if case_id not in ids:
        return Neighbours(None, first, first)
    at = ids.index(case_id)
    following = ids[at + 1] if at + 1 < len(ids) else None
    return Neighbours(ids[at - 1] if at else None, following, following or first)


def _path(case_id: str | None, queue: str) -> str:
    path = f"/console/cases/{quote(case_id, safe='')}" if case_id else "/console"
    return f"{path}?queue={quote(queue, safe='')}" if queue else path
