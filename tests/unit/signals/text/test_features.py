"""What is counted in a text."""

import numpy as np
import pytest

from ombud.signals.text.classes import WORDS, WordClass
from ombud.signals.text.features import BUCKETS, features


def buckets(text: str) -> set[int]:
    return set(features([text]).buckets.tolist())


def test_a_group_is_a_group_whichever_it_is() -> None:
    sentences = [f"i met a {word} doctor at the party" for word in ("muslim", "christian", "gay", "black", "disabled")]
    assert len({frozenset(buckets(sentence)) for sentence in sentences}) == 1


def test_a_slur_is_not_a_group() -> None:
    assert buckets("i met a faggot at the party") != buckets("i met a gay at the party")


def test_a_denial_and_a_group_pair_with_words_that_stand_apart() -> None:
    shared = buckets("women here are really just vermin") & buckets("jews there were always only vermin")
    assert len(shared) > len(buckets("vermin")) + 1


def test_the_order_of_words_counts() -> None:
    assert buckets("dog bites man") != buckets("man bites dog")


@pytest.mark.parametrize("text", ["", "...", "a", "ab", "👍", "\ud800", "\x00"])
def test_hardly_any_text_has_hardly_any_features(text: str) -> None:
    found = features([text])
    assert len(found.buckets) <= 5
    assert len(features(["", text, ""]).buckets) == len(found.buckets)


def test_every_feature_has_its_place() -> None:
    found = features(["you are an idiot", "two of them"])
    assert ((found.buckets >= 0) & (found.buckets < BUCKETS)).all()
    first, last = found.places()
    assert (first < last).all()
    begins, ends = found.tokens.at[first], found.tokens.at[last - 1]
    assert (begins >= found.tokens.offsets[found.owners]).all()
    assert (ends < found.tokens.offsets[found.owners + 1] - 1).all()


def test_features_of_a_text_are_the_same_in_any_batch() -> None:
    texts = ["one here", "", "you are not a bad person", "x"]
    together = features(texts)
    for i, text in enumerate(texts):
        assert np.sort(together.buckets[together.owners == i]).tolist() == np.sort(features([text]).buckets).tolist()


def test_the_classes_hold_no_slur_and_no_word_twice() -> None:
    assert WORDS["muslim"] is WordClass.GROUP
    assert WordClass.PLAIN not in WORDS.values()
    assert not {"nigger", "faggot", "kike", "tranny", "retard", "whore"} & set(WORDS)
