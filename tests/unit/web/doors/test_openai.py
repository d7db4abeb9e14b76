"""The OpenAI door: what it takes, and how it says no. What OpenAI's client makes of it is under tests/contract."""

from collections.abc import Mapping
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from ombud.model import Signal
from ombud.signals.thresholds import FLAGGED_FROM, Flags
from ombud.web.doors.openai import categories
from ombud.web.doors.openai.categories import CATEGORIES
from ombud.wiring import Ombud

Client = TestClient[Litestar]
PATH = "/v1/moderations"
VERSION = "text-en-3+sha256:00"
SHIPPED = Flags()
KIND = "Thank you for the lovely photos of your garden."
PICTURE = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}


def refusal(caller: Client, body: object, status: int = 400) -> dict[str, Any]:
    answer = caller.post(PATH, json=body)
    assert answer.status_code == status
    error: dict[str, Any] = answer.json()["error"]
    assert set(error) == {"message", "type", "param", "code"}
    return error


@pytest.mark.parametrize(
    ("body", "code", "param"),
    [
        ({}, "missing_required_parameter", "input"),
        ({"input": None}, "missing_required_parameter", "input"),
        ({"input": 7}, "invalid_type", "input"),
        ({"input": True}, "invalid_type", "input"),
        ({"input": {"text": "a"}}, "invalid_type", "input"),
        ({"input": []}, "empty_array", "input"),
        ({"input": ["a", 7]}, "invalid_type", "input[0]"),
        ({"input": [[1, 2]]}, "invalid_type", "input[0]"),
        ({"input": [None]}, "invalid_type", "input[0]"),
        ({"input": [{"type": "text"}]}, "invalid_type", "input[0].text"),
        ({"input": [{"type": "text", "text": "a"}, {"type": "audio"}]}, "invalid_value", "input[1].type"),
        ({"input": [{"type": "image_url", "image_url": "x"}]}, "invalid_type", "input[0].image_url"),
        ({"input": [{"type": "image_url", "image_url": {}}]}, "invalid_type", "input[0].image_url.url"),
        ({"input": [{"type": ["text"]}]}, "invalid_value", "input[0].type"),
        ({"input": [PICTURE]}, "image_not_supported", "input"),
        ({"input": ["a"] * 501}, "array_above_max_length", "input"),
        ({"input": "a" * 65_537}, "string_above_max_length", "input"),
        ({"input": ["a" * 60_000] * 20}, "string_above_max_length", "input"),
        ({"input": "a", "model": 7}, "invalid_type", "model"),
        ([], "invalid_type", None),
    ],
)
def test_what_cannot_be_judged_is_named(caller: Client, body: object, code: str, param: str | None) -> None:
    error = refusal(caller, body)
    assert (error["type"], error["code"], error["param"]) == ("invalid_request_error", code, param)


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 100_000, b"NaN"])
def test_broken_json_is_the_callers_fault(caller: Client, body: bytes) -> None:
    answer = caller.post(PATH, content=body)
    assert answer.status_code == 400
    assert answer.json()["error"]["message"].startswith("We could not parse the JSON body of your request.")


def test_null_and_an_unknown_model_are_nothing_to_complain_about(caller: Client) -> None:
    for model in (None, "", "text-moderation-stable"):
        assert "+sha256:" in caller.post(PATH, json={"input": KIND, "model": model}).json()["model"]


def test_more_than_eight_megabytes_are_not_read(caller: Client) -> None:
    error = refusal(caller, {"input": "a" * 8_400_000}, 413)
    assert error["code"] == "request_too_large"


def test_the_texts_of_a_post_are_judged_together(caller: Client) -> None:
    parts = [{"type": "text", "text": "You are"}, PICTURE, {"type": "text", "text": "a stupid idiot"}, PICTURE]
    answer = caller.post(PATH, json={"input": parts}).json()
    (one,) = answer["results"]
    (whole,) = caller.post(PATH, json={"input": "You are\na stupid idiot"}).json()["results"]
    assert one["category_scores"] == whole["category_scores"]
    assert one["ombud"] == {"language": "en", "not_judged": ["image"]}


def test_five_hundred_texts_are_answered_in_order(caller: Client) -> None:
    texts = [KIND if i % 3 else f"You are a stupid idiot and everybody hates you {i}" for i in range(500)]
    results = caller.post(PATH, json={"input": texts}).json()["results"]
    assert [one["category_scores"]["harassment"] > 0.5 for one in results] == [i % 3 == 0 for i in range(500)]


def test_without_a_key_and_with_one_for_something_else(client: Client, ombud: Ombud) -> None:
    assert (
        client.post(PATH, json={"input": KIND}).json()["error"]["message"].startswith("You didn't provide an API key.")
    )
    assert client.post(PATH, json={"input": KIND}).status_code == 401
    _, secret = ombud.accounts.add_key("other", ("events:write",))
    answer = client.post(PATH, json={"input": KIND}, headers={"authorization": f"Bearer {secret}"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "scope_missing")


def test_another_method_is_told_so(client: Client) -> None:
    answer = client.get(PATH)
    assert (answer.status_code, answer.json()["error"]["code"]) == (405, "method_not_supported")


def signals(**values: float | None) -> dict[str, Signal]:
    return {
        name: Signal(VERSION, value) if value is not None else Signal(VERSION, abstained="language")
        for name, value in values.items()
    }


def result(signals: Mapping[str, Signal], flags: Flags = SHIPPED) -> dict[str, Any]:
    return categories.result(signals, flags)


@pytest.mark.parametrize("path", ["/v1/moderations/", "/v1/moderations/modr-1", "/v1/moderations//"])
def test_an_address_below_it_is_no_address_as_openai_tells_it(caller: Client, path: str) -> None:
    answer = caller.post(path, json={"input": KIND})
    error = answer.json()["error"]
    assert (answer.status_code, error["type"], error["message"]) == (
        404, "invalid_request_error", f"Invalid URL (POST {path})",
    )  # fmt: skip


@pytest.mark.parametrize("name", ["harassment", "insult", "toxic"])
def test_an_insult_to_anybody_is_harassment(name: str) -> None:
    judged = result(signals(harassment=0.1, insult=0.1, toxic=0.1) | signals(**{name: 0.995}))
    assert judged["category_scores"]["harassment"] == 0.995
    assert judged["categories"]["harassment"]
    assert [what for what, yes in judged["categories"].items() if yes] == ["harassment"]


def test_one_way_that_was_judged_is_enough() -> None:
    judged = result(signals(harassment=None, insult=0.9, toxic=None))
    assert judged["category_applied_input_types"]["harassment"] == ["text"]
    assert judged["category_scores"]["harassment"] == 0.9


def test_what_takes_two_is_flagged_when_both_are() -> None:
    sure = max(table["threat"] for table in FLAGGED_FROM.values() if "threat" in table)
    assert result(signals(identity_hate=0.99, threat=sure))["categories"]["hate/threatening"]
    assert not result(signals(identity_hate=0.99, threat=0.5))["categories"]["hate/threatening"]


def test_thresholds_of_ones_own_decide_what_is_true_and_no_score() -> None:
    mild = signals(identity_hate=0.3, sexual=1.0)
    shipped, own = result(mild), result(mild, Flags({"identity_hate": 0.3, "sexual": None}))
    assert own["category_scores"] == shipped["category_scores"]
    assert (shipped["categories"]["hate"], shipped["categories"]["sexual"]) == (False, True)
    assert (own["categories"]["hate"], own["categories"]["sexual"]) == (True, False)


def test_the_lower_of_two_signals_counts() -> None:
    scores = result(signals(identity_hate=0.9, threat=0.25))["category_scores"]
    assert (scores["hate"], scores["hate/threatening"], scores["violence"]) == (0.9, 0.25, 0.25)


def test_what_a_model_has_no_signal_for_is_not_judged() -> None:
    judged = result(signals(threat=1.0))
    assert judged["category_applied_input_types"] == {
        name: ["text"] if ways == (("threat",),) else [] for name, ways in CATEGORIES.items()
    }
    assert judged["flagged"]


def test_whoever_may_want_to_hurt_themself_is_not_flagged_for_it() -> None:
    judged = result(signals(self_harm=1.0))
    assert judged["category_scores"]["self-harm"] == 1.0
    assert judged["categories"]["self-harm"] is False
    assert judged["flagged"] is False


def test_a_category_is_true_from_the_threshold_on() -> None:
    least = FLAGGED_FROM["text-en"]["sexual"]
    assert result(signals(sexual=least))["categories"]["sexual"]
    assert not result(signals(sexual=least - 0.001))["flagged"]
    assert not result(signals(sexual=None))["flagged"]


def test_a_text_cut_in_the_middle_of_an_emoji_is_judged_and_spoils_no_batch(caller: Client) -> None:
    answer = caller.post(PATH, content=rb'{"input": ["You stupid idiot \ud83d", "Thank you for the photos"]}')
    assert [one["flagged"] for one in answer.json()["results"]] == [True, False]
