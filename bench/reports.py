"""What reports cost while many are on the record, and what a flood from one network costs everybody else.

python -m bench.due_process --json --only reports --outstanding 10000
"""

import json
import tempfile
import time
from pathlib import Path
from typing import Any

from litestar import Litestar
from litestar.testing import TestClient

from bench.pages import cpu, page
from ombud.model import Measure, Role
from ombud.pipeline import Filed, Origin
from ombud.process.reports import Told
from ombud.web import create_app
from ombud.web.strangers import StrangersThrottle
from ombud.wiring import Ombud
from tests.support.appealing import PASSWORD, open_community, person
from tests.support.clock import SetClock

__all__ = ["reports"]

_BRIGADE = 1_000  # reports of one item
_FLOOD = 2_000  # requests from one network, through the whole server
_TRIES = 100_000  # from one network, at the throttle
_A_REPORT = 10  # reports of each item
_CLAUSE = "calm/shouting"


def reports(outstanding: int) -> dict[str, Any]:
    """Milliseconds for each page (the middle one of 15), and CPU for the rest."""
    with tempfile.TemporaryDirectory(prefix="ombud-bench-") as name:
        clock = SetClock()
        ombud = open_community(Path(name), clock)
        try:
            return _measured(ombud, clock, outstanding)
        finally:
            ombud.close()


def _measured(ombud: Ombud, clock: SetClock, outstanding: int) -> dict[str, Any]:
    ada, ana = person(ombud, "ada", Role.ADMIN), person(ombud, "ana", Role.REVIEWER)
    items = max(outstanding // _A_REPORT, 1)
    for start in range(0, items + 1, 500):
        ombud.decider.decide([_event(n) for n in range(start, min(start + 500, items + 1))], "bench")
    begun = time.process_time()
    filed = [_report(ombud, n % items) for n in range(outstanding)]
    found: dict[str, Any] = {"file, CPU ms each": round((time.process_time() - begun) / outstanding * 1000, 2)}
    ombud.flaggers.appoint("Safe Net", "Coordinator", ada)
    brigade = [_report(ombud, items) for _ in range(_BRIGADE)]
    with ombud.store.read() as unit:
        case = unit.cases.open_of([f"post-{items}"])[f"post-{items}"]
    with TestClient(create_app(ombud)) as client:
        client.post("/console/sign-in", data={"name": "ada", "password": PASSWORD})
        pages = {
            "form": "/report",
            "receipt": f"/report/{filed[0].token}",
            "register of flaggers": "/register/flaggers",
            "console queue": "/console",
            f"console case with {_BRIGADE} reports": f"/console/cases/{case.id}",
            "console objections": "/console/complaints",
            "console reporters": "/console/reporters",
        }
        for name, path in pages.items():
            found[f"{name}, ms"] = page(client, path)
        found |= _flood(client)
    found[f"answer {_BRIGADE} reports at once, CPU s"] = cpu(
        lambda: ombud.review.judge(case.id, case.version, ana, Measure.ALLOW, "", (), reply="Nobody is meant.")
    )
    repeated = cpu(lambda: [_report(ombud, items) for _ in range(_BRIGADE)])
    found["report a cleared post again, CPU ms each"] = round(repeated / _BRIGADE * 1000, 2)
    ombud.reports.complain(brigade[0].token, "It is about me.")
    found["deadline job, nothing due, CPU s"] = cpu(ombud.deadlines.run_once)
    throttle = StrangersThrottle()
    tries = cpu(lambda: [throttle.begin(("report", "192.0.2.0/24"), clock.now()) for _ in range(_TRIES)])
    found[f"{_TRIES} tries from one network at the throttle, CPU s"] = tries
    return found


def _flood(client: TestClient[Litestar]) -> dict[str, Any]:
    """Reports from one network through the whole server: how many come in, and what a refusal costs."""
    body = {"item": "post-0", "clause": _CLAUSE, "explanation": "Again.", "good_faith": True}
    begun = time.process_time()
    codes = [client.post("/v1/reports", json=body).status_code for _ in range(_FLOOD)]
    spent = (time.process_time() - begun) / _FLOOD * 1000
    return {
        f"taken of {_FLOOD} from one network": codes.count(201),
        "refused with 429": codes.count(429),
        "refusal, CPU ms each (client included)": round(spent, 2),
    }


def _report(ombud: Ombud, number: int) -> Filed:
    told = Told(item=f"post-{number}", clause=_CLAUSE, explanation="It is unkind to me.", good_faith=True)
    return ombud.reports.file(told, Origin(address=f"10.{number % 200}.{number // 200 % 250}.1"))


def _event(number: int) -> bytes:
    item = {"id": f"post-{number}", "kind": "post", "text": "hello you"}
    event = {"id": f"evt-{number}", "type": "item.created", "author": {"id": f"u-{number}"}, "item": item}
    return json.dumps(event).encode()
