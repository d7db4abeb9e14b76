"""The door: who comes in, where they are led, and what a stranger learns (nothing)."""

import asyncio
import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import httpx
import msgspec
import pytest
from litestar import Litestar

from ombud.model import SystemFault, User
from ombud.web import create_app
from ombud.web.console.access import Gate, local_path
from ombud.web.throttle import Throttle
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


def test_forty_guesses_at_once_are_no_more_than_five(
    ombud: Ombud, person: Callable[[str], User], monkeypatch: pytest.MonkeyPatch
) -> None:
    person("ada")
    looked_at = spied(ombud, monkeypatch)

    answers = at_once(ombud, [{"name": "ada", "password": f"guess number {one}"} for one in range(40)])

    assert Counter(answer.status_code for answer in answers) == {403: 5, 429: 35}
    assert len(looked_at) == 5


def test_the_line_of_passwords_to_check_is_short_and_a_full_one_counts_against_nobody(
    ombud: Ombud, person: Callable[[str], User], monkeypatch: pytest.MonkeyPatch
) -> None:
    person("ada")
    app, ada = create_app(ombud), {"name": "ada", "password": PASSWORD}
    crowd = [{"name": f"nobody {one}", "password": "a guess"} for one in range(16)]
    slow = threading.Event()
    looked_at = spied(ombud, monkeypatch, until=slow)

    answers = at_once(ombud, [*crowd, *[ada] * 10], app, after_ten=slow.set)

    assert Counter(answer.status_code for answer in answers) == {403: 16, 503: 10}
    assert "ada" not in looked_at
    assert all(int(answer.headers["retry-after"]) > 0 for answer in answers if answer.status_code == 503)
    assert [answer.status_code for answer in at_once(ombud, [ada], app)] == [303]


def test_a_fault_of_the_store_is_no_wrong_password(
    stranger: httpx.Client, person: Callable[[str], User], ombud: Ombud, monkeypatch: pytest.MonkeyPatch
) -> None:
    person("ada")
    form = {"name": "ada", "password": PASSWORD}

    def fails(name: str, password: str) -> str:
        raise SystemFault("store_unreachable", "The database does not answer.")

    with monkeypatch.context() as patched:
        patched.setattr(ombud.accounts, "sign_in", fails)
        assert [stranger.post("/console/sign-in", data=form).status_code for _ in range(6)] == [503] * 6

    assert stranger.post("/console/sign-in", data=form).status_code == 303


def spied(ombud: Ombud, monkeypatch: pytest.MonkeyPatch, until: threading.Event | None = None) -> list[str]:
    """The names whose passwords are looked at from now on; looking takes until something has happened."""
    names: list[str] = []
    sign_in = ombud.accounts.sign_in

    def spy(name: str, password: str) -> str:
        names.append(name)
        if until is not None:
            until.wait(10)
        return sign_in(name, password)

    monkeypatch.setattr(ombud.accounts, "sign_in", spy)
    return names


def at_once(
    ombud: Ombud,
    forms: list[dict[str, str]],
    app: Litestar | None = None,
    after_ten: Callable[[], None] = lambda: None,
) -> list[httpx.Response]:
    """The answers to these forms, none of which waits for the answer to another."""
    transport = httpx.ASGITransport(app=cast("Any", app or create_app(ombud)))
    answers: list[httpx.Response] = []

    async def send() -> None:
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8400") as client:
            sent = [asyncio.create_task(client.post("/console/sign-in", data=form)) for form in forms]  # in this order
            for answered in asyncio.as_completed(sent):
                answers.append(await answered)
                if len(answers) == 10:
                    after_ten()

    asyncio.run(send())
    return answers


def test_tries_are_forgotten_when_their_time_is_over() -> None:
    throttle = Throttle(limit=2, window=timedelta(minutes=15))
    assert throttle.begin(("ada", "here"), NOON) is None
    assert throttle.begin(("ada", "here"), NOON + timedelta(minutes=5)) is None

    assert throttle.begin(("ada", "here"), NOON + timedelta(minutes=6)) == timedelta(minutes=9)
    assert throttle.begin(("ada", "elsewhere"), NOON) is None
    assert throttle.begin(("ada", "here"), NOON + timedelta(minutes=15)) is None


def test_the_right_password_clears_the_tries_before_it() -> None:
    throttle = Throttle(limit=1)
    throttle.begin(("ada", "here"), NOON)
    throttle.succeeded(("ada", "here"))

    assert throttle.begin(("ada", "here"), NOON) is None


def test_only_the_try_that_came_to_nothing_is_given_back() -> None:
    throttle = Throttle(limit=2)
    throttle.begin(("ada", "here"), NOON)
    throttle.begin(("ada", "here"), NOON)
    throttle.undecided(("ada", "here"), NOON)
    throttle.undecided(("nobody", "here"), NOON)

    assert throttle.begin(("ada", "here"), NOON) is None
    assert throttle.begin(("ada", "here"), NOON) is not None


def test_what_is_remembered_of_tries_is_bounded() -> None:
    throttle = Throttle(limit=1, capacity=2)
    for name in ("a", "b", "c"):
        throttle.begin((name, "here"), NOON)

    assert throttle.begin(("c", "here"), NOON) is not None
    assert throttle.begin(("b", "here"), NOON) is not None
    assert throttle.begin(("a", "here"), NOON) is None
