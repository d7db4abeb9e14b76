"""A community in which much is outstanding: what `bench.every_page` looks at, on either of the two databases."""

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from ombud.model import Measure, Role
from ombud.pipeline import Decided, Filed, Origin
from ombud.process.reports import Told
from ombud.web.demand import order_from
from ombud.wiring import Ombud
from tests.support.appealing import open_community, person
from tests.support.clock import SetClock
from tests.support.orders import ORDER
from tests.support.postgres import Server, running_server
from tests.support.server import SECRET

__all__ = ["DATABASES", "Full", "decided", "fill", "opened"]

DATABASES = ("sqlite", "postgresql")
HOME = "u-home"
"""Somebody who had many notices."""

_BATCH = 500
_THEIRS = 200
_OTHERS = 1_000  # reports, and orders


class Full(msgspec.Struct):
    """What is in it, as far as its pages need to be named. The tokens are those of people's links."""

    notices: list[str]
    appeals: list[str]
    reports: list[Filed]
    orders: list[tuple[str, str]]
    outside: str
    draft: str
    decision: str
    removed: str


@contextmanager
def opened(database: str, folder: Path, clock: SetClock) -> Iterator[tuple[Ombud, Callable[[], float]]]:
    """An empty community on ``sqlite`` or on a server of PostgreSQL's that is its own.

    With it, what tells the seconds of processor time that the server has taken until now.
    """
    listens = {"webhook_url": "http://127.0.0.1:9/", "webhook_secret": SECRET}
    if database == "sqlite":
        ombud = open_community(folder, clock, **listens)
        try:
            yield ombud, lambda: 0.0
        finally:
            ombud.close()
        return
    with running_server() as server:
        ombud = open_community(folder, clock, database_url=server.url(server.create()), **listens)
        try:
            yield ombud, lambda: _server_cpu(server)
        finally:
            ombud.close()


def _server_cpu(server: Server) -> float:
    """Seconds of processor time of the server and its backends, as far as they still live (proc(5))."""
    main = (server.data / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0]
    ticks = 0
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has just ended
            stat = (folder / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            if main in (folder.name, stat[1]):
                ticks += int(stat[11]) + int(stat[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def fill(ombud: Ombud, clock: SetClock, notices: int, appeals: int, say: Callable[[str], None]) -> Full:
    """So many posts held, each with a notice that nobody was told of and a case; so many of them appealed."""
    ada, lea = person(ombud, "ada", Role.ADMIN), person(ombud, "lea", Role.LEAD)
    for name in ("ben", "cyn", "dan"):
        person(ombud, name)
    tokens: list[str] = []
    every = max(notices // _THEIRS, 1)
    decision = ""
    for first in range(0, notices, _BATCH):
        numbers = range(first, min(first + _BATCH, notices))
        events = [_event(n, HOME if n % every == every - 1 else f"u-{n}") for n in numbers]
        held = decided(ombud, events)
        tokens += held.values()
        decision = list(held)[-1]
        clock.turn(seconds=1)
    say(f"{notices} notices")
    filed = []
    for number, token in enumerate(tokens[:appeals]):
        urgent = number % 100 == 0
        appeal = ombud.appeals.file(token, "No.", urgency="safety" if urgent else "", claim="Now." if urgent else "")
        filed.append(appeal.id)
    say(f"{appeals} appeals")
    reports = [_report(ombud, appeals + n // 10) for n in range(_OTHERS)]
    orders = []
    for n in range(_OTHERS):
        order, token = ombud.orders.receive(order_from(ORDER | {"locations": f"post-{n}"}))
        orders.append((order.id, token))
        if n % 2:
            ombud.orders.take(order.id, 1, "refuse", ada, "No law is named that we know.")
    say(f"{_OTHERS} reports and orders")
    with ombud.store.read() as unit:
        removed = f"post-{notices - 2}"
        case = unit.cases.open_of([removed])[removed]
    ombud.review.judge(case.id, case.version, lea, Measure.REMOVE, "It shouts.")
    outside = ombud.outside.invite(filed[-1], lea).url.rpartition("/")[2]
    return Full(tokens, filed, reports, orders, outside, ombud.drafts.open(ada, "A bench").id, decision, removed)


def decided(ombud: Ombud, events: Sequence[bytes]) -> dict[str, str]:
    """Decisions about these, each with the last part of the link in its notice, in order."""
    names = []
    for answer in ombud.decider.decide(events, "bench"):
        assert isinstance(answer, Decided), answer
        names.append(str(json.loads(answer.record)["id"]))
    with ombud.store.read() as unit:
        notices = unit.notices.of_decisions(names)  # at once: asking for each took longer than deciding it
    return {name: ombud.telling.sealer.token(notices[name].id) for name in names}


def _event(number: int, author: str) -> bytes:
    item = {"id": f"post-{number}", "kind": "post", "text": f"hey you, number {number}"}
    return json.dumps({"id": f"evt-{number}", "type": "item.created", "item": item, "author": {"id": author}}).encode()


def _report(ombud: Ombud, number: int) -> Filed:
    told = Told(item=f"post-{number}", clause="calm/shouting", explanation="It is unkind to me.", good_faith=True)
    return ombud.reports.file(told, Origin(address=f"10.{number % 200}.{number // 200 % 250}.1"))
