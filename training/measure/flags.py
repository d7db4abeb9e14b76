"""What the doors' flags find, and how they were set:  python -m training.measure.flags [--model default]

Prints, for each signal, the three numbers of which the greatest is its threshold in `ombud.signals.thresholds`.
"""

import argparse
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ombud.intake import normalise
from ombud.model import Signal
from ombud.ports import TextScorer
from ombud.signals.cards import Table
from ombud.signals.thresholds import FLAGGABLE, FLAGGED_FROM, Flags
from ombud.web.doors.openai.categories import CATEGORIES, Ways
from ombud.wiring import MODELS, open_scorer
from tests.speech.posts import POSTS, WAYS
from training.corpus import HEADS, Corpus, Row, load
from training.measure.sets import Set, sets

__all__ = ["flag_table"]

_NEWS = "news"
_WHOLE = ("any flag", "contrast", "tweets", "functional", "social", _NEWS, "talk")
_LEAST = 0.5
_MARGIN = 0.01
_MOST = 0.995
_ORDINARY = 0.01
"""The share of ordinary news comments that one signal may flag."""

_SPAM = "Akismet: spam"
_BATCH = 256

Signals = Mapping[str, Signal]


class _Found(NamedTuple):
    """How many texts, how many of them are it, how many are flagged, and how many of those rightly."""

    texts: int
    yes: int
    flagged: int
    right: int


def flag_table(model: TextScorer, corpus: Corpus) -> Table:
    """What would be true of texts that were not learnt from."""
    every = sets(corpus)
    rows = [row for row in (*corpus.held_out, *corpus.dev) if not row.source.startswith("dev-only")]
    answers = _answers(model, [row.text for row in rows])
    news = every[_NEWS]
    ordinary = _answers(model, [text for text, yes in zip(news.texts, news.yes, strict=True) if not yes])
    kinds: dict[str, Ways] = {f"OpenAI: {name}": ways for name, ways in CATEGORIES.items() if name != "self-harm"}
    kinds[_SPAM] = (("spam",), ("scam",))
    table = [
        (name, *_shares(_of_kind(rows, answers, ways)), _share(ordinary, ways)) for name, ways in kinds.items() if ways
    ]
    whole: Ways = tuple(way for name, ways in CATEGORIES.items() for way in ways if name != "self-harm")
    for name in _WHOLE:
        found = _of_set(every[name], _answers(model, every[name].texts), whole)
        table.append((f"flagged at all: {name} ({every[name].like})", *_shares(found), None))
    return Table(
        "Flags at the doors",
        ("what is true", "texts", "yes", "flagged", "precision", "recall", "ordinary news flagged"),
        tuple(table),
        "From the thresholds that ship, which were set to touch none of the posts that must be left alone. A precision"
        " belongs to a share of yes: where fewer posts are bad than here, fewer of the flags are right.",
    )


def _answers(model: TextScorer, texts: Sequence[str]) -> list[Signals]:
    found: list[Signals] = []
    for begin in range(0, len(texts), _BATCH):
        read = [normalise(text) for text in texts[begin : begin + _BATCH]]
        found += model.score(read, ["en"] * len(read))
    return found


def _true(signals: Signals, ways: Ways) -> bool:
    return any(all(_FLAGS.reached(name, signals[name]) for name in way) for way in ways)


_FLAGS = Flags()


def _of_kind(rows: Sequence[Row], answers: Sequence[Signals], ways: Ways) -> _Found:
    """On the texts of which something is said: yes where one way is."""
    said = [_said(row, ways) for row in rows]
    known = [(yes, _true(signals, ways)) for yes, signals in zip(said, answers, strict=True) if yes is not None]
    return _counted(known)


def _said(row: Row, ways: Ways) -> bool | None:
    each = [[row.labels[HEADS.index(name)] for name in way] for way in ways]
    if any(all(label == 1 for label in labels) for labels in each):
        return True
    return False if any(label == 0 for labels in each for label in labels) else None


def _of_set(one: Set, answers: Sequence[Signals], ways: Ways) -> _Found:
    return _counted([(bool(yes), _true(signals, ways)) for yes, signals in zip(one.yes, answers, strict=True)])


def _counted(pairs: Sequence[tuple[bool, bool]]) -> _Found:
    return _Found(
        len(pairs), sum(yes for yes, _ in pairs), sum(it for _, it in pairs), sum(yes and it for yes, it in pairs)
    )


def _shares(found: _Found) -> tuple[int | float | None, ...]:
    """As the table has them; a precision of nothing is none."""
    return (
        found.texts, round(found.yes / max(1, found.texts), 3), round(found.flagged / max(1, found.texts), 4),
        round(found.right / found.flagged, 3) if found.flagged else None,
        round(found.right / found.yes, 3) if found.yes else None,
    )  # fmt: skip


def _share(answers: Sequence[Signals], ways: Ways) -> float:
    return round(sum(_true(signals, ways) for signals in answers) / max(1, len(answers)), 4)


def _highest(model: TextScorer) -> dict[tuple[str, str], float]:
    """By model and signal: what any of the posts that must be left alone gets, its language declared or not."""
    highest: dict[tuple[str, str], float] = defaultdict(float)
    for way in WAYS.values():
        texts, langs = [normalise(way(post)) for post in POSTS], [post.lang for post in POSTS]
        for signals in (*model.score(texts, langs), *model.score(texts, model.tell(texts))):
            for name, signal in signals.items():
                where = (_name(signal), name)
                highest[where] = max(highest[where], float(signal.value or 0))
    return highest


def _name(signal: Signal) -> str:
    return signal.version.partition("+")[0].rpartition("-")[0]


def main() -> None:
    """Print how the thresholds come about."""
    parser = argparse.ArgumentParser(prog="python -m training.measure.flags", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--model", choices=MODELS, default=MODELS[0])
    asked = parser.parse_args()
    model = open_scorer(asked.model).model
    news = sets(load(asked.data))[_NEWS]
    ordinary = _answers(model, [text for text, yes in zip(news.texts, news.yes, strict=True) if not yes])
    for (kind, name), most in sorted(_highest(model).items()):
        if name not in FLAGGABLE or not most:
            continue
        told = [float(signals[name].value or 0) for signals in ordinary if _name(signals[name]) == kind]
        common = float(np.quantile(told, 1 - _ORDINARY)) if told else 0.0
        wanted = min(_MOST, math.ceil(100 * max(_LEAST, most + _MARGIN, common)) / 100)
        ships = FLAGGED_FROM.get(kind, {}).get(name)
        print(f"{kind:15} {name:14} speech {most:.3f}  news {common:.3f}  so {wanted}  ships {ships}")


if __name__ == "__main__":
    main()
