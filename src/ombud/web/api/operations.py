"""Whether the process lives, whether it can do its work, and what it has done."""

import shutil
import threading
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.enums import MediaType

from ombud.model import OmbudError
from ombud.pipeline import MERGE_DELAY_SECONDS
from ombud.web.api.metrics import Metrics
from ombud.wiring import Ombud

__all__ = ["Lag", "Readiness", "healthz", "metrics", "readyz"]

LEAST_FREE = 64 * 1024 * 1024
"""Bytes that have to be free where the data lies: less, and the next write may be the one that fails."""

LONGEST_LAG = timedelta(seconds=MERGE_DELAY_SECONDS / 2)
"""For how long the sequencer may be behind before somebody should look: half of what is promised to the public."""


class Readiness(msgspec.Struct, frozen=True):
    """What `/readyz` found. `store` and `disk` are ``ok`` or say what is wrong; `ledger_waiting` counts entries."""

    ready: bool
    store: str
    disk: str
    ledger: str
    ledger_waiting: int


class Lag:
    """For how long the log has not grown although something waits to be in it, judged from what each look finds."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._size = -1
        self._since: datetime | None = None

    def look(self, size: int, waiting: int, now: datetime) -> timedelta:
        """The log has `size` entries and `waiting` more are to come. An idle log is never behind."""
        with self._lock:
            if waiting == 0 or size != self._size:
                self._since = None
            self._size = size
            if waiting and self._since is None:
                self._since = now
            return now - self._since if self._since else timedelta(0)


@get("/healthz", media_type=MediaType.TEXT, sync_to_thread=False)
def healthz() -> str:
    """The process answers. Nothing else is looked at: a database that is away is no reason to be killed."""
    return "ok\n"


@get("/readyz", sync_to_thread=True)
def readyz(request: Request[Any, Any, Any], ombud: NamedDependency[Ombud]) -> Response[bytes]:
    """200 when events can be taken, 503 when not: the store answers, the disk has room, the log keeps up."""
    store, ledger, waiting = _look(ombud, request.app.state.lag)
    free = shutil.disk_usage(ombud.config.data).free
    disk = "ok" if free >= LEAST_FREE else f"only {free} bytes are free"
    ready = store == disk == ledger == "ok"
    found = Readiness(ready=ready, store=store, disk=disk, ledger=ledger, ledger_waiting=waiting)
    return Response(
        msgspec.json.encode(found),
        status_code=HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE,
        media_type="application/json",
    )


def _look(ombud: Ombud, lag: Lag) -> tuple[str, str, int]:
    try:
        with ombud.store.read() as unit:
            waiting, head = unit.ledger.waiting(), unit.ledger.head()
    except OmbudError as error:
        return error.code, "unknown", 0
    behind = lag.look(head.size if head else 0, waiting, ombud.clock.now()) > LONGEST_LAG
    return "ok", "the sequencer is behind" if behind else "ok", waiting


@get("/metrics", sync_to_thread=True)
def metrics(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Prometheus' text format."""
    numbers: Metrics = request.app.state.metrics
    return Response(numbers.render(), media_type="text/plain; version=0.0.4")
