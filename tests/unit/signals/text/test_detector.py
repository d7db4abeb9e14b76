"""The model's signals, as rules ask for them."""

from collections.abc import Callable

from ombud.model import Arrival
from ombud.signals import Windows
from ombud.signals.text import TextModel
from ombud.signals.text.detector import TextSignals
from ombud.signals.text.evidence import telling_words
from ombud.signals.text.names import VERSION

Arrive = Callable[..., Arrival]


def test_what_is_there_is_pointed_at_and_what_is_not_is_not(arrive: Arrive, windows: Windows) -> None:
    detector = TextSignals()
    rude = detector.measure("insult", arrive("you are an idiot"), windows)
    kind = detector.measure("insult", arrive("you are very kind"), windows)
    assert rude.spans
    assert rude.spans[-1] == (11, 16)
    assert kind.spans == ()
    assert rude.version == kind.version == VERSION


def test_one_computation_serves_all_that_a_policy_asks(arrive: Arrive, windows: Windows) -> None:
    detector = TextSignals()
    arrival = arrive("you are an idiot")
    measured = {spec.name: detector.measure(spec.name, arrival, windows) for spec in detector.specs}
    assert measured == {spec.name: TextSignals().measure(spec.name, arrival, windows) for spec in detector.specs}


def test_an_abstention_has_no_value_and_no_spans(arrive: Arrive, windows: Windows) -> None:
    detector = TextSignals(TextModel)  # without the other languages, which are an extra
    signal = detector.measure("toxic", arrive("Das ist ein sehr schöner Garten"), windows)
    assert (signal.value, signal.spans, signal.abstained) == (None, (), "language")


def test_evidence_is_whole_words_until_half_of_it_is_shown() -> None:
    parts = [((4, 6), 3.0), ((8, 9), 1.0), ((0, 1), 0.5), ((8, 10), -9.0)]
    assert telling_words("one twothree four", parts) == ((4, 12),)
    assert telling_words("one two", []) == ()


def test_evidence_begins_and_ends_where_signs_do() -> None:
    assert telling_words("a (bad) b", [((2, 7), 1.0)]) == ((2, 7),)
