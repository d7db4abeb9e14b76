"""What every page costs on the server while 10,000 appeals and 100,000 notices are outstanding.

    python -m bench.every_page [--database postgresql] [--notices 100000] [--appeals 10000] [--json]

Every address that answers GET is asked for, lists on their first and their last page too: the routes are those of the
application itself, and one that this bench does not know is an error. Milliseconds from the question to the whole
answer, the middle one of 20: by the clock; and of processor time, that of the database's server included, the mean of
them. Asking through the test client is in both: compare with `/healthz`.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from litestar import Litestar
from litestar.testing import TestClient

from bench.pages import Taken, taken
from bench.world import DATABASES, HOME, Full, fill, opened
from ombud.web import create_app
from ombud.wiring import Ombud, calm_collector
from tests.support.appealing import PASSWORD
from tests.support.clock import SetClock

_ASKED = 20
NOT_ASKED = {
    "/static/{build:str}/{name:path}": "a file",
    "/ledger/tile/{path:path}": "a file",
    "/ledger/checkpoint": "a file",
    "/detectors/{name:str}/receipt/{seq:int}": "there is none before a signal was fitted",
    "/inquiry/{token:str}": "one order behind a link, as /order/{token} is",
    "/notice/{token:str}/receipts.zip": "bench.person takes the larger archive",
    "/person/{token:str}/everything.zip": "see bench.person",
    "/report/as/{key:str}": "the form, for a trusted flagger",
    "/console/complaints/{report_id:str}": "nobody has complained here",
    "/console/policy/drafts/{draft_id:str}/rebase": "there is one version",
    "/console/policy/versions/{version:str}/rollback": "there is one version",
}
"""Routes that are left out, and why."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", choices=DATABASES, default=DATABASES[0])
    parser.add_argument("--notices", type=int, default=100_000)
    parser.add_argument("--appeals", type=int, default=10_000)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines to read")
    asked = parser.parse_args()
    calm_collector()  # as the server does
    found = every_page(asked.database, asked.notices, asked.appeals)
    if asked.json:
        print(json.dumps({path: one._asdict() for path, one in found.items()}))
        return
    for path, one in sorted(found.items(), key=lambda pair: -pair[1].wall):
        print(f"{one.wall:8.1f} ms {one.cpu:8.1f} ms CPU   {path}")


def every_page(database: str, notices: int, appeals: int) -> dict[str, Taken]:
    """By what is asked for."""
    clock = SetClock()
    with tempfile.TemporaryDirectory(prefix="ombud-bench-") as name, opened(database, Path(name), clock) as world:
        ombud, server = world
        full = fill(ombud, clock, notices, appeals, lambda what: print(what, file=sys.stderr, flush=True))
        while ombud.sequencer.run_once():
            pass
        clock.turn(hours=1)
        _, secret = ombud.accounts.add_key("bench", ("decisions:read", "strikes:read"))
        addresses = list(_addresses(ombud, full, notices, appeals))
        with TestClient(create_app(ombud)) as client:
            _must_be_all(client.app, [path for path, _ in addresses])
            client.post("/console/sign-in", data={"name": "ada", "password": PASSWORD})
            return {
                where: taken(client, where, _ASKED, server, authorization=f"Bearer {secret}") for _, where in addresses
            }


def _must_be_all(app: Litestar, known: list[str]) -> None:
    """No page is forgotten, and none is there that is not any more."""
    routes = {route.path for route in app.routes if "GET" in getattr(route, "methods", ())}
    if stray := routes.symmetric_difference({*known, *NOT_ASKED}):
        raise RuntimeError(f"bench.every_page and the application differ: {', '.join(sorted(stray))}")


def _addresses(ombud: Ombud, full: Full, notices: int, appeals: int) -> Iterator[tuple[str, str]]:
    """Each route, with an address of it to ask for."""
    with ombud.store.read() as unit:
        case = unit.cases.open_of([f"post-{appeals}"])[f"post-{appeals}"].id
        version = ombud.policy.version
    home = ombud.persons.url(HOME).rpartition("/")[2]
    for path, queries in _lists(notices, appeals).items():
        yield from ((path, path + query) for query in ("", *queries))
    yield from ((path, path) for path in _PLAIN)
    yield from {
        "/console/appeals/{appeal_id:str}": f"/console/appeals/{full.appeals[-1]}",
        "/console/cases/{case_id:str}": f"/console/cases/{case}",
        "/console/decisions/{decision_id:str}/explain": f"/console/decisions/{full.decision}/explain",
        "/console/items/{item_id:str}": "/console/items/post-1",
        "/console/items": "/console/items?id=post-2",
        "/console/orders/{order_id:str}": f"/console/orders/{full.orders[0][0]}",
        "/console/policy/drafts/{draft_id:str}": f"/console/policy/drafts/{full.draft}",
        "/console/policy/drafts/{draft_id:str}/edit": f"/console/policy/drafts/{full.draft}/edit?file=policy.md",
        "/detectors/{name:str}": f"/detectors/{ombud.signals.cards[0].name}",
        "/notice/{token:str}": f"/notice/{full.notices[-1]}?lang=ar",
        "/notice/{token:str}/receipts/{name:str}": f"/notice/{full.notices[-1]}/receipts/{full.decision}.tlog-proof",
        "/order/{token:str}": f"/order/{full.orders[0][1]}",
        "/person/{token:str}": f"/person/{home}",
        "/person/{token:str}/everything.json": f"/person/{home}/everything.json",
        "/policy/{version:str}": f"/policy/{version}",
        "/policy/{version:str}/receipt": f"/policy/{version}/receipt",
        "/policy/{version:str}/receipt/{seq:int}": f"/policy/{version}/receipt/1",
        "/report/{token:str}": f"/report/{full.reports[0].token}",
        "/review/{token:str}": f"/review/{full.outside}",
        "/tombstone": f"/tombstone?item={full.removed}",
        "/tombstone/piece": f"/tombstone/piece?item={full.removed}",
        "/v1/decisions/{decision_id:str}": f"/v1/decisions/{full.decision}",
        "/v1/decisions/{decision_id:str}/receipt": f"/v1/decisions/{full.decision}/receipt",
        "/v1/items/decisions": "/v1/items/decisions?id=post-1",
        "/v1/items/tombstone": f"/v1/items/tombstone?id={full.removed}",
        "/v1/items/{item_id:str}/decisions": "/v1/items/post-1/decisions",
        "/v1/items/{item_id:str}/tombstone": f"/v1/items/{full.removed}/tombstone",
        "/v1/people/strikes": f"/v1/people/strikes?id={HOME}",
        "/v1/people/{person:str}/strikes": f"/v1/people/{HOME}/strikes",
    }.items()


def _lists(notices: int, appeals: int) -> dict[str, tuple[str, ...]]:
    """What else is asked of pages that go on for many: filters, and the page on which they end."""
    cases, told, mine = notices // 20, notices // 30, max(appeals // 80 - 1, 1)
    return {
        "/console": ("?queue=general", f"?page={cases // 2}", f"?page={max(cases - 50, 1)}&queue=general"),
        "/console/appeals": ("?show=mine", f"?page={appeals // 20 - 1}", f"?show=mine&page={mine}"),
        "/console/notices": ("?show=delivered", f"?show=created&page={told - 1}"),
        "/console/deliveries": ("?show=waiting", f"?show=waiting&page={2 * told - 1}", "?show=done"),
        "/console/orders": ("?over=true", "?page=20", "?over=true&page=20"),
        "/register/orders": ("?number=39",),
        "/register/orders.json": ("?offset=900",),
    }


_PLAIN = (
    "/", "/healthz", "/readyz", "/metrics", "/openapi.json", "/ledger", "/transparency", "/policy", "/detectors",
    "/register/flaggers", "/report", "/order",
    "/console/account", "/console/complaints", "/console/corrections", "/console/disputes", "/console/flaggers",
    "/console/keys", "/console/orders/new", "/console/policy", "/console/policy/backtest",
    "/console/policy/language.json", "/console/policy/try", "/console/reporters", "/console/sign-in",
    "/console/signals", "/console/users",
)  # fmt: skip


if __name__ == "__main__":
    main()
