"""The sample platform's own side: what it remembers, what it shows, which webhooks it believes."""

import http.client
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from standardwebhooks.webhooks import Webhook
from structlog.testing import capture_logs

from ombud.cli.demo.book import Book, Post
from ombud.cli.demo.site import Site

SECRET = "whsec_" + "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0"


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    made = Book(tmp_path / "community.db")
    made.write(Post("p1", "u1", "Ana", "<b>hello</b>", "2026-11-22T10:00:00Z", "unknown", "", put_back=False), b"{}")
    yield made
    made.close()


@pytest.fixture
def site(book: Book) -> Iterator[Site]:
    with Site(0, book, SECRET, "http://127.0.0.1:8400") as made:
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield made
        made.shutdown()


def _get(site: Site, path: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", site.server_port, timeout=10)
    connection.request("GET", path)
    answer = connection.getresponse()
    status, body = answer.status, answer.read().decode()
    connection.close()
    return status, body


def _deliver(site: Site, kind: str, data: dict[str, object], *, secret: str = SECRET, path: str = "/webhooks") -> int:
    body = json.dumps({"type": kind, "timestamp": "2026-11-22T10:00:01Z", "data": data})
    now = datetime.now(UTC)
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign("msg_1", now, body),
    }
    connection = http.client.HTTPConnection("127.0.0.1", site.server_port, timeout=10)
    connection.request("POST", path, body=body.encode(), headers=headers)
    status = connection.getresponse().status
    connection.close()
    return status


def _decision(measure: str, at: str) -> dict[str, object]:
    return {"item": "p1", "measure": measure, "at": at}


def test_a_post_is_shown_as_text_never_as_markup(site: Site) -> None:
    status, page = _get(site, "/")
    assert status == 200
    assert "&lt;b&gt;hello&lt;/b&gt;" in page
    assert "not decided yet" in page


def test_a_held_post_is_hidden_from_others_and_shown_to_its_author(site: Site) -> None:
    assert _deliver(site, "decision.made", _decision("hold", "2026-11-22T10:00:01Z")) == 204
    assert "hello" not in _get(site, "/")[1]
    assert "hello" in _get(site, "/people/u1")[1]
    assert "held until a person has looked" in _get(site, "/")[1]


def test_a_restored_post_is_put_back(site: Site) -> None:
    _deliver(site, "decision.made", _decision("hold", "2026-11-22T10:00:01Z"))
    _deliver(site, "decision.made", _decision("restore", "2026-11-22T10:05:00Z"))
    page = _get(site, "/")[1]
    assert "put back" in page
    assert "hello" in page


def test_a_late_message_does_not_undo_a_newer_decision(site: Site) -> None:
    _deliver(site, "decision.made", _decision("restore", "2026-11-22T10:05:00Z"))
    _deliver(site, "decision.made", _decision("hold", "2026-11-22T10:00:01Z"))
    assert "put back" in _get(site, "/")[1]


def test_a_notice_lands_in_the_inbox_once_with_its_link(site: Site, book: Book) -> None:
    link = "http://127.0.0.1:8400/notice/abc"
    notice: dict[str, object] = {
        "notice": "ntc_1", "item": "p1", "person": "u1", "measure": "hold", "text": "Your post is held.", "url": link,
    }  # fmt: skip
    assert _deliver(site, "notice.created", notice) == 204
    assert _deliver(site, "notice.created", notice) == 204
    assert len(book.inbox("u1")) == 1
    page = _get(site, "/people/u1")[1]
    assert "Your post is held." in page
    assert link in page
    assert "1 notice<" in _get(site, "/")[1]


def test_a_message_signed_with_another_secret_is_refused(site: Site) -> None:
    other = "whsec_" + "b3RoZXJvdGhlcm90aGVyb3RoZXJvdGhlcg=="
    assert _deliver(site, "decision.made", _decision("hold", "2026-11-22T10:00:01Z"), secret=other) == 401
    assert "not decided yet" in _get(site, "/")[1]


def test_a_message_of_an_unknown_kind_is_taken_and_left_alone(site: Site) -> None:
    with capture_logs() as logged:
        assert _deliver(site, "something.new", {}) == 204
    assert [entry["kind"] for entry in logged] == ["something.new"]


def test_how_an_appeal_ended_is_taken_without_a_word(site: Site) -> None:
    with capture_logs() as logged:
        assert _deliver(site, "appeal.decided", {}) == 204
    assert logged == []


def test_other_doors_are_closed(site: Site) -> None:
    assert _deliver(site, "decision.made", {}, path="/elsewhere") == 400
    assert _get(site, "/people/nobody")[0] == 404
    assert _get(site, "/nowhere")[0] == 404
    assert _get(site, "/style.css")[0] == 200


def test_a_post_that_was_not_answered_is_sent_again_with_the_same_bytes(book: Book) -> None:
    assert book.unsent() == [("p1", b"{}")]
    book.write(Post("p1", "u1", "Ana", "changed", "2027-01-01T00:00:00Z", "unknown", "", put_back=False), b"other")
    assert book.unsent() == [("p1", b"{}")]
    book.answered("p1")
    assert book.unsent() == []
    assert book.known() == {"p1"}


def test_the_book_is_its_owners_alone(book: Book, tmp_path: Path) -> None:
    assert (tmp_path / "community.db").stat().st_mode & 0o777 == 0o600
    assert book.setting("key") is None
    book.keep("key", "secret")
    assert book.setting("key") == "secret"
