"""What notices cost while 100,000 are outstanding: each page's server time, telling a batch, and the deadline job.

python -m bench.due_process --json --only notices
"""

import json
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
from litestar.testing import TestClient

from bench.pages import cpu, page
from ombud.intake import internal
from ombud.model import Role
from ombud.pipeline import Decided
from ombud.web import create_app
from ombud.wiring import Config, Ombud
from tests.support.clock import SetClock
from tests.support.publishing import PASSWORD, TEXT
from tests.support.server import SECRET

__all__ = ["notices"]

_BATCH = 500
_GAGGED = 1000


def notices(outstanding: int) -> dict[str, Any]:
    """Milliseconds for each page (the middle one of 15), and CPU seconds for what is due."""
    with tempfile.TemporaryDirectory(prefix="ombud-bench-") as name:
        folder, clock = Path(name), SetClock()
        (folder / "policy").mkdir()
        (folder / "policy" / "policy.md").write_text(TEXT, encoding="utf-8")
        config = Config(
            data=folder / "data", policy=folder / "policy", webhook_url="http://127.0.0.1:9/", webhook_secret=SECRET
        )  # fmt: skip
        ombud = Ombud.open(config, clock)
        try:
            return _measured(ombud, clock, outstanding)
        finally:
            ombud.close()


def _measured(ombud: Ombud, clock: SetClock, outstanding: int) -> dict[str, Any]:
    ombud.accounts.add_user("ada", Role.ADMIN, PASSWORD)
    last = ""
    for first in range(0, outstanding, _BATCH):
        last = _decided(ombud, range(first, min(first + _BATCH, outstanding)))
    found: dict[str, Any] = {"telling 100, CPU s": cpu(ombud.teller.run_once)}
    _gag(ombud, clock, outstanding)
    url = ombud.notices.url(last) or ""
    pages = {
        "notice, in Arabic": f"/notice/{url.rpartition('/')[2]}?lang=ar",
        "console, not told yet": "/console/notices?show=created",
        "console, page 1000": "/console/notices?show=created&page=1000",
        "transparency": "/transparency",
        "metrics": "/metrics",
    }
    with TestClient(create_app(ombud)) as client:
        client.post("/console/sign-in", data={"name": "ada", "password": PASSWORD})
        for name, path in pages.items():
            found[f"{name}, ms"] = page(client, path)
    found["deadline job, nothing due, CPU s"] = cpu(ombud.deadlines.run_once)
    clock.turn(days=30)
    found[f"deadline job, {_BATCH} gags end, CPU s"] = cpu(ombud.deadlines.run_once)
    with ombud.store.read() as unit:
        found["outstanding"] = dict(unit.processes.counts("notice"))
    return found


def _decided(ombud: Ombud, numbers: range) -> str:
    """Posts that are held, each with its notice. The id of the last decision."""
    *_, answer = ombud.decider.decide([_event(n) for n in numbers], "bench")
    assert isinstance(answer, Decided), answer
    return str(msgspec.json.decode(answer.record)["id"])


def _event(n: int) -> bytes:
    item = {"id": f"post-{n}", "kind": "post", "text": f"hey you, number {n}"}
    return json.dumps({"id": f"evt-{n}", "type": "item.created", "item": item, "author": {"id": f"u-{n}"}}).encode()


def _gag(ombud: Ombud, clock: SetClock, before: int) -> None:
    """Notices that are withheld for 30 days, sealed as an order seals them."""
    sealer = ombud.teller.sealer
    with ombud.store.write() as unit:
        for n in range(before, before + _GAGGED):
            view = unit.records.latest([f"post-{n - _GAGGED}"])[f"post-{n - _GAGGED}"]
            arrival = internal(msgspec.structs.replace(view.event, id=f"gag-{n}"))
            decision = msgspec.structs.replace(
                view.decision, id=sealer.id("dec", clock.now()), event=f"gag-{n}",
                statement=sealer.id("stm", clock.now()), replaces=view.decision.id, at=clock.now(),
            )  # fmt: skip
            unit.records.append([
                sealer.seal(
                    arrival, decision, ombud.policy.clauses, detection="order", language="en", person=f"u-{n}",
                    gag_until=clock.now() + timedelta(days=30), gag_basis="ord_bench",
                )
            ])  # fmt: skip
