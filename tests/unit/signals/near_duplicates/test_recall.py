"""How well copies are recognised, on real posts changed by hand-written rules. The floors are of these posts alone: the
card measures others, among which a change of words is seen less often."""

import gzip
import json
from itertools import combinations
from pathlib import Path

import pytest

from training.measure.detectors.changes import CHANGES
from training.measure.detectors.near_duplicates import copies, fingerprint, seen

POSTS = Path(__file__).parents[5] / "shared" / "data" / "streams" / "real-posts.jsonl.gz"


FLOORS = {
    "a number at the end": 0.99,
    "an address at the end": 0.98,
    "an emoji and exclamation marks": 0.99,
    "capitals": 0.98,
    "words in another order": 0.98,
    "a word taken out": 0.55,
    "a word put in": 0.35,
    "a typing error": 0.5,
    "a greeting in front": 0.35,
    "a word replaced": 0.22,
}


@pytest.fixture(scope="module")
def posts() -> list[str]:
    if not POSTS.exists():
        pytest.skip("needs the folder of real posts beside the repository")
    with gzip.open(POSTS) as lines:
        texts = [str(json.loads(line)["item"]["text"]) for line, _ in zip(lines, range(1500), strict=False)]
    return [text for text in texts if len(text) >= 40]


@pytest.mark.parametrize("named", CHANGES)
def test_a_post_with_a_small_change_is_a_copy(named: str, posts: list[str]) -> None:
    share = seen(posts, CHANGES[named])
    assert share is not None
    assert share >= FLOORS[named]


def test_different_posts_are_hardly_ever_taken_for_copies(posts: list[str]) -> None:
    prints = [print64 for print64 in map(fingerprint, posts) if print64]
    met = sum(copies(one, other) for one, other in combinations(prints, 2))
    assert met / (len(prints) * (len(prints) - 1) / 2) < 0.0005
