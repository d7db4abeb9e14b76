"""How well copies are recognised, on real posts changed by hand-written rules: what card.md says."""

import gzip
import json
import random
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pytest

from ombud.intake import normalise
from ombud.signals.history.prints import MAX_DISTANCE
from ombud.signals.near_duplicates.simhash import simhash

POSTS = Path(__file__).parents[5] / "shared" / "data" / "streams" / "real-posts.jsonl.gz"
Change = Callable[[list[str], random.Random], list[str]]


def _replaced(words: list[str], chance: random.Random) -> list[str]:
    place = chance.randrange(len(words))
    return [*words[:place], "umbrella", *words[place + 1 :]]


def _typed_wrong(words: list[str], chance: random.Random) -> list[str]:
    place = chance.randrange(len(words))
    word = words[place]
    at = chance.randrange(len(word))
    return [*words[:place], word[:at] + "q" + word[at + 1 :], *words[place + 1 :]]


def _inserted(words: list[str], chance: random.Random) -> list[str]:
    place = chance.randrange(len(words))
    return [*words[:place], "umbrella", *words[place:]]


def _deleted(words: list[str], chance: random.Random) -> list[str]:
    place = chance.randrange(len(words))
    return [*words[:place], *words[place + 1 :]]


CHANGES: dict[str, tuple[float, Change]] = {
    "a number at the end": (0.99, lambda words, chance: [*words, str(chance.randrange(10**6))]),
    "an address at the end": (0.98, lambda words, _: [*words, "https://example.com/offer"]),
    "an emoji and exclamation marks": (0.99, lambda words, _: ["\N{FIRE}", *words, "!!!"]),
    "capitals": (0.98, lambda words, _: " ".join(words).upper().split()),
    "words in another order": (0.98, lambda words, _: words[::-1]),
    "a word taken out": (0.55, _deleted),
    "a word put in": (0.35, _inserted),
    "a typing error": (0.5, _typed_wrong),
    "a greeting in front": (0.35, lambda words, _: ["hello", "there", *words]),
    "a word replaced": (0.22, _replaced),
}


@pytest.fixture(scope="module")
def posts() -> list[str]:
    if not POSTS.exists():
        pytest.skip("needs the folder of real posts beside the repository")
    with gzip.open(POSTS) as lines:
        texts = [str(json.loads(line)["item"]["text"]) for line, _ in zip(lines, range(1500), strict=False)]
    return [text for text in texts if len(text) >= 40]


def _print(text: str) -> int:
    return simhash(normalise(text).normal)


@pytest.mark.parametrize("named", CHANGES)
def test_a_post_with_a_small_change_is_a_copy(named: str, posts: list[str]) -> None:
    floor, change = CHANGES[named]
    chance = random.Random(20261122)
    found = 0
    for text in posts:
        again = " ".join(change(text.split(), chance))
        found += (_print(text) ^ _print(again)).bit_count() <= MAX_DISTANCE
    assert found / len(posts) >= floor


def test_different_posts_are_hardly_ever_taken_for_copies(posts: list[str]) -> None:
    prints = [print64 for print64 in map(_print, posts) if print64]
    met = sum((one ^ other).bit_count() <= MAX_DISTANCE for one, other in combinations(prints, 2))
    assert met / (len(prints) * (len(prints) - 1) / 2) < 0.0005
