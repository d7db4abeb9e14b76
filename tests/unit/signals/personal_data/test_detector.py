"""The signals that policies read."""

from collections.abc import Callable

from ombud.model import Arrival
from ombud.signals import Windows
from ombud.signals.personal_data import PERSONAL, PersonalData

Arrive = Callable[..., Arrival]
TEXT = "call 212-555-0143 or 212-555-0199, she lives at 14 Maple Street, see https://example.com"


def test_there_is_a_signal_for_all_and_one_for_each_kind() -> None:
    names = [spec.name for spec in PersonalData.specs]
    assert names == ["personal_data", *(f"personal_data_{kind}" for kind in PERSONAL)]
    assert {spec.type for spec in PersonalData.specs} == {"int"}
    assert not any(spec.stateful for spec in PersonalData.specs)


def test_a_signal_counts_places_and_shows_them(arrive: Arrive, windows: Windows) -> None:
    detector, arrival = PersonalData(), arrive(TEXT)
    phones = detector.measure("personal_data_phone", arrival, windows)
    assert (phones.value, [TEXT[start:end] for start, end in phones.spans]) == (2, ["212-555-0143", "212-555-0199"])
    assert detector.measure("personal_data_address", arrival, windows).value == 1
    assert detector.measure("personal_data", arrival, windows).value == 3
    assert detector.measure("personal_data_iban", arrival, windows).value == 0


def test_another_arrival_is_looked_at_anew(arrive: Arrive, windows: Windows) -> None:
    detector = PersonalData()
    assert detector.measure("personal_data", arrive(TEXT), windows).value == 3
    assert detector.measure("personal_data", arrive("hello"), windows).value == 0


def test_a_hundred_places_are_shown_and_all_are_counted(arrive: Arrive, windows: Windows) -> None:
    signal = PersonalData().measure("personal_data", arrive("a@example.com, " * 120), windows)
    assert (signal.value, len(signal.spans)) == (120, 100)
