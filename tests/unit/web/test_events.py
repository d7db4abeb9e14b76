"""``POST /v1/events``: what a platform calls for every post."""

import json
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from ombud.intake import MAX_PAYLOAD_BYTES
from ombud.wiring import Ombud

Client = TestClient[Litestar]
JSON = {"content-type": "application/json"}
NDJSON = {"content-type": "application/x-ndjson"}


def event(number: int = 1, text: str = "I will break your legs", **more: Any) -> dict[str, Any]:
    item = {"id": f"p{number}", "kind": "post", "text": text}
    return {"id": f"e{number}", "type": "item.created", "item": item, "author": {"id": "u1"}, **more}


def problem(response: Any, status: int, code: str) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = response.json()
    assert found["status"] == status
    assert found["code"] == code
    assert found["type"] == f"urn:ombud:problem:{code}"
    assert found["title"]
    assert found["detail"]
    return found


def stored(ombud: Ombud) -> int:
    with ombud.store.read() as unit:
        return len(unit.records.ids())


def test_an_event_is_answered_with_its_decision(platform: Client) -> None:
    answer = platform.post("/v1/events", json=event())
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    decision = answer.json()
    assert decision["measure"] == "hold"
    assert decision["matches"][0]["clause"] == "harassment/threats"
    assert decision["matches"][0]["spans"] == [[7, 22]]


def test_the_same_event_again_gets_the_same_bytes_again(platform: Client) -> None:
    assert platform.post("/v1/events", json=event()).content == platform.post("/v1/events", json=event()).content


def test_the_same_id_with_other_content_is_a_conflict_and_changes_nothing(platform: Client, ombud: Ombud) -> None:
    platform.post("/v1/events", json=event())
    found = problem(platform.post("/v1/events", json=event(text="something else")), 409, "event_id_taken")
    assert found["field"] == "id"
    assert stored(ombud) == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b"[" * 1000 + b"]" * 1000, 400),
        (b'{"a":' * 1000 + b"1" + b"}" * 1000, 400),
        (b'{"id":"e","type":"item.created","item":{"id":"p","kind":"post","text":"\\ud800"}}', 400),
        (b"null", 422),
        (b"[]", 422),
        (b"{}", 422),
        (b'{"id":1,"type":"item.created","item":{"id":"p","kind":"post"}}', 422),
        (b'{"id":"e","type":"item.created","item":{"id":"p","kind":"post","text":7}}', 422),
        (b'{"id":"e","type":"item.created","item":{"id":"p","kind":"post"},"author":{"id":"u","shoe_size":43}}', 422),
    ],
)
def test_what_is_no_event_is_refused_and_nothing_is_stored(
    platform: Client, ombud: Ombud, body: bytes, status: int
) -> None:
    answer = platform.post("/v1/events", content=body, headers=JSON)
    problem(answer, status, answer.json()["code"])
    assert stored(ombud) == 0


def test_a_wrong_field_is_named(platform: Client) -> None:
    found = platform.post("/v1/events", json=event() | {"at": "yesterday"}).json()
    assert found["field"] == "at"


def test_ten_megabytes_are_refused_by_their_announced_length(platform: Client, ombud: Ombud) -> None:
    problem(platform.post("/v1/events", content=b" " * 10_000_000, headers=JSON), 413, "event_too_large")
    assert stored(ombud) == 0


def test_ten_megabytes_in_pieces_are_refused_before_the_last_piece_is_asked_for(platform: Client) -> None:
    pieces = iter([b" " * 65536] * 160)
    problem(platform.post("/v1/events", content=pieces, headers=JSON), 413, "event_too_large")


def test_another_media_type_is_refused(platform: Client) -> None:
    problem(platform.post("/v1/events", content=b"{}", headers={"content-type": "text/plain"}), 415, "wrong_media_type")


def test_the_first_caller_on_this_machine_is_told_how_to_make_a_key(client: Client) -> None:
    answer = client.post("/v1/events", json=event())
    found = problem(answer, 401, "no_keys")
    assert "ombud key add" in found["advice"]
    assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    ("header", "code"),
    [(None, "key_missing"), ("Bearer ombud_wrong", "key_unknown"), ("Basic abc", "key_unknown"), ("x", "key_unknown")],
)
def test_without_a_good_key_nothing_is_decided(client: Client, ombud: Ombud, header: str | None, code: str) -> None:
    ombud.accounts.add_key("somebody else", ("events:write",))
    headers = {"authorization": header} if header else {}
    problem(client.post("/v1/events", json=event(), headers=headers), 401, code)
    assert stored(ombud) == 0


def test_a_key_for_reading_may_not_write(client: Client, ombud: Ombud) -> None:
    _, secret = ombud.accounts.add_key("reader", ("decisions:read",))
    answer = client.post("/v1/events", json=event(), headers={"authorization": f"Bearer {secret}"})
    problem(answer, 403, "scope_missing")


def test_a_stream_is_answered_line_by_line_in_order(platform: Client) -> None:
    body = b"\n".join(json.dumps(event(n, f"post {n}")).encode() for n in range(600))
    answer = platform.post("/v1/events", content=body, headers=NDJSON)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/x-ndjson"
    assert [json.loads(line)["event"] for line in answer.text.splitlines()] == [f"e{n}" for n in range(600)]


def test_a_bad_line_becomes_an_error_in_its_place_and_the_rest_goes_on(platform: Client, ombud: Ombud) -> None:
    good = json.dumps(event()).encode()
    long = b'{"id":"' + b"x" * MAX_PAYLOAD_BYTES + b'"}'
    body = b"\n".join([good, b"{", b"", long, json.dumps(event(2)).encode()])
    first, bad, big, last = map(json.loads, platform.post("/v1/events", content=body, headers=NDJSON).text.splitlines())
    assert first["event"] == "e1"
    assert bad["line"] == 2
    assert bad["error"]["code"] == "not_json"
    assert big["line"] == 4
    assert big["error"]["code"] == "event_too_large"
    assert last["event"] == "e2"
    assert stored(ombud) == 2


def test_an_empty_stream_gets_an_empty_answer(platform: Client) -> None:
    assert platform.post("/v1/events", content=b"\n\n", headers=NDJSON).text == ""


def test_a_page_of_another_site_gains_nothing_so_it_is_not_stopped(platform: Client) -> None:
    answer = platform.post("/v1/events", json=event(), headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 200
