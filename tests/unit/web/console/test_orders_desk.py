"""Orders at a lead's desk."""

from collections.abc import Callable
from typing import Any

from litestar.testing import TestClient

from tests.support.orders import ORDER


def test_a_lead_registers_checks_and_answers_in_the_console(signed_in: Callable[[str], TestClient[Any]]) -> None:
    lead = signed_in("lea")
    made = lead.post("/console/orders/new", data=ORDER, follow_redirects=False)
    assert made.status_code == 303
    path = made.headers["location"]
    page = lead.get(path).text
    assert "It is on the record" in page
    assert lead.post("/console/orders/new", data=ORDER | {"asked": ""}).status_code == 422
    assert lead.get("/console/orders/new").status_code == 200
    assert lead.post(path, data={"n": "1"}).status_code == 422
    assert lead.post(path, data={"n": "x", "move": "acknowledge"}).status_code == 409
    assert lead.post(path, data={"n": "1", "move": "acknowledge"}, follow_redirects=False).status_code == 303
    assert lead.post(path, data={"n": "2", "move": "give_effect", "until": "soon"}).status_code == 422
    assert "Landgericht" in lead.get("/console/orders").text
    refused = lead.post(path, data={"n": "2", "move": "refuse", "reasons": "It names nobody."}, follow_redirects=False)
    assert refused.status_code == 303
    assert "Landgericht" in lead.get("/console/orders?over=true").text


def test_a_lead_says_whose_account_a_name_is(signed_in: Callable[[str], TestClient[Any]]) -> None:
    lead = signed_in("lea")
    told = ORDER | {"kind": "information", "persons": "who wrote post-1\nsomebody", "objective": "x", "necessity": "y"}
    path = lead.post("/console/orders/new", data=told, follow_redirects=False).headers["location"]
    assert "Whose account each of them is" in lead.get(path).text
    answer = {"n": "1", "move": "refuse", "reasons": "No.", "person:0": "u-9", "person:1": " "}
    assert lead.post(path, data=answer, follow_redirects=False).status_code == 303
    assert "0 of 1 have been told." in lead.get(path).text
