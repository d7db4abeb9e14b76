"""Every table of docs/performance.md, measured here and now: `make bench`.

PostgreSQL is measured too where it can be started. It takes a few minutes and stops by itself.
"""

import argparse
import contextlib
import platform
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import api, doors, ingest
from tests.support.postgres import Unavailable, running_server

STREAM = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "streams" / "real-posts.jsonl.gz"


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


if __name__ == "__main__":
    main()
