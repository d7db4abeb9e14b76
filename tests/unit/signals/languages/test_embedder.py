"""The sentence encoder of the extra."""

from pathlib import Path

import numpy as np
import pytest

from ombud.model import NotFound, SystemFault
from ombud.signals.languages import EXTRA, embedder


def test_a_text_becomes_so_many_numbers_of_length_one() -> None:
    embedded = embedder.embedder()("das wetter ist schön")
    assert embedded.shape == (embedder.SIZE,)
    assert np.linalg.norm(embedded) == pytest.approx(1, abs=1e-3)


def test_the_same_said_in_two_languages_is_nearer_than_something_else_in_one() -> None:
    embed = embedder.embedder()
    one = embed("der zug hat eine stunde verspätung")
    assert one @ embed("기차가 한 시간 늦는다") > one @ embed("der kuchen ist im ofen verbrannt")


@pytest.mark.parametrize("text", ["", "\ud800", "\x00", "\U000e0041", "a" * 100_000], ids=ascii)
def test_it_embeds_whatever_it_is_given(text: str) -> None:
    assert np.isfinite(embedder.embedder()(text)).all()


def test_only_the_beginning_of_a_long_text_is_read() -> None:
    embed = embedder.embedder()
    long = "guten morgen " * 1000
    assert np.array_equal(embed(long), embed(long[: embedder.READ]))


def test_without_the_extra_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedder, "_MODULE", "a_module_that_is_not_installed")
    assert not embedder.installed()
    with pytest.raises(NotFound) as caught:
        embedder.Embedder()
    assert caught.value.code == "extra_missing"
    assert EXTRA in (caught.value.advice or "")


def test_other_weights_are_refused(tmp_path: Path) -> None:
    for name in embedder.WEIGHTS:
        (tmp_path / name).write_bytes(b"something else")
    with pytest.raises(SystemFault) as caught:
        embedder._must_be_the_one(tmp_path)
    assert caught.value.code == "weights_changed"
