"""What appeals cost while 10,000 are outstanding: each page's server time, and what the deadline job takes.

python -m bench.due_process --json --only appeals --outstanding 10000
"""

import json
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from litestar.testing import TestClient

from bench.pages import page
from bench.world import decided
from ombud.model import Role
from ombud.web import create_app
from ombud.wiring import Ombud
from tests.support.appealing import PASSWORD, open_community, person
from tests.support.clock import SetClock
from tests.support.server import SECRET

__all__ = ["appeals"]

_BATCH = 500


def appeals(outstanding: int) -> dict[str, Any]:
    """Milliseconds for each page (the middle one of 15), and seconds for what is due all at once."""
    with tempfile.TemporaryDirectory(prefix="ombud-bench-") as name:
        clock = SetClock()
        ombud = open_community(Path(name), clock, webhook_url="http://127.0.0.1:9/", webhook_secret=SECRET)
        try:
            return _measured(ombud, clock, outstanding)
        finally:
            ombud.close()


def _measured(ombud: Ombud, clock: SetClock, outstanding: int) -> dict[str, Any]:
    person(ombud, "ada", Role.ADMIN)
    for name in ("ben", "cyn", "dan"):
        person(ombud, name)
    tokens = _held(ombud, outstanding)
    begun = time.process_time()
    for number, token in enumerate(tokens):
        urgent = number % 100 == 0
        ombud.appeals.file(token, "No.", urgency="safety" if urgent else "", claim="Now." if urgent else "")
    found: dict[str, Any] = {"file, CPU ms each": round((time.process_time() - begun) / outstanding * 1000, 2)}
    with ombud.store.read() as unit:
        newest = unit.board.page(1)[0].appeal
    pages = {
        "console list": "/console/appeals",
        "console list, page 400": "/console/appeals?page=400",
        "console list, mine": "/console/appeals?show=mine",
        "console appeal": f"/console/appeals/{newest}",
        "notice": f"/notice/{tokens[-1]}",
        "transparency": "/transparency",
    }
    with TestClient(create_app(ombud)) as client:
        client.post("/console/sign-in", data={"name": "ada", "password": PASSWORD})
        for name, path in pages.items():
            found[f"{name}, ms"] = page(client, path)
    clock.turn(days=1)
    found["deadline job, nothing due, s"] = _job(ombud)
    clock.turn(days=6)
    found["deadline job, all due: reminders, s"] = _job(ombud)
    for days in (4, 2, 1.01):
        clock.turn(days=days)
        _job(ombud)
    clock.turn(days=1.01)
    found["deadline job, nobody heard any: all given back, s"] = _job(ombud)
    with ombud.store.read() as unit:
        found["states"] = dict(unit.processes.counts("appeal"))
    return found


def _held(ombud: Ombud, count: int) -> list[str]:
    tokens: list[str] = []
    for first in range(0, count, _BATCH):
        batch = [
            json.dumps(
                {
                    "id": f"evt-{n}",
                    "type": "item.created",
                    "author": {"id": f"u-{n}"},
                    "item": {"id": f"post-{n}", "kind": "post", "text": f"hey you {n}", "lang": "de"},
                }
            ).encode()
            for n in range(first, min(count, first + _BATCH))
        ]
        tokens += decided(ombud, batch).values()
    return tokens


def _job(ombud: Ombud) -> float:
    """CPU seconds until nothing is due any more."""
    begun = time.process_time()
    until = ombud.clock.now() + timedelta(minutes=1)
    while ombud.deadlines.run_once() and ombud.clock.now() < until:
        pass
    return round(time.process_time() - begun, 2)
