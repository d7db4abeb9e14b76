"""One table of what a model can do, for the cards and for the gates."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from random import Random
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ombud.intake import normalise
from ombud.ports import TextScorer
from training.attack import ATTACKS, attacked
from training.corpus import HEADS, Corpus
from training.measure.functional import functional, neutral
from training.measure.metrics import auc, auprc, calibration_error, f1, macro_f1, reliability
from training.measure.sets import Set, sets

__all__ = ["Scores", "evasion", "groups", "kinds", "measured", "scores"]

Floats = npt.NDArray[np.float64]
_THRESHOLD = 0.5
_ATTACKED = 600
_SEED = 7


class Scores(NamedTuple):
    """`values` is (texts, names), 0 where the model abstained; `abstained` says where."""

    values: Floats
    abstained: npt.NDArray[np.bool_]


def scores(model: TextScorer, texts: Sequence[str]) -> Scores:
    """What the model says of English texts."""
    read = [normalise(text) for text in texts]
    answers = model.score(read, ["en"] * len(read))
    values = [[signal.value or 0.0 for signal in answer.values()] for answer in answers]
    silent = [any(signal.abstained is not None for signal in answer.values()) for answer in answers]
    return Scores(np.array(values, np.float64).reshape(len(read), len(model.names)), np.array(silent, bool))


def _greatest(model: TextScorer, one: Set) -> Floats:
    places = [model.names.index(head) for head in one.heads]
    greatest: Floats = scores(model, one.texts).values[:, places].max(axis=1)
    return greatest


def measured(model: TextScorer, corpus: Corpus) -> dict[str, object]:
    """All of it, as plain data."""
    found = sets(corpus)
    rows: dict[str, dict[str, float]] = {}
    for name, one in found.items():
        greatest = _greatest(model, one)
        rows[name] = {
            "texts": len(one.texts), "yes": float(one.yes.mean()), "auc": auc(one.yes, greatest),
            "auprc": auprc(one.yes, greatest), "f1": f1(one.yes, greatest >= _THRESHOLD),
            "macro_f1": macro_f1(one.yes, greatest >= _THRESHOLD), "flagged": float((greatest >= _THRESHOLD).mean()),
            "calibration_error": calibration_error(one.yes, greatest),
        }  # fmt: skip
    return {
        "model": model.version,
        "likes": {name: one.like for name, one in found.items()},
        "sets": {name: {key: round(value, 4) for key, value in row.items()} for name, row in rows.items()},
        "kinds": kinds(model),
        "groups": groups(model),
        "evasion": evasion(model, found["social"]),
        "reliability": reliability(found["toxic"].yes, _greatest(model, found["toxic"])),
    }


def kinds(model: TextScorer) -> dict[str, float]:
    """For each kind of functional sentence, the share that is told right."""
    cases = list(functional())
    places = [HEADS.index("toxic"), HEADS.index("identity_hate")]
    flagged = scores(model, [case.text for case in cases]).values[:, places].max(axis=1) >= _THRESHOLD
    right = [(case.kind, bool(flag) == case.hateful) for case, flag in zip(cases, flagged, strict=True)]
    return _shares(right)


def groups(model: TextScorer) -> dict[str, float]:
    """For each group, the share of neutral and kind sentences about it that are flagged as toxic or hateful."""
    cases = list(neutral())
    places = [HEADS.index("toxic"), HEADS.index("identity_hate")]
    flagged = scores(model, [case.text for case in cases]).values[:, places].max(axis=1) >= _THRESHOLD
    return _shares([(case.group, bool(flag)) for case, flag in zip(cases, flagged, strict=True)])


def evasion(model: TextScorer, social: Set) -> dict[str, dict[str, float]]:
    """For each attack, what is left of AUC and F1 when half of the words of every text are in disguise."""
    step = max(1, len(social.texts) // _ATTACKED)
    texts, yes = social.texts[::step], social.yes[::step]
    table = {"none": texts}
    for name, attack in ATTACKS.items():
        chance = Random(_SEED)  # the same disguises every time
        table[name] = [attacked(text, attack, chance) for text in texts]
    toxic = {name: scores(model, changed).values[:, HEADS.index("toxic")] for name, changed in table.items()}
    return {
        name: {"auc": round(auc(yes, found), 4), "f1": round(f1(yes, found >= _THRESHOLD), 4)}
        for name, found in toxic.items()
    }


def _shares(pairs: Sequence[tuple[str, bool]]) -> dict[str, float]:
    counted: Mapping[str, list[bool]] = defaultdict(list)
    for name, hit in pairs:
        counted[name].append(hit)
    return {name: round(sum(hits) / len(hits), 4) for name, hits in counted.items()}
