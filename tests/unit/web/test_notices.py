"""The private page in the reader's language, read once; contacts that the platform tells; and who was not told."""

from collections.abc import Callable
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from ombud.languages import LANGUAGES
from ombud.model import Role
from ombud.wiring import Ombud

Client = TestClient[Litestar]
Path = Callable[[dict[str, Any]], str]
Send = Callable[..., dict[str, Any]]
HTML = {"accept": "text/html"}
TITLES = {
    "en": "Your post was taken down", "de": "Dein Beitrag wurde entfernt", "es": "Tu publicación fue retirada",
    "fr": "Votre publication a été retirée", "pt": "A sua publicação foi retirada", "zh": "你的帖子被撤下",
    "ar": "حُذف منشورك",
}  # fmt: skip


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_page_is_in_the_language_that_its_reader_chose(
    client: Client, removed: dict[str, Any], link: Path, code: str
) -> None:
    answer = client.get(f"{link(removed)}?lang={code}", headers={**HTML, "accept-language": "nl"})
    assert answer.headers["content-language"] == code
    assert f'<html lang="{code}" dir="{"rtl" if code == "ar" else "ltr"}">' in answer.text
    assert f"<h1>{TITLES[code]}</h1>" in answer.text
    assert 'lang="en"' in answer.text  # the clause is in the policy's own
    assert f'href="/policy?lang={code}"' in answer.text
    assert "unmistakable" not in answer.text


def test_what_is_known_of_the_person_comes_before_what_the_browser_asks_for(
    client: Client, ombud: Ombud, removed: dict[str, Any], link: Path
) -> None:
    def language(**headers: str) -> str:
        return str(client.get(link(removed), headers={**HTML, **headers}).headers["content-language"])

    assert language() == "en"
    assert language(**{"accept-language": "zh-TW"}) == "zh"
    ombud.contacts.put("u1", None, "ar-EG")
    assert language(**{"accept-language": "zh-TW"}) == "ar"


def test_the_language_of_the_post_counts_where_nothing_else_is_known(client: Client, decided: Send, link: Path) -> None:
    held = link(decided("cheap pills", lang="fr"))
    asked = {**HTML, "accept-language": "nl"}
    assert client.get(held, headers=asked).headers["content-language"] == "fr"
    assert client.get(held, headers={**asked, "accept-language": "de"}).headers["content-language"] == "de"


def test_reading_is_recorded_once_and_a_browser_that_guesses_reads_nothing(
    client: Client, ombud: Ombud, removed: dict[str, Any], link: Path
) -> None:
    def moves() -> list[str]:
        with ombud.store.read() as unit:
            notice = unit.notices.of_decision(removed["id"])
            assert notice is not None
            return [step.move for step in unit.processes.steps("notice", notice.id)]

    client.get(link(removed), headers={"sec-purpose": "prefetch;prerender"})
    assert moves() == ["create"]
    for _ in range(3):
        client.get(link(removed))
    assert moves() == ["create", "read"]


@pytest.mark.parametrize("token", ["x", "A" * 32, "%F0%9F%90%88", "a" * 5000, "%00"])
def test_a_guessed_link_leads_nowhere_and_is_told_nothing(client: Client, token: str) -> None:
    answer = client.get(f"/notice/{token}", headers=HTML)
    assert answer.status_code in (400, 404)
    assert "Traceback" not in answer.text


def test_errors_are_said_in_the_reader_s_language(client: Client) -> None:
    missing = client.get("/notice/none?lang=ar", headers=HTML)
    assert "لا يوجد شيء هنا" in missing.text
    crossed = client.post("/notice/none?lang=de", headers={**HTML, "sec-fetch-site": "cross-site"})
    assert "Dieses Formular kam von einer anderen Seite." in crossed.text


# ── contacts ─────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def teller(ombud: Ombud, client: Client) -> Client:
    """A platform whose key may say how people can be reached, and nothing else."""
    _, secret = ombud.accounts.add_key("teller", ("people:write",))
    client.headers["authorization"] = f"Bearer {secret}"
    return client


@pytest.mark.parametrize("path", ["/v1/people/u1/contact", "/v1/people/contact?id=https%3A%2F%2Fx.example%2Fu1"])
def test_a_contact_is_told_and_forgotten(teller: Client, ombud: Ombud, path: str) -> None:
    person = "u1" if "u1/contact" in path else "https://x.example/u1"
    answer = teller.put(path, json={"email": "Ana@Example.org", "language": "pt_BR"})
    assert (answer.status_code, answer.json()) == (200, {"sent": 0})
    with ombud.store.read() as unit:
        kept = unit.contacts.get(person)
    assert kept is not None
    assert (kept.email, kept.language) == ("Ana@example.org", "pt-BR")
    assert teller.delete(path).status_code == 204
    assert teller.delete(path).json()["code"] == "no_contact"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "contact_empty"),
        ({"email": "ana"}, "email_invalid"),
        ({"email": "ana@example.org\r\nBcc: x@example.org"}, "email_invalid"),
        ({"language": "<b>"}, "language_invalid"),
        ({"mail": "ana@example.org"}, "invalid_contact"),
        ({"email": 3}, "invalid_contact"),
    ],
)
def test_what_is_no_contact_is_refused(teller: Client, body: dict[str, Any], code: str) -> None:
    answer = teller.put("/v1/people/u1/contact", json=body)
    assert answer.status_code == 422
    assert answer.json()["code"] == code


def test_a_contact_needs_json_and_its_own_scope(teller: Client, platform: Client) -> None:
    assert platform.put("/v1/people/u1/contact", json={"language": "de"}).status_code == 403
    assert platform.delete("/v1/people/u1/contact").status_code == 403


def test_a_contact_is_json(teller: Client) -> None:
    assert teller.put("/v1/people/u1/contact", data={"email": "ana@example.org"}).status_code == 415
    broken = teller.put("/v1/people/u1/contact", content=b"{", headers={"content-type": "application/json"})
    assert broken.json()["code"] == "not_json"


# ── what others see of it ────────────────────────────────────────────────────────────────────────────────────────────
def test_the_public_sees_how_many_were_not_told_and_why(client: Client) -> None:
    page = client.get("/transparency", headers=HTML).text
    for words in (
        "Who was not told",
        "Child abuse material",
        "Deceptive commercial content in bulk",
        "until a stated date",
    ):
        assert words in page


def test_reviewers_see_what_did_not_arrive_and_no_address(
    client: Client, ombud: Ombud, removed: dict[str, Any]
) -> None:
    ombud.contacts.put("u1", "ana@example.org", None)
    ombud.accounts.add_user("rex", Role.REVIEWER, "a long enough password")
    client.post("/console/sign-in", data={"name": "rex", "password": "a long enough password"})
    page = client.get("/console/notices?show=created", headers=HTML).text
    assert "/console/items?id=p1" in page
    assert "ana@example.org" not in page
    assert "Neither a webhook nor a mail server is set" in page
    assert "There is none." in client.get("/console/notices", headers=HTML).text
    assert client.get("/console/notices?show=nothing", headers=HTML).status_code == 422


def test_the_numbers_say_how_far_notices_are(client: Client, removed: dict[str, Any]) -> None:
    assert removed
    assert 'ombud_notices{state="created"} 2.0' in client.get("/metrics").text
