"""What no client of the services sends over the wire: never an error of ours, and the next caller is served."""

import contextlib
import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from tests.contract.test_door_bad_input import send
from tests.support.server import Server

COMMENT = b'{"comment": {"text": "Good morning to all of you."}, "requestedAttributes": {"TOXICITY": {}}}'
LENGTH = b"Content-Length: %d\r\n" % len(COMMENT)
ANALYZE = "/v1alpha1/comments:analyze"
ADDRESSES = (
    ANALYZE,
    "/v1alpha1/comments:suggestscore",
    "/batch",
    "/v1/moderations",
    "/1.1/comment-check",
    "/1.1/submit-ham",
)
EMOJI = "\U0001f600\U0001f468\u200d\U0001f469\u200d\U0001f467\U0001f3f3\ufe0f\u200d\U0001f308"


def raw(server: Server, data: bytes, *, over: bool = False) -> bytes:
    """All that the server answers to these bytes, until it closes; `over` says at once that nothing more will come,
    which a server may take for a client that has hung up."""
    answer = b""
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        connection.sendall(data)
        if over:
            connection.shutdown(socket.SHUT_WR)
        with contextlib.suppress(TimeoutError, ConnectionResetError):
            while chunk := connection.recv(65536):
                answer += chunk
    return answer


def statuses(answer: bytes) -> list[int]:
    return [int(line[9:12]) for line in answer.split(b"\r\n") if line.startswith((b"HTTP/1.1 ", b"HTTP/1.0 "))]


@pytest.fixture
def server(scoring_server: tuple[Server, str]) -> Iterator[Server]:
    """After every test, somebody else is served as ever."""
    yield scoring_server[0]
    assert send(scoring_server[0], f"{ANALYZE}?key={scoring_server[1]}", COMMENT)[0] == 200


def request(key: str, *, line: bytes = b"POST %s HTTP/1.1", headers: bytes = LENGTH, body: bytes = COMMENT) -> bytes:
    target = f"{ANALYZE}?key={key}".encode()
    return line % target + b"\r\nHost: x\r\nConnection: close\r\n" + headers + b"\r\n" + body


WIRE: dict[str, tuple[dict[str, bytes], tuple[int, ...]]] = {
    "two lengths that agree": ({"headers": LENGTH * 2}, (200, 400)),
    "two lengths that do not": ({"headers": LENGTH + b"Content-Length: 3\r\n"}, (400,)),
    "a length with a list": ({"headers": b"Content-Length: 3, 5\r\n"}, (400,)),
    "a length below nothing": ({"headers": b"Content-Length: -1\r\n"}, (400,)),
    "a length with a sign": ({"headers": b"Content-Length: +%d\r\n" % len(COMMENT)}, (400,)),
    "a length in letters": ({"headers": b"Content-Length: many\r\n"}, (400,)),
    "a length that no machine has": ({"headers": b"Content-Length: " + b"9" * 30 + b"\r\n"}, (400,)),
    "a length and chunks": (
        {"headers": LENGTH + b"Transfer-Encoding: chunked\r\n", "body": b"0\r\n\r\n"}, (400,)
    ),
    "chunks": (
        {"headers": b"Transfer-Encoding: chunked\r\n", "body": b"%x\r\n%s\r\n0\r\n\r\n" % (len(COMMENT), COMMENT)},
        (200,),
    ),
    "a chunk that lies about its size": (
        {"headers": b"Transfer-Encoding: chunked\r\n", "body": b"5\r\n%s\r\n0\r\n\r\n" % COMMENT}, (400,)
    ),
    "another transfer coding": ({"headers": b"Transfer-Encoding: gzip\r\n" + LENGTH}, (400, 501)),
    "an expectation": ({"headers": LENGTH + b"Expect: 100-continue\r\n"}, (100, 200)),
    "an expectation of something else": ({"headers": LENGTH + b"Expect: a-miracle\r\n"}, (200, 417)),
    "the wrong charset": ({"headers": LENGTH + b"Content-Type: application/json; charset=utf-16\r\n"}, (200,)),
    "a type that is none": ({"headers": LENGTH + b"Content-Type: ;;;\xff\r\n"}, (200,)),
    "a thousand headers": ({"headers": LENGTH + b"".join(b"X-%d: a\r\n" % n for n in range(1000))}, (200, 400, 431)),
    "a header that never ends": ({"headers": LENGTH + b"X: " + b"a" * 200_000 + b"\r\n"}, (200, 400, 431)),
    "a header with a null": ({"headers": LENGTH + b"X: a\0b\r\n"}, (200, 400)),
    "a folded header": ({"headers": LENGTH + b"X: a\r\n b\r\n"}, (200, 400)),
    "a header without a name": ({"headers": LENGTH + b": a\r\n"}, (200, 400)),
    "no space for the version": ({"line": b"POST %sHTTP/1.1"}, (400,)),
    "a version to come": ({"line": b"POST %s HTTP/9.9"}, (200, 400, 505)),
    "another protocol": ({"line": b"POST %s SMTP/1.1"}, (400,)),
    "HTTP/1.0": ({"line": b"POST %s HTTP/1.0"}, (200,)),
    "an upgrade": (
        {"headers": LENGTH + b"Upgrade: websocket\r\nConnection: upgrade\r\nSec-WebSocket-Key: x\r\n"}, (200, 400, 426)
    ),
    "an upgrade to HTTP/2": (
        {"headers": LENGTH + b"Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n"}, (200, 400)
    ),
}  # fmt: skip


@pytest.mark.parametrize(("parts", "expected"), WIRE.values(), ids=WIRE)
def test_requests_that_no_client_sends(
    scoring_server: tuple[Server, str], server: Server, parts: dict[str, bytes], expected: tuple[int, ...]
) -> None:
    told = statuses(raw(server, request(scoring_server[1], **parts)))
    assert told
    assert set(told) <= set(expected), told


def test_http_1_0_needs_no_host(scoring_server: tuple[Server, str], server: Server) -> None:
    target = f"{ANALYZE}?key={scoring_server[1]}".encode()
    assert statuses(raw(server, b"POST %s HTTP/1.0\r\n%s\r\n%s" % (target, LENGTH, COMMENT))) == [200]
    document = raw(server, b"GET /$discovery/rest?version=v1alpha1 HTTP/1.0\r\n\r\n")
    assert statuses(document) == [200]
    assert json.loads(document.partition(b"\r\n\r\n")[2])["rootUrl"] == f"http://127.0.0.1:{server.port}/"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        pytest.param(b"", [], id="nothing"),
        pytest.param(b"\r\n\r\n", [], id="empty lines"),
        pytest.param(b"GET", [], id="the beginning"),
        pytest.param(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", [400], id="TLS"),
        pytest.param(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", [400], id="HTTP/2"),
        pytest.param(b"\0" * 10_000, [400], id="nulls"),
        pytest.param(b"POST " + b"/" * 100_000 + b" HTTP/1.1\r\n\r\n", [400], id="a target that never ends"),
    ],
)
def test_what_is_no_request_at_all(server: Server, data: bytes, told: list[int]) -> None:
    """Where a client stops before there is anything to answer, nothing is answered."""
    answer = raw(server, data, over=True)
    assert statuses(answer) == told
    assert bool(answer) == bool(told)


@pytest.mark.parametrize(
    "method", ["GET", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT", "BREW", "post", "P0ST"]
)
@pytest.mark.parametrize("address", ADDRESSES)
def test_any_method_at_any_door(scoring_server: tuple[Server, str], server: Server, address: str, method: str) -> None:
    answer = raw(
        server, f"{method} {address}?key={scoring_server[1]} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()
    )
    (status,) = statuses(answer)
    assert status in (204, 400, 404, 405)
    assert (status == 204) == (method == "OPTIONS" and address.startswith(("/v1alpha1", "/batch")))
    if method == "HEAD":
        assert answer.partition(b"\r\n\r\n")[2] == b""


@pytest.mark.parametrize(
    "ending", ["/", "//", "/.", "/..", "%2F", "%00", ";a=b", "/../../v1/moderations", " ", "%ff", "\u00e9", "#a"]
)
@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_that_is_nearly_one(
    scoring_server: tuple[Server, str], server: Server, address: str, ending: str
) -> None:
    line = f"POST {address}{ending}?key={scoring_server[1]} HTTP/1.1".encode()
    told = statuses(raw(server, line + b"\r\nHost: x\r\nConnection: close\r\n" + LENGTH + b"\r\n" + COMMENT))
    assert len(told) == 1
    assert told[0] in (200, 400, 401, 403, 404, 405)


@pytest.mark.parametrize("charset", ["%00", "%01", "%0d%0aX-Other:%20a", "%1b", "%7f", "%80", "%ff"])
@pytest.mark.parametrize("call", ["verify-key", "comment-check"])
def test_a_charset_that_no_header_can_hold_is_refused_in_words(server: Server, call: str, charset: str) -> None:
    """Nobody needs a key for it."""
    status, headers, content = send(server, f"/1.1/{call}", f"blog_charset={charset}&a=%ff".encode())
    assert status == 400
    assert content.startswith(b'Unknown "blog_charset" value: ')
    assert headers["x-akismet-debug-help"].encode() == content
    assert "x-other" not in headers


def document(depth: int, kind: str) -> bytes:
    """A comment with a threshold that is so deep."""
    opened, closed = {"lists": (b"[", b"]"), "objects": (b'{"a":', b"}")}[kind]
    threshold = b'{"scoreThreshold": ' + opened * depth + b"1" + closed * depth + b"}"
    return COMMENT.replace(b'"TOXICITY": {}', b'"TOXICITY": ' + threshold)


@pytest.mark.parametrize("kind", ["lists", "objects"])
@pytest.mark.parametrize("depth", [1, 100, 1_000, 100_000])
def test_json_of_any_depth_at_any_door(
    scoring_server: tuple[Server, str], server: Server, depth: int, kind: str
) -> None:
    key = scoring_server[1]
    for address in (ANALYZE, "/v1alpha1/comments:suggestscore"):
        status, _, content = send(server, f"{address}?key={key}", document(depth, kind))
        assert status == 400
        assert json.loads(content)["error"]["status"] == "INVALID_ARGUMENT"
    body = document(depth, kind).replace(b'"comment"', b'"input"')
    status, _, content = send(server, "/v1/moderations", body, Authorization=f"Bearer {key}")
    assert (status, "error" in json.loads(content)) == (400, True)


THRESHOLDS = [
    "NaN", "Infinity", "-Infinity", "1e999", "-1e999", "1e-999", "-0.0", "2", "-1", '"0.5"', '"NaN"', "null", "true",
    "[]", "{}", "9" * 400, "0." + "3" * 400,
]  # fmt: skip


@pytest.mark.parametrize("threshold", THRESHOLDS, ids=lambda one: one[:12])
def test_any_threshold_is_a_number_or_an_error(
    scoring_server: tuple[Server, str], server: Server, threshold: str
) -> None:
    body = COMMENT.replace(b'"TOXICITY": {}', f'"TOXICITY": {{"scoreThreshold": {threshold}}}'.encode())
    status, _, content = send(server, f"{ANALYZE}?key={scoring_server[1]}", body)
    assert status in (200, 400)
    answer = json.loads(content)
    assert ("attributeScores" in answer) == (status == 200)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(EMOJI * 40_000, id="emoji"),
        pytest.param("\U000e0001" * 100_000, id="tags"),
        pytest.param("\u0e01\u0e33\u0e49" * 100_000, id="vowels above vowels"),
        pytest.param("\ufdfa" * 300_000, id="one sign that becomes eighteen"),
        pytest.param("e\u0301\u0327" * 150_000, id="marks on marks"),
    ],
)
def test_a_megabyte_of_what_grows_when_it_is_read(
    scoring_server: tuple[Server, str], server: Server, text: str
) -> None:
    key = scoring_server[1]
    escaped, plain = (json.dumps({"input": text}, ensure_ascii=escaping) for escaping in (True, False))
    for body in (escaped, plain):
        status, _, content = send(server, "/v1/moderations", body.encode(), Authorization=f"Bearer {key}")
        assert (status, json.loads(content)["error"]["code"]) == (400, "string_above_max_length")
    cut: dict[str, Any] = {"input": text[:15_000]}
    status, _, _ = send(server, "/v1/moderations", json.dumps(cut).encode(), Authorization=f"Bearer {key}")
    assert status == 200


def test_a_batch_of_more_than_there_may_be(scoring_server: tuple[Server, str], server: Server) -> None:
    key = scoring_server[1]
    for texts, expected in ((["a b"] * 500, 200), (["a b"] * 501, 400), ([""] * 100_000, 400), ([["a"]] * 1_000, 400)):
        status, _, _ = send(
            server, "/v1/moderations", json.dumps({"input": texts}).encode(), Authorization=f"Bearer {key}"
        )
        assert status == expected
    part = b"--x\r\nContent-Type: application/http\r\n\r\nPOST %s?key=%s HTTP/1.1\r\n\r\n%s\r\n"
    one = part % (ANALYZE.encode(), key.encode(), COMMENT)
    for many, expected in ((1_000, 200), (1_001, 400)):
        body = one * many + b"--x--\r\n"
        status, _, content = send(server, "/batch", body, **{"Content-Type": "multipart/mixed; boundary=x"})
        assert status == expected, content[:500]


@pytest.mark.parametrize(
    "sent", [b"", b"P", b"POST /v1/moderations HTTP/1.1\r\n", b"POST /v1/moderations HTTP/1.1\r\nHost: x\r\n"]
)
def test_a_hundred_that_stop_before_their_headers_end_hold_nobody_up(server: Server, sent: bytes) -> None:
    """The fixture asks for a score once they all hang; here they hang up without a word."""
    with contextlib.ExitStack() as stack:
        for _ in range(100):
            hanging = stack.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=10))
            hanging.sendall(sent)
        assert server.get("/healthz")[0] == 200
