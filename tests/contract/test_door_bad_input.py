"""Hostile and broken input at every door of a real server: an error that its clients know, or a clear one."""

import contextlib
import http.client
import json
import socket
import sys
import unicodedata
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.support.server import Server

LANGUAGES = (
    "Good morning. Guten Morgen. Bonjour. Buenos días. Bom dia. Buongiorno. Goedemorgen. God morgon. "
    "God morgen. Hyvää huomenta. Tere hommikust. Labas rytas. Labrīt. Dzień dobry. Dobré ráno. "
    "Dobro jutro. Jó reggelt. Bună dimineața. Доброе утро. Добрий ранок. Добро утро. Καλημέρα. "
    "Günaydın. صباح الخير. בוקר טוב. صبح بخیر. सुप्रभात। শুভ সকাল। காலை வணக்கம். สวัสดีตอนเช้า "
    "Chào buổi sáng. 早上好。 おはようございます。 안녕하세요. "
)
PLANES = {
    f"plane {plane}": "".join(
        letter
        for code in range(plane << 16, min((plane + 1) << 16, sys.maxunicode), 131)
        if unicodedata.category(letter := chr(code)) != "Cs"
    )
    for plane in range(17)
}
TEXTS = {
    "nothing": "",
    "space": " \t\n\u3000\u200b",
    "a megabyte": "word " * 200_000,
    "only emoji": "🙂🙃👩‍👩‍👧‍👦🏳️‍🌈" * 50,
    "only markup": "<b><i><!-- --></i></b>&nbsp;&lt;" * 100,
    "only signs": "?!…—„“" * 100,
    "thirty languages": LANGUAGES,
    "a null": "a\0b\0c",
    "controls": "".join(map(chr, range(32))) + "\x7f\x85\u2028\u2029",
    "marks": "e" + "\u0301" * 5_000,
    "right to left": "\u202e\u202d\u2066" * 500 + "abc",
    "one long word": "a" * 20_000,
    "no sentence ends": "word!" * 4_000,
    **PLANES,
}


def send(server: Server, path: str, body: bytes, **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    with contextlib.closing(connection):
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()


@pytest.mark.parametrize("spans", [False, True])
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_any_text_at_the_perspective_door(scoring_server: tuple[Server, str], text: str, spans: bool) -> None:
    server, key = scoring_server
    body: dict[str, Any] = {
        "comment": {"text": text},
        "requestedAttributes": {"TOXICITY": {}},
        "spanAnnotations": spans,
    }
    for more in ({}, {"languages": ["en"]}):
        path = f"/v1alpha1/comments:analyze?key={key}"
        status, _, content = send(server, path, json.dumps(body | more).encode())
        answer = json.loads(content)
        if status == 200:
            assert 0 <= answer["attributeScores"]["TOXICITY"]["summaryScore"]["value"] <= 1
        else:
            assert status == 400
            assert answer["error"]["details"][0]["errorType"] in (
                "COMMENT_EMPTY", "COMMENT_TOO_LONG", "LANGUAGE_DETECTION_FAILED", "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE",
            )  # fmt: skip


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_any_text_at_the_openai_door(scoring_server: tuple[Server, str], text: str) -> None:
    server, key = scoring_server
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    status, _, content = send(server, "/v1/moderations", json.dumps({"input": [text, "hello"]}).encode(), **headers)
    answer = json.loads(content)
    if status == 200:
        assert len(answer["results"]) == 2
    else:
        assert (status, answer["error"]["code"]) == (400, "string_above_max_length")


@pytest.mark.parametrize("call", ["comment-check", "submit-ham"])
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_any_text_at_the_akismet_door(scoring_server: tuple[Server, str], text: str, call: str) -> None:
    server, key = scoring_server
    form = {
        "api_key": key,
        "blog": "http://blog.example",
        "user_ip": "192.0.2.7",
        "comment_content": text,
        "is_test": "1",
    }
    status, headers, content = send(server, f"/1.1/{call}", urlencode(form).encode())
    assert headers["content-type"] == "text/plain; charset=utf-8"
    assert (status, content) in (
        (200, b"true"), (200, b"false"), (200, b"Thanks for making the web a better place."),
        (413, b"The request is too large."),
    )  # fmt: skip


def test_hundreds_of_long_posts_at_once_are_answered(scoring_server: tuple[Server, str]) -> None:
    server, key = scoring_server
    texts = [f"Post {i}. " + "All the ducks in the park were fine today. " * 45 for i in range(500)]
    body = json.dumps({"input": texts}).encode()
    status, _, content = send(server, "/v1/moderations", body, Authorization=f"Bearer {key}")
    assert status == 200
    assert len(json.loads(content)["results"]) == 500


def test_clients_that_hang_hold_nobody_up(scoring_server: tuple[Server, str]) -> None:
    server, key = scoring_server
    path = f"/v1alpha1/comments:analyze?key={key}"
    begun = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n{{".encode()
    with contextlib.ExitStack() as stack:
        for _ in range(50):
            hanging = stack.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=10))
            hanging.sendall(begun)
        body = b'{"comment": {"text": "Good morning to all of you."}, "requestedAttributes": {"TOXICITY": {}}}'
        assert send(server, path, body)[0] == 200


@pytest.mark.parametrize(
    "path", ["/v1alpha1/comments:analyze", "/v1alpha1/comments:suggestscore", "/v1/moderations", "/1.1/comment-check"]
)
@pytest.mark.parametrize(
    "query", ["", "key=", "key=%00", "key=%ff%fe", "key=" + "k" * 20_000, "&&==;", "key=a&key=b", "%", "a=" * 400]
)
def test_any_query_without_a_good_key_is_turned_away(scoring_server: tuple[Server, str], path: str, query: str) -> None:
    status, _, content = send(scoring_server[0], f"{path}?{query}", b"{}")
    assert status in (200, 400, 401, 403)
    assert status != 200 or content == b"invalid"
