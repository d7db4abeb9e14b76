"""The rules engine by itself: one event as JSON in, the verdict with its evidence as JSON out.

    python ../shared/workloads/rules_mix.py WORKLOAD --rules 1000 --events 5000 --mix dense
    python -m bench.engine --workload WORKLOAD --json

A workload is a folder with `policy/` and `events.jsonl`. Time is the CPU time of this process, which does what
`ombud decide --verdicts` does, with the server's cache: JSON, types and limits, normal form, the windows, one pass for
all words and patterns, the rules, spans, JSON. Each pass goes over all events but the first few.
"""

import argparse
import json
import resource
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from ombud.pipeline import Answer, Dry, Refused
from ombud.wiring import calm_collector, open_dry

WARM = 200
BATCH = 500


def measure(workload: Path, repeats: int) -> dict[str, object]:
    """The figures of one workload. The rate is the median over `repeats` passes; quantiles are over single events."""
    payloads = (workload / "events.jsonl").read_bytes().splitlines()
    with tempfile.TemporaryDirectory() as cache:
        _, build = _built(workload, Path(cache))
        engine, again = _built(workload, Path(cache))
    found = [_matches(answer) for answer in engine.decide(payloads[:WARM], "bench")]
    fresh = payloads[WARM:]
    calm_collector()
    rates = []
    for _ in range(repeats):
        began = time.process_time()
        for start in range(0, len(fresh), BATCH):
            engine.decide(fresh[start : start + BATCH], "bench")
        rates.append(len(fresh) / (time.process_time() - began))
    singles = _singles(engine, fresh)
    return {
        "rules": (workload / "policy" / "policy.md").read_bytes().count(b"```rule"),
        "events_per_cpu_s": round(statistics.median(rates)),
        "p50_us": round(_quantile(singles, 0.5), 1),
        "p99_us": round(_quantile(singles, 0.99), 1),
        "build_s": round(build, 2),
        "build_cached_s": round(again, 2),
        "rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "matches_per_event": round(sum(found) / len(found), 2),
    }


def _matches(answer: Answer) -> int:
    if isinstance(answer, Refused):
        raise SystemExit(f"an event of the workload is refused: {answer.error}")
    return answer.record.count(b'"rule":')


def _built(workload: Path, cache: Path) -> tuple[Dry, float]:
    """The policy as the server builds it, and the CPU seconds that it took, those of compiling beside it included."""
    began = _cpu_seconds()
    engine = open_dry(workload / "policy", verdicts=True, cache=cache)
    return engine, _cpu_seconds() - began


def _cpu_seconds() -> float:
    below = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + below.ru_utime + below.ru_stime


def _singles(engine: Dry, payloads: Sequence[bytes]) -> list[float]:
    took = []
    for payload in payloads:
        began = time.perf_counter_ns()
        engine.decide([payload], "bench")
        took.append((time.perf_counter_ns() - began) / 1000)
    return sorted(took)


def _quantile(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workload", type=Path, required=True, help="a folder with policy/ and events.jsonl")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--json", action="store_true", help="one line (the default prints the same, indented)")
    options = parser.parse_args()
    figures = measure(options.workload, options.repeats)
    print(json.dumps(figures, indent=None if options.json else 2))


if __name__ == "__main__":
    main()
