"""A policy held against its successor over past events: how many CPU-seconds for a million events and 1,000 rules.

    python -m bench.backtest --json [--workload rules_mix.py] [--rules 1000] [--events 1000000] [--mix dense|wide]
                             [--all-rules]

The events are made once, by the workload's own generator, and kept as Parquet in the temporary folder; that is not
measured. What is measured is everything that `ombud policy diff OLD NEW --over HISTORY` does: compiling both policies
and building the matcher (`build_s`, part of `cpu_s`), reading the files, evaluating, counting, choosing the samples.
"""

import argparse
import importlib.util
import json
import re
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import Any

from ombud.decisions import wilson
from ombud.history import HistoryFiles
from ombud.intake import NORMAL_FORM, read
from ombud.policy.backtest import Comparison, Past
from ombud.wiring import installation, policy_from

WORKLOAD = Path(__file__).resolve().parent.parent.parent / "shared" / "workloads" / "rules_mix.py"
NOW = datetime(2027, 1, 1, tzinfo=UTC)
BATCH = 50_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workload", type=Path, default=WORKLOAD, help="the generator, or the folder it is in")
    parser.add_argument("--rules", type=int, default=1000)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--mix", choices=("dense", "wide"), default="dense")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--all-rules", action="store_true", help="evaluate the rules that do not differ, too")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines to read")
    asked = parser.parse_args()
    path = asked.workload / "rules_mix.py" if asked.workload.is_dir() else asked.workload
    if not path.is_file():
        sys.exit(f"not measured: the workload {path} is not there")
    result = measure(generator(path), asked)
    for name, value in result.items() if not asked.json else ():
        print(f"{name:10} {value}")
    if asked.json:
        print(json.dumps(result))


def generator(path: Path) -> ModuleType:
    """The workload's own program, as a module."""
    spec = importlib.util.spec_from_file_location("rules_mix", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def measure(workload: ModuleType, asked: argparse.Namespace) -> dict[str, Any]:
    """Make the history unless it is there, then compare two policies over it."""
    old = {"policy.md": workload.policy(asked.rules, asked.mix, asked.seed)}
    new = {"policy.md": successor(old["policy.md"])}
    name = f"ombud-backtest-{asked.mix}-{asked.rules}-{asked.events}-{asked.seed}-{NORMAL_FORM}"
    files = HistoryFiles(Path(tempfile.gettempdir()) / name, NORMAL_FORM)
    if files.reader().rows != asked.events:
        prepare(files, workload, asked, policy_from(old).schema)
    cpu, wall = time.process_time() + children(), time.perf_counter()
    comparison = Comparison(policy_from(old), policy_from(new), installation(), all_rules=asked.all_rules)
    build = time.process_time() + children() - cpu
    for frame in files.reader().chunks():
        comparison.add(frame)
    found = comparison.result(wilson)
    return {
        "rules": asked.rules,
        "events": found.events,
        "differing_rules": len(set(old["policy.md"].splitlines()) ^ set(new["policy.md"].splitlines())) // 2,
        "all_rules": asked.all_rules,
        "changed": found.changed,
        "cpu_s": round(time.process_time() + children() - cpu, 2),
        "wall_s": round(time.perf_counter() - wall, 2),
        "build_s": round(build, 2),
        "rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def children() -> float:
    """CPU seconds of processes that were started for us: patterns are compiled in one of their own."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def successor(policy: str) -> str:
    """The policy after an afternoon's work: every twentieth rule asks for one report more."""
    numbers = iter(range(1_000_000))

    def more(found: re.Match[str]) -> str:
        return f"report_count >= {int(found[1]) + (next(numbers) % 20 == 0)}\nthen"

    return re.sub(r"report_count >= (\d+)\nthen", more, policy)


def prepare(files: HistoryFiles, workload: ModuleType, asked: argparse.Namespace, schema: Any) -> None:
    """Write the workload's events as a history."""
    print(f"making {asked.events:,} events in {files.folder}", file=sys.stderr)
    files.discard_after(-1)
    events = enumerate(workload.events(asked.events, asked.mix, asked.seed, asked.rules))
    while batch := list(islice(_past(events, schema), BATCH)):
        files.write(batch)


def _past(events: Iterator[tuple[int, Any]], schema: Any) -> Iterator[Past]:
    for seq, event in events:
        yield Past(seq, read(json.dumps(event).encode(), schema=schema, now=NOW))


if __name__ == "__main__":
    main()
