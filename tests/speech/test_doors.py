"""Clients of OpenAI's moderation endpoint and of Akismet are told of nothing."""

from collections.abc import Iterator

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from ombud.web import create_app
from ombud.wiring import Config, Ombud
from tests.speech.posts import POSTS, WAYS

BATCH = 100
TEXTS = [(post.id, WAYS["with a link"](post)) for post in POSTS]


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient[Litestar], str]]:
    """A caller, and the secret that lets it in."""
    ombud = Ombud.open(Config(data=tmp_path_factory.mktemp("data")))
    _, secret = ombud.accounts.add_key("newspaper", ("score",))
    ombud.start()
    with TestClient(create_app(ombud)) as caller:
        yield caller, secret
    ombud.stop()


def test_openai_flags_nothing(key: tuple[TestClient[Litestar], str]) -> None:
    caller, secret = key
    touched = []
    for begin in range(0, len(TEXTS), BATCH):
        some = TEXTS[begin : begin + BATCH]
        answer = caller.post(
            "/v1/moderations", json={"input": [text for _, text in some]}, headers={"authorization": f"Bearer {secret}"}
        ).json()
        for (name, text), result in zip(some, answer["results"], strict=True):
            true = [f"{what} {result['category_scores'][what]}" for what, yes in result["categories"].items() if yes]
            if result["flagged"] or true:
                touched.append(f"{name} {true}: {text}")
    assert not touched, "\n".join(touched)


def test_akismet_takes_nothing_for_spam(key: tuple[TestClient[Litestar], str]) -> None:
    caller, secret = key
    form = {"api_key": secret, "blog": "https://paper.example", "user_ip": "192.0.2.1"}
    answers = [
        (name, text, caller.post("/1.1/comment-check", data=form | {"comment_content": text}).text)
        for name, text in TEXTS
    ]
    touched = [f"{name} {answer}: {text}" for name, text, answer in answers if answer != "false"]
    assert not touched, "\n".join(touched)
