"""Where somebody wants to be told that appeals wait: a field on their own page."""

from collections.abc import Callable

import pytest

from ombud.model import User
from ombud.wiring import Ombud
from tests.unit.web.console.conftest import SignedIn

WHERE = "/console/account/address"


def test_an_address_is_kept_changed_and_taken_away(
    signed_in: SignedIn, ombud: Ombud, person: Callable[[str], User]
) -> None:
    browser = signed_in("ada")
    assert "No mail server is set up here" in browser.get("/console/account").text

    assert browser.post(WHERE, data={"email": " ada@Example.org "}).status_code == 303
    page = browser.get("/console/account").text
    assert "You are told there when appeals wait." in page
    assert 'value="ada@example.org"' in page
    assert ombud.accounts.address(person("ada").id) == "ada@example.org"
    assert ombud.accounts.address(person("ben").id) is None

    assert browser.post(WHERE, data={"email": " "}).status_code == 303
    page = browser.get("/console/account").text
    assert "Your address is forgotten." in page
    assert "ada@example.org" not in page
    assert ombud.accounts.address(person("ada").id) is None


@pytest.mark.parametrize(
    "typed",
    ['"><script>alert(1)</script>@example.org', "ada@example.org\r\nBcc: all@example.org", "a\nb@example.org", "ada"],
    ids=["html", "header", "line", "no-domain"],
)
def test_what_is_no_address_is_refused_shown_as_typed_and_not_kept(
    signed_in: SignedIn, ombud: Ombud, person: Callable[[str], User], typed: str
) -> None:
    browser = signed_in("ada")
    browser.post(WHERE, data={"email": "ada@example.org"})

    answer = browser.post(WHERE, data={"email": typed})

    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert answer.text.count('id="email-error"') == 1
    assert "<script>alert" not in answer.text
    assert ombud.accounts.address(person("ada").id) == "ada@example.org"


def test_somebody_who_is_not_signed_in_sets_nothing(signed_in: SignedIn, ombud: Ombud) -> None:
    browser = signed_in("ada")
    browser.cookies.clear()
    assert browser.post(WHERE, data={"email": "eve@example.org"}).status_code == 303
    with ombud.store.read() as unit:
        assert unit.people.addressed() == []


def test_a_wrong_password_says_nothing_at_the_address(signed_in: SignedIn) -> None:
    form = {"current": "not it", "new": "x" * 12, "again": "x" * 12}
    page = signed_in("ada").post("/console/account/password", data=form)
    assert page.status_code == 422
    assert 'id="email-error"' not in page.text
