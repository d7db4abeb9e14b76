"""Several calls in one request at the Perspective door: each is answered as if it had come alone."""

import asyncio
import json
from email import message_from_bytes
from email.message import Message
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar import Litestar
from litestar.testing import TestClient

from ombud.model import ApiKey, BadInput
from ombud.web.api.keys import KeyRing, Keys
from ombud.web.doors.call import MOST_FIELDS, Answer, Call
from ombud.web.doors.perspective import PerspectiveDoor
from ombud.web.doors.perspective.batch import MOST_CALLS, MOST_KEYS, calls_in, together
from ombud.web.doors.scoring import Scoring
from ombud.wiring import Ombud

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


def test_a_call_without_a_key_takes_nothing_from_one_that_has_one(client: Client, key: str) -> None:
    body = whole(part(1, f"POST {ANALYZE} HTTP/1.1", BODY), part(2, f"POST {ANALYZE}?key={key} HTTP/1.1", BODY))
    assert [status for _, status, _ in answers(client, body)] == [403, 200]


@pytest.mark.parametrize(
    ("query", "path", "status", "reason"),
    [
        ("", ANALYZE, 403, "CREDENTIALS_MISSING"),
        ("", "/nothing", 403, "CREDENTIALS_MISSING"),
        ("?key=ombud_other", ANALYZE, 400, "API_KEY_INVALID"),
        ("?key=LACKING", ANALYZE, 403, "API_KEY_SERVICE_BLOCKED"),
    ],
)
def test_where_no_key_opens_anything_there_is_one_answer_to_all(
    client: Client, ombud: Ombud, query: str, path: str, status: int, reason: str
) -> None:
    _, lacking = ombud.accounts.add_key("other", ("events:write",))
    one = part(1, f"POST {path}{query.replace('LACKING', lacking)} HTTP/1.1")
    answer = client.post("/batch", content=whole(*[one] * MOST_CALLS), headers={"content-type": KIND})
    assert answer.status_code == status
    assert answer.json()["error"]["details"][0]["reason"] == reason
    assert answer.headers["access-control-allow-origin"] == "*"


def test_a_call_with_too_many_fields_makes_it_no_batch(caller: Client) -> None:
    many = part(1, f"POST {ANALYZE}?{'a&' * (MOST_FIELDS + 1)} HTTP/1.1", BODY)
    answer = caller.post("/batch", content=whole(many), headers={"content-type": KIND})
    assert answer.status_code == 400
    assert "fields" in answer.json()["error"]["message"]


def test_a_batch_has_no_more_keys_than_can_be_looked_up(caller: Client) -> None:
    calls = [part(i, f"POST {ANALYZE}?key=ombud_{i} HTTP/1.1") for i in range(MOST_KEYS + 1)]
    for many, message in (
        (MOST_KEYS, "API key not valid."),
        (MOST_KEYS + 1, "A batch has at most 100 different keys."),
    ):
        answer = caller.post("/batch", content=whole(*calls[:many]), headers={"content-type": KIND})
        assert answer.status_code == 400
        assert answer.json()["error"]["message"].startswith(message)


class Ring:
    """Keys, and every secret that was looked up."""

    def __init__(self, keys: KeyRing) -> None:
        self._keys = keys
        self.asked: list[str] = []

    def key_of(self, secret: str) -> ApiKey | None:
        self.asked.append(secret)
        return self._keys.key_of(secret)

    def keys(self) -> list[ApiKey]:
        return self._keys.keys()


def test_a_key_is_looked_up_once_however_often_it_comes(ombud: Ombud, key: str) -> None:
    ring = Ring(ombud.accounts)
    door = PerspectiveDoor(Scoring(ombud.signals.scorer, Keys(ring, "127.0.0.1")), ombud.corrections, None)
    secrets = ["ombud_other", key, "ombud_another"] * 10
    body = whole(*[part(i, f"POST {ANALYZE}?key={secret} HTTP/1.1", BODY) for i, secret in enumerate(secrets)])

    async def read() -> bytes:
        return body

    answer = asyncio.run(door.batch(Call(b"", {b"content-type": KIND.encode()}, ("127.0.0.1", 80), read)))
    assert answer.body.count(b"HTTP/1.1 200 OK") == 10
    assert answer.body.count(b"API key not valid.") == 20
    assert ring.asked == secrets[:3]


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
