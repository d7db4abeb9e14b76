"""Personal data: texts per CPU-second, and how well it is found on the made-up development set.

    python -m bench.personal_data [--texts N] [--json]

All texts have 280 characters. Ordinary ones hold one sentence of the development set, every second of which has nothing
to be found, among words of no consequence; dense ones are nothing but such sentences.
"""

import argparse
import json
import time
from collections.abc import Iterator

from ombud.signals.personal_data import find
from training.measure.personal.__main__ import measured
from training.measure.personal.texts import texts

LENGTH = 280
CHATTER = (
    "I have been thinking about this all week and I still do not know what to say to them, because nobody "
    "listened when we tried it before, and the weather was so bad that half of us went home early, which is a "
    "shame, since the band was better than last year and the food was good for once."
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=int, default=5_000)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines to read")
    asked = parser.parse_args()
    result = {
        "texts_per_cpu_s": speed(list(ordinary(asked.texts))),
        "dense_texts_per_cpu_s": speed(list(dense(asked.texts))),
        **{name: round(figure, 3) for name, figure in measured(texts(1, 60))["all"].items()},
    }
    if asked.json:
        print(json.dumps(result))
        return
    for name, figure in result.items():
        print(f"{name:20} {figure:,}")


def speed(posts: list[str]) -> int:
    """The best of three passes."""
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        for text in posts:
            find(text)
        best = min(best, time.process_time() - start)
    return round(len(posts) / best)


def ordinary(count: int) -> Iterator[str]:
    """One sentence with a number or address in it, or what looks like it, and chatter."""
    source = texts(2, count)
    for _ in range(count):
        yield f"{CHATTER[:140]} {next(source).text} {CHATTER}"[:LENGTH]


def dense(count: int) -> Iterator[str]:
    """Sentence after sentence of the development set."""
    source = texts(2, count)
    for _ in range(count):
        text = ""
        while len(text) < LENGTH:
            text += next(source).text + " "
        yield text[:LENGTH]


if __name__ == "__main__":
    main()
