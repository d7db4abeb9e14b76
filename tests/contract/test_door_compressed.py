"""Bodies that come compressed, and forms in the letters of the site, at the doors of a real server."""

import gzip
import json
import zlib
from urllib.parse import quote_plus

import pytest

from tests.contract.test_door_akismet import SPAM
from tests.contract.test_door_bad_input import send
from tests.support.server import Server

COMMENT = {"comment": {"text": "You are a stupid idiot."}, "requestedAttributes": {"TOXICITY": {}}}
RUSSIAN = "Срочно продаём дешёвые часы, звоните прямо сейчас."


def calls(key: str) -> dict[str, tuple[str, bytes, dict[str, str]]]:
    """One good call at each door: path, body, headers."""
    form = f"api_key={key}&blog=http%3A%2F%2Fblog.example&user_ip=192.0.2.7&comment_content={quote_plus(SPAM)}"
    return {
        "perspective": (f"/v1alpha1/comments:analyze?key={key}", json.dumps(COMMENT).encode(), {}),
        "openai": ("/v1/moderations", b'{"input": "You are a stupid idiot."}', {"Authorization": f"Bearer {key}"}),
        "akismet": ("/1.1/comment-check", form.encode(), {}),
    }


@pytest.mark.parametrize("door", calls(""))
@pytest.mark.parametrize("coding", ["gzip", "deflate", "identity"])
def test_a_compressed_body_is_read_as_it_was_before(scoring_server: tuple[Server, str], door: str, coding: str) -> None:
    server, key = scoring_server
    path, body, headers = calls(key)[door]
    packed = {"gzip": gzip.compress(body), "deflate": zlib.compress(body), "identity": body}[coding]
    plain = send(server, path, body, **headers)
    status, _, content = send(server, path, packed, **{**headers, "Content-Encoding": coding})
    assert status == plain[0] == 200
    if door == "openai":
        assert json.loads(content)["results"] == json.loads(plain[2])["results"]
    else:
        assert content == plain[2]


@pytest.mark.parametrize(("door", "expected"), [("perspective", 400), ("openai", 413), ("akismet", 413)])
def test_a_bomb_is_too_large_as_it_would_be_uncompressed(
    scoring_server: tuple[Server, str], door: str, expected: int
) -> None:
    server, key = scoring_server
    path, _, headers = calls(key)[door]
    bomb = gzip.compress(b" " * 50_000_000, 9)
    status, told, content = send(server, path, bomb, **headers, **{"Content-Encoding": "gzip"})
    assert (status, told["connection"]) == (expected, "close")
    assert b"at most" in content or b"exceeds the limit" in content or content == b"The request is too large."


@pytest.mark.parametrize("door", calls(""))
@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, gzip"])
def test_another_coding_is_refused_with_those_that_would_do(
    scoring_server: tuple[Server, str], door: str, coding: str
) -> None:
    server, key = scoring_server
    path, body, headers = calls(key)[door]
    status, told, content = send(server, path, body, **headers, **{"Content-Encoding": coding})
    assert (status, told["accept-encoding"]) == (415, "gzip, deflate")
    assert b"gzip or deflate" in content


@pytest.mark.parametrize("door", calls(""))
@pytest.mark.parametrize("cut", [slice(0, -4), slice(0, 12), slice(3, None)])
def test_a_broken_one_is_said_to_be_broken(scoring_server: tuple[Server, str], door: str, cut: slice) -> None:
    server, key = scoring_server
    path, body, headers = calls(key)[door]
    status, _, content = send(server, path, gzip.compress(body)[cut], **headers, **{"Content-Encoding": "gzip"})
    assert status == 400
    assert b"gzip" in content


def test_a_page_may_read_which_model_scored(scoring_server: tuple[Server, str]) -> None:
    server, key = scoring_server
    path, body, _ = calls(key)["perspective"]
    status, headers, _ = send(server, path, body, Origin="https://forum.example")
    assert (status, headers["access-control-allow-origin"]) == (200, "*")
    exposed = {name.strip() for name in headers["access-control-expose-headers"].lower().split(",")}
    assert {name for name in headers if name.startswith("x-ombud")} == exposed == {"x-ombud-model"}


@pytest.mark.parametrize(
    ("charset", "codec"), [("windows-1251", "cp1251"), ("KOI8-R", "koi8-r"), ("ISO-8859-5", "iso8859-5"), ("", "utf-8")]
)
def test_a_comment_is_judged_in_the_charset_of_the_site(
    scoring_server: tuple[Server, str], charset: str, codec: str
) -> None:
    """Russian is told to be Russian in any of them, and nothing that nobody can read."""
    server, key = scoring_server
    body = (
        f"api_key={key}&blog=http%3A%2F%2Fblog.example&user_ip=192.0.2.7&blog_charset={charset}"
        f"&comment_content={quote_plus(RUSSIAN, encoding=codec)}"
    )
    status, headers, content = send(server, "/1.1/comment-check", body.encode())
    assert (status, content, headers["x-ombud-abstained"]) == (200, b"false", "language")


def test_a_charset_that_nobody_knows_is_named_where_it_matters(scoring_server: tuple[Server, str]) -> None:
    server, key = scoring_server
    start = f"api_key={key}&blog=http%3A%2F%2Fblog.example&user_ip=192.0.2.7&blog_charset=klingon&comment_content="
    assert send(server, "/1.1/comment-check", (start + quote_plus(RUSSIAN)).encode())[0] == 200
    status, headers, content = send(
        server, "/1.1/comment-check", (start + quote_plus(RUSSIAN, encoding="cp1251")).encode()
    )
    assert (status, content) == (400, b'Unknown "blog_charset" value: klingon')
    assert headers["x-akismet-debug-help"] == content.decode()
