"""The engine over 10 to 10,000 rules, of which many hit (dense) or few (wide): the table of docs/engine.md.

    python -m bench.mixes --generator ../shared/workloads/rules_mix.py [--seed 7] [--json]

The workloads are made by the generator that is named; each is measured in a process of its own.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

GENERATOR = Path(__file__).resolve().parent.parent.parent / "shared" / "workloads" / "rules_mix.py"
SIZES = (10, 100, 1_000, 10_000)
MIXES = ("dense", "wide")
EVENTS = 5_000


def measured(generator: Path, seed: int, sizes: tuple[int, ...] = SIZES) -> Iterator[dict[str, object]]:
    """One row of figures after the other, as `bench.engine` prints them, with its `mix`."""
    for mix in MIXES:
        for rules in sizes:
            with tempfile.TemporaryDirectory() as folder:
                subprocess.run(
                    [sys.executable, generator, folder, "--rules", str(rules), "--mix", mix, "--seed", str(seed),
                     "--events", str(EVENTS)],
                    check=True,
                )  # fmt: skip
                ran = subprocess.run(
                    [sys.executable, "-m", "bench.engine", "--workload", folder, "--json"],
                    check=True, capture_output=True, text=True,
                )  # fmt: skip
                yield {"mix": mix, "seed": seed, **json.loads(ran.stdout)}


def table(rows: Iterator[dict[str, object]]) -> Iterator[str]:
    """The rows in Markdown, as they come."""
    yield "| mix | rules | matches an event | events a CPU second | median | 99th percentile | build | again | memory |"
    yield "|---|--:|--:|--:|--:|--:|--:|--:|--:|"
    for row in rows:
        yield (
            f"| {row['mix']} | {row['rules']:,} | {row['matches_per_event']} | {row['events_per_cpu_s']:,} "
            f"| {row['p50_us']} µs | {row['p99_us']} µs | {row['build_s']} s | {row['build_cached_s']} s "
            f"| {row['rss_mb']} MiB |"
        )


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--generator", type=Path, default=GENERATOR, help="the program that makes the workloads")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--json", action="store_true", help="one JSON object a line instead of a table")
    options = parser.parse_args()
    if not options.generator.is_file():
        raise SystemExit(f"{options.generator} is not there: name the generator with --generator")
    rows = measured(options.generator, options.seed)
    for line in map(json.dumps, rows) if options.json else table(rows):
        print(line, flush=True)


if __name__ == "__main__":
    main()
