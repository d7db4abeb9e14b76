"""What is learnt on top of a model: what it adds, where, and that nothing learnt changes nothing."""

import numpy as np
import pytest

from ombud.intake import normalise
from ombud.model import SystemFault
from ombud.signals.text.features import BUCKETS
from ombud.signals.tuning import LocalHead, auc, fit_head, sigmoid
from tests.support.labels import garden

TEXTS = garden(300)
NORMALS = [normalise(text).normal for text, _ in TEXTS]
YES = np.array([yes for _, yes in TEXTS])


@pytest.fixture(scope="module")
def head() -> LocalHead:
    """Learnt from a hundred texts, by a model that knows nothing."""
    return fit_head(NORMALS[:100], np.zeros(100), YES[:100])


def test_what_a_community_calls_spam_is_learnt_from_a_hundred_texts(head: LocalHead) -> None:
    assert auc(head.shifts(NORMALS[100:]), YES[100:]) > 0.99


def test_words_that_nobody_has_used_here_change_little(head: LocalHead) -> None:
    (shift,) = head.shifts([normalise("Quarks wobble quietly in Zürich").normal])
    assert abs(shift - head.bias) < 0.5


def test_it_says_which_words_it_goes_by(head: LocalHead) -> None:
    text = normalise("Cheap CORNER SOFAS, free delivery")
    parts = head.parts(text)
    (begin, end), weight = parts[0]
    assert weight > 0
    assert text.raw[begin:end].lower() in "cheap corner sofas, free delivery"
    assert sum(weight for _, weight in parts) + head.bias == pytest.approx(head.shifts([text.normal])[0], abs=1e-6)


def test_a_text_without_words_gets_the_bias_alone(head: LocalHead) -> None:
    assert head.shifts(["", "???"]) == pytest.approx([head.bias] * 2)
    assert head.parts(normalise("")) == ()


def test_the_order_of_the_labels_makes_no_difference(head: LocalHead) -> None:
    turned = fit_head(NORMALS[99::-1], np.zeros(100), YES[99::-1])
    assert turned.shifts(NORMALS[100:]) == pytest.approx(head.shifts(NORMALS[100:]), abs=1e-4)


def test_a_model_that_is_right_already_is_left_nearly_alone() -> None:
    sure = np.where(YES[:100], 6.0, -6.0)
    learnt = fit_head(NORMALS[:100], sure, YES[:100])
    assert np.abs(learnt.shifts(NORMALS[100:])).max() < 0.5


def test_nothing_to_learn_from_is_nothing_learnt() -> None:
    assert fit_head([], np.zeros(0), np.zeros(0, bool)).shifts(["hello world"]) == pytest.approx([0.0])


def test_it_is_kept_and_read_again_and_holds_no_words(head: LocalHead) -> None:
    body = head.body()
    assert b"sofa" not in body
    read = LocalHead.of_body(body)
    assert (read.shifts(NORMALS) == head.shifts(NORMALS)).all()
    assert read.body() == body


@pytest.mark.parametrize(
    "damaged",
    [
        b"{",
        b'{"bias":0,"buckets":"AAAA","weights":"AAAAAA=="}',
        b'{"bias":0,"buckets":"AAAAAA==","weights":""}',
        b'{"bias":0,"buckets":"/////w==","weights":"AAAAAA=="}',
        b'{"bias":0,"buckets":"AAAAAA==","weights":"AADAfw=="}',
    ],
)
def test_what_is_damaged_is_said_to_be(damaged: bytes) -> None:
    with pytest.raises(SystemFault) as caught:
        LocalHead.of_body(damaged)
    assert caught.value.code == "tuning_damaged"


def test_it_keeps_only_the_largest_weights() -> None:
    many = [f"word{i} other{i * 7} third{i * 13}" for i in range(1500)]
    learnt = fit_head(many, np.zeros(1500), np.arange(1500) % 2 == 0)
    assert len(learnt.body()) < 20_000 * 8 * 4 / 3 + 200
    assert BUCKETS > 20_000
    assert sigmoid(learnt.shifts(many[:2]))[0] > 0.5
