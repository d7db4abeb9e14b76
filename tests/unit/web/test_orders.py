"""Orders and other demands: taken in from anybody, checked by a lead, in effect in one country, and in the register."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from litestar.testing import TestClient

from ombud.model import BadInput, Conflict, Forbidden, Measure, NotFound, OrderKind, Outcome, Role, User
from ombud.pipeline import HeldBack, OrderView, Register, Registered, Unchecked
from ombud.pipeline.telling.in_public import in_public
from ombud.process import NOTICE
from ombud.web.demand import form_of, order_from
from ombud.wiring import Ombud
from tests.support.appealing import person, token_of
from tests.support.orders import ORDER

Send = Callable[..., dict[str, Any]]


@pytest.fixture
def lea(ombud: Ombud) -> User:
    return ombud.accounts.add_user("lea", Role.LEAD, "a long enough password")


def received(ombud: Ombud, **changes: str) -> OrderView:
    order, _ = ombud.orders.receive(order_from(ORDER | changes))
    return ombud.orders.view(order.id)


def acknowledged(ombud: Ombud, lea: User, **changes: str) -> OrderView:
    view = received(ombud, **changes)
    return ombud.orders.take(view.order.id, view.state.n, "acknowledge", lea)


def in_effect(ombud: Ombud, lea: User, **changes: str) -> OrderView:
    view = acknowledged(ombud, lea, **changes)
    return ombud.orders.give_effect(
        view.order.id, view.state.n, lea, {"post-1": "post-1"}, ["DE"], None, "The court is competent."
    )


def holds(ombud: Ombud, item: str = "post-1") -> Measure:
    with ombud.store.read() as unit:
        return unit.records.latest([item])[item].decision.measure


@pytest.mark.usefixtures("lea")
def test_a_court_sends_an_order_without_an_account_and_follows_it(client: TestClient[Any], ombud: Ombud) -> None:
    sent = client.post("/order", data=ORDER, follow_redirects=False)
    assert sent.status_code == 303
    path = sent.headers["location"]
    page = client.get(path)
    assert page.status_code == 200
    assert "waiting to be checked" in page.text
    assert "noindex" in page.headers["x-robots-tag"]
    assert client.get("/order/guessed").status_code == 404
    assert ombud.orders.counts() == {"received": 1}


def test_a_form_that_is_no_order_comes_back_with_what_was_typed(client: TestClient[Any]) -> None:
    sent = client.post("/order", data=ORDER | {"authority": " ", "reasons": "<script>alert(1)</script>"})
    assert sent.status_code == 422
    assert "Please say who demands this." in sent.text
    assert "<script>alert(1)" not in sent.text
    assert "&lt;script&gt;alert(1)" in sent.text


def test_a_program_sends_one(client: TestClient[Any]) -> None:
    body = ORDER | {"locations": ["post-1"], "territory": ["DE"]}
    sent = client.post("/v1/orders", json=body)
    assert sent.status_code == 201
    assert client.get(re.sub(r"^https?://[^/]+", "", sent.json()["url"])).status_code == 200
    assert client.post("/v1/orders", json=body | {"kind": "decree"}).status_code == 422
    assert client.post("/v1/orders", json={"kind": "act"}).status_code == 422
    assert client.post("/v1/orders", content=b"{", headers={"content-type": "application/json"}).status_code == 400
    assert client.post("/v1/orders", data=ORDER).status_code == 415


def test_one_network_is_slowed_down_and_nothing_that_was_typed_is_lost(client: TestClient[Any], ombud: Ombud) -> None:
    body = ORDER | {"locations": ["post-1"], "territory": ["DE"]}
    assert [client.post("/v1/orders", json=body).status_code for _ in range(22)] == [201] * 20 + [429] * 2
    problem = client.post("/v1/orders", json=body)
    assert problem.json()["code"] == "too_many_requests"
    assert int(problem.headers["retry-after"]) > 0
    page = client.post("/order", data=ORDER, headers={"accept": "text/html"})
    assert page.status_code == 429
    assert int(page.headers["retry-after"]) > 0
    assert "Landgericht Beispielstadt" in page.text
    assert "That was too often in a short time." in page.text
    assert client.get("/order").status_code == 200
    assert ombud.orders.counts() == {"received": 20}
    report = {"url": "https://forum.example/p/1", "law": "§ 185 StGB", "explanation": "It is.", "good_faith": True}
    assert client.post("/v1/reports", json=report).status_code == 201  # another form, another count


def test_an_order_has_effect_in_its_country_and_the_author_is_told(ombud: Ombud, decided: Send, lea: User) -> None:
    decided("a plain post", item="post-1")
    view = in_effect(ombud, lea)
    assert view.state.state == "in_effect"
    [action] = view.actions
    with ombud.store.read() as unit:
        decision = unit.records.decision(action.decision)
        notice = unit.notices.of_decision(action.decision)
    assert decision is not None
    assert decision.statement is not None
    assert (decision.decision.measure, decision.decision.countries) == (Measure.GEO_RESTRICT, ("DE",))
    assert decision.statement.facts.startswith("Landgericht Beispielstadt (DE), 3 O 17/26: § 1004 BGB. ")
    assert notice is not None


def test_the_author_reads_whose_order_it_was_and_how_it_can_be_contested(
    client: TestClient[Any], ombud: Ombud, decided: Send, lea: User
) -> None:
    """DSA Art. 9(5): the order, its effect, its reasons, where it holds, and the redress that there is."""
    decided("a plain post", item="post-1", lang="en")
    [action] = in_effect(ombud, lea).actions
    url = ombud.notices.url(action.decision)
    assert url is not None
    text = client.get(url.removeprefix(ombud.config.url), headers={"accept": "text/html"}).text
    rule = text.partition('id="rule"')[2].partition("</section>")[0]
    for words in ("The order", "Landgericht Beispielstadt", "Germany", "3 O 17/26", "§ 1004 BGB"):
        assert words in rule
    assert "An objection within two weeks." in rule.partition("How can it be contested?")[2].partition("</dd>")[0]
    assert 'href="/register/orders"' in rule
    assert "No single rule" not in text
    with ombud.store.read() as unit:
        view = unit.records.decision(action.decision)
    assert view is not None
    assert (view.decision.reason or "").endswith("\n\nAn objection within two weeks.")


def test_what_an_order_took_comes_back_when_it_is_lifted(ombud: Ombud, decided: Send, lea: User) -> None:
    decided("a plain post", item="post-1")
    view = in_effect(ombud, lea)
    assert holds(ombud) is Measure.GEO_RESTRICT
    lifted = ombud.orders.lift(view.order.id, view.state.n, lea, "The court has reversed it.")
    assert lifted.state.state == "lifted"
    assert holds(ombud) is Measure.RESTORE


def test_the_author_reads_that_an_order_was_lifted_and_not_that_somebody_judged_the_post(
    client: TestClient[Any], ombud: Ombud, decided: Send, lea: User
) -> None:
    decided("a plain post", item="post-1", lang="en")
    view = in_effect(ombud, lea)
    ombud.orders.lift(view.order.id, view.state.n, lea, "The court has reversed it.")
    url = ombud.notices.url(view.actions[0].decision)
    assert url is not None
    text = client.get(url.removeprefix(ombud.config.url), headers={"accept": "text/html"}).text
    assert text.count("What had been done about your post because of an order is undone.") == 2
    assert "The court has reversed it." in text
    assert "It is back as it was." not in text
    assert "A person decided that it can stay up." not in text


def test_what_is_away_everywhere_already_is_left_as_it_is(ombud: Ombud, decided: Send, lea: User) -> None:
    decided("I will break your legs", item="post-1")
    assert in_effect(ombud, lea).actions == ()
    assert holds(ombud) is Measure.HOLD


@pytest.mark.parametrize(
    ("change", "territory", "code"),
    [
        ({"legal_basis": ""}, ["DE"], "order_not_valid"),
        ({"sender": "company"}, ["DE"], "order_not_valid"),
        ({"kind": "informal"}, ["DE"], "order_informal"),
        ({"territory": "DE FR US"}, ["DE", "FR", "US"], "order_beyond_territory"),
        ({"territory": ""}, ["FR"], "order_beyond_territory"),
    ],
)
def test_what_no_order_can_do_is_refused(
    ombud: Ombud, decided: Send, lea: User, change: dict[str, str], territory: list[str], code: str
) -> None:
    decided("a plain post", item="post-1")
    view = acknowledged(ombud, lea, **change)
    with pytest.raises(Conflict) as caught:
        ombud.orders.give_effect(view.order.id, view.state.n, lea, {"post-1": "post-1"}, territory, None, "Because.")
    assert caught.value.code == code
    assert holds(ombud) is Measure.ALLOW
    assert ombud.orders.view(view.order.id).state.state == "acknowledged"


def test_an_order_reaches_only_the_places_that_it_names(ombud: Ombud, decided: Send, lea: User) -> None:
    decided("a plain post", item="post-2")
    view = acknowledged(ombud, lea)
    for items, code in (({"post-2": "post-2"}, "order_elsewhere"), ({"post-9": "post-1"}, "order_item_unknown")):
        with pytest.raises(Conflict) as caught:
            ombud.orders.give_effect(view.order.id, view.state.n, lea, items, ["DE"], None, "Because.")
        assert caught.value.code == code
    with pytest.raises(BadInput):
        ombud.orders.give_effect(view.order.id, view.state.n, lea, {}, ["DE"], None, "Because.")


def test_nobody_but_a_lead_decides_and_nobody_twice(ombud: Ombud, lea: User) -> None:
    reviewer = ombud.accounts.add_user("rob", Role.REVIEWER, "a long enough password")
    view = received(ombud)
    with pytest.raises(Forbidden):
        ombud.orders.take(view.order.id, view.state.n, "acknowledge", reviewer)
    ombud.orders.take(view.order.id, view.state.n, "refuse", lea, "No law is named that we know.")
    with pytest.raises(Conflict) as caught:
        ombud.orders.take(view.order.id, view.state.n, "acknowledge", lea)
    assert caught.value.code == "process_moved_on"
    with pytest.raises(Conflict):
        ombud.orders.take(view.order.id, 2, "acknowledge", lea)
    with pytest.raises(NotFound):
        ombud.orders.take("ord_x", 1, "acknowledge", lea)
    with pytest.raises(BadInput):
        ombud.orders.take(received(ombud).order.id, 1, "refuse", lea, " ")


def test_an_incomplete_order_is_said_again_by_its_sender(client: TestClient[Any], ombud: Ombud, lea: User) -> None:
    path = client.post("/order", data=ORDER | {"legal_basis": ""}, follow_redirects=False).headers["location"]
    view = ombud.orders.by_token(path.rpartition("/")[2])
    assert client.post(path, data=ORDER).status_code == 409
    ombud.orders.take(view.order.id, view.state.n, "find_incomplete", lea, "Which law?")
    assert "Which law?" in client.get(path).text
    assert client.post(path, data=ORDER | {"asked": ""}).status_code == 422
    assert client.post(path, data=ORDER, follow_redirects=False).status_code == 303
    again = ombud.orders.view(view.order.id)
    assert (again.order.n, again.order.legal_basis, again.state.state) == (2, "§ 1004 BGB", "received")
    with pytest.raises(NotFound):
        ombud.orders.complete("guessed", order_from(ORDER))


def test_whoever_sent_it_sees_all_that_they_sent_and_types_nothing_twice(
    client: TestClient[Any], ombud: Ombud, lea: User
) -> None:
    sent = ORDER | {"legal_basis": "", "gag_until": (ombud.clock.now() + timedelta(days=9)).date().isoformat(),
                    "gag_basis": "§ 101a StPO", "issued_on": "2026-11-02"}  # fmt: skip
    path = client.post("/order", data=sent, follow_redirects=False).headers["location"]
    page = client.get(path).text
    for words in ("The court found the claim to be untrue.", "post-1", "https://forum.example/p/1", "§ 101a StPO",
                  "An objection within two weeks.", "office@court.example"):  # fmt: skip
        assert words in page
    view = ombud.orders.by_token(path.rpartition("/")[2])
    ombud.orders.take(view.order.id, view.state.n, "find_incomplete", lea, "Which law?")
    assert "https://forum.example/p/1</textarea>" in client.get(path).text
    filled = form_of(view.order)
    assert order_from(filled | {"legal_basis": "x"}) == order_from(sent | {"legal_basis": "x"})
    assert client.post(path, data=filled | {"legal_basis": "§ 1004 BGB"}, follow_redirects=False).status_code == 303


def test_a_tombstone_says_that_somebody_outside_demanded_it(
    client: TestClient[Any], ombud: Ombud, decided: Send, lea: User
) -> None:
    decided("a plain post", item="post-1")
    in_effect(ombud, lea)
    page = client.get("/tombstone?item=post-1").text
    assert "An order from outside this community; it is in the public register" in page
    assert client.get("/v1/items/post-1/tombstone").json()["removed"]["ordered"] is True


def test_the_register_says_where_an_order_was_found_wrong(
    client: TestClient[Any], ombud: Ombud, decided: Send, lea: User
) -> None:
    decided("a plain post", item="post-1")
    in_effect(ombud, lea)
    assert "Found wrong" not in client.get("/register/orders").text
    with ombud.store.read() as unit:
        ordered = unit.records.latest(["post-1"])["post-1"].decision.id
    appeal = ombud.appeals.file(token_of(ombud, ordered), "It is true.")
    ombud.appeals.hear(appeal.id, person(ombud, "ben"), Outcome.OVERTURN, "It is.")
    (shown,) = ombud.register.page()
    assert isinstance(shown, Registered)
    assert (shown.posts, shown.overturned) == (1, 1)
    assert client.get("/register/orders.json").json()["orders"][0]["overturned"] == 1
    assert "Found wrong on appeal, and over there" in client.get("/register/orders").text


def test_the_register_names_a_site_only_where_it_is_one(client: TestClient[Any], ombud: Ombud, lea: User) -> None:
    places = (
        "https://call anna schmidt +49 176 12345678/x", "https://anna.forum.example/1", "https://[x/", "https://",
        "https://пример.рф/1", "https://[2001:db8::1]:8443/1", "post-1",
    )  # fmt: skip
    data = {"kind": "information", "persons": "anna", "objective": "To find out.", "necessity": "Nobody else knows."}
    view = acknowledged(ombud, lea, locations="\n".join(places), **data)
    ombud.orders.take(view.order.id, view.state.n, "refuse", lea, "No.")
    shown = ombud.register.page()[0]
    assert isinstance(shown, Registered)
    assert set(shown.places) == {"?", "[…].forum.example", "пример.рф", "[ip address]", "here"}
    assert shown.places["?"] == 3
    page = client.get("/register/orders").text
    assert "3 places on a site whose name cannot be read" in page
    assert "anna" not in page


def test_the_register_shows_everything_but_persons(client: TestClient[Any], ombud: Ombud, lea: User) -> None:
    received(ombud)
    assert [type(one) for one in ombud.register.page()] == [Unchecked]
    assert "Landgericht" not in client.get("/register/orders").text
    view = acknowledged(ombud, lea, reference="4 O 1/26")
    ombud.orders.take(view.order.id, view.state.n, "refuse", lea, "Ask anna@example.org herself.")
    shown = ombud.register.page()[0]
    assert isinstance(shown, Registered)
    assert shown.places == {"here": 1, "forum.example": 1}
    assert "anna@example.org" not in shown.asked + shown.answer
    page = client.get("/register/orders")
    assert "4 O 1/26" in page.text
    for private in ("anna@example.org", "office@court.example", "forum.example/p/1"):
        assert private not in page.text
        assert private not in client.get("/register/orders.json").text
    listed = client.get("/register/orders.json").json()
    assert [one["is"] for one in listed["orders"]] == ["entry", "unchecked"]
    assert listed["counts"] == {"received": 1, "refused": 1}


def test_a_gag_holds_back_what_it_must_until_its_day(
    client: TestClient[Any], ombud: Ombud, decided: Send, lea: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided("a plain post", item="post-1")
    until = ombud.clock.now() + timedelta(days=30)
    view = in_effect(ombud, lea, gag_until=until.date().isoformat(), gag_basis="§ 101a StPO")
    [held] = ombud.register.page()
    assert isinstance(held, HeldBack)
    page = client.get("/register/orders").text
    assert "§ 101a StPO" in page
    assert "Landgericht" not in page
    later = ombud.clock.now() + timedelta(days=31)
    monkeypatch.setattr(type(ombud.clock), "now", lambda _: later)
    assert isinstance(ombud.register.page()[0], HeldBack), "a clock that has just jumped opens nothing"
    assert isinstance(Register(ombud.orders, lambda: later, in_public).page()[0], Registered)
    assert view.actions


def test_the_register_says_where_until_when_and_whether_they_were_told(
    client: TestClient[Any], ombud: Ombud, decided: Send, lea: User
) -> None:
    decided("a plain post", item="post-1")
    view = acknowledged(ombud, lea)
    until = ombud.clock.now() + timedelta(days=30)
    view = ombud.orders.give_effect(
        view.order.id, view.state.n, lea, {"post-1": "post-1"}, ["DE"], until, "The court is competent."
    )
    [shown] = ombud.register.page()
    assert isinstance(shown, Registered)
    assert (shown.posts, shown.territory, shown.until, shown.told) == (1, ("DE",), until, 0)  # there is no way to them
    with ombud.store.write() as unit:
        notice = unit.notices.of_decision(view.actions[0].decision)
        assert notice is not None
        state = unit.processes.state("notice", notice.id)
        unit.processes.take([NOTICE.step(state, notice.id, "send", ombud.clock.now(), role="automation")])
    [shown] = ombud.register.page()
    assert isinstance(shown, Registered)
    assert shown.told == 1
    page = client.get("/register/orders?lang=de").text
    for words in ("Wo sie wirkt", "Deutschland", "Bis wann", "Verfasser, denen es gesagt wurde"):
        assert words in page
    assert client.get("/register/orders.json").json()["orders"][0]["territory"] == ["DE"]


def test_what_cannot_be_written_into_a_form_is_said(ombud: Ombud) -> None:
    for change in ({"kind": "decree"}, {"sender": "king"}, {"issued_on": "soon"}, {"gag_until": "2027-99-01"}):
        with pytest.raises(BadInput):
            order_from(ORDER | change)
    assert order_from(ORDER | {"kind": "information"}).kind is OrderKind.INFORMATION
    assert ombud.orders.counts() == {}


DATA = {"kind": "information", "persons": "u-1", "objective": "To find out.", "necessity": "Nobody else knows."}


def test_whose_data_was_asked_for_reads_it_on_a_page_of_their_own(
    client: TestClient[Any], ombud: Ombud, lea: User
) -> None:
    view = received(ombud, **DATA, reasons="u-1 wrote <script>alert(1)</script>.")
    ombud.orders.take(view.order.id, view.state.n, "refuse", lea, "It is too broad.")
    own = client.get(ombud.persons.url("u-1").removeprefix(ombud.config.url))
    assert "Who asked for your data" in own.text
    (path,) = re.findall(r'href="(/inquiry/[^"]+)"', own.text)
    page = client.get(path)
    assert "noindex" in page.headers["x-robots-tag"]
    for words in ("We refused it: nothing about you was handed over.", "It is too broad.", "Landgericht Beispielstadt"):
        assert words in page.text
    assert "<script>alert" not in page.text
    assert 'dir="rtl"' in client.get(f"{path}?lang=ar").text
    assert "Über deine Daten" in client.get(f"{path}?lang=de").text
    assert client.get("/inquiry/guessed").status_code == 404
    register = client.get("/register/orders").text
    assert "People whose data it asked for" in register
    assert "u-1" not in register


def test_a_link_to_what_a_gag_hides_leads_nowhere(client: TestClient[Any], ombud: Ombud, lea: User) -> None:
    gag = f"{ombud.clock.now() + timedelta(days=20):%Y-%m-%d}"
    view = received(ombud, **DATA, gag_until=gag, gag_basis="A law")
    ombud.orders.take(view.order.id, view.state.n, "refuse", lea, "No.")
    with ombud.store.read() as unit:
        (one,) = unit.inquiries.of_person("u-1")
    token = ombud.asking._token(one.id)
    assert client.get(f"/inquiry/{token}").status_code == 404
    assert "Who asked for your data" not in client.get(ombud.persons.url("u-1").removeprefix(ombud.config.url)).text


@pytest.mark.parametrize("token", ["", "x" * 5000, "\ud800", "\0", "../../etc"])
def test_a_link_that_nobody_was_given_leads_to_no_order(ombud: Ombud, token: str) -> None:
    with pytest.raises(NotFound):
        ombud.orders.by_token(token)
