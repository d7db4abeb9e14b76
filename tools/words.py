#!/usr/bin/env python3
"""Make the vendored list of common English words from the training texts: those in at least so many of them.

usage: python -m tools.words DATA [OUT], from the repository root

DATA is the data folder; OUT is src/ombud/intake/data/words.txt unless given. Nothing changes from run to run. Words of
two to fourteen letters that stand alone, in at least 40 texts, short ones in at least 400; fragments of "don't" and of
addresses are left out.
"""

import argparse
import re
from collections import Counter
from pathlib import Path

from training.corpus import load

_OUT = Path(__file__).parents[1] / "src/ombud/intake/data/words.txt"
_WORD = re.compile(r"(?<![^\s(\"])[a-z]{2,14}(?![^\s.,!?)\";:])")
_TEXTS = 40
_SHORTEST_RARE = 4
_OFTEN = 400
_LINE = 120
_FRAGMENTS = frozenset(
    ("nt", "re", "ve", "ll", "em", "th", "st", "nd", "rd", "co", "pp", "im", "ie", "eg", "http", "https", "www", "com",
     "enwikipediaorg", "talkcontribs")
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__.partition("\n")[0], epilog="example: python -m tools.words ../shared/data"
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path, nargs="?", default=_OUT)
    asked = parser.parse_args()
    texts: Counter[str] = Counter()
    for row in load(asked.data).train:
        texts.update(set(_WORD.findall(row.text.lower())))
    common = {word for word, count in texts.items() if count >= (_TEXTS if len(word) >= _SHORTEST_RARE else _OFTEN)}
    asked.out.write_text("\n".join(_lines(sorted(common - _FRAGMENTS))) + "\n", encoding="ascii")


def _lines(words: list[str]) -> list[str]:
    lines = [""]
    for word in words:
        if len(lines[-1]) + len(word) >= _LINE:
            lines.append("")
        lines[-1] += f" {word}" if lines[-1] else word
    return lines


if __name__ == "__main__":
    main()
