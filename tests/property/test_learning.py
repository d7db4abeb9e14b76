"""Never worse: whatever the labels are like, what comes into force does better on labels that it never saw."""

from random import Random

import numpy as np
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from ombud.intake import normalise
from ombud.model import BadInput, Tuning
from ombud.pipeline import Calibrator, Labelled, Learner
from ombud.ports import TextScorer
from ombud.signals.spam import WithMarks
from ombud.signals.text import TextModel
from ombud.signals.thresholds import Flags
from ombud.signals.tuning import Tuned, TunedScorer, auc, log_loss
from ombud.wiring.world import SystemClock
from tests.support.labels import garden

MODEL = WithMarks(TextModel())


def labelled(count: int, seed: int, share: float, wrong: float, drift: bool) -> list[Labelled]:
    """A community of so many labels, a share of them given wrongly; with `drift`, only the later ones."""
    chance = Random(seed)
    found = []
    for place, (text, yes) in enumerate(garden(count, seed, share)):
        turned = chance.random() < wrong and (not drift or place > count // 2)
        found.append(Labelled(text, {"spam": yes is not turned}, "en"))
    return found


def values(model: TextScorer, labels: list[Labelled]) -> np.ndarray:
    scored = model.score([normalise(one.text) for one in labels], [one.lang for one in labels])
    return np.array([signals["spam"].value for signals in scored], np.float64)


def must_be_better(tunings: list[Tuning], before: list[Tuning], labels: list[Labelled]) -> None:
    """On the last three tenths, counted here anew."""
    held_out = labels[len(labels) - int(len(labels) * 0.3) :]
    yes = np.array([one.said["spam"] for one in held_out])
    was, now = (values(TunedScorer(MODEL, Tuned(some)), held_out) for some in (before, tunings))
    assert log_loss(now, yes).mean() < log_loss(was, yes).mean()
    if tunings[-1].kind == "head":
        assert auc(now, yes) > 0.5


communities = st.builds(
    labelled,
    count=st.integers(100, 220),
    seed=st.integers(0, 10_000),
    share=st.sampled_from((0.2, 0.4, 0.7)),
    wrong=st.sampled_from((0.0, 0.05, 0.2, 0.4, 0.5, 0.8, 1.0)),
    drift=st.booleans(),
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(communities)
def test_what_is_learnt_comes_into_force_only_where_it_is_better(labels: list[Labelled]) -> None:
    learner = Learner(MODEL, normalise, SystemClock(), lambda _: None)
    try:
        made = learner.learn("spam", labels, [])
    except BadInput as error:
        event(error.code)
        return
    event(f"better: {made.better}")
    if made.better:
        must_be_better([made.tuning], [], labels)
        again = learner.learn("spam", labels, [made.tuning])
        assert not again.better  # the very same is no better than itself


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(communities)
def test_a_calibration_comes_into_force_only_where_it_is_better(labels: list[Labelled]) -> None:
    try:
        made = Calibrator(MODEL, normalise, SystemClock(), lambda _: None, Flags()).fit("spam", labels, [])
    except BadInput as error:
        event(error.code)
        return
    event(f"better: {made.better}")
    if made.better:
        must_be_better([made.tuning], [], labels)
