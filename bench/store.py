"""Sealed decisions a second into the store, on SQLite and on a PostgreSQL server of our own, on this machine's disk.

    python -m bench.store --json [--decisions 10000] [--batch 500] [--only sqlite|postgresql]

Each decision is an event, a ledger entry and a decision; 15 in 100 restrict, and bring a statement, a case, a notice
and two webhooks along. Batches are one durable transaction each, with the look-ups that deciding makes before it.
Building the records is not counted.
"""

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from ombud.model import Checkpoint, Measure, Sealed
from ombud.ports import Store
from ombud.store import open_store
from tests.support.postgres import Unavailable, running_server
from tests.support.records import POLICY, case, later, sealed, task

SINGLES = 200
TEXT = "The dog that we lost at the harbour on Sunday is home again, thank you all for looking. " * 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--decisions", type=int, default=10_000)
    parser.add_argument("--batch", type=int, default=500)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines to read")
    asked = parser.parse_args()
    result: dict[str, Any] = {"decisions": asked.decisions, "batch": asked.batch}
    for name, database in (("sqlite", _sqlite), ("postgresql", _postgresql)):
        if asked.only in {None, name}:
            try:
                with database() as url:
                    result[name] = measure(url, asked.decisions, asked.batch)
            except Unavailable as reason:
                result[name] = {"not_measured": str(reason)}
    if asked.json:
        print(json.dumps(result))
        return
    for name in ("sqlite", "postgresql"):
        for what, value in result.get(name, {}).items():
            print(f"{name:12} {what:28} {value}")


@contextmanager
def _sqlite() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="ombud-bench-") as folder:
        yield f"sqlite:///{Path(folder) / 'ombud.db'}"


@contextmanager
def _postgresql() -> Iterator[str]:
    with running_server() as server:
        yield server.url(server.create())


def measure(url: str, decisions: int, batch: int) -> dict[str, float]:
    """Append in batches, then one by one, then give every entry its place in the log."""
    store = open_store(url)
    try:
        with store.write() as unit:
            unit.policies.add(POLICY)
        batches = [
            [_record(f"b{start + n:06}", start + n) for n in range(min(batch, decisions - start))]
            for start in range(0, decisions, batch)
        ]
        cpu, wall = time.process_time(), time.perf_counter()
        for one in batches:
            _append(store, one)
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        alone = _one_by_one(store, [_record(f"s{n:06}", n) for n in range(SINGLES)])
        return {
            "decisions_per_s": round(decisions / wall),
            "our_cpu_us_per_decision": round(cpu / decisions * 1e6, 1),
            "single_commits_per_s": round(SINGLES / sum(alone)),
            "single_p50_us": round(statistics.median(alone) * 1e6),
            "single_p99_us": round(statistics.quantiles(alone, n=100)[98] * 1e6),
            "sequenced_per_s": round(_sequence(store)),
        }
    finally:
        store.close()


def _record(name: str, number: int) -> Sealed:
    """A post of about a kilobyte with its decision; 15 in 100 are held."""
    item = f"post-{name}"
    if number % 20 < 17:
        one = sealed(name, item, measure=Measure.ALLOW, rules=())
    else:
        one = sealed(name, item, opens=case(name, item))
        one = msgspec.structs.replace(one, tasks=(*one.tasks, task(f"msg-2-{name}", subject=one.decision.id)))
    event = one.arrival.event
    event = msgspec.structs.replace(event, item=msgspec.structs.replace(event.item, text=f"{TEXT}{number}"))
    return msgspec.structs.replace(one, arrival=msgspec.structs.replace(one.arrival, event=event))


def _append(store: Store, batch: Sequence[Sealed]) -> None:
    with store.write() as unit:
        unit.records.known([one.arrival.event.id for one in batch])
        unit.cases.open_of({one.decision.item for one in batch})
        unit.records.append(batch)


def _one_by_one(store: Store, records: Sequence[Sealed]) -> list[float]:
    taken = []
    for one in records:
        start = time.perf_counter()
        _append(store, [one])
        taken.append(time.perf_counter() - start)
    return taken


def _sequence(store: Store, at_once: int = 1000) -> float:
    """Entries a second, all of them."""
    size, start = 0, time.perf_counter()
    while True:
        with store.write() as unit:
            entries = unit.ledger.unsequenced(at_once)
            if not entries:
                return size / (time.perf_counter() - start)
            places = [(entry.id, size + n) for n, entry in enumerate(entries)]
            size += len(places)
            unit.ledger.sequence(places, Checkpoint(size=size, root=bytes(32), note="note", at=later(seconds=size)))


if __name__ == "__main__":
    main()
