"""A person's own page: everything about them, for whoever holds the link and for nobody else."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from litestar.testing import TestClient

from ombud.wiring import Ombud

Client = TestClient[Any]
Send = Callable[..., dict[str, Any]]


@pytest.fixture
def own(ombud: Ombud) -> str:
    """The path of u1's page."""
    return ombud.persons.url("u1").removeprefix(ombud.config.url)


def test_it_has_every_post_that_something_was_done_about(client: Client, decided: Send, own: str) -> None:
    decided("I will break your legs", item="p1")
    decided("cheap pills <script>alert(1)</script>", item="p2")
    decided("a plain post", item="p3")
    page = client.get(own)
    assert page.status_code == 200
    for words in ("I will break your legs", "cheap pills &lt;script&gt;", "Do not threaten people", "You can appeal"):
        assert words in page.text
    assert "a plain post" not in page.text
    assert "<script>alert" not in page.text
    assert "noindex" in page.headers["x-robots-tag"]


def test_somebody_of_whom_nothing_is_known_is_told_so(client: Client, ombud: Ombud) -> None:
    page = client.get(ombud.persons.url("nobody").removeprefix(ombud.config.url))
    assert "Nothing has been done about any of your posts." in page.text
    assert "Nothing counts against you." in page.text
    assert "You have reported nothing" in page.text


def test_nobody_sees_anothers_page(client: Client, decided: Send, ombud: Ombud, own: str) -> None:
    decided("I will break your legs", item="p1")
    other = client.get(ombud.persons.url("u2").removeprefix(ombud.config.url))
    assert "break your legs" not in other.text
    assert client.get(own[:-1]).status_code == 404
    assert client.get("/person/guessed").status_code == 404
    assert client.get(f"{own}?number=0").status_code == 404
    assert client.get(f"{own}?number=99999999").status_code == 404


def test_an_appeal_and_how_it_ended_are_on_it(
    client: Client, ombud: Ombud, removed: dict[str, Any], overturn: Callable[[str], None], own: str,
    link: Callable[[dict[str, Any]], str],
) -> None:  # fmt: skip
    token = link(removed).rpartition("/")[2]
    appeal = ombud.appeals.file(token, "It was a joke.")
    assert "It waits to be heard." in client.get(own).text
    overturn(appeal.id)
    page = client.get(own).text
    assert "Somebody else heard it: you were right." in page
    assert "ana" not in page.lower().split()


def test_all_of_it_can_be_taken_away(client: Client, ombud: Ombud, removed: dict[str, Any], own: str) -> None:
    told = client.get(f"{own}/everything.json").json()
    assert told["person"] == "u1"
    [item] = told["items"]
    assert [one["decision"]["measure"] for one in item["decisions"]] == ["hold", "remove"]
    assert removed["id"] in item["entries"]
    assert told["complete"] is True
    ombud.sequencer.worker.wake()
    packed = client.get(f"{own}/everything.zip")
    assert packed.headers["content-disposition"] == 'attachment; filename="everything.zip"'
    with zipfile.ZipFile(io.BytesIO(packed.content)) as archive:
        assert json.loads(archive.read("everything.json"))["person"] == "u1"
        readable = archive.read("everything.html").decode()
    assert "I will break your legs" in readable
    assert "<script>alert" not in readable


def test_a_platform_hands_on_the_link(client: Client, ombud: Ombud, decided: Send) -> None:
    decided("I will break your legs", item="p1")
    _, secret = ombud.accounts.add_key("platform", ("people:write",))
    client.headers["authorization"] = f"Bearer {secret}"
    made = client.post("/v1/people/u1/link")
    assert made.status_code == 200
    assert made.json()["hours"] == 24
    assert "break your legs" in client.get(made.json()["url"].removeprefix(ombud.config.url)).text
    assert client.post("/v1/people/link", params={"id": "a/b", "hours": 1}).json()["person"] == "a/b"
    assert client.post("/v1/people/u1/link", params={"hours": 99999}).status_code == 422
    del client.headers["authorization"]
    assert client.post("/v1/people/u1/link").status_code == 401


def test_an_old_link_opens_nothing(client: Client, ombud: Ombud, monkeypatch: pytest.MonkeyPatch) -> None:
    path = ombud.persons.url("u1", timedelta(hours=1)).removeprefix(ombud.config.url)
    assert client.get(path).status_code == 200
    later = ombud.clock.now() + timedelta(hours=2)
    monkeypatch.setattr(type(ombud.clock), "now", lambda _: later)
    assert client.get(path).status_code == 404
