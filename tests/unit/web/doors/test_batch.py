"""Several calls in one request at the Perspective door: each is answered as if it had come alone."""

import json
from email import message_from_bytes
from email.message import Message
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar import Litestar
from litestar.testing import TestClient

from ombud.model import BadInput
from ombud.web.doors.call import Answer
from ombud.web.doors.perspective.batch import MOST_CALLS, calls_in, together

Client = TestClient[Litestar]
KIND = 'multipart/mixed; boundary="=="'
ANALYZE = "/v1alpha1/comments:analyze"
BODY = json.dumps({"comment": {"text": "You stupid idiot"}, "requestedAttributes": {"TOXICITY": {}}})


def part(number: int, line: str, body: str = "", *headers: str, eol: str = "\n") -> str:
    lines = ["Content-Type: application/http", f"Content-ID: <a-b + {number}>", "", line, *headers, "", body]
    return eol.join(lines)


def whole(*parts: str, eol: str = "\n") -> bytes:
    return (eol.join(f"--=={eol}{one}" for one in parts) + f"{eol}--==--{eol}").encode()


def answers(client: Client, body: bytes, **headers: str) -> list[tuple[str, int, dict[str, Any]]]:
    """The id, the status and the JSON of each answer."""
    answer = client.post("/batch", content=body, headers={"content-type": KIND, **headers})
    assert answer.status_code == 200, answer.text
    assert answer.headers["access-control-allow-origin"] == "*"
    message: Message = message_from_bytes(
        b"content-type: " + answer.headers["content-type"].encode() + b"\r\n\r\n" + answer.content
    )
    found = []
    for one in message.get_payload():
        assert isinstance(one, Message)
        head, _, told = str(one.get_payload()).partition("\r\n\r\n")
        found.append((one["content-id"], int(head.split(" ")[1]), json.loads(told)))
    return found


@pytest.mark.parametrize("eol", ["\n", "\r\n"])
def test_each_call_is_answered_under_its_id(client: Client, key: str, eol: str) -> None:
    body = whole(
        part(1, f"POST {ANALYZE}?key={key}&alt=json HTTP/1.1", BODY, "Content-Type: application/json", eol=eol),
        part(2, f"POST http://elsewhere.example{ANALYZE}?key={key} HTTP/1.1", "{}", eol=eol),
        part(3, f"POST {ANALYZE.replace(':', '%3A')} HTTP/1.1", BODY, f"X-Goog-Api-Key: {key}", eol=eol),
        eol=eol,
    )
    first, second, third = answers(client, body)
    assert first[:2] == ("<response-a-b + 1>", 200)
    assert first[2]["attributeScores"]["TOXICITY"]["summaryScore"]["value"] > 0.5
    assert second[:2] == ("<response-a-b + 2>", 400)
    assert second[2]["error"]["message"] == "Comment must be non-empty."
    assert third[:2] == ("<response-a-b + 3>", 200)


def test_the_key_may_be_that_of_the_whole(client: Client, key: str) -> None:
    body = whole(part(1, f"POST {ANALYZE} HTTP/1.1", BODY), part(2, f"POST {ANALYZE}?key=other HTTP/1.1", BODY))
    first, second = answers(client, body, authorization=f"Bearer {key}")
    assert first[1] == 200
    assert second[2]["error"]["message"] == "API key not valid. Please pass a valid API key."
    (unknown, *_) = answers(client, body)
    assert unknown[1] == 403


@pytest.mark.parametrize("line", [f"GET {ANALYZE} HTTP/1.1", "POST /batch HTTP/1.1", "POST /v1/moderations HTTP/1.1"])
def test_there_is_nothing_else_in_a_batch(caller: Client, line: str) -> None:
    ((_, status, told),) = answers(caller, whole(part(1, line, BODY)))
    assert status == 404
    assert told["error"]["message"] == "Method not found."


def test_a_call_that_breaks_takes_nothing_from_the_others(caller: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(body: bytes) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("ombud.web.doors.perspective.door.read_suggestion", breaks)
    suggest = part(1, f"POST {ANALYZE.replace('analyze', 'suggestscore')} HTTP/1.1", BODY)
    told = answers(caller, whole(suggest, part(2, f"POST {ANALYZE} HTTP/1.1", BODY)))
    assert [status for _, status, _ in told] == [500, 200]


@pytest.mark.parametrize(
    ("kind", "body", "message"),
    [
        ("application/json", b"{}", "A batch is multipart/mixed, with a boundary."),
        ("multipart/mixed", b"", "A batch is multipart/mixed, with a boundary."),
        (KIND, b"", "The body is cut off: its last boundary is missing."),
        (KIND, b"--==\nContent-Type: application/http\n\nPOST", "The body is cut off: its last boundary is missing."),
        (KIND, b"--==--", "There is no call in the batch."),
        (KIND, whole("Content-Type: text/plain\n\nPOST / HTTP/1.1\n\n"), "Part 1 of the batch is no request"),
        (KIND, whole(part(1, "POST / HTTP/1.1"), part(2, "hello")), "Part 2 of the batch is no request"),
        (KIND, whole(part(1, "")), "Part 1 of the batch is no request"),
        (KIND, whole(*[part(1, "POST / HTTP/1.1")] * (MOST_CALLS + 1)), "A batch has at most 1000 calls."),
    ],
)
def test_what_is_no_batch_is_told_so(caller: Client, kind: str, body: bytes, message: str) -> None:
    answer = caller.post("/batch", content=body, headers={"content-type": kind})
    assert answer.status_code == 400
    assert answer.json()["error"]["message"].startswith(message)


@given(
    st.lists(
        st.sampled_from(["--==", "--==--", "\n", "\r\n", "Content-Type: application/http", ":", " ", "POST / HTTP/1.1"])
    )
    .map("".join)
    .map(str.encode)
    | st.binary()
)
def test_whatever_is_sent_is_calls_or_refused(body: bytes) -> None:
    try:
        parts = calls_in(KIND, body)
    except BadInput:
        return
    assert parts
    written = together((one, Answer(b"{}")) for one in parts)
    assert written.body.count(b"HTTP/1.1 200 OK") == len(parts)
