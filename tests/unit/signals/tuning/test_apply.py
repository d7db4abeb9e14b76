"""Tunings behind detectors and models: what they change, and where they must not."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pytest

from ombud.intake import normalise
from ombud.model import Arrival, Signal, Span, Text, Tuning, TuningKind, tuning_id
from ombud.signals import Registry, Windows
from ombud.signals.spam import WithMarks
from ombud.signals.text import TextModel
from ombud.signals.tuning import (
    Calibration,
    LocalHead,
    Tuned,
    TunedDetectors,
    TunedScorer,
    fit_head,
    logit,
    suffixes,
)
from tests.support.labels import garden
from tests.support.records import NOW

BASE = "model-1"
VERSION = Registry().catalogue["spam"].version
SOFAS = "Corner sofas, order today, free delivery"


def tuning(kind: TuningKind, body: bytes, base: str = BASE, signal: str = "spam") -> Tuning:
    return Tuning(tuning_id(kind, signal, base, body), kind, signal, base, body, b"{}", NOW)


def calibration(base: str = BASE, shift: float = 2.0) -> Tuning:
    return tuning(TuningKind.CALIBRATION, Calibration(1.0, shift).body(), base)


@pytest.fixture(scope="module")
def learnt() -> LocalHead:
    texts = garden(200)
    normals = [normalise(text).normal for text, _ in texts]
    return fit_head(normals, np.zeros(200), np.array([yes for _, yes in texts]))


class Model:
    """Says the same of every text; nothing of a text that is empty."""

    version = BASE
    names = ("spam", "toxic")

    def tell(self, texts: Sequence[Text]) -> list[str | None]:
        return ["en"] * len(texts)

    def score(self, texts: Sequence[Text], langs: Sequence[str | None]) -> list[Mapping[str, Signal]]:
        return [
            dict.fromkeys(self.names, Signal(BASE, 0.5) if text.raw else Signal(BASE, abstained="not_text"))
            for text, _ in zip(texts, langs, strict=True)
        ]

    def explain(self, text: Text, name: str) -> tuple[tuple[Span, float], ...]:
        return (((0, len(text.raw)), 0.01),) if name in self.names else ()


def score(tuned: Tuned, text: str = SOFAS) -> Mapping[str, Signal]:
    (found,) = TunedScorer(Model(), tuned).score([normalise(text)], ["en"])
    return found


def test_without_a_tuning_nothing_changes() -> None:
    assert score(Tuned())["spam"] == Signal(BASE, 0.5)


def test_a_calibration_moves_the_value_and_names_itself() -> None:
    made = calibration()
    found = score(Tuned([made]))
    assert found["spam"] == Signal(f"{BASE}+cal:{made.id}", 0.880797)
    assert found["toxic"] == Signal(BASE, 0.5)


def test_a_head_comes_first_and_the_calibration_of_its_answers_second(learnt: LocalHead) -> None:
    head = tuning(TuningKind.HEAD, learnt.body())
    alone = score(Tuned([head]))["spam"]
    assert alone.version == f"{BASE}+head:{head.id}"
    assert isinstance(alone.value, float)
    assert alone.value > 0.9
    both = score(Tuned([calibration(alone.version, -2.0), head]))["spam"]
    assert both.version.startswith(f"{alone.version}+cal:")
    assert isinstance(both.value, float)
    assert both.value < alone.value
    assert suffixes(both.version) == [head.id, both.version.rpartition(":")[2]]


@pytest.mark.parametrize("base", ["model-0", f"{BASE}+head:0123456789ab"])
def test_what_was_made_for_another_version_is_not_applied(base: str) -> None:
    assert score(Tuned([calibration(base)]))["spam"] == Signal(BASE, 0.5)


def test_a_calibration_no_longer_applies_under_a_new_head(learnt: LocalHead) -> None:
    head = tuning(TuningKind.HEAD, learnt.body())
    assert "+cal:" not in score(Tuned([calibration(), head]))["spam"].version


def test_what_the_model_did_not_say_is_not_made_up() -> None:
    assert score(Tuned([calibration()]), "")["spam"] == Signal(BASE, abstained="not_text")


def test_what_is_in_force_can_change_while_it_runs() -> None:
    tuned = Tuned()
    scorer = TunedScorer(Model(), tuned)
    tuned.use([calibration()])
    (found,) = scorer.score([normalise(SOFAS)], ["en"])
    assert "+cal:" in found["spam"].version
    tuned.use([])
    (found,) = scorer.score([normalise(SOFAS)], ["en"])
    assert found["spam"] == Signal(BASE, 0.5)


def test_a_model_is_explained_with_what_was_learnt(learnt: LocalHead) -> None:
    scorer = TunedScorer(Model(), Tuned([tuning(TuningKind.HEAD, learnt.body())]))
    text = normalise(SOFAS)
    parts = scorer.explain(text, "spam")
    assert len(parts) > 10
    assert [abs(weight) for _, weight in parts] == sorted((abs(weight) for _, weight in parts), reverse=True)
    assert scorer.explain(text, "toxic") == (((0, len(SOFAS)), 0.01),)
    assert (scorer.version, scorer.names, scorer.tell([text])) == (BASE, Model.names, ["en"])


def test_what_was_learnt_about_spam_is_explained_on_top_of_words_and_marks(learnt: LocalHead) -> None:
    """Its tunings are made for the version with marks, which is not the version of the model of the words."""
    model, text = WithMarks(TextModel()), normalise(f"{SOFAS}!! https://example.org")
    head = tuning(TuningKind.HEAD, learnt.body(), VERSION)
    plain, parts = model.explain(text, "spam"), TunedScorer(model, Tuned([head])).explain(text, "spam")
    assert len(parts) == len(plain) + len(learnt.parts(text))
    (before,), (after,) = (one.score([text], ["en"]) for one in (model, TunedScorer(model, Tuned([head]))))
    assert after["spam"].version == f"{VERSION}+head:{head.id}"
    added = sum(weight for _, weight in parts) - sum(weight for _, weight in plain)
    values = np.array([before["spam"].value, after["spam"].value])
    was, now = logit(values)
    assert now - was == pytest.approx(added + learnt.bias, abs=0.01)


def test_a_calibration_stretches_what_is_explained_as_it_stretches_the_value(learnt: LocalHead) -> None:
    head = tuning(TuningKind.HEAD, learnt.body())
    steep = Calibration(3.0, 0.0).body()
    text = normalise(SOFAS)
    alone, without, both, other = (
        dict(TunedScorer(Model(), Tuned(some)).explain(text, "spam"))
        for some in (
            [head], [tuning(TuningKind.CALIBRATION, steep)],
            [head, tuning(TuningKind.CALIBRATION, steep, BASE + head.suffix)],
            [head, tuning(TuningKind.CALIBRATION, steep)],
        )
    )  # fmt: skip
    assert without == {(0, len(SOFAS)): pytest.approx(0.03)}
    assert both == {span: pytest.approx(3 * weight) for span, weight in alone.items()}
    assert other == alone  # it was made for the model without the head


def test_rules_see_the_tuned_signal_with_the_words_that_were_learnt(
    arrive: Callable[..., Arrival], windows: Windows, learnt: LocalHead
) -> None:
    registry = Registry()
    head = tuning(TuningKind.HEAD, learnt.body(), VERSION)
    detectors = TunedDetectors(registry, Tuned([head]))
    arrival = arrive(SOFAS)
    plain = registry.measure("spam", arrival, windows)
    found = detectors.measure("spam", arrival, windows)
    assert isinstance(plain.value, float)
    assert isinstance(found.value, float)
    assert found.value > max(plain.value, 0.5)
    assert found.spans
    assert found.version == detectors.catalogue["spam"].version == f"{VERSION}+head:{head.id}"
    assert detectors.measure("toxic", arrival, windows) == registry.measure("toxic", arrival, windows)
    assert detectors.catalogue["toxic"] == registry.catalogue["toxic"]
    assert TunedDetectors(registry, Tuned()).catalogue is registry.catalogue


def test_a_value_that_fell_below_one_half_points_at_nothing(arrive: Callable[..., Arrival], windows: Windows) -> None:
    arrival = arrive("WINNER!! You have won a free prize, claim now, text YES to 80082")
    assert Registry().measure("spam", arrival, windows).spans
    found = TunedDetectors(Registry(), Tuned([calibration(VERSION, -20.0)])).measure("spam", arrival, windows)
    assert found.spans == ()
    assert isinstance(found.value, float)
    assert found.value < 0.1
