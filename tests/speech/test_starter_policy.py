"""No rule of the policy that ships touches one of them: nothing held, nothing labelled, nobody asked to look."""

import pytest

from tests.speech.conftest import Decide
from tests.speech.posts import POSTS, WAYS

ACCOUNTS = 6


@pytest.mark.parametrize("way", WAYS)
def test_it_is_left_alone(way: str, done: Decide) -> None:
    touched = [f"{post.id} {what}: {text}" for post in POSTS if (what := done(text := WAYS[way](post)))]
    assert not touched, "\n".join(touched)


def test_it_is_left_alone_when_many_accounts_pass_it_on(done: Decide) -> None:
    copies = [(post.id, WAYS["with a link"](post)) for post in POSTS for _ in range(ACCOUNTS)]
    touched = [f"{name} {what}: {text}" for name, text in copies if (what := done(text))]
    assert not touched, "\n".join(touched)
