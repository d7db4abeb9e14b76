"""What due process costs when much of it is outstanding, on SQLite and this machine's disk.

    python -m bench.due_process --json [--only measures] [--outstanding 100000]

``appeals``: the pages and the deadline job while so many appeals wait (see `bench.appeals`).

``notices``: pages, telling and the deadline job while so many people have not been told (see `bench.notices`).

``orders``: pages, taking them in and the deadline job while so many orders are on the record (see `bench.orders`).

``person``: the page of somebody of whom much is known, among so many others (see `bench.person`).

``reports``: pages, taking them in, one answer for many, and a flood from one network (see `bench.reports`).

``measures``: so many measures in force, each with an end; a batch of 500 whose time has run out is given back: found,
decided, sealed, stored, each with its notice and webhooks, in one transaction.
"""

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.appeals import appeals
from bench.notices import notices
from bench.orders import orders
from bench.person import person
from bench.reports import reports
from ombud.process.measures import MEASURE
from ombud.wiring import Config, Ombud, calm_collector
from tests.support.clock import SetClock
from tests.support.server import SECRET

POLICY = """---
policy: bench
title: Bench
language: en
---

# Calm

## No shouting {#shouting}

Do not shout.

```rule
id: hey
when: mentions(item.text, "hey")
then: label
for: 7d
```

```examples
violates: hey you
allows: hello you
```
"""
BATCH = 500  # of decisions, and what the deadline job takes at once
ROUNDS = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=sorted(PARTS))
    parser.add_argument("--outstanding", type=int, default=100_000)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines to read")
    asked = parser.parse_args()
    calm_collector()  # as the server does
    parts = [asked.only] if asked.only else sorted(PARTS)
    result = {name: PARTS[name](asked.outstanding) for name in parts}
    if asked.json:
        print(json.dumps(result))
        return
    for name, measured in result.items():
        for what, value in measured.items():
            print(f"{name:12} {what:28} {value}")


def measures(outstanding: int) -> dict[str, Any]:
    """Seconds, and CPU seconds, for a batch of measures that end, while `outstanding` are in force."""
    with tempfile.TemporaryDirectory(prefix="ombud-bench-") as name:
        folder, clock = Path(name), SetClock()
        (folder / "policy").mkdir()
        (folder / "policy" / "policy.md").write_text(POLICY, encoding="utf-8")
        config = Config(
            data=folder / "data", policy=folder / "policy", webhook_url="http://127.0.0.1:9/", webhook_secret=SECRET
        )  # fmt: skip
        ombud = Ombud.open(config, clock)
        try:
            return _measured(ombud, clock, outstanding)
        finally:
            ombud.close()


def _measured(ombud: Ombud, clock: SetClock, outstanding: int) -> dict[str, Any]:
    for start in range(0, outstanding, BATCH):
        ombud.decider.decide([_event(start + n) for n in range(min(BATCH, outstanding - start))], "api")
        clock.turn(minutes=1)
    with ombud.store.read() as unit:
        in_force = unit.processes.counts(MEASURE.kind)["in_force"]
    clock.turn(days=7, minutes=-(outstanding // BATCH))
    walls, cpus = [], []
    for _ in range(ROUNDS):
        wall, cpu = time.perf_counter(), time.process_time()
        done = ombud.deadlines.run_once()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
        if done != BATCH:
            raise RuntimeError(f"{done} of {BATCH} were due")
        clock.turn(minutes=1)
    return {
        "in_force": in_force,
        "batch": BATCH,
        "batch_s": round(statistics.median(walls), 3),
        "batch_cpu_s": round(statistics.median(cpus), 3),
    }


def _event(n: int) -> bytes:
    item = {"id": f"post-{n}", "kind": "post", "text": "hey you, all of you"}
    event = {"id": f"evt-{n}", "type": "item.created", "item": item, "author": {"id": f"u-{n % 5000}"}}
    return json.dumps(event).encode()


PARTS: dict[str, Callable[[int], dict[str, Any]]] = {
    "appeals": appeals,
    "measures": measures,
    "notices": notices,
    "orders": orders,
    "person": person,
    "reports": reports,
}

if __name__ == "__main__":
    main()
