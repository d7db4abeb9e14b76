"""What every answer carries, what other sites may not do, and how errors look."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from ombud.model import BadInput, Conflict, Forbidden, NotFound, OmbudError, SystemFault, TooLarge
from ombud.web.errors import problem_of, status_of
from ombud.wiring import Ombud

Client = TestClient[Litestar]
Send = Callable[..., dict[str, Any]]
Link = Callable[[dict[str, Any]], str]
PAGES = ["/", "/policy", "/transparency", "/ledger", "/register/orders", "/nothing", "/healthz", "/v1/nothing"]


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_allows_nothing_but_our_own_files(client: Client, path: str) -> None:
    headers = client.get(path, headers={"accept": "text/html"}).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cache-control"]


@pytest.mark.parametrize("path", PAGES[:6])
def test_no_page_has_script_or_style_inside(client: Client, path: str) -> None:
    text = client.get(path, headers={"accept": "text/html"}).text
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:", text)
    assert re.findall(r'(?:src|href)="(?:https?:)?//(?!findahelpline|digital-strategy)', text) == []


@pytest.mark.parametrize("path", PAGES[:5])
def test_every_file_that_a_page_names_is_there_and_kept_for_ever(client: Client, path: str) -> None:
    for name in re.findall(r'(?:src|href)="(/static/[^"]+)"', client.get(path).text):
        answer = client.get(name)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_a_file_of_an_older_build_is_the_present_one_and_not_kept(client: Client) -> None:
    answer = client.get("/static/0123456789abcdef/base.css")
    assert answer.headers["content-type"].startswith("text/css")
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("name", ["x/nothing.css", "x/../app.py", "x/..%2fapp.py"])
def test_nothing_but_static_files_is_served(client: Client, name: str) -> None:
    assert client.get(f"/static/{name}").status_code == 404


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"sec-fetch-site": "same-origin"}, 303),
        ({"sec-fetch-site": "same-origin", "origin": "null"}, 303),
        ({"origin": "http://testserver.local"}, 303),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"origin": "https://elsewhere.example"}, 403),
        ({"origin": "null"}, 403),
    ],
)
def test_a_form_is_taken_only_from_a_page_of_this_site(
    client: Client, decided: Send, link: Link, headers: dict[str, str], status: int
) -> None:
    path = link(decided("I will break your legs"))
    answer = client.post(path, data={"text": "no"}, headers=headers, follow_redirects=False)
    assert answer.status_code == status


def test_people_get_a_page_and_programs_get_a_problem(client: Client) -> None:
    page = client.get("/nothing", headers={"accept": "text/html,*/*"})
    assert page.headers["content-type"].startswith("text/html")
    assert "There is nothing here" in page.text
    problem = client.get("/nothing")
    assert problem.headers["content-type"] == "application/problem+json"
    assert problem.json()["code"] == "no_such_page"


def test_a_wrong_method_is_said_to_be_one(client: Client) -> None:
    answer = client.delete("/policy")
    assert (answer.status_code, answer.json()["code"]) == (405, "wrong_method")


def test_what_nobody_foresaw_is_told_without_its_details(
    client: Client, ombud: Ombud, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise RuntimeError("the password is mellon")

    monkeypatch.setattr(ombud.store, "read", broken)
    for accept in ("text/html", "application/json"):
        answer = client.get("/transparency", headers={"accept": accept})
        assert answer.status_code == 500
        assert "internal_error" in answer.text
        assert "mellon" not in answer.text


def test_the_log_holds_no_link_no_key_and_no_words_of_anybody(
    platform: Client, ombud: Ombud, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(ombud.notices, "by_token", broken)
    monkeypatch.setattr(ombud.decider, "begin", broken)
    assert platform.get("/notice/the-secret-token").status_code == 500
    event = {"id": "e", "type": "item.created", "item": {"id": "p", "kind": "post", "text": "my own words"}}
    assert platform.post("/v1/events", json=event).status_code == 503
    logged = "".join(capsys.readouterr())
    assert "a bug" in logged
    for secret in ("the-secret-token", "ombud_", "my own words"):
        assert secret not in logged


def test_a_fault_of_ours_asks_to_come_back_later(client: Client, ombud: Ombud, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise SystemFault("store_unavailable", "the database does not answer")

    monkeypatch.setattr(ombud.store, "read", away)
    answer = client.get("/transparency")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (BadInput("not_json", "x"), 400),
        (TooLarge("too_deep", "x"), 400),
        (Forbidden("key_missing", "x"), 401),
        (Forbidden("anything", "x"), 403),
        (NotFound("anything", "x"), 404),
        (Conflict("anything", "x"), 409),
        (TooLarge("anything", "x"), 413),
        (BadInput("wrong_media_type", "x"), 415),
        (BadInput("anything", "x"), 422),
        (OmbudError("anything", "x"), 500),
        (SystemFault("anything", "x"), 503),
    ],
)
def test_every_kind_of_error_has_its_status(error: OmbudError, status: int) -> None:
    assert status_of(error) == status


def test_a_problem_carries_everything_the_error_says() -> None:
    problem = problem_of(BadInput("wrong_type", "must be text", advice="Send text.", field="item.text"))
    assert (problem.type, problem.title) == ("urn:ombud:problem:wrong_type", "Unprocessable Entity")
    assert (problem.detail, problem.advice, problem.field) == ("must be text", "Send text.", "item.text")
