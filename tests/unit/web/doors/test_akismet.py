"""The Akismet door: what it takes, and how it says no. What Akismet's client makes of it is under tests/contract."""

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from ombud.pipeline.learning import corrections
from ombud.wiring import Ombud

Client = TestClient[Litestar]
CALLS = ("verify-key", "comment-check", "submit-spam", "submit-ham")
FORM = {"blog": "http://blog.example", "user_ip": "192.0.2.7", "comment_content": "A kind word about your tomatoes."}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("secret", ["", "no", "\0", "ü", "a" * 100_000])
def test_a_bad_key_is_always_invalid_and_never_an_error_of_http(client: Client, call: str, secret: str) -> None:
    answer = client.post(f"/1.1/{call}", data={**FORM, "api_key": secret, "key": secret})
    assert (answer.status_code, answer.text) == (200, "invalid")
    assert answer.headers["x-akismet-debug-help"]
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"


def test_a_key_for_something_else_is_invalid_too(client: Client, ombud: Ombud) -> None:
    _, secret = ombud.accounts.add_key("other", ("events:write",))
    answer = client.post("/1.1/comment-check", data={**FORM, "api_key": secret})
    assert answer.text == "invalid"
    assert "score" in answer.headers["x-akismet-debug-help"]


@pytest.mark.parametrize("field", ["key", "api_key"])
def test_a_key_is_verified_under_either_name(client: Client, key: str, field: str) -> None:
    assert client.post("/1.1/verify-key", data={field: key, "blog": "http://blog.example"}).text == "valid"


@pytest.mark.parametrize(
    "body",
    [b"", b"&&&", b"=", b"%", b"a" * 10_000, b"\xff\xfe", b"comment_content=%ff%fe", b"a=1&" * 300, b"\x00" * 100],
)
@pytest.mark.parametrize("call", CALLS)
def test_no_form_at_all_is_no_fault_of_ours(caller: Client, call: str, body: bytes) -> None:
    answer = caller.post(f"/1.1/{call}", content=body, headers={"content-type": "application/x-www-form-urlencoded"})
    assert answer.status_code in (200, 400)
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"


def test_more_than_a_megabyte_is_not_read(caller: Client) -> None:
    answer = caller.post("/1.1/comment-check", data={**FORM, "comment_content": "a" * 1_100_000})
    assert answer.status_code == 413
    assert answer.headers["connection"] == "close"


@pytest.mark.parametrize("text", ["a" * 500_000, "ü" * 100_000, "word " * 50_000])
def test_of_a_very_long_comment_the_beginning_is_judged(caller: Client, text: str) -> None:
    assert caller.post("/1.1/comment-check", data={**FORM, "comment_content": text}).text in ("true", "false")


@pytest.mark.parametrize("path", ["/1.1/comment", "/1.1/", "/1.1/usage-limit"])
def test_a_call_that_we_do_not_have_is_told_so_in_words(caller: Client, path: str) -> None:
    answer = caller.post(path, data=FORM)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/plain; charset=utf-8")
    assert "/1.1/comment-check" in answer.text


def test_what_is_not_judged_says_why(caller: Client) -> None:
    answer = caller.post("/1.1/comment-check", data={**FORM, "comment_content": "?!"})
    assert (answer.text, answer.headers["x-ombud-abstained"]) == ("false", "not_text")


def test_nothing_about_the_person_is_kept(caller: Client, ombud: Ombud) -> None:
    more = {"comment_author": "Ana", "comment_author_email": "ana@example.org", "user_agent": "Mozilla/5.0"}
    answer = caller.post("/1.1/submit-ham", data={**FORM, **more})
    assert answer.text == "Thanks for making the web a better place."
    (kept,) = ombud.corrections.waiting()
    assert (kept.text, kept.labels, kept.community) == (FORM["comment_content"], {"spam": 0.0}, "http://blog.example")
    assert not any(word in repr(kept) for word in ("Ana", "ana@", "192.0.2.7", "Mozilla"))


@pytest.mark.parametrize("change", [{"is_test": "1"}, {"is_test": "true"}, {"comment_content": " "}])
def test_a_test_or_nothing_is_thanked_for_and_not_kept(caller: Client, ombud: Ombud, change: dict[str, str]) -> None:
    assert caller.post("/1.1/submit-spam", data=FORM | change).text.startswith("Thanks")
    assert ombud.corrections.count() == 0


def test_a_character_that_no_database_keeps_is_left_out(caller: Client, ombud: Ombud) -> None:
    caller.post("/1.1/submit-spam", data={**FORM, "comment_content": "buy\0now"})
    assert [one.text for one in ombud.corrections.waiting()] == ["buynow"]


def test_a_full_queue_is_told(caller: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corrections, "MOST_WAITING", 0)
    answer = caller.post("/1.1/submit-spam", data=FORM)
    assert answer.status_code == 400
    assert "corrections" in answer.text


def test_another_method_is_told_so(client: Client) -> None:
    assert client.get("/1.1/verify-key").status_code == 405


def in_parts(**fields: str) -> dict[str, tuple[None, str]]:
    """As PHP's cURL sends an array, and ``curl -F`` its fields."""
    return {name: (None, value) for name, value in fields.items()}


def test_a_form_in_parts_is_read_like_any_other(client: Client, key: str, ombud: Ombud) -> None:
    assert client.post("/1.1/verify-key", files=in_parts(key=key)).text == "valid"
    assert client.post("/1.1/verify-key", files=in_parts(key="other")).text == "invalid"
    spam = "CONGRATULATIONS!!! You have WON a FREE iPhone. Click here to claim your prize now: http://win.example"
    for text, answer in ((spam, "true"), (FORM["comment_content"], "false")):
        told = client.post("/1.1/comment-check", files=in_parts(**FORM | {"api_key": key, "comment_content": text}))
        assert told.text == answer
    client.post("/1.1/submit-ham", files=in_parts(**FORM | {"api_key": key, "comment_content": "Größe 🙂\r\n\r\n--x"}))
    (waiting,) = ombud.corrections.waiting()
    assert (waiting.text, waiting.labels) == ("Größe 🙂\r\n\r\n--x", {"spam": 0.0})


@pytest.mark.parametrize(
    "body",
    [b"", b"--x", b"--x--", b"--x\n\n--x--", b"--x\nContent-Disposition: form-data\n\na\n--x--", b"\xff\x00" * 99,
     b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n' * 300 + b"--x--"],
)  # fmt: skip
@pytest.mark.parametrize("call", CALLS)
def test_broken_parts_are_no_fault_of_ours(caller: Client, call: str, body: bytes) -> None:
    answer = caller.post(f"/1.1/{call}", content=body, headers={"content-type": "multipart/form-data; boundary=x"})
    assert answer.status_code in (200, 400)
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
