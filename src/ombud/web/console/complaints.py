"""Complaints about the answer to a report: looked at by somebody who had no part in it."""

from http import HTTPStatus
from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from ombud.model import BadInput, Conflict, Forbidden, Measure, NotFound, OmbudError, Outcome, Report, restricts
from ombud.web.console.cases import as_posted, basis_of, history_of
from ombud.web.console.desk import Desk, Form
from ombud.web.console.queue import PageNumber, account_age, community_of
from ombud.web.console.reported import BECAUSE_OF_REPORTS
from ombud.web.errors import status_of

__all__ = ["complaint_page", "complaints_page", "hear_complaint"]

_PER_PAGE = 20


class Row(msgspec.Struct, frozen=True):
    """A complaint in the list. `locked`: this reviewer had a part in the answer and may not hear it."""

    report: Report
    text: str
    since: Any
    locked: bool


@get("/complaints", sync_to_thread=True)
def complaints_page(desk: NamedDependency[Desk], page: PageNumber = 1) -> Response[Any]:
    """Those that wait, oldest first."""
    with desk.ombud.store.read() as unit:
        states = unit.processes.at("report", ["complained"], _PER_PAGE + 1, (page - 1) * _PER_PAGE)
        total = unit.processes.counts("report").get("complained", 0)
        rows = []
        for state in states[:_PER_PAGE]:
            report = unit.reports.get(state.subject)
            if report is not None:
                steps = unit.processes.steps("report", report.id)
                rows.append((report, steps[-1]))
    return desk.page(
        "complaints.html",
        rows=[Row(report, last.note, last.at, not desk.ombud.complaints.eligible(report, desk.user))
              for report, last in rows],
        total=total,
        number=page,
        more=len(states) > _PER_PAGE,
    )  # fmt: skip


@get("/complaints/{report_id:str}", sync_to_thread=True)
def complaint_page(desk: NamedDependency[Desk], report_id: FromPath[str]) -> Response[Any]:
    """One of them, and the form for whoever may hear it."""
    return _show(desk, report_id, {})


@post("/complaints/{report_id:str}", status_code=HTTPStatus.SEE_OTHER, sync_to_thread=True)
def hear_complaint(desk: NamedDependency[Desk], report_id: FromPath[str], form: NamedDependency[Form]) -> Response[Any]:
    """Answer it, and all others about the same item and words."""
    try:
        outcome = _outcome(form)
        measure = Measure(form["measure"]) if form.get("measure") in BECAUSE_OF_REPORTS else None
        clauses = tuple(name.removeprefix("clause:") for name in form if name.startswith("clause:"))
        desk.ombud.complaints.hear(
            report_id, desk.user, outcome, form.get("reasons", ""), measure, clauses, seen=form.get("seen")
        )
    except (BadInput, Conflict, Forbidden) as error:
        return _show(desk, report_id, form, error)
    return desk.go("/console/complaints", said=f"complaint-{outcome}")


def _outcome(form: Form) -> Outcome:
    if form.get("outcome") not in (Outcome.UPHOLD, Outcome.OVERTURN):
        raise BadInput("outcome_missing", "Choose whether the answer stays.", field="outcome")
    return Outcome(form["outcome"])


def _show(desk: Desk, report_id: str, form: Form, error: OmbudError | None = None) -> Response[Any]:
    with desk.ombud.store.read() as unit:
        report = unit.reports.get(report_id)
        if report is None:
            raise NotFound("no_such_report", "There is no report at this address.")
        steps = unit.processes.steps("report", report_id)
        history = history_of(unit, report.item)
        together = sum(one.content == report.content for one in unit.reports.complained(report.item))
    latest = history[-1].view
    event, clauses = as_posted(history, latest), desk.ombud.policy.clauses
    named = clauses.get(report.clause or "")
    return desk.page(
        "complaint.html",
        status_of(error) if error else HTTPStatus.OK,
        report=report,
        steps=steps,
        waits=steps[-1].state == "complained",
        together=together,
        locked=not desk.ombud.complaints.eligible(report, desk.user),
        title=named.title if named else report.clause or report.law,
        event=event,
        spans=(),
        basis=basis_of(history).decision,
        community=community_of(event),
        account_age=account_age(event),
        history=history,
        latest=latest.decision,
        restricted=restricts(latest.decision.measure),
        choices=[measure for measure in BECAUSE_OF_REPORTS if restricts(measure)],
        clauses=list(clauses.values()),
        form=form,
        error=error,
    )
