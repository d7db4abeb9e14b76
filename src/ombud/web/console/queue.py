"""The first page: what waits for a human, gravest first."""

from datetime import timedelta
from typing import Annotated, Any

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery, QueryParameter

from ombud.model import CaseReports, Event, Measure
from ombud.ports import CaseView
from ombud.web.console.clauses import titles_of
from ombud.web.console.desk import Desk
from ombud.web.console.excerpts import Excerpt, excerpt, marked

__all__ = ["PageNumber", "Row", "account_age", "community_of", "queue_page"]

_PER_PAGE = 20

PageNumber = Annotated[int, QueryParameter(ge=1, le=100_000)]


class Row(msgspec.Struct, frozen=True):
    """One case as the queue shows it. `done` is what holds now, `proposed` what a human is asked to confirm."""

    id: str
    item: str
    kind: str
    severity: str
    waited: timedelta
    clauses: tuple[str, ...]
    excerpt: Excerpt
    done: Measure
    proposed: Measure | None
    community: str | None
    account_age: timedelta | None
    reports: CaseReports | None


@get("/", name="console.queue", sync_to_thread=True)
def queue_page(desk: NamedDependency[Desk], queue: FromQuery[str] = "", page: PageNumber = 1) -> Response[Any]:
    """One page of a queue, or of all of them together."""
    with desk.ombud.store.read() as unit:
        counts = unit.cases.counts()
        views = unit.cases.queue(queue or None, limit=_PER_PAGE + 1, offset=(page - 1) * _PER_PAGE)
        reports = unit.reports.summaries([view.case.id for view in views])
    return desk.page(
        "queue.html",
        queue=queue,
        counts=sorted(counts.items()),
        total=sum(counts.values()),
        rows=[_row(desk, view, reports.get(view.case.id)) for view in views[:_PER_PAGE]],
        number=page,
        more=len(views) > _PER_PAGE,
    )


def _row(desk: Desk, view: CaseView, reports: CaseReports | None) -> Row:
    decision, event = view.latest.decision, view.latest.event
    spans = marked(decision.matches, len(event.item.text))
    return Row(
        id=view.case.id,
        item=event.item.id,
        kind=event.item.kind,
        severity=view.case.severity,
        waited=desk.now - view.case.opened_at,
        clauses=titles_of(desk.ombud.policy.clauses, decision.matches),
        excerpt=excerpt(event.item.text, spans),
        done=decision.measure,
        proposed=decision.proposed,
        community=community_of(event),
        account_age=account_age(event),
        reports=reports,
    )


def community_of(event: Event) -> str | None:
    """Where it was said, when the platform told us in the usual place."""
    community = event.context.get("community")
    return community if isinstance(community, str) else None


def account_age(event: Event) -> timedelta | None:
    """How old the author's account was when this happened: the age that the rules saw."""
    if event.author is None or event.author.created_at is None:
        return None
    return event.at - event.author.created_at
