"""Every table of docs/performance.md, measured here and now: `make bench`.

What texts cost to score and to look through for personal data, and what due process costs while much of it is
outstanding, comes last. PostgreSQL is measured too where it can be started. It takes a quarter of an hour and stops by
itself.
"""

import argparse
import contextlib
import json
import platform
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

from bench import api, doors, ingest
from bench.events import STREAM
from ombud.signals.encoder import installed
from ombud.wiring import MODELS
from tests.support.postgres import Unavailable, running_server

OUTSTANDING = {"appeals": 10_000, "measures": 100_000, "notices": 100_000, "orders": 10_000, "person": 100_000}
"""How much of each part of due process is on the record while it is measured."""


@contextlib.contextmanager
def databases() -> Iterator[dict[str, Callable[[], str | None]]]:
    """Name -> the address of a fresh database; SQLite needs none."""
    with contextlib.ExitStack() as stack:
        found: dict[str, Callable[[], str | None]] = {"SQLite": lambda: None}
        try:
            server = stack.enter_context(running_server())
        except Unavailable as reason:
            print(f"PostgreSQL is not measured: {reason}", file=sys.stderr)
        else:
            found["PostgreSQL"] = lambda: server.url(server.create())
        yield found


def apart(module: str, *options: str) -> dict[str, Any]:
    """What another module of this folder measures, in a process of its own: memory is counted by the process."""
    done = subprocess.run([sys.executable, "-m", module, "--json", *options], check=True, stdout=subprocess.PIPE)
    row: dict[str, Any] = json.loads(done.stdout)
    return row


def main() -> None:
    """Print the tables in Markdown."""
    argparse.ArgumentParser(
        prog="python -m bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    print(f"Python {platform.python_version()}, {platform.machine()}, one process, the starter policy.\n")
    print("| database | ingest /s | ingest /CPU-s | HTTP single /s | HTTP NDJSON /s | half load p50 | half load p99 |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    file = STREAM if STREAM.is_file() else None
    with databases() as found:
        for name, fresh in found.items():
            batch = ingest.measure(file, 20_000, fresh())
            http = api.measure(file, 6_000, fresh())
            print(
                f"| {name} | {batch['per_s']:,} | {batch['per_cpu_s']:,} | {http['single_per_s']:,} "
                f"| {http['ndjson_per_s']:,} | {http['half_load_p50_ms']} ms | {http['half_load_p99_ms']} ms |"
            )
    print("\n| door | requests /s | requests /CPU-s | half load p50 | half load p99 |")
    print("|---|--:|--:|--:|--:|")
    scored = doors.measure(file, 6_000)
    print(
        f"| Perspective, default model | {scored['perspective_per_s']:,} | {scored['perspective_per_cpu_s']:,} "
        f"| {scored['half_load_p50_ms']} ms | {scored['half_load_p99_ms']} ms |"
    )
    print("\n| scoring | texts /CPU-s | one text p50 | one text p99 | resident |")
    print("|---|--:|--:|--:|--:|")
    for model in MODELS if installed() else MODELS[:1]:
        row = apart("bench.score", "--model", model)
        print(
            f"| {model} model | {row['texts_per_cpu_s']:,} | {row['p50_us']:,} µs | {row['p99_us']:,} µs "
            f"| {row['rss_mb']:,} MB |"
        )
    print("\n| personal data | ordinary texts /CPU-s | dense texts /CPU-s | precision | recall | F1 |")
    print("|---|--:|--:|--:|--:|--:|")
    row = apart("bench.personal_data")
    print(
        f"| structured, 280 characters | {row['texts_per_cpu_s']:,} | {row['dense_texts_per_cpu_s']:,} "
        f"| {row['precision']} | {row['recall']} | {row['f1']} |"
    )
    print("\n| due process | measured | |")
    print("|---|---|--:|")
    for part, outstanding in OUTSTANDING.items():
        row = apart("bench.due_process", "--only", part, "--outstanding", str(outstanding))[part]
        for what, value in row.items():
            print(f"| {part}, {outstanding:,} outstanding | {what} | {value} |")


if __name__ == "__main__":
    main()
