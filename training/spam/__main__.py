"""Fits what marks add, and measures it:  python -m training.spam [--data ../shared/data] [--check]

After ``python -m training.text``, since it is the words of that model that marks are added to. The weights are fitted
on rows that the model of texts did not learn from. Writes ``weights.json`` and ``measured.json`` beside the detector;
``--check`` compares and writes nothing.
"""

import argparse
import sys
from pathlib import Path

import msgspec
import numpy as np

from ombud.intake import normalise
from ombud.model import BadInput
from ombud.signals.spam import weights as shipped
from ombud.signals.spam.marks import MARKS, marks
from ombud.signals.text import TextModel
from ombud.signals.tuning import logit
from training.corpus import Row, load
from training.spam.fit import Fitted, fit
from training.spam.measure import measured
from training.spam.sets import Domain, parts, said

_HEADS = ("spam", "scam")
_TOLERANCE = 0.05


def main() -> None:
    """Fit, measure, write; or compare."""
    parser = argparse.ArgumentParser(
        prog="python -m training.spam", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--check", action="store_true", help="compare with the shipped weights, and change nothing")
    asked = parser.parse_args()
    learnt, held_out = parts(load(asked.data))
    found = {head: _fitted(held_out, head) for head in _HEADS}
    if asked.check:
        _compare(found)
        return
    plain = {head: one._asdict() for head, one in found.items()}
    shipped.FILE.write_bytes(msgspec.json.format(msgspec.json.encode(plain), indent=1) + b"\n")
    shipped.weights.cache_clear()
    shipped.suffix.cache_clear()
    table = measured(learnt, held_out)
    shipped.FILE.with_name("measured.json").write_bytes(
        msgspec.json.format(msgspec.json.encode(table), indent=1) + b"\n"
    )
    print(msgspec.json.format(msgspec.json.encode(table), indent=1).decode())


def _fitted(held_out: list[Domain], head: str) -> Fitted:
    rows: list[Row] = [row for domain in held_out for row in domain.rows if said(row, head) == said(row, head)]
    texts = [normalise(row.text) for row in rows]
    model = TextModel()
    words = np.array([float(answer[head].value or 0) for answer in model.score(texts, ["en"] * len(texts))])
    there = np.array([[float(mark in marks(row.text)) for mark in MARKS] for row in rows])
    return fit(logit(words), there, np.array([said(row, head) == 1 for row in rows]))


def _compare(found: dict[str, Fitted]) -> None:
    for head, one in found.items():
        old = shipped.weights()[head]
        off = max(abs(one.marks[mark] - old.marks[mark]) for mark in MARKS)
        print(f"{head}: weights differ by {off:.3f} at most", file=sys.stderr)
        if off > _TOLERANCE:
            raise BadInput("not_reproduced", f"the weights of {head} differ by {off:.3f}, more than {_TOLERANCE}")


if __name__ == "__main__":
    main()
