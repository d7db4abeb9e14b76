"""The Akismet door against the Python client. The server is real."""

import http.client
from collections.abc import Iterator
from urllib.parse import urlencode

import akismet
import pytest
from akismet import CheckResponse, Config, SyncClient

from ombud.store import open_store
from tests.support.server import Server

SPAM = (
    "CONGRATULATIONS!!! You have WON a FREE iPhone. Click here to claim your prize now: http://win.example"
    " free money cash bonus subscribe to my channel"
)
HAM = "Thank you for the article. My own tomatoes had the same spots last year, and they recovered."


@pytest.fixture
def at_ombud(scoring_server: tuple[Server, str], monkeypatch: pytest.MonkeyPatch) -> str:
    """Its host is a constant: the one thing that is changed. Its patience of one second stays."""
    server, key = scoring_server
    monkeypatch.setattr("akismet._common._API_URL", f"http://127.0.0.1:{server.port}")
    return key


@pytest.fixture
def client(at_ombud: str) -> Iterator[SyncClient]:
    with SyncClient(Config(at_ombud, "http://blog.example")) as opened:  # entering it verifies the key
        yield opened


def test_a_key_is_verified(at_ombud: str) -> None:
    ours = SyncClient(Config(at_ombud, "http://blog.example"))
    assert ours.verify_key()
    assert not ours.verify_key("somebody-elses", "http://blog.example")
    ours._http_client.close()


def test_spam_is_told_from_ham(client: SyncClient) -> None:
    for text, answer in ((SPAM, CheckResponse.SPAM), (HAM, CheckResponse.HAM)):
        assert client.comment_check("192.0.2.7", comment_content=text, comment_author="Bob") == answer


def test_every_field_is_taken(client: SyncClient) -> None:
    answer = client.comment_check(
        "192.0.2.7",
        blog_charset="UTF-8",
        blog_lang="en, fr_ca",
        comment_author="Ana",
        comment_author_email="ana@example.org",
        comment_author_url="https://ana.example",
        comment_content=HAM,
        comment_context="tomatoes",
        comment_date_gmt="2026-11-22T10:00:00Z",
        comment_post_modified_gmt="2026-11-22T09:00:00Z",
        comment_type="reply",
        honeypot_field_name="website",
        is_test=True,
        permalink="https://blog.example/tomatoes",
        recheck_reason="edit",
        referrer="https://search.example",
        user_agent="Mozilla/5.0",
        user_role="subscriber",
    )
    assert answer == CheckResponse.HAM


@pytest.mark.parametrize(
    ("field", "answer"),
    [
        ({"comment_author": "viagra-test-123"}, CheckResponse.SPAM),
        ({"comment_author": "akismet-guaranteed-spam"}, CheckResponse.SPAM),
        ({"comment_author_email": "akismet-guaranteed-spam@example.com"}, CheckResponse.SPAM),
        ({"user_role": "administrator", "comment_author": "viagra-test-123"}, CheckResponse.HAM),
    ],
)
def test_what_akismet_has_for_trying_out_works(
    client: SyncClient, field: dict[str, str], answer: CheckResponse
) -> None:
    assert client.comment_check("192.0.2.7", comment_content=HAM, is_test=True, **field) == answer


def test_what_cannot_be_judged_is_left_alone(client: SyncClient) -> None:
    assert client.comment_check("192.0.2.7", comment_content="Ich wünsche euch allen einen schönen Sonntag.") == 0
    assert client.comment_check("192.0.2.7") == CheckResponse.HAM


def test_corrections_wait_for_a_person_and_tests_do_not(client: SyncClient, scoring_server: tuple[Server, str]) -> None:
    assert client.submit_spam("192.0.2.7", comment_content="missed", comment_author="Bob")
    assert client.submit_ham("192.0.2.7", comment_content="wronged", comment_author_email="ana@example.org")
    assert client.submit_spam("192.0.2.7", comment_content="only a test", is_test=True)
    assert client.submit_spam("192.0.2.7")
    store = open_store(f"sqlite:///{scoring_server[0].data / 'ombud.db'}")
    with store.read() as unit:
        waiting = [one for one in unit.corrections.waiting() if one.door == "akismet"]
    store.close()
    assert [(one.text, one.labels) for one in waiting] == [("missed", {"spam": 1.0}), ("wronged", {"spam": 0.0})]


def test_a_bad_key_is_invalid_and_no_error_of_http(at_ombud: str) -> None:
    client = SyncClient(Config("somebody-elses", "http://blog.example"))
    with pytest.raises(akismet.APIKeyError):
        client.comment_check("192.0.2.7", comment_content=HAM)
    client._http_client.close()


def raw(port: int, call: str, form: dict[str, str], **headers: str) -> tuple[int, str, dict[str, str]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(
        "POST", f"/1.1/{call}", urlencode(form), {"Content-Type": "application/x-www-form-urlencoded", **headers}
    )
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer.status, body, {name.lower(): value for name, value in answer.getheaders()}


def test_the_key_may_be_a_part_of_the_host(scoring_server: tuple[Server, str]) -> None:
    """As older clients and forum software send it. Host names have one case; so have our keys."""
    server, key = scoring_server
    host = f"{key.removeprefix('ombud_').upper()}.rest.akismet.com"
    form = {"blog": "http://blog.example", "user_ip": "192.0.2.7", "comment_content": HAM}
    status, body, headers = raw(server.port, "comment-check", form, Host=host)
    assert (status, body) == (200, "false")
    assert headers["content-type"].startswith("text/plain")
    assert len(headers["x-akismet-guid"]) == 32
    assert "x-akismet-pro-tip" not in headers
    assert "+sha256:" in headers["x-ombud-model"]


def test_the_answer_to_a_bad_key_says_what_is_wrong_in_a_header(scoring_server: tuple[Server, str]) -> None:
    status, body, headers = raw(scoring_server[0].port, "comment-check", {"api_key": "no"})
    assert (status, body) == (200, "invalid")
    assert "key" in headers["x-akismet-debug-help"]


@pytest.mark.parametrize("field", ["blog", "user_ip"])
def test_a_missing_field_is_named(scoring_server: tuple[Server, str], field: str) -> None:
    server, key = scoring_server
    form = {"api_key": key, "blog": "http://blog.example", "user_ip": "192.0.2.7"}
    status, body, headers = raw(server.port, "comment-check", {**form, field: ""})
    assert (status, body) == (200, f"Missing required field: {field}.")
    assert headers["x-akismet-debug-help"] == f'Empty "{field}" value'
