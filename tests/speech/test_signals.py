"""No signal reaches the threshold that ships with it, and nothing is taken for personal data."""

import pytest

from ombud.pipeline import Scored, ScoreRequest
from ombud.signals.personal_data import PERSONAL, find
from ombud.signals.thresholds import FLAGGABLE, FLAGGED_FROM, Flags
from ombud.wiring import MODELS, open_scorer
from tests.speech.posts import POSTS, WAYS


@pytest.mark.parametrize("declared", [True, False], ids=["its language declared", "its language told from the text"])
@pytest.mark.parametrize("model", MODELS)
def test_no_signal_reaches_its_threshold(model: str, declared: bool) -> None:
    scorer = open_scorer(model)
    names = tuple(name for name in scorer.model.names if name in FLAGGABLE)
    flags = Flags()
    sent = [
        (post, way, ScoreRequest(WAYS[way](post), post.lang if declared else None, names))
        for way in WAYS
        for post in POSTS
    ]
    answers = scorer.score([request for _, _, request in sent])
    touched = []
    for (post, way, request), answer in zip(sent, answers, strict=True):
        assert isinstance(answer, Scored), answer
        touched += [
            f"{post.id} {way}, {name} {signal.value} from {flags.threshold(name, signal.version)}: {request.text}"
            for name, signal in answer.signals.items()
            if flags.reached(name, signal)
        ]
    assert not touched, "\n".join(touched)


def test_every_threshold_is_of_a_signal_that_ships() -> None:
    assert set(FLAGGABLE) <= {name for model in MODELS for name in open_scorer(model).model.names}
    assert all(0.5 <= threshold <= 1 for table in FLAGGED_FROM.values() for threshold in table.values())


def test_help_that_is_asked_for_is_never_flagged() -> None:
    assert "self_harm" not in FLAGGABLE


@pytest.mark.parametrize("way", WAYS)
def test_nothing_is_taken_for_personal_data(way: str) -> None:
    texts = [(post.id, WAYS[way](post)) for post in POSTS]
    taken = [
        (id_, one.kind, text[one.start : one.end]) for id_, text in texts for one in find(text) if one.kind in PERSONAL
    ]
    assert taken == []
