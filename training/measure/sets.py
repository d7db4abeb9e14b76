"""The development sets: which texts each property is measured on, none of them learnt from."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from training.corpus import HEADS, Corpus, Row
from training.measure.functional import functional

__all__ = ["FLAGGED", "Set", "sets"]

Bools = npt.NDArray[np.bool_]

FLAGGED = ("toxic", "severe", "insult", "threat", "identity_hate", "sexual", "harassment", "self_harm")
"""What counts as "anything is wrong with it". Swearing alone is not, and advertising is another matter."""

_SHORT = 300
_SOCIAL = ("text/jigsaw-wikipedia", "text/paradetox")
_TWEETS = ("text/hatexplain", "text/mlma", "text/sbic-dev-split")


class Set(NamedTuple):
    """`yes` is what a reader said. `heads` are the signals whose greatest is held against it."""

    name: str
    like: str
    texts: list[str]
    yes: Bools
    heads: tuple[str, ...]


def sets(corpus: Corpus) -> dict[str, Set]:
    """By name. `like` says which public benchmark a set stands in for, or what it is."""
    cases = list(functional())
    contrast = [row for row in corpus.dev if row.kind]
    social = [row for row in corpus.held_out if row.source in _SOCIAL and len(row.text) <= _SHORT]
    tweets = [row for row in corpus.held_out if row.source in _TWEETS]
    news = [row for row in corpus.dev if row.source == "dev-only/unhealthy-val"]
    talk = [row for row in corpus.held_out if row.source == "text/context-toxicity"]
    every = [
        Set("functional", "HateCheck", [case.text for case in cases], np.array([case.hateful for case in cases]),
            ("toxic", "identity_hate")),
        _labelled("contrast", "HateCheck", contrast, ("toxic",)),
        _evened("social", "Surge toxicity", social, "toxic"),
        _labelled("tweets", "OLID", tweets, ("toxic",)),
        _labelled("any flag", "OpenAI moderation", contrast + tweets, FLAGGED),
        _labelled("news", "ordinary news comments", news, ("toxic",)),
        _labelled("talk", "ordinary talk pages", talk, ("toxic",)),
    ]  # fmt: skip
    every += [_labelled(head, "held-out and contrast rows", corpus.held_out + contrast, (head,)) for head in HEADS]
    return {one.name: one for one in every}


def _labelled(name: str, like: str, rows: Sequence[Row], heads: tuple[str, ...]) -> Set:
    """Rows that say something about one of the heads: yes where one of them is."""
    known = [(row, said) for row in rows if (said := _said(row, heads))]
    return Set(name, like, [row.text for row, _ in known], np.array([max(said) == 1 for _, said in known]), heads)


def _said(row: Row, heads: tuple[str, ...]) -> list[float]:
    labels = [row.labels[HEADS.index(head)] for head in heads]
    return [label for label in labels if label == label]  # NaN, which is not said, differs from itself


def _evened(name: str, like: str, rows: Sequence[Row], head: str) -> Set:
    """As many of either side: the first ones, in the order of their ids."""
    place = HEADS.index(head)
    ordered = sorted(rows, key=lambda row: row.id[::-1])
    sides = [[row for row in ordered if row.labels[place] == side] for side in (1, 0)]
    few = min(map(len, sides))
    return _labelled(name, like, sides[0][:few] + sides[1][:few], (head,))
