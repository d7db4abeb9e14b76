"""When a signal counts as found by default."""

import pytest

from ombud.model import Signal
from ombud.signals.thresholds import FLAGGED_FROM, flagged


@pytest.mark.parametrize("name", FLAGGED_FROM)
def test_a_signal_is_flagged_from_its_threshold_on(name: str) -> None:
    assert flagged(name, Signal("v", FLAGGED_FROM[name]))
    assert not flagged(name, Signal("v", FLAGGED_FROM[name] - 0.001))


def test_one_that_abstained_is_not() -> None:
    assert not flagged("threat", Signal("v", abstained="language"))


def test_one_that_is_there_to_offer_help_never_is() -> None:
    assert not flagged("self_harm", Signal("v", 1.0))
