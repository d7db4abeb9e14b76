"""What orders cost while many are on the record: each page's server time, and the deadline job.

python -m bench.due_process --json --only orders --outstanding 10000
"""

import json
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from litestar.testing import TestClient

from bench.pages import cpu, page
from ombud.model import Role
from ombud.web import create_app
from ombud.web.demand import order_from
from ombud.wiring import Ombud
from tests.support.appealing import PASSWORD, open_community, person
from tests.support.clock import SetClock
from tests.support.orders import ORDER

__all__ = ["orders"]

_IN_EFFECT = 500  # what the deadline job takes at once


def orders(outstanding: int) -> dict[str, Any]:
    """Milliseconds for each page (the middle one of 15), and CPU seconds for what is due."""
    with tempfile.TemporaryDirectory(prefix="ombud-bench-") as name:
        clock = SetClock()
        ombud = open_community(Path(name), clock)
        try:
            return _measured(ombud, clock, outstanding)
        finally:
            ombud.close()


def _measured(ombud: Ombud, clock: SetClock, outstanding: int) -> dict[str, Any]:
    ada = person(ombud, "ada", Role.ADMIN)
    begun = time.process_time()
    received = [ombud.orders.receive(order_from(ORDER | {"locations": f"post-{n}"})) for n in range(outstanding)]
    found: dict[str, Any] = {"receive, CPU ms each": round((time.process_time() - begun) / outstanding * 1000, 2)}
    ends = clock.now() + timedelta(days=7)
    ombud.decider.decide([_event(number) for number in range(_IN_EFFECT)], "bench")
    for number, (order, _) in enumerate(received[:_IN_EFFECT]):
        ombud.orders.take(order.id, 1, "acknowledge", ada)
        ombud.orders.give_effect(
            order.id, 2, ada, {f"post-{number}": f"post-{number}"}, ["DE"], ends, "It is competent."
        )
    for order, _ in received[_IN_EFFECT : outstanding // 2]:
        ombud.orders.take(order.id, 1, "refuse", ada, "No law is named that we know.")
    pages = {
        "register": "/register/orders",
        "register, page 100": "/register/orders?number=100",
        "register for programs": "/register/orders.json",
        "console list": "/console/orders",
        "console list, page 90": "/console/orders?page=90",
        "console order": f"/console/orders/{received[0][0].id}",
        "an order's page": f"/order/{received[0][1]}",
        "transparency": "/transparency",
    }
    with TestClient(create_app(ombud)) as client:
        client.post("/console/sign-in", data={"name": "ada", "password": PASSWORD})
        for name, path in pages.items():
            found[f"{name}, ms"] = page(client, path)
    found["deadline job, nothing due, CPU s"] = cpu(ombud.deadlines.run_once)
    clock.turn(days=8)
    found[f"deadline job, {_IN_EFFECT} end, CPU s"] = cpu(ombud.deadlines.run_once)
    found["states"] = dict(ombud.orders.counts())
    return found


def _event(number: int) -> bytes:
    item = {"id": f"post-{number}", "kind": "post", "text": "hello you"}
    event = {"id": f"evt-{number}", "type": "item.created", "author": {"id": f"u-{number}"}, "item": item}
    return json.dumps(event).encode()
