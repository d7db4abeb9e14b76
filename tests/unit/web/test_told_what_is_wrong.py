"""What the forms for strangers say when something is wrong: in the reader's language, at the field that it is about."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from litestar.testing import TestClient

from ombud.languages import LANGUAGES, catalogue
from ombud.wiring import Ombud
from tests.support.orders import ORDER

Client = TestClient[Any]
Send = Callable[..., dict[str, Any]]

REPORT = {"item": "p1", "clause": "harassment/threats", "explanation": "It is a threat.", "good_faith": "yes"}
UNKNOWN = "That did not work. Please try again."
TOO_LONG = "That is too long: at most %(most)s characters can be read."

TOO_MANY = "That is too many: at most %(most)s can be named in one order."
NO_COUNTRY = "That is no country. Use its two letters, such as DE, FR or BR."
NO_BASIS = "Whoever may not be told has to be told later, so please name the law that asks for the delay."
TOO_LATE = "Telling the person can be delayed by a year at most, and anew after that."
BAD_NAME = "That name is too long, or has signs in it that cannot be read. Leave it out if you like."
BAD_LINK = "A link begins with %(start)s and has no spaces. At most five can be added."
BAD_EMAIL = "That is not an e-mail address. Correct it, or leave it out: the link works without one."

ORDERS = [
    ({"kind": "x"}, "kind", "Please choose one of these."),
    ({"sender": ""}, "sender", "Please choose one of these."),
    ({"authority": " "}, "authority", "Please say who demands this."),
    ({"asked": ""}, "asked", "Please say in a sentence what is demanded."),
    ({"asked": "x" * 5001}, "asked", TOO_LONG),
    ({"redress": "x" * 1001}, "redress", TOO_LONG),
    ({"locations": "\n".join(map(str, range(101)))}, "locations", TOO_MANY),
    ({"persons": "x" * 2049}, "persons", "A line is too long: at most %(most)s characters can be read."),
    ({"country": "Germany"}, "country", NO_COUNTRY),
    ({"territory": "DE, Atlantis"}, "territory", NO_COUNTRY),
    ({"language": "English"}, "language", "That is no language. Use its two letters, such as en, de or pt."),
    ({"issued_on": "yesterday"}, "issued_on", "That is no date. Write it as %(like)s."),
    ({"gag_until": "2027-01-01"}, "gag_basis", NO_BASIS),
    ({"gag_basis": "§ 1"}, "gag_until", "Please say on which day the person may be told."),
    ({"gag_basis": "§ 1", "gag_until": "2190-01-01"}, "gag_until", TOO_LATE),
]
REPORTS = [
    ({"item": ""}, "item", "Say which post it is: its address, or its number."),
    ({"clause": ""}, "clause", "Choose the rule that it breaks. If it is against the law, say which law."),
    ({"clause": "gone/gone"}, "clause", "This rule is not there any more. Please choose another."),
    ({"explanation": " "}, "explanation", "Please say in a sentence what is wrong with it."),
    ({"explanation": "x" * 5001}, "explanation", TOO_LONG),
    ({"name": "x" * 201}, "name", BAD_NAME),
    ({"email": "nobody"}, "email", BAD_EMAIL),
]
BAD_LINK = "A link begins with %(start)s and has no spaces. At most five can be added."
APPEALS = [
    ({"text": ""}, "text", "Please write a sentence about why you think it is wrong."),
    ({"text": "x" * 2001}, "text", "That is too long: at most %(most)s characters can be read. Yours has %(n)s."),
    ({"text": "x", "links": "ftp://x"}, "links", BAD_LINK),
    (
        {"text": "x", "urgency": "safety"},
        "claim",
        "Please say in a sentence why it cannot wait, or choose that it can.",
    ),
]


def said(code: str, sentence: str) -> str:
    """How a message begins in a language, up to its first number."""
    return str(catalogue(code).gettext(sentence)).partition("%(")[0].strip()


def test_what_is_typed_as_it_stands_is_read_from_the_left(client: Client) -> None:
    html = client.post("/order?lang=ar", data=ORDER | {"issued_on": "yesterday"}).text
    assert '<bdi dir="ltr">2027-03-01</bdi>' in html


def at_field(html: str, field: str) -> str:
    """What is said at a field, which has to point there."""
    found = re.search(rf'<p class="field-error" id="{field}-error"[^>]*>(.*?)</p>', html, re.DOTALL)
    assert found, field
    assert re.search(rf'aria-describedby="[^"]*\b{field}-error"', html), field
    return unescape(found[1]).strip()


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_is_wrong_with_an_order_is_said_at_its_field(client: Client, ombud: Ombud, code: str) -> None:
    for changes, field, sentence in ORDERS:
        answer = client.post(f"/order?lang={code}", data=ORDER | changes)
        assert answer.status_code == 422, changes
        assert at_field(answer.text, field).startswith(said(code, sentence)), changes
        assert said(code, "Something is missing or not right yet. It is marked below.") in unescape(answer.text)
        assert said(code, UNKNOWN) not in unescape(answer.text)
    assert ombud.orders.counts() == {}


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_is_wrong_with_a_report_is_said_at_its_field(client: Client, decided: Send, code: str) -> None:
    decided("I will break your legs")
    for changes, field, sentence in REPORTS:
        answer = client.post(f"/report?lang={code}", data=REPORT | changes)
        assert answer.status_code in (413, 422), changes
        assert at_field(answer.text, field).startswith(said(code, sentence)), changes


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_is_wrong_with_an_appeal_or_what_is_added_to_it_is_said_there(
    client: Client, removed: dict[str, Any], link: Callable[[dict[str, Any]], str], code: str
) -> None:
    path = link(removed)
    for changes, field, sentence in APPEALS:
        answer = client.post(f"{path}?lang={code}", data=changes)
        assert answer.status_code == 422, changes
        assert at_field(answer.text, "first-links" if field == "links" else field).startswith(said(code, sentence)), (
            changes
        )
    client.post(path, data={"text": "It was a quotation."})
    for changes, field, sentence in APPEALS[1:3]:
        answer = client.post(f"{path}/evidence?lang={code}", data=changes)
        assert answer.status_code == 422, changes
        assert at_field(answer.text, "more-links" if field == "links" else "more").startswith(said(code, sentence)), (
            changes
        )
        assert changes["text"] in answer.text
    client.post(f"{path}/withdraw")
    late = client.post(f"{path}/evidence?lang={code}", data={"text": "One more thing."})
    assert late.status_code == 409
    assert said(code, "Your appeal has been heard, or it is over. Nothing can be added any more.") in unescape(
        late.text
    )


@pytest.mark.parametrize("code", LANGUAGES[1:])
def test_pages_about_errors_have_a_title_in_the_readers_language(client: Client, code: str) -> None:
    nowhere, refused = (
        unescape(client.get(f"{path}?lang={code}", headers={"accept": "text/html"}).text)
        for path in ("/order/nobody", "/report/as/x")
    )
    assert f"<title>{said(code, 'There is nothing here')}" in nowhere
    assert f"<title>{said(code, 'That did not work')}" in refused
    assert said(code, "This link of a trusted flagger does not hold now. Anybody may report without one.") in refused
