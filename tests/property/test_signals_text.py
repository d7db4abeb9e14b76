"""The default model on any text whatever."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ombud.intake import normalise
from ombud.model import Text
from ombud.signals.text import TextModel
from ombud.signals.text.evidence import telling_words
from ombud.signals.text.features import features
from ombud.signals.text.heads import heads

MODEL = TextModel()
PIECES = st.sampled_from(
    [
        "you idiot ",
        "<b>",
        "</p>",
        "&#105;",
        "&amp;",
        "🇮🇩🇮🇴🇹",
        "👍",
        "ï",
        "日本",
        "\u200b",
        "muslims ",
        "not ",
        "[url=",
        '"',
        "'",
        "\n",
    ]
)
TEXTS = st.one_of(st.text(max_size=60), st.lists(st.one_of(PIECES, st.text(max_size=4)), max_size=12).map("".join))
NAMES = st.sampled_from(MODEL.names)


@settings(deadline=None)  # telling languages loads a model of its own at the first text that needs it
@given(TEXTS)
def test_every_text_has_an_answer_and_it_is_always_the_same(raw: str) -> None:
    text = normalise(raw)
    (answer,) = MODEL.score([text], MODEL.tell([text]))
    assert tuple(answer) == MODEL.names
    assert all((signal.value is None) == (signal.abstained is not None) for signal in answer.values())
    assert MODEL.score([text], MODEL.tell([text])) == [answer]


@given(st.text(max_size=40), NAMES)
def test_a_text_that_nobody_normalised_has_one_too(raw: str, name: str) -> None:
    text = Text(raw, raw)
    assert MODEL.score([text], ["en"])
    assert all(0 <= start < end <= len(raw) for (start, end), _ in MODEL.explain(text, name))


@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_the_company_that_a_text_is_in_makes_no_difference(raws: list[str]) -> None:
    texts = [normalise(raw) for raw in raws]
    langs = ["en"] * len(texts)
    assert MODEL.score(texts, langs) == [MODEL.score([text], ["en"])[0] for text in texts]


@given(TEXTS, NAMES)
def test_spans_lie_inside_the_text_and_parts_sum_to_the_logit(raw: str, name: str) -> None:
    text = normalise(raw)
    parts = MODEL.explain(text, name)
    assert all(0 <= start < end <= len(raw) for (start, end), _ in parts)
    assert all(0 <= start < end <= len(raw) for start, end in telling_words(raw, parts))
    logits = heads().logits(features([text.normal]), 1).values[0]
    head = heads().telling(logits, MODEL.names.index(name))
    assert sum(weight for _, weight in parts) + heads().bias[head] == pytest.approx(logits[head])


@settings(max_examples=5, deadline=None)
@given(st.sampled_from(["you idiot ", "a", "👍", "<b", "ï ", "日"]))
def test_a_very_long_text_is_read_to_its_end(piece: str) -> None:
    (answer,) = MODEL.score([normalise(piece * (65_000 // len(piece)))], ["en"])
    assert len(answer) == len(MODEL.names)
