"""Every page that a person or a reviewer can open, and where the tests look at it with axe, at every width."""

import re

__all__ = ["ALONE", "FOUND", "NO_PAGES", "found_in", "route_of"]

ALONE = (
    "/", "/policy", "/transparency", "/ledger", "/detectors", "/detectors/personal_data", "/register/orders", "/order",
    "/register/flaggers", "/report", "/report?item=demo-post-048&lang=ar",
    "/console/sign-in", "/no-such-page",
    "/console", "/console/appeals", "/console/corrections", "/console/signals", "/console/account",
    "/console/deliveries", "/console/disputes", "/console/users", "/console/keys", "/console/policy/try",
    "/console/orders", "/console/orders/new", "/console/complaints", "/console/reporters", "/console/flaggers",
    "/console/items", "/console/notices", "/console/policy", "/console/policy/backtest",
)  # fmt: skip
"""Addresses that are there from the beginning: `test_pages` looks at all of them."""

FOUND = {
    "/console/cases/{case_id:str}": "test_pages",
    "/console/decisions/{decision_id:str}/explain": "test_pages",
    "/console/items/{item_id:str}": "test_pages",
    "/console/orders/{order_id:str}": "test_pages",
    "/notice/{token:str}": "test_pages",
    "/order/{token:str}": "test_pages",
    "/person/{token:str}": "test_every_page",
    "/inquiry/{token:str}": "test_every_page",
    "/policy/{version:str}": "test_every_page",
    "/report/as/{key:str}": "test_every_page",
    "/report/{token:str}": "test_every_page",
    "/review/{token:str}": "test_every_page",
    "/tombstone": "test_every_page",
    "/console/appeals/{appeal_id:str}": "test_every_page",
    "/console/complaints/{report_id:str}": "test_every_page",
    "/console/policy/versions/{version:str}/rollback": "test_every_page",
    "/console/policy/drafts/{draft_id:str}": "test_authoring",
    "/console/policy/drafts/{draft_id:str}/edit": "test_authoring",
    "/console/policy/drafts/{draft_id:str}/rebase": "test_authoring",
}
"""Routes whose addresses something has to happen for, and the test that looks at them."""

NO_PAGES = (
    r"/v1/.*|.*\.json",  # for programs
    r".*\.zip|.*/receipts?(/.*)?|/ledger/(checkpoint|tile/.*)",  # files, and the log in its own format
    r"/healthz|/readyz|/metrics",  # for whoever watches the machine
    r"/static/.*",
    r"/tombstone/piece",  # a few lines for another site to put into a page of its own; `/tombstone` shows the same
)
"""What is no page: each is a pattern for whole routes."""


def found_in(test: str) -> set[str]:
    """The routes that the end-to-end test of this name looks at."""
    return {route for route, where in FOUND.items() if where == test}


def route_of(address: str, routes: set[str]) -> str | None:
    """The route that leads to an address; one without parameters before one with."""
    path = address.partition("?")[0]
    fits = [one for one in routes if re.fullmatch(re.sub(r"\{\w+:str\}", "[^/]+", one), path)]
    return min(fits, key=lambda one: one.count("{"), default=None)
