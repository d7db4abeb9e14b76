"""The OpenAI door against OpenAI's own client. The server is real."""

from collections.abc import Iterator

import openai
import pytest
from openai import OpenAI
from openai.types import ModerationImageURLInputParam, ModerationTextInputParam

from tests.support.server import Server

RUDE = "You are a stupid idiot and everybody hates you. Shut up, you pathetic loser, or I will kill you."
KIND = "Thank you for the lovely photos of your garden."
PICTURE: ModerationImageURLInputParam = {"type": "image_url", "image_url": {"url": "https://example.org/cat.png"}}
CATEGORIES = {
    "harassment", "harassment/threatening", "hate", "hate/threatening", "illicit", "illicit/violent", "self-harm",
    "self-harm/intent", "self-harm/instructions", "sexual", "sexual/minors", "violence", "violence/graphic",
}  # fmt: skip
NOT_JUDGED = {
    "illicit", "illicit/violent", "self-harm/intent", "self-harm/instructions", "sexual/minors", "violence/graphic",
}  # fmt: skip


@pytest.fixture
def client(scoring_server: tuple[Server, str]) -> Iterator[OpenAI]:
    server, key = scoring_server
    with OpenAI(api_key=key, base_url=f"http://127.0.0.1:{server.port}/v1", max_retries=0) as opened:
        yield opened


def test_one_text_has_one_result(client: OpenAI) -> None:
    answer = client.moderations.create(model="omni-moderation-latest", input=RUDE)
    assert answer.id.startswith("modr-")
    assert "+sha256:" in answer.model
    (result,) = answer.results
    assert result.flagged
    assert result.categories.harassment
    assert result.category_scores.harassment > 0.5
    assert 0 < result.category_scores.harassment_threatening <= 1
    assert result.category_applied_input_types.harassment == ["text"]


def test_all_thirteen_categories_are_there_and_what_is_not_judged_says_so(client: OpenAI) -> None:
    (result,) = client.moderations.create(input=RUDE).results
    flags = result.categories.to_dict()
    scores = result.category_scores.to_dict()
    applied = result.category_applied_input_types.to_dict()
    assert set(flags) == set(scores) == set(applied) == CATEGORIES
    assert {name for name, kinds in applied.items() if kinds == []} == NOT_JUDGED
    assert all(scores[name] == 0 and flags[name] is False for name in NOT_JUDGED)
    assert result.flagged == any(flags.values())


def test_each_text_of_a_list_has_a_result_in_its_place(client: OpenAI) -> None:
    results = client.moderations.create(input=[KIND, RUDE, KIND]).results
    assert [one.category_scores.harassment > 0.5 for one in results] == [False, True, False]


def test_the_parts_of_a_post_have_one_result_and_the_picture_is_not_judged(client: OpenAI) -> None:
    parts: list[ModerationTextInputParam | ModerationImageURLInputParam] = [{"type": "text", "text": RUDE}, PICTURE]
    (result,) = client.moderations.create(input=parts).results
    assert result.flagged
    assert result.model_extra is not None
    assert result.model_extra["ombud"]["not_judged"] == ["image"]
    assert "image" not in result.category_applied_input_types.to_json()


def test_a_picture_alone_is_an_error_and_not_a_clean_bill(client: OpenAI) -> None:
    with pytest.raises(openai.BadRequestError) as caught:
        client.moderations.create(input=[PICTURE])
    assert caught.value.code == "image_not_supported"
    assert caught.value.param == "input"
    assert caught.value.type == "invalid_request_error"


def test_what_the_model_does_not_understand_is_not_judged_and_not_flagged(client: OpenAI) -> None:
    italian, nothing = client.moderations.create(input=["Vi auguro una bella domenica in giardino.", ""]).results
    for result, why in ((italian, "language"), (nothing, "not_text")):
        assert not result.flagged
        assert all(kinds == [] for kinds in result.category_applied_input_types.to_dict().values())
        assert result.model_extra is not None
        assert result.model_extra["ombud"]["abstained"] == why


def test_the_header_names_the_model(client: OpenAI) -> None:
    raw = client.moderations.with_raw_response.create(input=KIND)
    assert raw.headers["x-ombud-model"] == raw.parse().model


def test_nothing_to_moderate_is_an_error_that_names_the_parameter(client: OpenAI) -> None:
    with pytest.raises(openai.BadRequestError) as caught:
        client.moderations.create(input=[])
    assert (caught.value.code, caught.value.param) == ("empty_array", "input")


@pytest.mark.parametrize("key", ["sk-something", "ombud_" + "a" * 52])
def test_a_key_that_is_not_ours_is_not_let_in(scoring_server: tuple[Server, str], key: str) -> None:
    with (
        OpenAI(api_key=key, base_url=f"http://127.0.0.1:{scoring_server[0].port}/v1", max_retries=0) as client,
        pytest.raises(openai.AuthenticationError) as caught,
    ):
        client.moderations.create(input=KIND)
    assert caught.value.code == "invalid_api_key"
