"""The door: who comes in, where they are led, and what a stranger learns (nothing)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx
import msgspec
import pytest

from ombud.model import User
from ombud.web.console.access import Gate, local_path
from ombud.web.console.throttle import Throttle
from ombud.wiring import Ombud

SignedIn = Callable[[str], httpx.Client]
PASSWORD = "a long enough password"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_a_stranger_is_led_to_the_door_and_back_to_where_they_wanted(
    stranger: httpx.Client, person: Callable[[str], User]
) -> None:
    person("ada")
    door = stranger.get("/console/appeals?page=2")
    assert door.status_code == 303
    assert door.headers["location"] == "/console/sign-in?next=%2Fconsole%2Fappeals%3Fpage%3D2"

    form = {"name": "ada", "password": PASSWORD, "next": "/console/appeals?page=2"}
    inside = stranger.post("/console/sign-in", data=form)
    assert inside.headers["location"] == "/console/appeals?page=2"
    assert stranger.get("/console/appeals").status_code == 200


def test_the_session_cookie_is_kept_from_scripts_and_other_sites(
    stranger: httpx.Client, person: Callable[[str], User]
) -> None:
    person("ada")
    answer = stranger.post("/console/sign-in", data={"name": "ada", "password": PASSWORD})

    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith("ombud-session=")
    for part in ("httponly", "samesite=strict", "path=/console", "max-age=43200"):
        assert part in cookie


def test_over_https_no_neighbouring_host_can_plant_the_cookie(ombud: Ombud) -> None:
    config = msgspec.structs.replace(ombud.config, public_url="https://moderation.example")
    ombud.config = config

    cookie = Gate(ombud).cookie("token").to_header(header="").lower()

    assert cookie.startswith("__host-ombud=token")
    assert "; secure" in cookie
    assert "path=/;" in cookie + ";"
    assert "domain" not in cookie


def test_a_wrong_name_and_a_wrong_password_look_the_same(stranger: httpx.Client, person: Callable[[str], User]) -> None:
    person("ada")
    answers = [
        stranger.post("/console/sign-in", data={"name": name, "password": "not the password"})
        for name in ("ada", "eve")
    ]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert answers[0].text.replace("ada", "") == answers[1].text.replace("eve", "")


def test_after_five_wrong_passwords_even_the_right_one_has_to_wait(
    stranger: httpx.Client, person: Callable[[str], User]
) -> None:
    person("ada")
    for _ in range(5):
        stranger.post("/console/sign-in", data={"name": "ada", "password": "a guess"})

    answer = stranger.post("/console/sign-in", data={"name": "Ada", "password": PASSWORD})

    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    assert "Too many tries" in answer.text


def test_signing_out_ends_the_session_on_the_server_too(signed_in: SignedIn) -> None:
    browser = signed_in("ada")
    token = browser.cookies["ombud-session"]

    assert browser.post("/console/sign-out").headers["location"] == "/console/sign-in"

    browser.cookies.clear()
    browser.cookies.set("ombud-session", token, domain="127.0.0.1", path="/console")
    assert browser.get("/console").status_code == 303


def test_a_made_up_cookie_opens_nothing(stranger: httpx.Client) -> None:
    stranger.cookies.set("ombud-session", "made-up", domain="127.0.0.1", path="/console")

    assert stranger.get("/console").status_code == 303


def test_a_form_sent_by_another_site_is_refused(signed_in: SignedIn) -> None:
    browser = signed_in("ada")

    answer = browser.post("/console/account/comfort", headers={"sec-fetch-site": "cross-site"})

    assert answer.status_code == 403


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/console",
        "//evil.example/console",
        "/\\evil.example",
        "\\\\evil.example",
        "/console\n/evil",
        "javascript:alert(1)",
        "/console/../notice/abc",
        "/consoles",
        "http://[",
        "",
        "/console/sign-in",
    ],
)
def test_nobody_is_led_out_of_the_console(elsewhere: str) -> None:
    assert local_path(elsewhere) == "/console"


@pytest.mark.parametrize("inside", ["/console", "/console/cases/case_1?queue=spam", "/console/items?id=a%2Fb"])
def test_every_page_of_the_console_can_be_come_back_to(inside: str) -> None:
    assert local_path(inside) == inside


def test_failures_are_forgotten_when_their_time_is_over() -> None:
    throttle = Throttle(limit=2, window=timedelta(minutes=15))
    throttle.failed(("ada", "here"), NOON)
    throttle.failed(("ada", "here"), NOON + timedelta(minutes=5))

    assert throttle.closed_for(("ada", "here"), NOON + timedelta(minutes=6)) == timedelta(minutes=9)
    assert throttle.closed_for(("ada", "elsewhere"), NOON) is None
    assert throttle.closed_for(("ada", "here"), NOON + timedelta(minutes=15)) is None


def test_the_right_password_clears_the_failures_before_it() -> None:
    throttle = Throttle(limit=1)
    throttle.failed(("ada", "here"), NOON)
    throttle.succeeded(("ada", "here"))

    assert throttle.closed_for(("ada", "here"), NOON) is None


def test_what_is_remembered_of_failures_is_bounded() -> None:
    throttle = Throttle(limit=1, capacity=2)
    for name in ("a", "b", "c"):
        throttle.failed((name, "here"), NOON)

    assert throttle.closed_for(("a", "here"), NOON) is None
    assert throttle.closed_for(("b", "here"), NOON) is not None
