"""Clauses in the reader's language wherever they are named: as they were then, with the original one click away."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from ombud import __version__
from ombud.policy.document.source import read_source
from ombud.policy.document.translations import digest_of
from ombud.policy.problems import Report
from ombud.wiring import Config, Ombud
from tests.unit.web.conftest import POLICY

Client = TestClient[Any]
Send = Callable[..., dict[str, Any]]

DIGESTS = {one.id.rpartition("/")[2]: digest_of(one) for one in read_source({"p.md": POLICY}, Report({})).clauses}
ARABIC = f"""# المضايقة {{#harassment}}

## لا تهدّد أحدًا {{#threats from={DIGESTS["threats"]}}}

لا يُسمح بقول إنك ستؤذي أحدًا. انظر أيضًا [الحبوب](#pills).
"""
AGAIN = ARABIC.replace("لا تهدّد أحدًا", "لا تخوّف أحدًا")


@pytest.fixture
def ombud(tmp_path: Path) -> Iterator[Ombud]:
    """One clause of three is in Arabic."""
    folder = tmp_path / "policy"
    folder.mkdir()
    (folder / "policy.md").write_text(POLICY, encoding="utf-8")
    (folder / "policy.ar.md").write_text(ARABIC, encoding="utf-8")
    opened = Ombud.open(Config(data=tmp_path / "data", policy=folder))
    opened.start()
    yield opened
    opened.stop()


def article(html: str, address: str) -> str:
    """One clause of the policy's page."""
    return html.partition(f'id="{address}"')[2].partition("</article>")[0]


def test_the_policy_is_read_in_the_language_of_the_page_clause_by_clause(client: Client) -> None:
    html = client.get("/policy?lang=ar").text
    theirs, english = article(html, "harassment.threats"), article(html, "spam.pills")
    title, prose = re.findall(r"<h3([^>]*)>|<div class=\"prose\"([^>]*)>", theirs)[:2]
    assert "lang=" not in title[0] + prose[1]  # the language and direction of the page
    assert "لا تهدّد أحدًا" in theirs
    assert 'href="#pills"' in theirs
    original = theirs.partition("<details>")[2].partition("</details>")[0]
    assert 'lang="en" dir="auto"' in original
    assert "Do not threaten people" in original
    assert "<strong>hurt</strong>" in original
    assert re.search(r'<h3[^>]* lang="en" dir="auto">', english)
    assert '<div class="prose" lang="en" dir="auto">' in english
    assert "المضايقة</h2>" in html
    assert re.search(r'<h2[^>]* lang="en" dir="auto">Spam</h2>', html)


def test_in_the_policys_own_language_nothing_is_translated_and_nothing_hidden(client: Client) -> None:
    html = client.get("/policy?lang=en").text
    assert "لا تهدّد أحدًا" not in html
    assert "Do not threaten people" in html
    assert "<details>" not in article(html, "harassment.threats").partition('<div class="effects')[0]


def test_a_notice_quotes_the_translation_of_the_version_that_it_was_decided_by(
    client: Client, ombud: Ombud, decided: Send, link: Callable[[dict[str, Any]], str]
) -> None:
    path = link(decided("I will break your legs"))
    ombud.publisher.publish({"policy.md": POLICY, "policy.ar.md": AGAIN}, "Other words.")
    page, policy = client.get(f"{path}?lang=ar").text, client.get("/policy?lang=ar").text
    assert "لا تهدّد أحدًا" in page
    assert "لا تخوّف أحدًا" not in page
    assert "Do not threaten people" in page.partition("<details>")[2].partition("</details>")[0]
    assert re.search(r'href="/policy/sha256:\w+\?lang=ar#pills"', page)
    assert "لا تخوّف أحدًا" in policy
    later = client.get(f"{link(decided('I will break your legs', item='p2'))}?lang=ar").text
    assert "لا تخوّف أحدًا" in later


def test_a_translation_that_is_out_of_date_is_not_quoted(
    client: Client, ombud: Ombud, decided: Send, link: Callable[[dict[str, Any]], str]
) -> None:
    changed = POLICY.replace("is not allowed. See", "is never allowed. See")
    ombud.publisher.publish({"policy.md": changed, "policy.ar.md": ARABIC}, "Clearer.")
    for html in (
        client.get("/policy?lang=ar").text,
        client.get(f"{link(decided('I will break your legs'))}?lang=ar").text,
    ):
        assert "لا تهدّد أحدًا" not in html.partition("<main")[2]
        assert "is never allowed" in html


@pytest.mark.parametrize("path", ["/report", "/transparency", "/tombstone?item=p1"])
def test_every_page_names_a_clause_in_its_readers_language(
    client: Client, ombud: Ombud, removed: dict[str, Any], path: str
) -> None:
    html = client.get(path, headers={"accept-language": "ar"}).text
    assert "لا تهدّد أحدًا" in html
    assert "Do not threaten people" not in html


@pytest.mark.parametrize("path", ["/policy", "/report", "/transparency"])
def test_the_foot_of_a_page_names_the_program_that_runs(client: Client, path: str) -> None:
    assert f"<p>Ombud {__version__}</p>" in client.get(path).text


def test_a_persons_own_page_and_file_name_it_too(client: Client, ombud: Ombud, removed: dict[str, Any]) -> None:
    path = ombud.persons.url("u1").removeprefix(ombud.config.url)
    html = client.get(f"{path}?lang=ar").text
    assert "لا تهدّد أحدًا" in html
    assert "Do not threaten people" not in html


def test_a_reporter_finds_the_rule_that_they_chose_in_their_language(client: Client, decided: Send) -> None:
    decided("I will break your legs")
    form = {"item": "p1", "clause": "harassment/threats", "explanation": "تهديد", "good_faith": "yes"}
    answer = client.post("/report?lang=ar", data=form, follow_redirects=True)
    assert answer.url.params["lang"] == "ar"
    assert "لا تهدّد أحدًا" in answer.text
    again = client.post("/report?lang=ar", data={**form, "item": ""}).text
    assert re.search(r'<option value="harassment/threats" selected>لا تهدّد أحدًا</option>', again)
    assert '<optgroup label="Spam" lang="en" dir="auto">' in again


def test_a_language_that_was_chosen_stays_after_a_form(
    client: Client, removed: dict[str, Any], link: Callable[[dict[str, Any]], str]
) -> None:
    answer = client.post(f"{link(removed)}?lang=ar", data={"text": "كانت مزحة"}, follow_redirects=True)
    assert answer.headers["content-language"] == "ar"


def test_what_changed_only_in_another_language_is_said(client: Client, ombud: Ombud) -> None:
    ombud.publisher.publish({"policy.md": POLICY, "policy.ar.md": AGAIN}, "Other words.")
    changed = client.get("/policy?lang=de").text.partition('id="changes"')[2].partition("</details>")[0]
    assert "In anderen Sprachen" in changed
    assert '<bdi lang="ar">العربية</bdi>' in changed
