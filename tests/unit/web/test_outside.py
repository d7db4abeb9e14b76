"""The page of somebody from outside: what it shows, what it does not, and that it opens one appeal only."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from ombud.model import Role
from ombud.web import create_app
from ombud.wiring import Ombud
from tests.support.appealing import held, judged, open_community, person
from tests.support.clock import SetClock

PAGE = {"accept": "text/html"}
PLEDGE = {"not_decided": "yes", "not_inviter": "yes", "no_ties": "yes"}
Client = TestClient[Litestar]


@pytest.fixture
def ombud(tmp_path: Path) -> Iterator[Ombud]:
    one = open_community(tmp_path, SetClock())
    yield one
    one.close()


@pytest.fixture
def client(ombud: Ombud) -> Iterator[Client]:
    with TestClient(create_app(ombud)) as one:
        yield one


@pytest.fixture
def review(ombud: Ombud) -> str:
    """The path of the link: ada is alone, removed the post, and asks somebody."""
    ada = person(ombud, "ada", Role.ADMIN)
    token = held(ombud, 1, "hey <b>you</b>", author="secret-author")
    judged(ombud, 1, ada)
    appeal = ombud.appeals.file(token, "It was <i>a song</i>.", links=["https://example.org/<x>"])
    return "/review/" + ombud.outside.invite(appeal.id, ada).url.rpartition("/")[2]


def test_before_the_statement_nothing_of_the_case_is_shown(client: Client, review: str) -> None:
    text = client.get(review, headers=PAGE).text
    assert "Will you hear an appeal?" in text
    assert "a song" not in text
    assert "&lt;b&gt;you" not in text
    refused = client.post(f"{review}/accept", data={"no_ties": "yes"}, headers=PAGE)
    assert refused.status_code == 422
    assert "whom nothing ties" in refused.text


def test_an_outsider_reads_what_is_needed_and_answers_once(client: Client, review: str, ombud: Ombud) -> None:
    assert client.post(f"{review}/accept", data=PLEDGE, follow_redirects=False).status_code == 303
    answer = client.get(review, headers=PAGE)
    assert "noindex" in answer.headers["x-robots-tag"]
    for words in (
        "It was &lt;i&gt;a song&lt;/i&gt;.",
        "https://example.org/&lt;x&gt;",
        "&lt;b&gt;you&lt;/b&gt;",
        "Do not shout.",
    ):
        assert words in answer.text
    for secret in ("secret-author", "ada", "/console"):
        assert secret not in answer.text
    seen = re.search(r'name="seen" value="([^"]+)"', answer.text)
    assert seen is not None
    form = {"outcome": "overturn", "reasons": "A song <u>it</u> is.", "seen": seen[1]}
    for missing in ({"outcome": ""}, {"reasons": " "}, {"outcome": "partly"}):
        assert client.post(review, data={**form, **missing}, headers=PAGE).status_code == 422
    assert client.post(review, data=form, follow_redirects=False).status_code == 303
    assert "Your answer is on record" in client.get(review, headers=PAGE).text
    assert client.post(review, data=form, headers=PAGE).status_code in (403, 409)
    with ombud.store.read() as unit:
        assert unit.records.latest(["post-1"])["post-1"].decision.measure == "restore"


def test_an_outsider_may_decline(client: Client, review: str) -> None:
    assert "Somebody else will be asked" in client.post(f"{review}/decline", headers=PAGE).text
    assert client.get(review, headers=PAGE).status_code == 404


def test_whoever_is_signed_in_here_is_no_outsider(client: Client, review: str, ombud: Ombud) -> None:
    client.cookies.set("ombud-session", ombud.accounts.sign_in("ada", "correct horse battery"))
    refused = client.post(f"{review}/accept", data=PLEDGE, headers=PAGE)
    assert refused.status_code == 403
    assert "Somebody who works here is signed in" in refused.text
    client.cookies.clear()
    client.post(f"{review}/accept", data=PLEDGE)
    client.cookies.set("ombud-session", ombud.accounts.sign_in("ada", "correct horse battery"))
    assert client.post(review, data={"outcome": "uphold", "reasons": "x"}, headers=PAGE).status_code == 403


def test_the_answer_of_an_outsider_is_told_to_the_person_as_such(client: Client, review: str, ombud: Ombud) -> None:
    client.post(f"{review}/accept", data=PLEDGE)
    client.post(review, data={"outcome": "uphold", "reasons": "It shouts."})
    with ombud.store.read() as unit:
        decision = unit.records.latest(["post-1"])["post-1"].decision.id
    url = ombud.notices.url(decision)
    assert url is not None
    path = "/notice/" + url.rpartition("/")[2]
    text = client.get(path, headers=PAGE).text
    assert "Somebody from outside heard it" in text
    assert re.search(r"o-[0-9a-f]{10}", text)
