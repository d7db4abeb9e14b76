"""The queue: what waits for a person, gravest first."""

from collections.abc import Callable
from typing import Any

import httpx
from litestar import Response

from ombud.web.console.flash import carry

SignedIn = Callable[[str], httpx.Client]
Post = Callable[..., dict[str, Any]]


def test_an_empty_queue_says_that_nothing_waits(signed_in: SignedIn) -> None:
    page = signed_in("ada").get("/console")

    assert page.status_code == 200
    assert "Nothing waits" in page.text


def test_a_case_shows_its_clause_its_words_and_what_the_machine_did(signed_in: SignedIn, post: Post) -> None:
    post("I will break your legs tomorrow")

    page = signed_in("ada").get("/console").text

    assert "Do not threaten people" in page
    assert "<mark>break your legs</mark>" in page
    assert "Held" in page
    assert "proposes to remove it" in page
    assert "pets" in page
    assert "account 2 days old" in page or "account 48 hours old" in page


def test_the_gravest_case_comes_first(signed_in: SignedIn, post: Post) -> None:
    post("cheap pills here")
    post("I will break your legs")

    page = signed_in("ada").get("/console").text

    assert page.index("Do not threaten people") < page.index("Do not sell pills")


def test_a_tab_shows_one_queue_only(signed_in: SignedIn, post: Post) -> None:
    post("cheap pills here")
    post("I will break your legs")

    page = signed_in("ada").get("/console?queue=spam").text

    assert "Do not sell pills" in page
    assert "Do not threaten people" not in page


def test_a_long_queue_has_pages(signed_in: SignedIn, post: Post) -> None:
    for number in range(21):
        post(f"cheap pills, offer {number}")
    browser = signed_in("ada")

    assert "page=2" in browser.get("/console").text
    second = browser.get("/console?page=2").text
    assert second.count("<article") == 1
    assert "There are no more cases" in browser.get("/console?page=9").text


def test_a_page_that_is_no_number_is_a_page_that_says_so(signed_in: SignedIn) -> None:
    assert signed_in("ada").get("/console?page=-1").status_code == 400


def test_somebody_who_wants_texts_covered_sees_none_in_the_queue(signed_in: SignedIn, post: Post) -> None:
    post("I will break your legs")
    browser = signed_in("ada")
    browser.cookies.set("ombud-veil", "on")

    page = browser.get("/console").text

    assert "break your legs" not in page
    assert "The text is covered" in page


def test_no_link_can_have_the_console_say_that_something_was_done(signed_in: SignedIn) -> None:
    ada = signed_in("ada")
    for link in ("/console?said=Your+account+was+hacked", "/console?said=policy-published"):
        page = ada.get(link).text
        assert "data-said" not in page
        assert "hacked" not in page


def test_what_was_done_is_said_once_and_only_in_words_of_our_own(signed_in: SignedIn) -> None:
    ada = signed_in("ada")
    answer = ada.post("/console/account/comfort", data={"shortcuts": "on"})
    assert (answer.headers["location"], answer.cookies["ombud-said"]) == ("/console/account", "comfort-saved")
    assert "Saved in this browser." in ada.get("/console/account").text
    assert "data-said" not in ada.get("/console/account").text
    ada.cookies.set("ombud-said", "Your account was hacked", path="/console")
    assert "hacked" not in ada.get("/console/account").text


def test_over_https_no_neighbouring_host_can_plant_the_message() -> None:
    response: Response[str] = Response("")
    carry(response, "comfort-saved", secure=True)
    [cookie] = response.cookies
    assert (cookie.key, cookie.path, cookie.secure, cookie.domain) == ("__Host-ombud-said", "/", True, None)
