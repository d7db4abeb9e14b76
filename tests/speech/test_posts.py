"""The set itself: large, in many languages, of every kind, and fit to be used as a test."""

import re
import unicodedata
from collections import Counter
from pathlib import Path

from tests.speech.posts import KINDS, POSTS, WAYS

TRAINING = Path(__file__).parents[2] / "training"
TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?")
LEAST = 450
LANGUAGES = 25
OF_A_KIND = 25


def test_there_are_many() -> None:
    assert len(POSTS) >= LEAST


def test_no_two_are_the_same() -> None:
    assert [text for text, n in Counter(post.text.casefold() for post in POSTS).items() if n > 1] == []


def test_each_has_an_id_that_says_what_it_is() -> None:
    wrong = [post.id for post in POSTS if not re.fullmatch(f"{post.kind}-{post.lang.lower()}-[0-9]{{2}}", post.id)]
    assert wrong == []
    assert len({post.id for post in POSTS}) == len(POSTS)


def test_each_stands_in_the_file_of_its_kind() -> None:
    assert sorted(KINDS) == sorted(file.stem for file in Path(__file__).parent.glob("*.csv"))


def test_every_kind_is_there_in_many_languages() -> None:
    for kind in KINDS:
        of_it = [post.lang for post in POSTS if post.kind == kind]
        assert len(of_it) >= OF_A_KIND, kind
        assert len(set(of_it)) >= 12, kind


def test_languages_are_many_and_english_is_a_good_third() -> None:
    languages = Counter(post.lang for post in POSTS)
    assert all(TAG.fullmatch(lang) for lang in languages)
    assert len(languages) >= LANGUAGES
    assert 1 / 3 <= languages["en"] / len(POSTS) <= 1 / 2


def test_each_is_plain_text_that_brings_no_link_of_its_own() -> None:
    for post in POSTS:
        assert post.text == unicodedata.normalize("NFC", post.text).strip(), post.id
        assert "://" not in post.text, post.id
        assert all(char.isprintable() or char == "\u200c" for char in post.text), post.id


def test_every_way_of_writing_changes_something() -> None:
    for name, way in WAYS.items():
        changed = sum(way(post) != post.text for post in POSTS)
        assert (changed == 0) == (name == "as written"), name


def test_none_of_them_is_trained_on() -> None:
    read = [file.read_text("utf-8").casefold() for file in sorted(TRAINING.rglob("*.csv"))]
    assert [post.id for post in POSTS if any(post.text.casefold() in text for text in read)] == []
