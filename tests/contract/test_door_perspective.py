"""The Perspective door against the clients that people use: Google's own, and `perspectiveapi`. The server is real."""

import http.client
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from googleapiclient import discovery
from googleapiclient.errors import HttpError
from perspective.blocking import Attribute, Perspective

from ombud.store import open_store
from tests.support.server import Server

RUDE = "You are a stupid idiot and everybody hates you."
KIND = "Thank you for the lovely photos of your garden."
PRODUCTION = ("TOXICITY", "SEVERE_TOXICITY", "IDENTITY_ATTACK", "INSULT", "PROFANITY", "THREAT")
Google = Any


def build(server: Server, key: str) -> Google:
    """As the documentation of Perspective says, with another host."""
    return discovery.build(
        "commentanalyzer",
        "v1alpha1",
        developerKey=key,
        discoveryServiceUrl=f"http://127.0.0.1:{server.port}/$discovery/rest?version=v1alpha1",
        static_discovery=False,
    )


@pytest.fixture
def google(scoring_server: tuple[Server, str]) -> Iterator[Google]:
    with build(*scoring_server) as client:
        yield client


def analyze(google: Google, text: str, *attributes: str, **more: object) -> dict[str, Any]:
    wanted: dict[str, dict[str, float]] = {name: {} for name in attributes or ("TOXICITY",)}
    body = {"comment": {"text": text}, "requestedAttributes": wanted, **more}
    answer: dict[str, Any] = google.comments().analyze(body=body).execute()
    return answer


def test_every_attribute_that_perspective_had_for_good_is_scored(google: Google) -> None:
    scores = analyze(google, RUDE, *PRODUCTION, "SEXUALLY_EXPLICIT")["attributeScores"]
    assert sorted(scores) == sorted((*PRODUCTION, "SEXUALLY_EXPLICIT"))
    for one in scores.values():
        assert one["summaryScore"]["type"] == "PROBABILITY"
        assert 0 <= one["summaryScore"]["value"] <= 1
    kind = analyze(google, KIND)["attributeScores"]
    assert scores["TOXICITY"]["summaryScore"]["value"] > 0.5 > kind["TOXICITY"]["summaryScore"]["value"]


def test_every_field_of_a_request_is_taken(google: Google) -> None:
    body = {
        "comment": {"text": RUDE, "type": "PLAIN_TEXT"},
        "context": {"entries": [{"text": "What do you think of my cat?", "type": "PLAIN_TEXT"}]},
        "requestedAttributes": {"TOXICITY": {"scoreType": "PROBABILITY", "scoreThreshold": 0.0}},
        "spanAnnotations": True,
        "languages": ["en"],
        "doNotStore": True,
        "clientToken": "comment-53922",
        "sessionId": "8",
        "communityId": "/forum/cats",
        "dropUnsupportedAttributes": False,
    }
    answer = google.comments().analyze(body=body).execute()
    assert answer["clientToken"] == "comment-53922"
    assert answer["languages"] == ["en"]
    assert set(answer) == {"attributeScores", "languages", "detectedLanguages", "clientToken", "ombud"}


def test_what_perspective_did_not_say_is_there_and_in_nobodys_way(scoring_server: tuple[Server, str]) -> None:
    with build(*scoring_server) as google:
        request = google.comments().analyze(body={"comment": {"text": KIND}, "requestedAttributes": {"TOXICITY": {}}})
        headers, content = request.http.request(request.uri, request.method, request.body, request.headers)
    model = json.loads(content)["ombud"]["model"]
    assert model == headers["x-ombud-model"]
    assert "+sha256:" in model


def test_spans_are_the_sentences_and_together_the_text(google: Google) -> None:
    text = f"{KIND} {RUDE} 🙂 Have a nice day."
    (scores,) = analyze(google, text, spanAnnotations=True)["attributeScores"].values()
    in_utf16 = text.encode("utf-16-le")
    parts = [in_utf16[2 * span["begin"] : 2 * span["end"]].decode("utf-16-le") for span in scores["spanScores"]]
    assert parts == [KIND, RUDE, "🙂 Have a nice day."]
    kind, rude, _ = (span["score"]["value"] for span in scores["spanScores"])
    assert rude > kind


def test_without_annotations_the_one_span_is_the_whole_text(google: Google) -> None:
    (scores,) = analyze(google, f"{KIND} {RUDE}")["attributeScores"].values()
    (span,) = scores["spanScores"]
    assert (span["begin"], span["end"]) == (0, len(KIND) + 1 + len(RUDE))
    assert span["score"] == scores["summaryScore"]


def test_a_score_below_its_threshold_is_left_out(google: Google) -> None:
    body = {
        "comment": {"text": KIND},
        "requestedAttributes": {"TOXICITY": {"scoreThreshold": 0.99}, "INSULT": {"scoreThreshold": 0}},
    }
    assert list(google.comments().analyze(body=body).execute()["attributeScores"]) == ["INSULT"]


def error(google: Google, body: dict[str, Any]) -> tuple[int, str, dict[str, Any]]:
    with pytest.raises(HttpError) as caught:
        google.comments().analyze(body=body).execute()
    return caught.value.status_code, caught.value.reason, caught.value.error_details[0]


ENGLISH = {"comment": {"text": KIND}, "requestedAttributes": {"TOXICITY": {}}}
ITALIAN = {"text": "Vi auguro a tutti una bella domenica in giardino."}


@pytest.mark.parametrize(
    ("change", "message", "error_type"),
    [
        ({"comment": {"text": ""}}, "Comment must be non-empty.", "COMMENT_EMPTY"),
        ({"comment": {}}, "Comment must be non-empty.", "COMMENT_EMPTY"),
        ({"comment": {"text": "ü" * 10_241}}, "Comment text too long.", "COMMENT_TOO_LONG"),
        ({"requestedAttributes": {}}, "Missing requested_attributes", "NO_REQUESTED_ATTRIBUTES"),
        ({"requestedAttributes": {"KINDNESS": {}}}, "Unknown requested attribute: KINDNESS", "INVALID_REQUEST"),
        (
            {"requestedAttributes": {"INSULT": {"scoreType": "RAW"}}},
            "Requested score type RAW is not supported by attribute INSULT",
            "INVALID_REQUEST",
        ),
        (
            {"comment": {"text": KIND, "type": "HTML"}},
            "Currently, only 'PLAIN_TEXT' comments are supported",
            "INVALID_REQUEST",
        ),
        (
            {"context": {"entries": [{"text": "a"}], "articleAndParentComment": {"article": {"text": "b"}}}},
            "Context can have either entries or article_and_parent_comment, but both fields were populated.",
            "INVALID_REQUEST",
        ),
        ({"comment": {"text": "🙂🙂🙂"}}, "Unable to detect language", "LANGUAGE_DETECTION_FAILED"),
    ],
)
def test_errors_are_those_that_clients_know(
    google: Google, change: dict[str, Any], message: str, error_type: str
) -> None:
    status, reason, detail = error(google, ENGLISH | change)
    assert (status, reason) == (400, message)
    assert detail["@type"] == "type.googleapis.com/google.commentanalyzer.v1alpha1.Error"
    assert detail["errorType"] == error_type


@pytest.mark.parametrize(
    ("change", "attribute", "languages"),
    [
        ({"comment": ITALIAN}, "TOXICITY", {"detectedLanguages": ["it"]}),
        ({"comment": ITALIAN, "languages": ["it"]}, "TOXICITY", {"requestedLanguages": ["it"]}),
        ({"languages": ["en", "fr", "it"]}, "TOXICITY", {"requestedLanguages": ["fr", "it"]}),
        ({"requestedAttributes": {"FLIRTATION": {}}}, "FLIRTATION", {"detectedLanguages": ["en"]}),
        ({"requestedAttributes": {"UNSUBSTANTIAL": {}}, "languages": ["en"]}, "UNSUBSTANTIAL",
         {"requestedLanguages": ["en"]}),
        ({"requestedAttributes": {"TOXICITY_EXPERIMENTAL": {}}}, "TOXICITY_EXPERIMENTAL",
         {"detectedLanguages": ["en"]}),
    ],
)  # fmt: skip
def test_what_is_not_supported_is_told_as_it_was(
    google: Google, change: dict[str, Any], attribute: str, languages: dict[str, list[str]]
) -> None:
    status, reason, detail = error(google, ENGLISH | change)
    (named,) = languages.values()
    assert (status, reason) == (400, f"Attribute {attribute} does not support request languages: {', '.join(named)}")
    assert detail["errorType"] == "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE"
    assert detail["languageNotSupportedByAttributeError"] == {**languages, "attribute": attribute}


def test_whoever_wants_it_gets_the_rest_when_an_attribute_is_not_supported(google: Google) -> None:
    answer = analyze(google, KIND, "TOXICITY", "FLIRTATION", dropUnsupportedAttributes=True)
    assert list(answer["attributeScores"]) == ["TOXICITY"]
    italian = analyze(google, ITALIAN["text"], "TOXICITY", dropUnsupportedAttributes=True)
    assert italian["attributeScores"] == {}
    assert italian["languages"] == ["it"]


def test_a_key_that_is_not_ours_is_told_so_as_google_tells_it(scoring_server: tuple[Server, str]) -> None:
    with build(scoring_server[0], "AIzaSomething") as google:
        status, reason, detail = error(google, ENGLISH)
    assert (status, reason) == (400, "API key not valid. Please pass a valid API key.")
    assert detail["reason"] == "API_KEY_INVALID"


def test_a_correction_waits_for_a_person(scoring_server: tuple[Server, str]) -> None:
    server, key = scoring_server
    body = {
        "comment": {"text": "Get busy living, or get busy dying."},
        "attributeScores": {
            "TOXICITY": {"summaryScore": {"value": 0}},
            "UNSUBSTANTIAL": {"summaryScore": {"value": 1}},
        },
        "languages": ["en"],
        "communityId": "/forum/movies",
        "clientToken": "comment-53922",
        "sessionId": "8",
    }
    with build(server, key) as google:
        assert google.comments().suggestscore(body=body).execute() == {
            "clientToken": "comment-53922",
            "ombud": {"stored": True},
        }
        private = {**body, "comment": {"text": "Between you and me."}, "doNotStore": True}
        assert google.comments().suggestscore(body=private).execute()["ombud"] == {"stored": False}
    store = open_store(f"sqlite:///{server.data / 'ombud.db'}")
    with store.read() as unit:
        (waiting,) = (one for one in unit.corrections.waiting() if one.door == "perspective")
    store.close()
    assert waiting.text == "Get busy living, or get busy dying."
    assert waiting.labels == {"toxic": 0.0}
    assert (waiting.lang, waiting.community) == ("en", "/forum/movies")


def test_the_small_client_works_with_nothing_but_another_host(scoring_server: tuple[Server, str]) -> None:
    """It names Google's host in its code. Here its requests go elsewhere, below it: nothing in it is changed."""
    server, key = scoring_server

    def elsewhere(request: httpx.Request) -> None:
        assert request.url.host == "commentanalyzer.googleapis.com"
        request.url = request.url.copy_with(scheme="http", host="127.0.0.1", port=server.port)

    client = Perspective(key)
    with httpx.Client(event_hooks={"request": [elsewhere]}) as session:
        client._Perspective__client = session
        score = client.score(RUDE, [Attribute.TOXICITY, Attribute.INSULT, Attribute.THREAT])
    assert score.toxicity > 0.5
    assert 0 <= score.threat <= 1
    assert score.flirtation is None


def test_the_document_names_the_server_and_no_host_that_a_stranger_names(scoring_server: tuple[Server, str]) -> None:
    port = scoring_server[0].port
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    forged = {"Host": "elsewhere.example", "X-Forwarded-Host": "elsewhere.example", "X-Forwarded-Proto": "https"}
    connection.request("GET", "/$discovery/rest?version=v1alpha1", headers=forged)
    document = json.loads(connection.getresponse().read())
    connection.close()
    assert document["rootUrl"] == f"http://127.0.0.1:{port}/"


def test_no_key_is_in_any_log(scoring_server: tuple[Server, str]) -> None:
    server, key = scoring_server
    for path in (f"/v1alpha1/comments:analyze?key={key}", f"/nothing?key={key}", f"/v1alpha1/nothing?key={key}&x=%ff"):
        server.get(path)
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request("POST", f"/v1alpha1/comments:analyze?key={key}", body=b"\xff\x00{")
    assert connection.getresponse().status == 400
    connection.close()
    log = (server.data.parent / "server.log").read_text("utf-8")
    assert key not in log
    assert key.removeprefix("ombud_") not in log


def test_google_s_batches_work(google: Google) -> None:
    """What many do that score a corpus. Nobody loses an answer because of a neighbour."""
    told: dict[str, tuple[Any, Any]] = {}

    def keep(request_id: str, answer: Any, refused: Any) -> None:
        told[request_id] = answer, refused

    batch = google.new_batch_http_request(callback=keep)
    for number, text in enumerate((RUDE, KIND, "", *(f"{KIND} {number}" for number in range(97)))):
        body = {"comment": {"text": text}, "requestedAttributes": {"TOXICITY": {}}, "clientToken": f"ü🙂{number}"}
        batch.add(google.comments().analyze(body=body), request_id=f"comment {number} ü")
    batch.execute()
    assert list(told) == [f"comment {number} ü" for number in range(100)]
    values = [answer and answer["attributeScores"]["TOXICITY"]["summaryScore"]["value"] for answer, _ in told.values()]
    assert values[0] > 0.5 > values[1]
    assert [answer["clientToken"] for answer, refused in told.values() if not refused] == [
        f"ü🙂{number}" for number in range(100) if number != 2
    ]
    assert told["comment 2 ü"][1].reason == "Comment must be non-empty."
