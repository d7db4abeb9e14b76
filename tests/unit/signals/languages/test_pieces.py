"""The letters of a text in twos to fives."""

import numpy as np
import pytest

from ombud.signals.languages.pieces import BUCKETS, pieces, weight


def test_pieces_are_different_buckets_in_order() -> None:
    found = pieces("so ein schöner, schöner tag", "de")
    assert (np.diff(found) > 0).all()
    assert found[0] >= 0
    assert found[-1] < BUCKETS


def test_how_many_spaces_there_are_does_not_matter() -> None:
    assert np.array_equal(pieces("  so  ein\ntag ", "de"), pieces("so ein tag", "de"))


def test_accents_do_not_matter_in_an_alphabet() -> None:
    assert np.array_equal(pieces("schöne grüße", "de"), pieces("schone grusse".replace("ss", "ß"), "de"))
    assert not np.array_equal(pieces("가", "ko"), pieces("나", "ko"))


def test_single_characters_count_where_they_are_words() -> None:
    assert len(pieces("好", "zh")) == 5  # itself and the space, two pairs, and all three
    assert len(pieces("ö", "de")) == 3


@pytest.mark.parametrize("text", ["", " ", "\ud800", "xy" * 1000], ids=ascii)
def test_every_text_has_some(text: str) -> None:
    assert 1 <= len(pieces(text, "de")) < 100


def test_a_long_text_weighs_as_much_as_a_short_one() -> None:
    assert 4 * weight(4) ** 2 == pytest.approx(400 * weight(400) ** 2)
    assert weight(0) == weight(1)
