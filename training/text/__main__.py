"""Makes the default model:  python -m training.text [--data ../shared/data] [--check]

The same data, contrast sets and versions of numpy and scipy give the same weights, up to the last bits that
processors differ in. ``--check`` makes them again and compares what they say with what the shipped ones say.
"""

import argparse
import sys
import time
from pathlib import Path

import numpy as np

from ombud.intake import normalise
from ombud.model import BadInput
from ombud.signals.text import TextModel
from ombud.signals.text.heads import WEIGHTS_FILE, Heads
from training.corpus import Corpus, load
from training.text.make import make
from training.text.pack import image

_TOLERANCE = 0.01
"""How far a score may be from the shipped model's, on the mean over the held-out texts."""


def main() -> None:
    """Train, and write the weights into the package; or compare."""
    parser = argparse.ArgumentParser(
        prog="python -m training.text", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--check", action="store_true", help="compare with the shipped weights, and change nothing")
    asked = parser.parse_args()
    begun = time.monotonic()

    def say(what: str) -> None:
        print(f"{time.monotonic() - begun:6.0f} s  {what}", file=sys.stderr, flush=True)

    corpus = load(asked.data)
    made = image(make(corpus, asked.data, say))
    if asked.check:
        difference = _difference(made, corpus)
        say(f"scores differ by {difference:.5f} on the mean")
        if difference > _TOLERANCE:
            raise BadInput("not_reproduced", f"the scores differ by {difference:.4f}, more than {_TOLERANCE}")
        return
    WEIGHTS_FILE.write_bytes(made)
    (WEIGHTS_FILE.parent / "version.txt").write_text(Heads(made).version + "\n", encoding="utf-8")
    say(f"{Heads(made).version}, {len(made):,} bytes")


def _difference(made: bytes, corpus: Corpus) -> float:
    texts = [normalise(row.text) for row in corpus.held_out]
    langs = ["en"] * len(texts)
    old, new = (
        np.array([[signal.value or 0.0 for signal in answer.values()] for answer in model.score(texts, langs)], float)
        for model in (TextModel(), TextModel(Heads(made)))
    )
    return float(np.abs(old - new).mean())


if __name__ == "__main__":
    main()
