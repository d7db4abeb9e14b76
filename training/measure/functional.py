"""Short sentences that each test one thing, in our own words, over many groups. Never learnt from.

In the manner of functional tests for hate-speech classifiers (Röttger et al., 2021): the idea of one capability per
sentence is theirs; which capabilities these are and the sentences are ours.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

__all__ = ["GROUPS", "Case", "functional", "neutral"]

_FILE = Path(__file__).parent / "functional.csv"
"""kind, hateful (1 or 0), sentence with {many}, {one} and {adj} where a group is named."""

_NEUTRAL = ("neutral", "positive")


class Case(NamedTuple):
    """`hateful` is what a reader would say. `kind` is what is tested; `group` the one that is named, or ""."""

    text: str
    hateful: bool
    kind: str
    group: str = ""


GROUPS = {
    "women": ("women", "a woman", "woman"),
    "men": ("men", "a man", "man"),
    "gay people": ("gay people", "a gay person", "gay"),
    "lesbians": ("lesbians", "a lesbian", "lesbian"),
    "trans people": ("trans people", "a trans person", "trans"),
    "black people": ("black people", "a black person", "black"),
    "white people": ("white people", "a white person", "white"),
    "asian people": ("asian people", "an asian person", "asian"),
    "latinos": ("latinos", "a latino", "latino"),
    "muslims": ("muslims", "a muslim", "muslim"),
    "christians": ("christians", "a christian", "christian"),
    "jews": ("jews", "a jewish person", "jewish"),
    "hindus": ("hindus", "a hindu", "hindu"),
    "immigrants": ("immigrants", "an immigrant", "immigrant"),
    "refugees": ("refugees", "a refugee", "refugee"),
    "disabled people": ("disabled people", "a disabled person", "disabled"),
    "old people": ("old people", "an old person", "old"),
    "africans": ("africans", "an african", "african"),
    "arabs": ("arabs", "an arab", "arab"),
    "roma": ("roma people", "a roma person", "roma"),
}
"""Several, one of them, and the adjective."""


def functional() -> Iterator[Case]:
    """All cases in a fixed order, every sentence that names a group with every group."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            groups = GROUPS if "{" in row["sentence"] else ("",)
            for group in groups:
                yield Case(_filled(row["sentence"], group), row["hateful"] == "1", row["kind"], group)


def neutral() -> Iterator[Case]:
    """Those that say nothing against anybody."""
    return (case for case in functional() if case.kind in _NEUTRAL)


def _filled(sentence: str, group: str) -> str:
    if not group:
        return sentence
    many, one, adj = GROUPS[group]
    text = sentence.format(many=many, one=one, adj=adj)
    return text[0].upper() + text[1:]
