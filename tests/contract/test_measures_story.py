"""Measures and strikes through the whole pipeline, on both databases: many at once, and one after the other."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from ombud.model import Measure, Role
from ombud.process.measures import MEASURE
from ombud.wiring import Config, Ombud
from tests.support.clock import SetClock
from tests.support.opening import opened, policy_in

POLICY = """---
policy: both
title: Both
language: en
strikes:
  expires: 90d
  threshold: 2 suspend for 7d
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

```rule
id: oi
when: mentions(item.text, "oi")
then: remove
strikes: 1
```

```examples
violates: hey you
allows: hello you
```
"""


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def ombud(tmp_path: Path, store_url: str, clock: SetClock) -> Iterator[Ombud]:
    config = Config(data=tmp_path / "data", policy=policy_in(tmp_path, POLICY), database_url=store_url)
    with opened(config, clock) as one:
        yield one


def event(n: int, item: str, text: str, kind: str = "item.created") -> bytes:
    author = {"id": "u-1"}
    made = {"id": f"e{n}", "type": kind, "item": {"id": item, "kind": "post", "text": text}, "author": author}
    return json.dumps(made).encode()


def test_one_item_decided_many_times_in_one_batch_leaves_one_measure_in_force(ombud: Ombud, clock: SetClock) -> None:
    edits = [event(n, "post-1", f"hey number {n}", "item.edited") for n in range(40)]
    others = [event(100 + n, f"post-{100 + n}", "hey you") for n in range(40)]
    ombud.decider.decide([*edits, *others], "api")
    with ombud.store.read() as unit:
        assert unit.processes.counts(MEASURE.kind) == {"in_force": 41, "replaced": 39}
    clock.turn(days=7)
    assert ombud.deadlines.run_once() == 41
    with ombud.store.read() as unit:
        assert unit.processes.counts(MEASURE.kind) == {"expired": 41, "replaced": 39}
        assert unit.records.latest(["post-1"])["post-1"].decision.measure is Measure.RESTORE
    assert ombud.deadlines.run_once() == 0


def test_strikes_ask_a_person_and_expire(ombud: Ombud, clock: SetClock) -> None:
    ana = ombud.accounts.add_user("ana", Role.REVIEWER, "correct horse battery")
    for n, item in enumerate(("a", "b")):
        ombud.decider.decide([event(n, item, "oi you")], "api")
        with ombud.store.read() as unit:
            case = unit.cases.open_of([item])[item]
        ombud.review.judge(case.id, case.version, ana, Measure.REMOVE, "So it is.")
    assert ombud.strikes.score("u-1").total == 2
    with ombud.store.read() as unit:
        assert "account:u-1" in unit.cases.open_of(["account:u-1"])
    clock.turn(days=90)
    assert ombud.deadlines.run_once() == 2
    assert ombud.strikes.score("u-1").total == 0
    with ombud.store.read() as unit:
        assert unit.cases.open_of(["account:u-1"]) == {}
