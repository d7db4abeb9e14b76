"""Two numbers on the scale of log-odds: what they do, and how many labels it takes to move them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombud.model import SystemFault
from ombud.signals.tuning import Calibration, calibration_error, fit_calibration, log_loss, logit, sigmoid

values_and_labels = st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=60)


def drawn(truth: Calibration, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Values, and labels that come true as often as `truth` says."""
    chance = np.random.default_rng(1)
    values = sigmoid(chance.normal(-1, 2, count))
    return values, chance.random(count) < truth.apply(values)


def test_what_comes_true_half_as_often_is_found_out_from_two_hundred_labels() -> None:
    truth = Calibration(0.6, -1.0)
    values, yes = drawn(truth, 200)
    found = fit_calibration(values, yes)
    assert found.slope == pytest.approx(truth.slope, abs=0.25)
    assert found.shift == pytest.approx(truth.shift, abs=0.5)
    more, theirs = drawn(truth, 5000)
    assert calibration_error(found.apply(more), theirs) < calibration_error(more, theirs) / 2


def test_with_little_to_go_by_the_model_stays_as_it_ships() -> None:
    nothing = fit_calibration(np.array([]), np.array([], bool))
    assert nothing == Calibration(1.0, 0.0)
    one = fit_calibration(np.array([0.9]), np.array([False]))
    assert 0.7 < one.slope <= 1
    assert -2 < one.shift < 0


def test_a_model_that_is_right_hardly_changes() -> None:
    values, yes = drawn(Calibration(), 2000)
    found = fit_calibration(values, yes)
    assert found.slope == pytest.approx(1, abs=0.1)
    assert found.shift == pytest.approx(0, abs=0.15)


@given(values_and_labels)
def test_whatever_the_labels_the_order_stays_and_the_fit_gains(
    labels: list[tuple[float, bool]],
) -> None:
    values = np.array([value for value, _ in labels])
    yes = np.array([said for _, said in labels], bool)
    found = fit_calibration(values, yes)
    assert found.slope > 0
    scale = found.apply(np.linspace(0, 1, 50))
    assert (np.diff(scale) >= 0).all()
    assert ((scale >= 0) & (scale <= 1)).all()
    prior = (np.log(found.slope) / 0.5) ** 2 / 2 + (found.shift / 2) ** 2 / 2
    assert log_loss(found.apply(values), yes).sum() + prior <= log_loss(values, yes).sum() + 1e-2


def test_it_is_kept_and_read_again() -> None:
    found = Calibration(0.61, -1.25)
    assert Calibration.of_body(found.body()) == found
    for damaged in (b"{", b'{"slope":"steep"}', b"\xff"):
        with pytest.raises(SystemFault) as caught:
            Calibration.of_body(damaged)
        assert caught.value.code == "tuning_damaged"


def test_certainty_is_a_millionth_short_of_it() -> None:
    assert logit(np.array([0.0, 0.5, 1.0])) == pytest.approx([-13.8155, 0, 13.8155], abs=1e-3)
