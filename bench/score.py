"""What it costs to score texts with a model, from the raw text to the signals.

    python -m bench.score --json [--model default] [--texts FILE]

FILE holds one text a line; without one it is real comments, or, where those are not at hand, made-up sentences of the
same length. In batches on one core, then one text at a time.
"""

import argparse
import gzip
import json
import os
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bench.events import STREAM
from ombud.pipeline import Scorer, ScoreRequest
from ombud.wiring import MODELS, open_scorer

_BATCH = 256
_TEXTS = 8_000
_ALONE = 1_500
_ROUNDS = 3


def main() -> None:
    """Print one object, or the same to read."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.score", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", choices=MODELS, default=MODELS[0])
    parser.add_argument("--texts", type=Path, help="a file with one text a line")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a line to read")
    asked = parser.parse_args()
    row = measure(asked.model, _texts(asked.texts))
    print(json.dumps(row) if asked.json else "  ".join(f"{name} {value}" for name, value in row.items()))


def measure(model: str, texts: Sequence[str]) -> dict[str, Any]:
    """Texts per second of processor time in batches; microseconds by the clock for one alone; megabytes resident."""
    scorer = open_scorer(model)
    requests = [ScoreRequest(text) for text in texts]
    _batches(scorer, requests[: 2 * _BATCH])
    cpu = min(_cpu(scorer, requests) for _ in range(_ROUNDS))
    alone = np.array([_clock(scorer, request) for request in requests[:_ALONE]]) * 1e6
    return {
        "model": scorer.model.version,
        "texts": len(texts),
        "mean_letters": round(sum(map(len, texts)) / len(texts)),
        "texts_per_cpu_s": round(len(texts) / cpu),
        "p50_us": round(float(np.percentile(alone, 50))),
        "p99_us": round(float(np.percentile(alone, 99))),
        "rss_mb": round(int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE") / 1e6),
    }


def _batches(scorer: Scorer, requests: Sequence[ScoreRequest]) -> None:
    for begin in range(0, len(requests), _BATCH):
        scorer.score(requests[begin : begin + _BATCH])


def _cpu(scorer: Scorer, requests: Sequence[ScoreRequest]) -> float:
    begun = time.process_time()
    _batches(scorer, requests)
    return time.process_time() - begun


def _clock(scorer: Scorer, request: ScoreRequest) -> float:
    begun = time.perf_counter()
    scorer.score([request])
    return time.perf_counter() - begun


def _texts(file: Path | None) -> list[str]:
    if file is not None:
        return [line for line in file.read_text(encoding="utf-8").splitlines() if line][:_TEXTS]
    if STREAM.is_file():
        with gzip.open(STREAM, "rt", encoding="utf-8") as lines:
            return [json.loads(line)["item"]["text"] for _, line in zip(range(_TEXTS), lines, strict=False)]
    print("the real comments are not at hand: made-up sentences", file=sys.stderr)
    chance = random.Random(5)
    words = [
        "the",
        "a",
        "you",
        "we",
        "they",
        "is",
        "are",
        "not",
        "very",
        "good",
        "bad",
        "idea",
        "people",
        "think",
        "city",
    ]
    return [" ".join(chance.choice(words) for _ in range(chance.randint(4, 60))) for _ in range(_TEXTS)]


if __name__ == "__main__":
    main()
