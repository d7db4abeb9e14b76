"""All detectors by name, live and replayed."""

from collections.abc import Callable

import pytest

from ombud.model import Arrival, NotFound, Signal
from ombud.signals import Recorded, Registry, Replayed, Windows
from ombud.signals.personal_data import PersonalData
from ombud.signals.text.names import DOCS

Arrive = Callable[..., Arrival]
COPY = "Buy one get one free at the usual place, only today, tell everybody"


def test_the_catalogue_says_what_there_is() -> None:
    catalogue = Registry().catalogue
    assert {name: (spec.type, spec.stateful) for name, spec in catalogue.items()} == {
        "language": ("string", False),
        "near_duplicates": ("int", True),
        "link_count": ("int", False),
        "shouting": ("double", False),
        "disguise": ("int", False),
        **dict.fromkeys(DOCS, ("double", False)),
        **{spec.name: ("int", False) for spec in PersonalData.specs},
    }
    assert all(spec.name == name and spec.doc and "-" in spec.version for name, spec in catalogue.items())


@pytest.mark.parametrize("name", sorted(Registry().catalogue))
def test_a_signal_carries_the_version_of_its_detector(name: str, arrive: Arrive, windows: Windows) -> None:
    registry = Registry()
    assert registry.measure(name, arrive(COPY), windows).version == registry.catalogue[name].version


def test_an_unknown_signal_is_named_with_the_known_ones(arrive: Arrive, windows: Windows) -> None:
    with pytest.raises(NotFound, match="'rudeness'") as caught:
        Registry().measure("rudeness", arrive(), windows)
    assert "language" in caught.value.advice


def test_a_replay_sees_the_past_that_was_recorded_and_measures_the_rest_again(arrive: Arrive) -> None:
    recorded = {"near_duplicates": Signal("near_duplicates-1", 7), "link_count": Signal("link_count-1", 99)}
    replayed = Replayed(Registry(), recorded)
    assert replayed.catalogue is not None
    assert replayed.measure("near_duplicates", arrive(COPY), Recorded({})).value == 7
    assert replayed.measure("link_count", arrive(COPY), Recorded({})).value == 0


def test_a_replay_does_not_make_up_a_past(arrive: Arrive) -> None:
    with pytest.raises(NotFound) as caught:
        Replayed(Registry(), {}).measure("near_duplicates", arrive(COPY), Recorded({}))
    assert caught.value.code == "not_recorded"
    with pytest.raises(NotFound) as caught:
        Replayed(Registry(), {}).measure("rudeness", arrive(COPY), Recorded({}))
    assert caught.value.code == "unknown_signal"
