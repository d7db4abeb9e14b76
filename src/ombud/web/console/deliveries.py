"""What Ombud still has to tell the platform, and what it could not."""

from http import HTTPStatus
from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from ombud.model import Task, TaskState
from ombud.web.console.desk import Desk
from ombud.web.console.queue import PageNumber

__all__ = ["Delivery", "deliveries_page", "resend"]

_PER_PAGE = 30


class Delivery(msgspec.Struct, frozen=True):
    """A message and what it says it is (``decision.made``)."""

    task: Task
    kind: str


@get("/deliveries", sync_to_thread=True)
def deliveries_page(
    desk: NamedDependency[Desk], show: FromQuery[TaskState] = TaskState.PARKED, page: PageNumber = 1
) -> Response[Any]:
    """Messages in one state, newest first; those that were given up on, unless asked otherwise."""
    with desk.ombud.store.read() as unit:
        counts = unit.outbox.counts()
        tasks = unit.outbox.page(show, limit=_PER_PAGE + 1, offset=(page - 1) * _PER_PAGE)
    return desk.page(
        "deliveries.html",
        state=show,
        states=[(one, counts.get(one, 0)) for one in (TaskState.PARKED, TaskState.WAITING, TaskState.DONE)],
        rows=[Delivery(task, _kind(task)) for task in tasks[:_PER_PAGE]],
        number=page,
        more=len(tasks) > _PER_PAGE,
        listening=desk.ombud.config.webhook_url is not None,
    )


@post("/deliveries/{task_id:str}/resend", status_code=HTTPStatus.SEE_OTHER, sync_to_thread=True)
def resend(desk: NamedDependency[Desk], task_id: FromPath[str]) -> Response[Any]:
    """Try a parked message again, with all its retries. Its ``webhook-id`` stays the same."""
    with desk.ombud.store.write() as unit:
        unit.outbox.resend(task_id, desk.now)
    for courier in desk.ombud.telling.couriers:
        courier.worker.wake()
    if desk.ombud.filer:
        desk.ombud.filer.worker.wake()
    return desk.go("/console/deliveries", said="resent")


def _kind(task: Task) -> str:
    payload = msgspec.json.decode(task.payload)
    return str(payload.get("type", task.topic)) if isinstance(payload, dict) else task.topic
