"""Posts in other languages at the doors, through the clients that people use. The server is real."""

from collections.abc import Iterator
from typing import Any

import pytest
from googleapiclient import discovery
from googleapiclient.errors import HttpError
from openai import OpenAI

from tests.support.server import Server

RUDE = {
    "de": "Du bist so ein dummer Vollidiot, halt endlich die Fresse du Arschloch.",
    "ko": "야 이 병신 새끼야 꺼져라 진짜 역겹다, 아무도 너를 안 좋아해",
    "zh": "这些黑鬼都是垃圾,又懒又蠢,滚出去",
}
KIND = {
    "de": "Danke für die schönen Fotos aus eurem Garten, meine Mutter hat sich gefreut.",
    "ko": "정원 사진 정말 고마워요, 어머니가 아주 좋아하셨어요.",
    "zh": "谢谢你花园的照片,我妈妈看了非常高兴。",
}
Google = Any


@pytest.fixture
def google(scoring_server: tuple[Server, str]) -> Iterator[Google]:
    server, key = scoring_server
    url = f"http://127.0.0.1:{server.port}/$discovery/rest?version=v1alpha1"
    with discovery.build(
        "commentanalyzer", "v1alpha1", developerKey=key, discoveryServiceUrl=url, static_discovery=False
    ) as client:
        yield client


def analyze(google: Google, text: str, *attributes: str, **more: object) -> dict[str, Any]:
    body = {"comment": {"text": text}, "requestedAttributes": {name: {} for name in attributes}, **more}
    answer: dict[str, Any] = google.comments().analyze(body=body).execute()
    return answer


@pytest.mark.parametrize("lang", RUDE)
def test_a_language_that_is_told_from_the_text_is_scored_and_named(google: Google, lang: str) -> None:
    rude, kind = (analyze(google, text[lang], "TOXICITY") for text in (RUDE, KIND))
    assert rude["detectedLanguages"] == rude["languages"] == [lang]
    scores = [one["attributeScores"]["TOXICITY"]["summaryScore"]["value"] for one in (rude, kind)]
    assert scores[0] > 0.5 > scores[1]


def test_a_language_that_is_declared_is_scored_although_the_text_is_short(google: Google) -> None:
    answer = analyze(google, "Du Idiot!", "TOXICITY", "INSULT", "IDENTITY_ATTACK", languages=["de"])
    assert answer["languages"] == ["de"]
    assert sorted(answer["attributeScores"]) == ["IDENTITY_ATTACK", "INSULT", "TOXICITY"]


def test_what_a_language_does_not_have_is_told_as_it_was(google: Google) -> None:
    with pytest.raises(HttpError) as caught:
        analyze(google, RUDE["de"], "TOXICITY", "THREAT")
    assert caught.value.reason == "Attribute THREAT does not support request languages: de"
    some = analyze(google, RUDE["ko"], "TOXICITY", "INSULT", dropUnsupportedAttributes=True)
    assert list(some["attributeScores"]) == ["TOXICITY"]


def test_all_that_perspective_had_in_german_is_more_than_there_is(google: Google) -> None:
    production = ("TOXICITY", "SEVERE_TOXICITY", "IDENTITY_ATTACK", "INSULT", "PROFANITY", "THREAT")
    with pytest.raises(HttpError) as caught:
        analyze(google, RUDE["de"], *production)
    assert caught.value.status_code == 400
    assert caught.value.reason == "Attribute SEVERE_TOXICITY does not support request languages: de"
    assert caught.value.error_details[0]["errorType"] == "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE"
    some = analyze(google, RUDE["de"], *production, dropUnsupportedAttributes=True)
    assert sorted(some["attributeScores"]) == ["IDENTITY_ATTACK", "INSULT", "TOXICITY"]
    assert some["ombud"]["dropped"] == dict.fromkeys(("SEVERE_TOXICITY", "PROFANITY", "THREAT"), "language")


def test_a_language_that_is_not_good_enough_is_not_supported(google: Google) -> None:
    with pytest.raises(HttpError) as caught:
        analyze(google, "Bonjour à toutes et à tous, comment allez-vous ce matin ?", "TOXICITY")
    assert caught.value.reason == "Attribute TOXICITY does not support request languages: fr"


def test_moderations_judge_what_they_can_and_say_the_language(scoring_server: tuple[Server, str]) -> None:
    server, key = scoring_server
    with OpenAI(base_url=f"http://127.0.0.1:{server.port}/v1", api_key=key) as client:
        (result,) = client.moderations.create(input=RUDE["de"]).results
    assert result.category_applied_input_types.hate == ["text"]
    assert result.category_applied_input_types.harassment == ["text"]
    assert result.category_applied_input_types.sexual == []
    assert result.category_scores.harassment > 0.5
    assert result.model_extra is not None
    assert result.model_extra["ombud"] == {"language": "de"}


def test_moderations_judge_nothing_in_a_language_that_nothing_is_known_of(scoring_server: tuple[Server, str]) -> None:
    server, key = scoring_server
    with OpenAI(base_url=f"http://127.0.0.1:{server.port}/v1", api_key=key) as client:
        (result,) = client.moderations.create(input="Vi auguro a tutti una bella domenica in giardino.").results
    assert not any(result.category_applied_input_types.model_dump().values())
    assert result.model_extra is not None
    assert result.model_extra["ombud"] == {"abstained": "language", "language": "it"}
