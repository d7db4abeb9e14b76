"""Whoever comes with a forged, replayed or guessed link, or HTML in every field, gets nowhere and breaks nothing."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import anyio
import httpx
import pytest
from litestar.testing import TestClient

from ombud.model import Role
from ombud.web import create_app
from ombud.web.demand import FIELDS, order_from
from ombud.web.strangers import StrangersThrottle
from ombud.wiring import Ombud
from tests.support.appealing import held, judged, open_community, person
from tests.support.clock import SetClock
from tests.support.orders import ORDER

Client = TestClient[Any]
Send = Callable[..., dict[str, Any]]

HTML = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
DOORS = ("notice", "report", "order", "person", "review")
GUESSES = (
    "x", "%00", "%2e%2e%2f", "A" * 32, "A" * 4000, "WyJ1MSIsOTk5OTk5OTk5OV0.AAAA", "a.b.c", quote(HTML),
    quote("\u202e\ud7ff"), "%ff%fe", "' or 1=1 --", "null", "-1",
)  # fmt: skip


@pytest.mark.parametrize("door", DOORS)
def test_a_guessed_link_leads_nowhere_and_says_nothing(client: Client, door: str) -> None:
    for guess in GUESSES:
        for answer in (client.get(f"/{door}/{guess}"), client.post(f"/{door}/{guess}", data={"text": "x"})):
            assert answer.status_code in (400, 403, 404, 405, 422), (guess, answer.status_code)
            assert "<script>alert" not in answer.text


def test_a_link_of_one_kind_opens_no_other_door(client: Client, ombud: Ombud, removed: dict[str, Any]) -> None:
    url = ombud.notices.url(removed["id"])
    assert url is not None
    _, order = ombud.orders.receive(order_from(ORDER))
    own = urlsplit(ombud.persons.url("u1")).path.rpartition("/")[2]
    links = {"notice": url.rpartition("/")[2], "order": order, "person": own}
    for kind, token in links.items():
        assert client.get(f"/{kind}/{token}").status_code == 200
        for door in DOORS:
            if door != kind:
                assert client.get(f"/{door}/{token}").status_code == 404, (kind, door)


def test_a_link_with_one_letter_changed_is_no_link(client: Client, ombud: Ombud, removed: dict[str, Any]) -> None:
    url = ombud.notices.url(removed["id"])
    assert url is not None
    for path in (urlsplit(url).path, urlsplit(ombud.persons.url("u1")).path):
        assert client.get(path).status_code == 200
        for at in range(path.rindex("/") + 1, len(path)):
            forged = path[:at] + ("A" if path[at] != "A" else "B") + path[at + 1 :]
            assert client.get(forged).status_code == 404, at


def test_a_pass_that_is_over_is_replayed_in_vain(tmp_path: Path) -> None:
    clock = SetClock()
    ombud = open_community(tmp_path, clock)
    held(ombud, 1)
    path = urlsplit(ombud.persons.url("u-1", timedelta(hours=1))).path
    with TestClient(create_app(ombud)) as client:
        assert client.get(path).status_code == 200
        clock.turn(hours=1)
        for file in ("", "/everything.json", "/everything.zip"):
            assert client.get(path + file).status_code == 404


def test_html_in_every_field_of_an_order_is_words(client: Client, ombud: Ombud) -> None:
    told = dict.fromkeys(FIELDS, HTML)
    refused = client.post("/order", data=told, headers={"accept": "text/html"})
    assert refused.status_code == 422
    assert HTML not in refused.text
    free = {name: HTML for name in FIELDS if name not in ("kind", "sender", "country", "territory", "language")}
    sent = client.post("/order", data=ORDER | free | {"gag_until": "", "gag_basis": "", "issued_on": ""})
    assert sent.status_code == 200
    lea = ombud.accounts.add_user("lea", Role.LEAD, "a long enough password")
    [view] = ombud.orders.page(["received"])
    ombud.orders.take(view.order.id, view.state.n, "refuse", lea, HTML)
    client.post("/console/sign-in", data={"name": "lea", "password": "a long enough password"})
    pages = (str(sent.url), "/register/orders", "/register/orders?lang=ar", f"/console/orders/{view.order.id}",
             "/console/orders?over=true", "/transparency")  # fmt: skip
    for path in pages:
        page = client.get(urlsplit(path).path + ("?over=true" if "over=" in path else ""))
        assert page.status_code == 200
        assert not re.search(r"<script>alert|<img src=x", page.text), path


def test_html_in_every_field_of_an_appeal_is_words(client: Client, ombud: Ombud, removed: dict[str, Any]) -> None:
    url = ombud.notices.url(removed["id"])
    assert url is not None
    path = urlsplit(url).path
    wrong = client.post(path, data={"text": HTML, "links": HTML, "urgency": HTML, "claim": HTML})
    assert wrong.status_code == 422
    sent = client.post(path, data={"text": HTML, "urgency": "safety", "claim": HTML})
    more = client.post(
        f"{path}/evidence", data={"text": HTML, "links": "https://a.example/?q=<script>alert(1)</script>"}
    )
    own = urlsplit(ombud.persons.url("u1")).path
    for page in (wrong, sent, more, client.get(own)):
        assert not re.search(r"<script>alert|<img src=x", page.text), page.url


def test_an_order_for_the_whole_world_or_without_a_law_has_no_effect(client: Client, ombud: Ombud) -> None:
    everywhere = {"territory": "DE FR US BR CN"}
    for change, point in ((everywhere, "where it holds"), ({"legal_basis": ""}, "the law it rests on")):
        page = client.post("/order", data=ORDER | change)
        assert re.search(rf"<strong>missing:</strong> {point}", page.text), page.text
    assert client.post("/order", data=ORDER | {"territory": "the whole world"}).status_code == 422
    assert ombud.orders.counts() == {"received": 2}


def test_a_clock_that_jumps_back_shortens_nobodys_time_and_takes_nothing_twice(tmp_path: Path) -> None:
    clock = SetClock()
    ombud = open_community(tmp_path, clock)
    token = held(ombud, 1)
    judged(ombud, 1, person(ombud, "ada", Role.ADMIN))
    filed = ombud.appeals.file(token, "No.")
    with ombud.store.read() as unit:
        due = unit.processes.state("appeal", filed.id)
    clock.turn(days=-400)
    while ombud.deadlines.run_once():
        pass
    with TestClient(create_app(ombud)) as client:
        assert client.get(f"/notice/{token}").status_code == 200
        again = client.post(f"/notice/{token}", data={"text": "Once more."})
    assert again.status_code == 409
    with ombud.store.read() as unit:
        assert unit.processes.state("appeal", filed.id) == due


def test_somebody_with_many_networks_of_their_own_has_one_site() -> None:
    throttle, now = StrangersThrottle(), SetClock().now()
    taken = [throttle.admit("report", f"2001:db8:1:{n:x}::1", now) for n in range(200)]
    assert taken.count(None) == 100
    assert throttle.admit("report", "2001:db8:2::1", now) is None
    assert throttle.admit("order", "2001:db8:1::1", now) is None
    assert throttle.admit("report", "192.0.2.1", now) is None
    assert throttle.admit("report", "no address", now) is None
    assert throttle.admit("report", "2001:db8:1::1", now + timedelta(minutes=10)) is None


def test_nobody_s_mailbox_is_filled_from_many_networks(ombud: Ombud, decided: Send) -> None:
    decided("I know you", item="p1")
    told = {"item": "p1", "law": "x", "explanation": "y", "good_faith": True}
    names = ("Victim@example.org", "victim@example.org ")

    async def sent() -> list[int]:
        proxy = httpx.ASGITransport(app=create_app(ombud), client=("127.0.0.1", 1))  # type: ignore[arg-type]  # an ASGI app
        async with httpx.AsyncClient(transport=proxy, base_url="http://here") as client:
            answers = [
                await client.post(
                    "/v1/reports", json=told | {"email": names[n % 2]}, headers={"x-forwarded-for": f"198.51.{n}.1"}
                )
                for n in range(22)
            ]
            other = await client.post("/v1/reports", json=told, headers={"x-forwarded-for": "198.51.99.1"})
        return [answer.status_code for answer in (*answers, other)]

    assert anyio.run(sent) == [201] * 20 + [429] * 2 + [201]
