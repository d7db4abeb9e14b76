"""Windows, runs, and the network that ships: what it says of a text depends on that text alone."""

import importlib
import importlib.util
from collections.abc import Sequence

import numpy as np
import pytest

from ombud.model import NotFound
from ombud.signals.encoder.model import DATA
from ombud.signals.encoder.reader import MOST_WINDOWS, WINDOW, Reader, Window, installed, runs, windows


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(DATA / "encoder.onnx", (DATA / "tokenizer.json").read_bytes())


def test_a_short_text_is_one_window() -> None:
    assert windows(3, [101, 7, 8, 102]) == [(3, [101, 7, 8, 102])]


def test_a_long_text_is_cut_into_full_windows_between_the_two_marks() -> None:
    cut = windows(0, [101, *range(1000, 1000 + WINDOW), 102])
    assert [len(tokens) for _, tokens in cut] == [WINDOW, WINDOW]
    assert all((tokens[0], tokens[-1]) == (101, 102) for _, tokens in cut)
    assert cut[0][1][1] == 1000
    assert cut[1][1][-2] == 1000 + WINDOW - 1


def test_of_an_endless_text_the_beginning_is_read() -> None:
    assert len(windows(0, [101, *[7] * 100_000, 102])) == MOST_WINDOWS


def test_windows_of_like_length_run_together_and_are_padded_with_zeros() -> None:
    pieces: list[Window] = [(0, [101, 5, 102]), (1, [101] * 20), (2, [101, 6, 7, 102])]
    ran = list(runs(pieces))
    assert [owners.tolist() for owners, _ in ran] == [[0, 2], [1]]
    assert ran[0][1].tolist() == [[101, 5, 102, 0], [101, 6, 7, 102]]
    assert ran[1][1].shape == (1, 20)


def test_no_run_is_larger_than_fits() -> None:
    pieces: list[Window] = [(i, [1] * WINDOW) for i in range(100)]
    ran = list(runs(pieces))
    assert sum(len(owners) for owners, _ in ran) == 100
    assert max(ids.size for _, ids in ran) <= 512


def _bits(logits: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> Sequence[bytes]:
    return [row.tobytes() for row in logits]


def test_a_text_gets_the_same_bits_alone_and_in_company(reader: Reader) -> None:
    texts = [f"{'so ' * length}this is text number {length}, you fool" for length in range(0, 200, 7)]
    together = _bits(reader.logits(texts))
    assert together == [_bits(reader.logits([text]))[0] for text in texts]


def test_a_long_text_is_as_bad_as_its_worst_window(reader: Reader) -> None:
    insult = "you are a stupid worthless idiot and everybody hates you"
    calm = "the council met on tuesday to talk about the new bus stop. " * 20
    assert reader.logits([calm + insult])[0, 0] > reader.logits([calm])[0, 0]


def test_no_texts_are_no_logits(reader: Reader) -> None:
    assert reader.logits([]).shape == (0, 0)


def test_hostile_texts_are_read_like_any_other(reader: Reader) -> None:
    hostile = ["", "x" * 70_000, "\x00", "\U0010ffff" * 50, "a\u0301" * 5000, "@" * 9000, "[MASK][PAD][CLS]"]
    logits = reader.logits(hostile)
    assert logits.shape == (len(hostile), 11)
    assert np.isfinite(logits).all()


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> object:
        raise ImportError(name)

    assert installed()
    monkeypatch.setattr(importlib, "import_module", missing)
    with pytest.raises(NotFound) as raised:
        Reader(DATA / "encoder.onnx", b"")
    assert raised.value.code == "extra_missing"
    assert "ombud[full]" in (raised.value.advice or "")


def test_what_is_not_there_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    assert not installed()
