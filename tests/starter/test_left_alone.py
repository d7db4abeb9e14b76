"""Criticism of power, protest, news, satire and questions are left alone: the charter's promise, at zero errors."""

from collections.abc import Callable
from pathlib import Path

import pytest

LINES = (Path(__file__).parent / "left_alone.txt").read_text("utf-8").splitlines()
POSTS = [line for line in LINES if line and not line.startswith("#")]


@pytest.mark.parametrize("post", POSTS)
def test_it_stays_up(post: str, say: Callable[[str], list[str]]) -> None:
    assert say(post) == []


def test_there_are_many_and_in_many_scripts() -> None:
    assert len(POSTS) >= 60
    assert sum(not post.isascii() for post in POSTS) >= 25
