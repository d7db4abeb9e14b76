"""Spam and scam: words and marks together, the same in a rule and at a door."""

from collections.abc import Callable

import pytest

from ombud.intake import normalise
from ombud.model import Arrival
from ombud.signals import Registry, Windows
from ombud.signals.spam import MARKS, WithMarks
from ombud.signals.spam.weights import suffix, weights
from ombud.signals.text import TextModel

PLAIN = "Congratulations, you have won a prize, claim it now"
MARKED = f"{PLAIN}: https://bit.ly/x9 or text CLAIM to 80082"

Arrive = Callable[..., Arrival]


@pytest.fixture(scope="module")
def model() -> WithMarks:
    return WithMarks(TextModel())


def value(model: WithMarks, text: str, name: str) -> float:
    (found,) = model.score([normalise(text)], ["en"])
    said = found[name].value
    assert isinstance(said, float)
    return said


def test_marks_make_what_reads_like_spam_more_so(model: WithMarks) -> None:
    assert value(model, MARKED, "spam") > value(model, PLAIN, "spam")
    assert value(model, MARKED, "scam") > value(model, PLAIN, "scam")


def test_marks_alone_make_no_spam(model: WithMarks) -> None:
    for text in (
        "The minutes of the meeting are at https://example.org/minutes and https://example.org/budget.",
        "You can reach the library on +44 1632 960961 until six o'clock, as every Thursday.",
        "The council spent £40,000 on the new roof of the school, the paper says.",
    ):
        assert value(model, text, "spam") < 0.5, text
        assert value(model, text, "scam") < 0.5, text


def test_other_signals_stay_as_they_are(model: WithMarks) -> None:
    (plain,) = TextModel().score([normalise(MARKED)], ["en"])
    (found,) = model.score([normalise(MARKED)], ["en"])
    assert {name: found[name] for name in found if name not in ("spam", "scam")} == {
        name: plain[name] for name in plain if name not in ("spam", "scam")
    }
    assert (model.version, model.names) == (TextModel().version, TextModel().names)
    assert found["spam"].version == plain["spam"].version + suffix()


def test_where_the_words_say_nothing_links_say_nothing(model: WithMarks) -> None:
    (found,) = model.score([normalise("https://bit.ly/x9")], ["de"])
    assert found["spam"].value is None
    assert found["spam"].abstained is not None
    assert found["spam"].version.endswith(suffix())


def test_a_rule_and_a_door_are_told_the_same(model: WithMarks, arrive: Arrive, windows: Windows) -> None:
    for text in (PLAIN, MARKED, "I picked the radishes on Sunday"):
        (found,) = model.score([normalise(text)], model.tell([normalise(text)]))
        for name in ("spam", "scam"):
            signal = Registry().measure(name, arrive(text), windows)
            assert (signal.value, signal.version, signal.abstained) == (
                found[name].value, found[name].version, found[name].abstained
            )  # fmt: skip


def test_the_marks_are_among_the_evidence(model: WithMarks, arrive: Arrive, windows: Windows) -> None:
    signal = Registry().measure("spam", arrive(MARKED), windows)
    pointed = " ".join(MARKED[begin:end] for begin, end in signal.spans)
    assert "bit.ly" in pointed
    assert "80082" in pointed
    parts = model.explain(normalise(MARKED), "spam")
    assert (MARKED.index("text CLAIM"), MARKED.index("80082") + 5) in {span for span, _ in parts}
    assert [abs(weight) for _, weight in parts] == sorted((abs(weight) for _, weight in parts), reverse=True)
    assert model.explain(normalise(PLAIN), "toxic") == TextModel().explain(normalise(PLAIN), "toxic")


def test_every_mark_has_a_weight_that_speaks_for_it_and_never_for_much() -> None:
    assert set(weights()) == {"spam", "scam"}
    for own in weights().values():
        assert set(own.marks) == set(MARKS)
        assert all(0 <= weight <= 2.5 for weight in own.marks.values())
        assert own.slope > 0
