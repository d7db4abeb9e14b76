"""The measured part of a model's card."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from ombud.ports import TextScorer
from ombud.signals.cards import Measured, Mistake, Table
from training.corpus import HEADS, Corpus, Row, made_from
from training.measure.flags import flag_table
from training.measure.sets import sets
from training.measure.table import measured, scores

__all__ = ["report"]

_PROPERTIES = ("functional", "contrast", "social", "tweets", "any flag", "news", "talk")
_MISTAKES = 4
_THRESHOLD = 0.5


def report(model: TextScorer, corpus: Corpus, learnt: Iterable[Row], command: str) -> Measured:
    """Everything that was measured, as tables, after what was `learnt` from. The mistakes are from sentences that we
    wrote."""
    found = measured(model, corpus)
    tables = (made_from(learnt), *_tables(found), flag_table(model, corpus))
    return Measured(model.version, command, tables, tuple(_mistakes(model, corpus)))


def _tables(found: Mapping[str, Any]) -> list[Table]:
    rows = found["sets"]
    likes = found["likes"]
    return [
        Table(
            "Properties",
            ("set", "stands in for", "texts", "yes", "AUC", "AUPRC", "F1", "macro-F1", "flagged"),
            tuple((name, likes[name], *_figures(rows[name], "auc", "auprc", "f1", "macro_f1", "flagged"))
                  for name in _PROPERTIES),
            "Development sets: no text of theirs was learnt from. Flagged from one half on.",
        ),
        Table(
            "Signals",
            ("signal", "texts", "yes", "AUC", "AUPRC", "flagged", "calibration error"),
            tuple((name, *_figures(rows[name], "auc", "auprc", "flagged", "calibration_error")) for name in HEADS),
            "On the held-out tenth of every training file and the held-out contrast sets.",
        ),
        Table("Groups", ("group", "neutral sentences flagged"), tuple(found["groups"].items()),
              "Neutral and kind sentences about each group, flagged as toxic or hateful from one half on."),
        Table("Kinds of sentences", ("kind", "told right"), tuple(found["kinds"].items()),
              "The functional sentences of training/measure/functional.csv over twenty groups."),
        Table("Disguises", ("disguise", "AUC", "F1"),
              tuple((name, row["auc"], row["f1"]) for name, row in found["evasion"].items()),
              "The social posts with half of their words in disguise."),
        Table("Reliability", ("texts", "mean score", "share that is toxic"),
              tuple((count, round(score, 3), round(share, 3)) for count, score, share in found["reliability"]),
              "Of `toxic`, on its held-out texts, which are more often toxic than a community's posts are."),
    ]  # fmt: skip


def _figures(row: Mapping[str, float], *names: str) -> tuple[float | int, ...]:
    return (int(row["texts"]), round(row["yes"], 3), *(round(row[name], 3) for name in names))


def _mistakes(model: TextScorer, corpus: Corpus) -> list[Mistake]:
    """The surest ones of either side, on the contrast sets."""
    contrast = sets(corpus)["contrast"]
    toxic = scores(model, contrast.texts).values[:, HEADS.index("toxic")]
    order = np.argsort(np.where(contrast.yes, toxic, 1 - toxic))
    wrong: list[Mistake] = []
    for side, right in ((True, "toxic"), (False, "not toxic")):
        places = [int(i) for i in order if contrast.yes[i] == side and (toxic[i] >= _THRESHOLD) != side]
        wrong += [Mistake(contrast.texts[i], f"toxic {toxic[i]:.2f}", right) for i in places[:_MISTAKES]]
    return wrong
