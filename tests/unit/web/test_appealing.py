"""The notice and its appeal: the pages that one person reads, with nothing but an unguessable link."""

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from ombud.wiring import Ombud

Client = TestClient[Litestar]
Send = Callable[..., dict[str, Any]]
Link = Callable[[dict[str, Any]], str]
PAGE = {"accept": "text/html"}


def read(client: Client, path: str, **headers: str) -> str:
    answer = client.get(path, headers=PAGE | headers)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_the_notice_says_what_why_who_and_what_can_be_done(client: Client, decided: Send, link: Link) -> None:
    text = read(client, link(decided("Stop it or I will break your legs")))
    for words in (
        "Your post is on hold",
        "Stop it or I will <mark>break your legs</mark>",
        "Do not threaten people",
        "A machine, by the published rules",
        "Until a person has decided",
        "Did we get this wrong?",
        "Article 21",
        "A court can always decide.",
        "ombud receipt verify receipts.zip --key",
    ):
        assert words in text


def test_the_rule_stands_there_in_its_own_words_and_leads_to_its_version(
    client: Client, decided: Send, link: Link, ombud: Ombud
) -> None:
    text = read(client, link(decided("I will break your legs")))
    assert "Saying that you will <strong>hurt</strong> somebody is not allowed." in text
    version = f"/policy/{ombud.policy.version}"
    assert f'href="{version}#harassment.threats"' in text
    assert f'href="{version}#pills"' in text


def test_the_human_decision_shows_its_reasons_and_a_pseudonym_not_a_name(
    client: Client, removed: dict[str, Any], link: Link
) -> None:
    text = read(client, link(removed))
    assert "Your post was taken down" in text
    assert "This is a &lt;b&gt;threat&lt;/b&gt;." in text
    assert "A machine found it, and a person decided" in text
    assert re.search(r'<span class="mono nowrap">r-[0-9a-f]{10}</span>', text)
    assert "ana" not in re.findall(r"\w+", text)


def test_help_is_offered_without_reproach(client: Client, decided: Send, link: Link) -> None:
    text = read(client, link(decided("I cannot go on")))
    assert "Your post is up, and we would like to offer help" in text
    assert "You are not in trouble" in text
    assert "findahelpline.com" in text
    assert "<mark>" not in text
    assert "The rule<" not in text


def test_hostile_text_is_shown_and_never_run(client: Client, decided: Send, link: Link) -> None:
    text = read(client, link(decided("I will break your legs <script>alert(1)</script> \u202egnp.exe\u202c")))
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert '<span class="unseen">U+202E</span>' in text
    assert "\u202e" not in text


def test_an_unknown_link_is_told_nothing(client: Client) -> None:
    for path in ("/notice/nothing", "/notice/nothing/receipts.zip", "/notice/nothing/receipts/dec_1.tlog-proof"):
        answer = client.get(path, headers=PAGE)
        assert answer.status_code == 404
        assert "There is nothing here" in answer.text
        assert "notice" not in re.sub(r"<[^>]*>", "", answer.text).lower().replace("no_such_notice", "")


def test_the_page_is_kept_by_nobody_and_found_by_nobody(client: Client, decided: Send, link: Link) -> None:
    answer = client.get(link(decided("I will break your legs")), headers=PAGE)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "noindex" in answer.headers["x-robots-tag"]
    assert '<meta name="robots" content="noindex' in answer.text


def test_an_appeal_is_filed_once_and_shown_as_waiting(client: Client, decided: Send, link: Link) -> None:
    path = link(decided("I will break your legs"))
    sent = client.post(path, data={"text": "It is a <i>joke</i>."}, follow_redirects=False)
    assert sent.status_code == 303
    assert sent.headers["location"] == f"{path}#appeal"
    text = read(client, path)
    assert "Your appeal is waiting" in text
    assert "It is a &lt;i&gt;joke&lt;/i&gt;." in text
    assert '<textarea id="text"' not in text
    again = client.post(path, data={"text": "once more"}, headers=PAGE)
    assert again.status_code == 409
    assert "This was appealed before." in again.text


def test_the_outcome_and_its_reasons_are_read_on_the_same_page(
    client: Client, removed: dict[str, Any], link: Link, ombud: Ombud, overturn: Callable[[str], None]
) -> None:
    path = link(removed)
    overturn(ombud.appeals.file(path.rpartition("/")[2], "I was quoting.").id)
    text = read(client, path)
    assert "You were right: the decision is overturned" in text
    assert "It was a &lt;i&gt;quotation&lt;/i&gt;." in text
    assert "Your post is up" in text
    assert "Somebody else heard your appeal." in text
    assert len(set(re.findall(r"r-[0-9a-f]{10}", text))) == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "Please write a sentence"), ("  \n ", "Please write a sentence"), ("ä" * 2001, "That is too long")],
)
def test_a_form_that_cannot_be_taken_comes_back_with_what_was_typed(
    client: Client, decided: Send, link: Link, text: str, words: str
) -> None:
    path = link(decided("I will break your legs"))
    answer = client.post(path, data={"text": text}, headers=PAGE)
    assert answer.status_code == 422
    assert words in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert text.strip() in answer.text


def test_two_thousand_characters_are_taken_however_a_browser_sends_line_ends(
    client: Client, decided: Send, link: Link
) -> None:
    path = link(decided("I will break your legs"))
    answer = client.post(path, data={"text": "🐈\r\n" * 999 + "no"}, follow_redirects=False)
    assert answer.status_code == 303


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"text=%ff", "application/x-www-form-urlencoded", 400),
        (b"a=1&" * 60, "application/x-www-form-urlencoded", 400),
        (b'{"text": "x"}', "application/json", 415),
        (b"text=" + b"x" * 100_000, "application/x-www-form-urlencoded", 413),
    ],
)
def test_a_body_that_is_no_form_is_refused(
    client: Client, decided: Send, link: Link, body: bytes, kind: str, status: int
) -> None:
    path = link(decided("I will break your legs"))
    answer = client.post(path, content=body, headers={"content-type": kind})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_program_can_file_an_appeal_with_the_token_alone(client: Client, decided: Send, link: Link) -> None:
    decision = decided("I will break your legs")
    token = link(decision).rpartition("/")[2]
    answer = client.post("/v1/appeals", json={"token": token, "text": "It is a joke."})
    assert answer.status_code == 201
    assert answer.json()["decision"] == decision["id"]
    again = client.post("/v1/appeals", json={"token": token, "text": "It is a joke."})
    assert again.status_code == 409
    assert again.json()["code"] == "appeal_pending"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "not_json"),
        (b'{"token": 1, "text": "x"}', 422, "invalid_appeal"),
        (b'{"token": "x"}', 422, "invalid_appeal"),
        (b'{"token": "x", "text": "x", "extra": 1}', 422, "invalid_appeal"),
        (b'{"token": "x", "text": "\\ud800"}', 400, "not_json"),
        (b'{"token": "nothing", "text": "x"}', 404, "no_such_notice"),
        (b"[" * 100_000, 422, "invalid_appeal"),
        (b" " * 10_000_000, 413, "event_too_large"),
    ],
)
def test_what_is_no_appeal_is_refused(client: Client, body: bytes, status: int, code: str) -> None:
    answer = client.post("/v1/appeals", content=body, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_an_appeal_is_sent_as_json(client: Client) -> None:
    assert client.post("/v1/appeals", data={"token": "x", "text": "x"}).json()["code"] == "wrong_media_type"


def test_receipts_are_downloaded_once_the_log_has_them(
    client: Client, decided: Send, link: Link, eventually: Callable[[Callable[[], Any]], Any]
) -> None:
    decision = decided("I will break your legs")
    path = link(decision)
    one = eventually(lambda: client.get(f"{path}/receipts/{decision['id']}.tlog-proof"))
    assert f'href="{path}/receipts/{decision["id"]}.tlog-proof"' in read(client, path)
    assert one.text.startswith("c2sp.org/tlog-proof@v1")
    archive = client.get(f"{path}/receipts.zip")
    assert archive.headers["content-type"] == "application/zip"
    assert len(zipfile.ZipFile(io.BytesIO(archive.content)).namelist()) == 1


def test_every_receipt_in_the_archive_is_listed_by_what_was_done_and_can_be_had_alone(
    client: Client,
    removed: dict[str, Any],
    link: Link,
    ombud: Ombud,
    overturn: Callable[[str], None],
    eventually: Callable[[Callable[[], Any]], Any],
) -> None:
    path = link(removed)
    overturn(ombud.appeals.file(path.rpartition("/")[2], "I was quoting.").id)
    archive = eventually(lambda: client.get(f"{path}/receipts.zip"))
    page = read(client, path)
    rows = dict(re.findall(rf'href="{path}/receipts/([^"]+)">([^<]+)</a>', page))
    assert set(rows) == set(zipfile.ZipFile(io.BytesIO(archive.content)).namelist())
    assert sorted(rows.values()) == [
        "Receipt of the answer",
        "Receipt of your appeal",
        "Receipt: on hold",
        "Receipt: put back",
        "Receipt: taken down",
    ]
    for name in rows:
        assert client.get(f"{path}/receipts/{name}").text.startswith("c2sp.org/tlog-proof@v1")


def test_somebody_elses_receipt_is_not_found_under_ones_own_link(client: Client, decided: Send, link: Link) -> None:
    mine, other = decided("I will break your legs", "p1"), decided("I will break your legs", "p2")
    answer = client.get(f"{link(mine)}/receipts/{other['id']}.tlog-proof")
    assert answer.status_code == 404


# ── what comes after filing ──────────────────────────────────────────────────────────────────────────────────────────
def test_more_can_be_brought_forward_and_the_appeal_taken_back(client: Client, decided: Send, link: Link) -> None:
    path = link(decided("I will break your legs"))
    first = {
        "text": "No.",
        "links": "https://a.example/<b>\nhttps://b.example",
        "urgency": "safety",
        "claim": "I am afraid.",
    }
    assert client.post(path, data=first, follow_redirects=False).status_code == 303
    added = client.post(f"{path}/evidence", data={"text": "<i>see</i>", "links": ""}, follow_redirects=False)
    assert added.headers["location"] == f"{path}#appeal"
    text = read(client, path)
    for words in (
        "https://a.example/&lt;b&gt;",
        "https://b.example",
        "&lt;i&gt;see&lt;/i&gt;",
        "Somebody will look at that first",
        "what was taken is put back by itself",
    ):
        assert words in text
    assert client.post(f"{path}/withdraw", follow_redirects=False).status_code == 303
    text = read(client, path)
    assert "You took your appeal back" in text
    assert "Add something" not in text
    assert client.post(f"{path}/withdraw", headers=PAGE).status_code == 409
    assert client.post(f"{path}/evidence", data={"text": "x"}, headers=PAGE).status_code == 409


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"links": "javascript:alert(1)"}, "A link begins with "),
        ({"links": "https://a " * 6}, ""),
        ({"urgency": "safety"}, "why it cannot wait"),
        ({"urgency": "<script>", "claim": "x"}, "why it cannot wait"),
    ],
)
def test_what_is_wrong_with_the_rest_is_said_and_nothing_typed_is_lost(
    client: Client, decided: Send, link: Link, more: dict[str, str], words: str
) -> None:
    path = link(decided("I will break your legs"))
    answer = client.post(path, data={"text": "My words.", **more}, headers=PAGE, follow_redirects=False)
    if not words:  # six times the same link is one link
        assert answer.status_code == 303
        return
    assert answer.status_code == 422
    assert words in answer.text
    assert "My words.</textarea>" in answer.text
    assert "<script>" not in answer.text.partition("</head>")[2]


@pytest.mark.parametrize(
    "path", ["/notice/guess/evidence", "/notice/guess/withdraw", "/review/guess/accept", "/review/guess"]
)
def test_a_guessed_link_does_nothing(client: Client, path: str) -> None:
    assert client.post(path, data={"text": "x", "outcome": "uphold", "reasons": "x"}, headers=PAGE).status_code in (
        404,
        422,
    )
    assert client.get("/review/guess", headers=PAGE).status_code == 404
