"""Events a second through `ombud ingest`: read, judged by the starter policy, stored with all that follows.

    python -m bench.ingest --json [--events 20000] [--database sqlite|URL] [--file FILE]

Without a file, the sample community's posts are multiplied. Wall time is that of the deciding alone, without the
start of the program; CPU time is this process's.
"""

import argparse
import gzip
import itertools
import json
import tempfile
import time
from pathlib import Path

from bench.events import events
from ombud.model import Measure
from ombud.pipeline import Decided
from ombud.wiring import Config, Ombud, calm_collector

BATCH = 500


def payloads(file: Path | None, count: int) -> list[bytes]:
    """What to ingest: the first `count` lines of a file, or events of our own."""
    if file is None:
        return list(events(count, "ingest"))
    with gzip.open(file, "rb") if file.suffix == ".gz" else file.open("rb") as lines:
        return list(itertools.islice(lines, count))


def measure(file: Path | None, count: int, database_url: str | None) -> dict[str, object]:
    """One run on a fresh data folder."""
    todo = payloads(file, count)
    with tempfile.TemporaryDirectory() as folder:
        ombud = Ombud.open(Config(data=Path(folder), database_url=database_url))
        calm_collector()  # as `ombud ingest` does
        try:
            wall, cpu = time.perf_counter(), time.process_time()
            answers = [
                answer
                for begin in range(0, len(todo), BATCH)
                for answer in ombud.decider.decide(todo[begin : begin + BATCH], "ingest")
            ]
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        finally:
            ombud.close()
    held = f'"measure":"{Measure.HOLD}"'.encode()
    decided = [answer for answer in answers if isinstance(answer, Decided)]
    return {
        "database": "postgresql" if database_url else "sqlite",
        "events": len(todo),
        "per_s": round(len(todo) / wall),
        "per_cpu_s": round(len(todo) / cpu),
        "held": sum(held in answer.record for answer in decided),
        "refused": len(answers) - len(decided),
    }


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=20_000)
    parser.add_argument("--database", default="sqlite", help="sqlite, or a postgresql:// address")
    parser.add_argument("--file", type=Path)
    parser.add_argument("--json", action="store_true", help="one JSON object (the default prints the same, indented)")
    options = parser.parse_args()
    database_url = None if options.database == "sqlite" else options.database
    figures = measure(options.file, options.events, database_url)
    print(json.dumps(figures, indent=None if options.json else 2))


if __name__ == "__main__":
    main()
