"""Cases that we wrote to be hard for a detector: how many it gets right, kind by kind, and those that it does not."""

import re
from collections.abc import Callable
from typing import NamedTuple

from ombud.signals.cards import Mistake, Table
from training.measure.detectors.texts import written

__all__ = ["Hard", "hard"]

_ESCAPE = re.compile(r"\\u([0-9a-f]{4})")
"""Characters that nobody would see in the file are written this way there."""


class Hard(NamedTuple):
    """`table` has a row for each kind."""

    table: Table
    mistakes: tuple[Mistake, ...]
    texts: int


def hard(name: str, says: Callable[[str], str], note: str) -> Hard:
    """What the detector `says` of each text in the file of this name, beside what would be right."""
    mistakes: list[Mistake] = []
    kinds: dict[str, list[bool]] = {}
    for row in written(name):
        text = _ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), row["text"])
        said = says(text)
        kinds.setdefault(row["kind"], []).append(said == row["right"])
        if said != row["right"]:
            mistakes.append(Mistake(text, said, row["right"]))
    rows = tuple((kind, len(right), sum(right)) for kind, right in kinds.items())
    table = Table("Hard on purpose", ("kind", "texts", "right"), rows, f"{note} What is got wrong is shown below.")
    return Hard(table, tuple(mistakes), sum(map(len, kinds.values())))
