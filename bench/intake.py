"""Intake, in microseconds of CPU: reading an event, its stored bytes and digest, and the worst texts that can be sent.

    python -m bench.intake [--workload DIR] [--stream FILE.jsonl.gz] [--json]

`--workload` is a folder made by rules_mix.py. Each figure is the best of five passes. Of each hostile text the time for
64 KiB is given beside the time for 32 KiB: twice as much must not take much more than twice as long.
"""

import argparse
import gzip
import json
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ombud.intake import normalise, read
from ombud.model import Arrival, Attribute, Schema

NOW = datetime(2027, 1, 1, tzinfo=UTC)
WORKLOAD = Schema(
    (
        Attribute("author.followers", "int"),
        Attribute("author.report_count", "int"),
        Attribute("author.labels", "list<string>"),
    ),
    ("author.created_at",),
)
HOSTILE = {
    "look-alike words": "kіll ",
    "two scripts in one word": "aа",
    "piled-up marks": "k" + "\u0336\u0301\u0316" * 5,
    "invisible": "k\u200b",
    "bidi controls": "\u202ek\u202c",
    "tag characters": "k\U000e0069",
    "full width": "ｋｉｌｌ",
    "ligatures": "ﷺ",
    "spaced out": "k i l ",
    "with dots": "k.",
    "stretched": "kkkiii",
    "leetspeak": "h4te ",
    "signs": "a$",
    "addresses": "h4te/",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workload", type=Path)
    parser.add_argument("--stream", type=Path)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines to read")
    asked = parser.parse_args()
    result: dict[str, Any] = {}
    if asked.workload:
        result["workload"] = events((asked.workload / "events.jsonl").read_bytes().splitlines(), WORKLOAD)
    if asked.stream:
        result["stream"] = events(gzip.decompress(asked.stream.read_bytes()).splitlines()[:8000], Schema())
    result["hostile_ms"] = {name: hostile(unit) for name, unit in HOSTILE.items()}
    if asked.json:
        print(json.dumps(result))
        return
    for part, figures in result.items():
        for name, figure in figures.items():
            print(f"{part:12} {name:28} {figure}")


def events(payloads: Sequence[bytes], schema: Schema) -> dict[str, float]:
    """Microseconds per event: to read it, of these to normalise its text, and to make its bytes and digest."""
    arrivals = [read(payload, schema=schema, now=NOW) for payload in payloads]
    return {
        "read_us": _best(lambda payload: read(payload, schema=schema, now=NOW), payloads),
        "of_that_normalise_us": _best(normalise, [arrival.text.raw for arrival in arrivals]),
        "body_and_digest_us": _best(_sealed, arrivals),
    }


def _sealed(arrival: Arrival) -> tuple[bytes, bytes]:
    fresh = Arrival(arrival.event, arrival.text, arrival.defaulted)
    return fresh.body, fresh.digest


def hostile(unit: str) -> tuple[float, float]:
    """Milliseconds for 32 and for 64 KiB of one trick."""
    size = len(unit.encode())
    half, whole = (_best(normalise, [unit * (kib * 1024 // size)]) / 1000 for kib in (32, 64))
    return round(half, 2), round(whole, 2)


def _best(work: Callable[[Any], Any], over: Iterable[Any]) -> float:
    """Microseconds of CPU for one."""
    things = list(over)
    best = float("inf")
    for _ in range(5):
        start = time.process_time()
        for thing in things:
            work(thing)
        best = min(best, time.process_time() - start)
    return round(best / len(things) * 1e6, 2)


if __name__ == "__main__":
    main()
