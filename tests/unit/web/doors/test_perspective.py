"""The Perspective door: what requests it takes, and how it says no. What clients make of it is under tests/contract."""

from typing import Any

import msgspec
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from ombud.pipeline.learning import corrections
from ombud.web import create_app
from ombud.web.doors.perspective.attributes import ORIGINAL, SIGNAL_OF
from ombud.wiring import Ombud

Client = TestClient[Litestar]
ANALYZE = "/v1alpha1/comments:analyze"
SUGGEST = "/v1alpha1/comments:suggestscore"
DISCOVERY = "/$discovery/rest"
KIND = "Thank you for the lovely photos of your garden."
PLAIN: dict[str, Any] = {"comment": {"text": KIND}, "requestedAttributes": {"TOXICITY": {}}}
NO_NUMBERS: tuple[object, ...] = (
    "NaN", "Infinity", "-inf", "much", True, [], {}, "9" * 30 + "e999", "1_0", " 0.5 ", "٠", "0x1", "", ".",
)  # fmt: skip
PROTO = "type.googleapis.com/google.commentanalyzer.v1alpha1."
SUGGESTION: dict[str, Any] = {
    "comment": {"text": KIND},
    "attributeScores": {"TOXICITY": {"summaryScore": {"value": 0.25}}},
}


def refusal(caller: Client, path: str, body: object) -> dict[str, Any]:
    answer = caller.post(path, json=body)
    assert answer.status_code == 400
    error: dict[str, Any] = answer.json()["error"]
    assert error["code"] == 400
    assert error["status"] == "INVALID_ARGUMENT"
    return error


@pytest.mark.parametrize(
    "change",
    [
        {"comment": {"text": KIND, "type": None}, "languages": None, "context": None},
        {"comment": {"text": KIND, "type": "TEXT_TYPE_UNSPECIFIED"}},
        {"requestedAttributes": {"TOXICITY": None}},
        {"requestedAttributes": {"TOXICITY": {"scoreType": "SCORE_TYPE_UNSPECIFIED", "scoreThreshold": "0.0"}}},
        {"requestedAttributes": {"TOXICITY": {"score_type": "PROBABILITY", "score_threshold": 0}}},
        {"context": {}},
        {"context": {"entries": [{"text": "a", "type": "PLAIN_TEXT"}, {}]}},
        {"context": {"articleAndParentComment": {"article": {"text": "a"}, "parentComment": {"text": "b"}}}},
        {"languages": ["en", "en-GB"], "doNotStore": False},
    ],
)
def test_whatever_the_json_form_of_the_messages_allows_is_taken(caller: Client, change: dict[str, Any]) -> None:
    answer = caller.post(ANALYZE, json=PLAIN | change)
    assert answer.status_code == 200, answer.text
    assert "TOXICITY" in answer.json()["attributeScores"]


@pytest.mark.parametrize("text", [
    "You are a stupid idiot and everybody hates you.", KIND, "fuck you.   you cant block me. i change mi ip",
    "Audi A4 FUCK YOU SHIT. (talk)", "Kill them with kindness. Go fuck yourself! Have a nice day.",
])  # fmt: skip
@pytest.mark.parametrize(
    "first", [["SEVERE_TOXICITY"], ["SEVERE_TOXICITY", "TOXICITY"], ["TOXICITY", "SEVERE_TOXICITY"]]
)
def test_nothing_is_more_severely_toxic_than_it_is_toxic(caller: Client, text: str, first: list[str]) -> None:
    body = {"comment": {"text": text}, "languages": ["en"], "spanAnnotations": True}
    both: dict[str, Any] = {}
    for names in (first, ["TOXICITY"]):
        answer = caller.post(ANALYZE, json=body | {"requestedAttributes": {name: {} for name in names}}).json()
        assert list(answer["attributeScores"]) == names
        both |= answer["attributeScores"]
    severe, toxic = both["SEVERE_TOXICITY"], both["TOXICITY"]
    assert severe["summaryScore"]["value"] <= toxic["summaryScore"]["value"]
    for less, more in zip(severe["spanScores"], toxic["spanScores"], strict=True):
        assert (less["begin"], less["end"]) == (more["begin"], more["end"])
        assert less["score"]["value"] <= more["score"]["value"]


def test_what_was_dropped_is_named_with_the_reason(caller: Client) -> None:
    body = PLAIN | {"dropUnsupportedAttributes": True, "requestedAttributes": {"FLIRTATION": {}, "TOXICITY": {}}}
    answer = caller.post(ANALYZE, json=body).json()
    assert list(answer["attributeScores"]) == ["TOXICITY"]
    assert answer["ombud"]["dropped"] == {"FLIRTATION": "attribute"}
    body |= {"comment": {"text": "Vi auguro a tutti una bella domenica."}, "languages": ["it"]}
    answer = caller.post(ANALYZE, json=body).json()
    assert answer["attributeScores"] == {}
    assert answer["ombud"]["dropped"] == {"FLIRTATION": "attribute", "TOXICITY": "language"}
    assert "dropped" not in caller.post(ANALYZE, json=PLAIN).json()["ombud"]


def test_where_no_language_can_be_told_nothing_is_dropped(caller: Client) -> None:
    error = refusal(caller, ANALYZE, PLAIN | {"comment": {"text": "🙂🙂"}, "dropUnsupportedAttributes": True})
    assert error["message"] == "Unable to detect language"


@pytest.mark.parametrize("path", ["/v1alpha1/comments:judge", "/v1alpha1/", "/v1alpha1/comments", "/$discovery/v1"])
def test_an_address_that_perspective_never_had_is_told_in_its_way(client: Client, path: str) -> None:
    answer = client.post(path, json=PLAIN)
    assert answer.status_code == 404
    assert answer.json() == {"error": {"code": 404, "message": "Method not found.", "status": "NOT_FOUND"}}


def test_names_may_be_written_as_in_the_proto_file(caller: Client) -> None:
    body = {
        "comment": {"text": KIND},
        "requested_attributes": {"TOXICITY": {}},
        "client_token": "t",
        "do_not_store": True,
    }
    assert caller.post(ANALYZE, json=body).json()["clientToken"] == "t"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"coment": {}}, 'Invalid JSON payload received. Unknown name "coment": Cannot find field.'),
        ({"x" * 99: 1}, f'Invalid JSON payload received. Unknown name "{"x" * 40}...": Cannot find field.'),
        (
            {"comment": {"txt": "a"}},
            "Invalid JSON payload received. Unknown name \"txt\" at 'comment': Cannot find field.",
        ),
        ({"comment": {"text": 7}}, "Invalid value at 'comment.text' (TYPE_STRING), 7"),
        (
            {"comment": "a"},
            f"Invalid value at 'comment' ({PROTO}TextEntry), 'a'",
        ),
        ({"comment": {"text": KIND, "type": "XML"}}, "Invalid value at 'comment.type' (TYPE_ENUM), 'XML'"),
        ({"doNotStore": "yes"}, "Invalid value at 'do_not_store' (TYPE_BOOL), 'yes'"),
        ({"spanAnnotations": 1}, "Invalid value at 'span_annotations' (TYPE_BOOL), 1"),
        ({"languages": "en"}, "Invalid value at 'languages' (TYPE_STRING), 'en'"),
        ({"languages": ["en", 2]}, "Invalid value at 'languages[1]' (TYPE_STRING), 2"),
        ({"sessionId": 8}, "Invalid value at 'session_id' (TYPE_STRING), 8"),
        ({"communityId": 5}, "Invalid value at 'community_id' (TYPE_STRING), 5"),
        ({"context": {"entries": [{}, {"text": []}]}}, "Invalid value at 'context.entries[1].text' (TYPE_STRING), []"),
        (
            {"requestedAttributes": ["TOXICITY"]},
            f"Invalid value at 'requested_attributes' ({PROTO}AttributeParameters), ['TOXICITY']",
        ),
        *(
            (
                {"requestedAttributes": {"TOXICITY": {"scoreThreshold": value}}},
                f"Invalid value at 'requested_attributes[0].value.score_threshold' (TYPE_FLOAT), {value!r}",
            )
            for value in NO_NUMBERS
        ),
    ],
)
def test_what_does_not_fit_is_named_as_google_names_it(caller: Client, change: dict[str, Any], message: str) -> None:
    error = refusal(caller, ANALYZE, PLAIN | change)
    assert error["message"] == message
    first, second = error["details"]
    assert first["errorType"] == "INVALID_REQUEST"
    assert second["fieldViolations"][0]["description"] == message


@pytest.mark.parametrize(
    "change",
    [
        {"languages": [f"x{i}" for i in range(11)]}, {"languages": [""]}, {"languages": ["e" * 81]},
        {"languages": ["*"]}, {"languages": ["en\n"]}, {"languages": ["en "]}, {"languages": ["a-" * 60 + "a"]},
        {"clientToken": "t" * 10_001}, {"sessionId": "s" * 10_001}, {"communityId": "c" * 10_001},
        {"context": {"entries": [{"text": "a", "type": "HTML"}]}},
    ],
)  # fmt: skip
def test_there_is_an_end_to_what_is_taken(caller: Client, change: dict[str, Any]) -> None:
    assert refusal(caller, ANALYZE, PLAIN | change)["details"][0]["errorType"] == "INVALID_REQUEST"


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"7", b"null", b'"a"', b"\xff", b"\x00", b"\xef\xbb\xbf{}", b"NaN", b'{"comment": NaN}',
     b'{"comment": {"text": "\\ud80"}}', b"[" * 100_000, b'{"a":' * 50_000, b"1e999", b'{"a": 1e400}'],
)  # fmt: skip
@pytest.mark.parametrize("path", [ANALYZE, SUGGEST])
def test_broken_json_is_bad_input(caller: Client, path: str, body: bytes) -> None:
    answer = caller.post(path, content=body)
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert error["message"].startswith("Invalid JSON payload received.")
    assert error["details"][0]["errorType"] == "INVALID_REQUEST"


def test_twenty_kilobytes_are_taken_and_one_byte_more_is_not(caller: Client) -> None:
    most = (KIND + " ") * 427
    assert len(most) == 20_496
    assert caller.post(ANALYZE, json=PLAIN | {"comment": {"text": most[:20_480]}}).status_code == 200
    error = refusal(caller, ANALYZE, PLAIN | {"comment": {"text": most[:20_481]}})
    assert error["details"] == [
        {"@type": "type.googleapis.com/google.commentanalyzer.v1alpha1.Error", "errorType": "COMMENT_TOO_LONG"}
    ]
    assert (
        refusal(caller, ANALYZE, PLAIN | {"comment": {"text": "a" * 1_000_000}})["message"] == "Comment text too long."
    )


def test_a_request_of_megabytes_is_refused_unread(caller: Client) -> None:
    context = {"entries": [{"text": "a" * 2_200_000}]}
    answer = caller.post(ANALYZE, json=PLAIN | {"context": context})
    assert answer.status_code == 400
    assert answer.json()["error"]["message"] == "Request payload size exceeds the limit: 2097152 bytes."
    assert answer.headers["connection"] == "close"


@pytest.mark.parametrize("name", sorted(ORIGINAL - set(SIGNAL_OF)))
def test_attributes_that_perspective_had_and_we_have_not_support_no_language(caller: Client, name: str) -> None:
    error = refusal(caller, ANALYZE, PLAIN | {"requestedAttributes": {name: {}}})
    assert error["message"] == f"Attribute {name} does not support request languages: en"
    assert error["details"][1]["metadata"] == {"abstained": "attribute"}


def test_a_text_that_is_far_from_all_training_is_not_supported(caller: Client) -> None:
    body = PLAIN | {"comment": {"text": "xkqzv wqrtp bvnmk jhgfd plmok qazxs wsxed"}, "languages": ["en"]}
    error = refusal(caller, ANALYZE, body)
    assert error["details"][0]["errorType"] == "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE"
    assert error["details"][1]["metadata"] == {"abstained": "far_from_training"}


@pytest.mark.parametrize(("text", "why"), [("?!", "not_text"), ("... ,,,", "not_text"), ("xkqzv", "too_short")])
@pytest.mark.parametrize("drop", [False, True])
def test_where_no_language_can_be_told_that_is_the_error(caller: Client, text: str, why: str, drop: bool) -> None:
    error = refusal(caller, ANALYZE, PLAIN | {"comment": {"text": text}, "dropUnsupportedAttributes": drop})
    assert error["message"] == "Unable to detect language"
    assert error["details"][0]["errorType"] == "LANGUAGE_DETECTION_FAILED"
    assert error["details"][1]["metadata"] == {"abstained": why}


def test_a_sentence_that_cannot_be_judged_has_no_span(caller: Client) -> None:
    body = PLAIN | {"comment": {"text": f"{KIND} ??? {KIND}"}, "spanAnnotations": True}
    (scores,) = caller.post(ANALYZE, json=body).json()["attributeScores"].values()
    assert [(span["begin"], span["end"]) for span in scores["spanScores"]] == [(0, 47), (52, 99)]


def test_a_page_in_a_browser_may_call(client: Client, key: str) -> None:
    asked = client.options(ANALYZE, headers={"origin": "https://forum.example"})
    assert asked.status_code == 204
    assert asked.headers["access-control-allow-methods"] == "POST"
    assert asked.headers["access-control-allow-headers"] == "*, authorization, content-type"
    for answer in (client.post(f"{ANALYZE}?key={key}", json=PLAIN), client.post(ANALYZE, json=PLAIN)):
        assert answer.headers["access-control-allow-origin"] == "*"


def test_a_page_in_a_browser_may_read_the_discovery_document(client: Client) -> None:
    asked = client.options(DISCOVERY, headers={"origin": "https://forum.example"})
    assert asked.status_code == 204
    assert asked.headers["access-control-allow-methods"] == "GET, HEAD"
    for answer in (asked, client.get(DISCOVERY)):
        assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("query", ["", "?version=v1alpha1", "?version=v2"])
def test_head_is_answered_as_get_is_without_the_document(client: Client, query: str) -> None:
    head, got = client.head(DISCOVERY + query), client.get(DISCOVERY + query)
    assert (head.status_code, head.headers, head.content) == (got.status_code, got.headers, b"")
    assert got.content


@pytest.mark.parametrize("where", ["query", "header", "bearer"])
def test_a_key_may_come_in_three_ways(client: Client, key: str, where: str) -> None:
    query = f"?key={key}" if where == "query" else ""
    headers = {"header": {"x-goog-api-key": key}, "bearer": {"authorization": f"bearer {key}"}}.get(where, {})
    assert client.post(ANALYZE + query, json=PLAIN, headers=headers).status_code == 200


def test_without_a_key_nobody_comes_in(client: Client) -> None:
    for answer in (
        client.post(ANALYZE, json=PLAIN),
        client.post(f"{ANALYZE}?key=", content=b"{"),
        client.post(SUGGEST, json=PLAIN),
    ):
        assert answer.status_code == 403
        assert answer.json()["error"]["status"] == "PERMISSION_DENIED"
        assert answer.json()["error"]["details"][0]["reason"] == "CREDENTIALS_MISSING"


def test_a_key_for_something_else_does_not_open_this_door(client: Client, ombud: Ombud) -> None:
    _, secret = ombud.accounts.add_key("other", ("events:write",))
    answer = client.post(f"{ANALYZE}?key={secret}", json=PLAIN)
    assert answer.status_code == 403
    assert answer.json()["error"]["details"][0]["reason"] == "API_KEY_SERVICE_BLOCKED"


def test_a_query_of_a_thousand_fields_is_bad_input(caller: Client) -> None:
    assert caller.post(ANALYZE + "?" + "a=1&" * 1000, json=PLAIN).status_code == 400


@pytest.mark.parametrize(
    ("scores", "labels"),
    [
        ({"TOXICITY": {"summaryScore": {"value": 0.25, "type": "PROBABILITY"}}}, {"toxic": 0.25}),
        ({"INSULT": {"summaryScore": {}}}, {"insult": 0.0}),
        (
            {"THREAT": {"spanScores": [{"begin": 0, "end": 5, "score": {"value": 0.1}}, {"score": {"value": "0.75"}}]}},
            {"threat": 0.75},
        ),
        (
            {
                "TOXICITY": {"summaryScore": {"value": 0}, "spanScores": [{"score": {"value": 1}}]},
                "SPAM": {"summaryScore": {}},
            },
            {"toxic": 0.0},
        ),
    ],
)
def test_a_suggestion_is_kept_as_labels(
    caller: Client, ombud: Ombud, scores: dict[str, Any], labels: dict[str, float]
) -> None:
    assert caller.post(SUGGEST, json=SUGGESTION | {"attributeScores": scores}).json() == {"ombud": {"stored": True}}
    (kept,) = ombud.corrections.waiting()
    assert (kept.text, kept.labels, kept.door) == (KIND, labels, "perspective")


@pytest.mark.parametrize(
    "change", [{"doNotStore": True}, {"attributeScores": {"FLIRTATION": {"summaryScore": {"value": 1}}}}]
)
def test_what_is_not_to_be_stored_or_not_ours_to_judge_is_thanked_for_and_left(
    caller: Client, ombud: Ombud, change: dict[str, Any]
) -> None:
    answer = caller.post(SUGGEST, json=SUGGESTION | change | {"clientToken": "t"})
    assert answer.json() == {"clientToken": "t", "ombud": {"stored": False}}
    assert ombud.corrections.count() == 0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"attributeScores": {}}, "Missing attribute_scores"),
        ({"attributeScores": {"TOXICITY": {}}}, "Missing scores of attribute TOXICITY"),
        ({"attributeScores": {"KINDNESS": {"summaryScore": {}}}}, "Unknown attribute: KINDNESS"),
        (
            {"attributeScores": {"TOXICITY": {"summaryScore": {"value": 1.5}}}},
            "A suggested score is a PROBABILITY from 0 to 1",
        ),
        (
            {"attributeScores": {"TOXICITY": {"summaryScore": {"value": 1, "type": "RAW"}}}},
            "A suggested score is a PROBABILITY from 0 to 1",
        ),
        (
            {"attributeScores": {"TOXICITY": {"spanScores": [{"begin": 0.5}]}}},
            "Invalid value at 'attribute_scores[0].value.span_scores[0].begin' (TYPE_INT32), 0.5",
        ),
        ({"comment": {"text": "a\0b"}}, "a text holds the character U+0000"),
    ],
)
def test_a_suggestion_that_says_nothing_is_refused(
    caller: Client, ombud: Ombud, change: dict[str, Any], message: str
) -> None:
    assert refusal(caller, SUGGEST, SUGGESTION | change)["message"] == message
    assert ombud.corrections.count() == 0


def test_a_full_queue_says_so(caller: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corrections, "MOST_WAITING", 0)
    answer = caller.post(SUGGEST, json=SUGGESTION)
    assert answer.status_code == 429
    assert answer.json()["error"]["status"] == "RESOURCE_EXHAUSTED"


def test_another_method_is_not_found(client: Client) -> None:
    for path in (ANALYZE, SUGGEST):
        answer = client.get(path)
        assert answer.status_code == 404
        assert answer.json()["error"]["status"] == "NOT_FOUND"
    assert client.head(ANALYZE).content == b""


def test_the_document_has_one_version(client: Client) -> None:
    assert client.get("/$discovery/rest").json()["id"] == "commentanalyzer:v1alpha1"
    assert client.get("/$discovery/rest?version=v2").status_code == 400


def test_the_document_says_where_the_operator_says_the_server_is(ombud: Ombud) -> None:
    private = ombud.config
    ombud.config = msgspec.structs.replace(private, public_url="https://scores.example/ombud/")
    with TestClient(create_app(ombud)) as client:
        document = client.get("/$discovery/rest", headers={"host": "elsewhere.example"}).json()
    ombud.config = private
    assert document["rootUrl"] == "https://scores.example/ombud/"


def test_every_answer_is_counted_by_door_and_status(ombud: Ombud, key: str) -> None:
    with TestClient(create_app(ombud)) as client:
        client.post(f"{ANALYZE}?key={key}", json=PLAIN)
        client.post(f"{ANALYZE}?key={key}", json={})
        numbers = client.get("/metrics").text
    assert 'ombud_door_answers_total{door="perspective",status="200"} 1.0' in numbers
    assert 'ombud_door_answers_total{door="perspective",status="400"} 1.0' in numbers


def test_half_of_an_emoji_is_scored_and_keeps_its_place(caller: Client) -> None:
    body = rb'{"comment": {"text": "Hm \ud83d. You stupid idiot."}, "requestedAttributes": {"INSULT": {}}'
    scores = caller.post(ANALYZE, content=body + b', "spanAnnotations": true}').json()["attributeScores"]["INSULT"]
    assert scores["summaryScore"]["value"] > 0.5
    assert (scores["spanScores"][-1]["begin"], scores["spanScores"][-1]["end"]) == (6, 23)
