"""No page is forgotten: whatever a browser can be led to is on the list of those that are looked at."""

import re
from pathlib import Path

import pytest
from litestar.routes import HTTPRoute

from ombud.web import create_app
from ombud.wiring import Ombud
from tests.support.pages import ALONE, FOUND, NO_PAGES, route_of

_E2E = Path(__file__).parents[2] / "e2e"


@pytest.fixture
def pages(ombud: Ombud) -> set[str]:
    """Every route that answers GET, without what is no page."""
    app = create_app(ombud)
    routes = {one.path for one in app.routes if isinstance(one, HTTPRoute) and "GET" in one.methods}
    assert len(routes) > 60
    return {one for one in routes if not any(re.fullmatch(pattern, one) for pattern in NO_PAGES)}


def test_every_page_is_looked_at_somewhere_and_nothing_else_is_on_the_list(pages: set[str]) -> None:
    alone = {address: route_of(address, pages) for address in ALONE}
    assert [address for address, route in alone.items() if route is None] == ["/no-such-page"]
    assert pages - set(FOUND) - set(alone.values()) == set()
    assert set(FOUND) - pages == set()


def test_what_is_said_to_look_at_a_page_is_there() -> None:
    assert {one for one in FOUND.values() if not (_E2E / f"{one}.py").is_file()} == set()


def test_an_address_leads_to_the_page_that_names_it_and_not_to_one_that_takes_any() -> None:
    routes = {"/console/orders/new", "/console/orders/{order_id:str}"}
    assert route_of("/console/orders/new?lang=ar", routes) == "/console/orders/new"
    assert route_of("/console/orders/ord_1", routes) == "/console/orders/{order_id:str}"
    assert route_of("/console/orders", routes) is None
