"""What still gets through:  python -m training.measure.evading [--model default] [--posts 200] [--pairs] [--data DIR]

Held-out posts that the model flags, with the words that told it in disguise, one disguise at a time or every two of
them. Prints for each: the share of posts still flagged as toxic, and the share of words that the normal form reads as
they were meant, which is what terms and patterns find.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from itertools import permutations
from pathlib import Path
from random import Random
from typing import NamedTuple

from ombud.intake import normalise
from ombud.model import Span
from ombud.ports import TextScorer
from ombud.signals.text.evidence import telling_words
from ombud.wiring import MODELS, open_scorer
from training.attack import EVASIONS, Attack
from training.corpus import load
from training.measure.sets import sets

_SEED = 11
_FLAGGED = 0.5
_SHORTEST = 3
_SIGNAL = "toxic"


class Telling(NamedTuple):
    """A post that is flagged, and the places of the words that tell."""

    text: str
    words: tuple[Span, ...]


def telling(model: TextScorer, texts: Sequence[str], most: int) -> list[Telling]:
    """The first posts that are flagged, with words that can be disguised."""
    found: list[Telling] = []
    for text in texts:
        read = normalise(text)
        value = model.score([read], ["en"])[0][_SIGNAL].value
        if isinstance(value, float) and value >= _FLAGGED:
            spans = telling_words(text, model.explain(read, _SIGNAL))
            words = tuple(
                (a, b) for a, b in spans if b - a >= _SHORTEST and text[a:b].isascii() and text[a:b].isalpha()
            )
            if words:
                found.append(Telling(text, words))
        if len(found) == most:
            break
    return found


def evading(model: TextScorer, posts: Sequence[Telling], attacks: Sequence[Attack]) -> dict[str, float]:
    """The shares still flagged and still read, when the attacks are applied one after the other."""
    chance = Random(_SEED)  # the same disguises every time
    changed, read = [], []
    for post in posts:
        text = post.text
        for start, end in reversed(post.words):
            word = text[start:end]
            for attack in attacks:
                word = attack(word, chance)
            read.append(f" {post.text[start:end].lower()} " in f" {normalise(f'so {word} so').normal} ")
            text = text[:start] + word + text[end:]
        changed.append(normalise(text))
    values = [found[_SIGNAL].value for found in model.score(changed, ["en"] * len(changed))]
    flagged = [isinstance(value, float) and value >= _FLAGGED for value in values]
    return {"flagged": round(sum(flagged) / len(flagged), 3), "read": round(sum(read) / len(read), 3)}


def table(model: TextScorer, posts: Sequence[Telling], *, pairs: bool) -> Iterator[tuple[str, dict[str, float]]]:
    """Row by row."""
    for name, attack in EVASIONS.items():
        yield name, evading(model, posts, [attack])
    for (one, first), (other, second) in permutations(EVASIONS.items(), 2) if pairs else ():
        yield f"{one} + {other}", evading(model, posts, [first, second])


def main() -> None:
    """Print the table as JSON, one line a row."""
    parser = argparse.ArgumentParser(
        prog="python -m training.measure.evading", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--model", choices=MODELS, default=MODELS[0])
    parser.add_argument("--posts", type=int, default=200)
    parser.add_argument("--pairs", action="store_true", help="every two disguises as well, one after the other")
    asked = parser.parse_args()
    model = open_scorer(asked.model).model
    social = sets(load(asked.data))["social"]
    posts = telling(model, [text for text, yes in zip(social.texts, social.yes, strict=True) if yes], asked.posts)
    for name, row in table(model, posts, pairs=asked.pairs):
        print(json.dumps({"disguise": name, **row}), flush=True)


if __name__ == "__main__":
    main()
