"""Numbers that say how good values are, and how sure that is."""

import math

import numpy as np
import pytest

from ombud.signals.tuning import auc, bootstrap, calibration_error, interval, log_loss, reliability

YES = np.array([False, False, True, True])


def test_auc_counts_pairs_in_the_right_order_and_ties_as_half() -> None:
    assert auc(np.array([0.1, 0.2, 0.8, 0.9]), YES) == 1
    assert auc(np.array([0.9, 0.8, 0.2, 0.1]), YES) == 0
    assert auc(np.array([0.5, 0.5, 0.5, 0.5]), YES) == 0.5
    assert math.isnan(auc(np.array([0.1, 0.2]), np.array([True, True])))


def test_surprise_is_none_where_the_value_is_right_and_bounded_where_it_is_wrong() -> None:
    assert log_loss(np.array([1.0, 0.0]), np.array([True, False])) == pytest.approx([0, 0])
    assert log_loss(np.array([0.0]), np.array([True])) == pytest.approx([13.8155], abs=1e-3)


def test_bins_hold_as_many_texts_each_and_at_least_ten() -> None:
    values = np.linspace(0, 1, 60)
    bins = reliability(values, values > 0.5)
    assert [one.texts for one in bins] == [10] * 6
    assert [one.share for one in bins] == [0, 0, 0, 1, 1, 1]
    assert [one.texts for one in reliability(values[:7], values[:7] > 0.5)] == [7]
    assert reliability(np.array([]), np.array([], bool)) == []


def test_the_error_is_how_far_what_was_said_is_from_what_came_true() -> None:
    assert calibration_error(np.full(100, 0.9), np.arange(100) % 2 == 0) == pytest.approx(0.4)
    assert calibration_error(np.full(100, 0.5), np.arange(100) % 2 == 0) == pytest.approx(0)
    assert calibration_error(np.array([]), np.array([], bool)) == 0


def test_resampling_gives_the_same_interval_every_time_and_leaves_out_what_is_no_number() -> None:
    values = np.arange(100) / 100
    first, second = (bootstrap(100, lambda drawn: float(values[drawn].mean())) for _ in range(2))
    assert (first == second).all()
    found = interval(float(values.mean()), first)
    assert 0.40 < found.low < found.value < found.high < 0.60
    assert len(bootstrap(5, lambda _: float("nan"))) == 0
    assert math.isnan(interval(0.5, np.array([])).low)
