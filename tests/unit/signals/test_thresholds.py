"""When a signal counts as found."""

import pytest

from ombud.model import Signal
from ombud.signals.thresholds import FLAGGABLE, FLAGGED_FROM, Flags
from ombud.wiring import MODELS, open_scorer

EVERY = [(model, name) for model, table in FLAGGED_FROM.items() for name in table]


@pytest.mark.parametrize(("model", "name"), EVERY)
def test_a_signal_is_flagged_from_its_models_threshold_on(model: str, name: str) -> None:
    version, least = f"{model}-7+sha256:00", FLAGGED_FROM[model][name]
    assert Flags().reached(name, Signal(version, least))
    assert not Flags().reached(name, Signal(version, least - 0.001))


def test_a_local_calibration_leaves_the_models_thresholds_in_place() -> None:
    plain, tuned = "text-en-3+sha256:00", "text-en-3+sha256:00+marks-1:00+head:00+cal:00"
    assert Flags().threshold("spam", plain) == Flags().threshold("spam", tuned) is not None


@pytest.mark.parametrize("version", ["v", "", "text-xx-1+sha256:00", "somebodys-plugin-1"])
def test_a_model_of_which_nothing_is_known_flags_nothing(version: str) -> None:
    assert not Flags().reached("threat", Signal(version, 1.0))
    assert Flags({"threat": 0.5}).reached("threat", Signal(version, 0.5))


def test_what_was_set_here_goes_for_every_model() -> None:
    own = Flags({"threat": 0.3, "sexual": None})
    for model in FLAGGED_FROM:
        assert own.reached("threat", Signal(f"{model}-1+x", 0.3))
        assert not own.reached("sexual", Signal(f"{model}-1+x", 1.0))
    assert own.threshold("spam", "text-en-3+x") == FLAGGED_FROM["text-en"]["spam"]


def test_one_that_abstained_is_not() -> None:
    assert not Flags({"threat": 0.1}).reached("threat", Signal("text-en-3+x", abstained="language"))


def test_one_that_is_there_to_offer_help_never_is() -> None:
    assert "self_harm" not in FLAGGABLE


def test_every_model_that_ships_has_a_table() -> None:
    for model in MODELS:
        (name, _, _) = open_scorer(model).model.version.partition("+")
        assert name.rpartition("-")[0] in FLAGGED_FROM


def test_flags_are_written_as_they_are_set() -> None:
    assert str(Flags({"spam": 0.9, "sexual": None})) == "spam=0.9,sexual=never"
    assert str(Flags()) == ""
