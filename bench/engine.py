"""The rules engine by itself: one event as JSON in, the verdict with its evidence as JSON out.

    python ../shared/workloads/rules_mix.py /tmp/mix --rules 1000 --mix dense
    python -m bench.engine --workload /tmp/mix --json

A workload is a folder with `policy/` and `events.jsonl`. Time is the CPU time of this process, which does everything:
parsing, types and limits of the event, normal form, one pass for all words and patterns, the rules, spans, JSON.
"""

import argparse
import gc
import json
import resource
import statistics
import tempfile
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from ombud.intake import read
from ombud.policy import Policy
from ombud.signals import Registry, Windows
from ombud.wiring import policy_from, read_policy_files

WARM = 200
LEAST_EVENTS = 5000
"""Events are gone through again until so many were judged: 1,000 of them take a hundredth of a second."""


def measure(workload: Path, repeats: int) -> dict[str, object]:
    """The figures of one workload. The rate is the median over `repeats` passes; quantiles are over single events."""
    payloads = (workload / "events.jsonl").read_bytes().splitlines()
    files = read_policy_files(workload / "policy")
    with tempfile.TemporaryDirectory() as cache:
        policy, build = _built(files, Path(cache))
        policy, again = _built(files, Path(cache))
    now = datetime.now(UTC)
    detectors, windows = Registry(), Windows()

    def judge(payload: bytes) -> bytes:
        return policy.report(read(payload, schema=policy.schema, now=now), detectors, windows)

    for payload in payloads[:WARM]:
        judge(payload)
    gc.collect()
    gc.freeze()
    times = list(payloads) * -(-LEAST_EVENTS // len(payloads))
    rates = []
    for _ in range(repeats):
        began = time.process_time()
        for payload in times:
            judge(payload)
        rates.append(len(times) / (time.process_time() - began))
    return {
        "rules": len(policy.rules),
        "events_per_cpu_s": round(statistics.median(rates)),
        "p50_us": round(_quantile(singles := _singles(judge, payloads), 0.5), 1),
        "p99_us": round(_quantile(singles, 0.99), 1),
        "build_s": round(build, 2),
        "build_cached_s": round(again, 2),
        "rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "matches_per_event": round(sum(judge(payload).count(b'"rule":') for payload in payloads) / len(payloads), 2),
    }


def _built(files: Mapping[str, str], cache: Path) -> tuple[Policy, float]:
    """The policy as the server builds it, and the CPU seconds that it took, those of compiling beside it included."""
    began = _cpu_seconds()
    policy = policy_from(files, cache)
    return policy, _cpu_seconds() - began


def _cpu_seconds() -> float:
    below = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + below.ru_utime + below.ru_stime


def _singles(judge: object, payloads: Sequence[bytes]) -> list[float]:
    assert callable(judge)
    took = []
    for payload in payloads:
        began = time.perf_counter_ns()
        judge(payload)
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
