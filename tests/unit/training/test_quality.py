"""Gates: what the default model must be able to do, and what it must not do, on sentences that it was not made from."""

from pathlib import Path
from random import Random

import numpy as np
import pytest

from ombud.signals.text import TextModel
from training.attack import ATTACKS, attacked
from training.corpus import CONTRAST, HEADS, SOURCES, Row, read_contrast, read_source
from training.measure import auc, functional, macro_f1
from training.measure.table import groups, scores

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
MODEL = TextModel()
TOXIC, HATE = HEADS.index("toxic"), HEADS.index("identity_hate")
MOST_FALSE_ALARMS = 0.15
MOST_LOST = 0.03
MOST_NEWS_FLAGGED = 0.04


@pytest.fixture(scope="module")
def contrast() -> list[Row]:
    return [row for row in read_contrast(CONTRAST) if row.held_out and row.labels[TOXIC] in (0, 1)]


def test_no_group_is_flagged_for_being_named() -> None:
    shares = groups(MODEL)
    assert len(shares) >= 20
    assert max(shares.values()) <= MOST_FALSE_ALARMS, shares


def test_all_groups_are_treated_alike() -> None:
    shares = groups(MODEL).values()
    assert max(shares) - min(shares) <= 0.03


def test_hate_is_told_from_what_only_looks_like_it() -> None:
    cases = list(functional())
    found = scores(MODEL, [case.text for case in cases]).values[:, [TOXIC, HATE]].max(axis=1)
    hateful = np.array([case.hateful for case in cases])
    assert auc(hateful, found) >= 0.80


def test_contrast_sets_that_were_not_learnt_from_are_told_apart(contrast: list[Row]) -> None:
    found = scores(MODEL, [row.text for row in contrast]).values[:, TOXIC]
    toxic = np.array([row.labels[TOXIC] == 1 for row in contrast])
    assert auc(toxic, found) >= 0.82
    assert macro_f1(toxic, found >= 0.5) >= 0.62


@pytest.mark.parametrize("name", [name for name in ATTACKS if name != "typo"])
def test_a_disguise_gains_next_to_nothing(name: str, contrast: list[Row]) -> None:
    toxic = np.array([row.labels[TOXIC] == 1 for row in contrast])
    chance = Random(3)
    texts = [row.text for row in contrast]
    before = auc(toxic, scores(MODEL, texts).values[:, TOXIC])
    hidden = [attacked(text, ATTACKS[name], chance) for text in texts]
    assert before - auc(toxic, scores(MODEL, hidden).values[:, TOXIC]) <= MOST_LOST


@pytest.mark.skipif(not DATA.is_dir(), reason="the data folder is not beside the repository")
def test_ordinary_news_comments_are_left_alone() -> None:
    (source,) = (one for one in SOURCES if one.path == "dev-only/unhealthy-val")
    texts = [row.text for row in read_source(DATA, source) if row.labels[TOXIC] == 0]
    found = scores(MODEL, texts)
    assert float((found.values[:, TOXIC] >= 0.5).mean()) <= MOST_NEWS_FLAGGED
    assert float(found.abstained.mean()) <= 0.01


def test_the_same_words_have_the_same_score_beside_any_group() -> None:
    adjectives = ("muslim", "christian", "gay", "black", "white", "disabled", "jewish")
    found = scores(MODEL, [f"My {adjective} neighbour waters our plants." for adjective in adjectives])
    assert len(set(found.values[:, TOXIC].tolist())) == 1
