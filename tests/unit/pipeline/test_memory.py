"""What is remembered is what is on the record: after a restart, under another policy, beside another process."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ombud.pipeline import Decided
from ombud.wiring import Config, Ombud

POLICY = """---
policy: counting
title: Counting
language: en
attributes:
  context.channel: string?
---

# Counting

## Not too much of it {#much}

A few are enough.

```rule
id: many
when: count(author, "item.created", duration("%s")) > 3
then: label
label: many
```

```rule
id: everywhere
when: distinct(author, "item.created", context.channel, duration("1h")) > 2
then: label
label: everywhere
```

```rule
id: again
when: seen_before(item, duration("2h"))
then: label
label: again
```

```examples
violates: hello
allows: hello
```
"""
START = datetime(2026, 11, 22, 10, tzinfo=UTC)
Opened = Callable[[], Ombud]


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    folder = tmp_path / "policy"
    folder.mkdir()
    (folder / "policy.md").write_text(POLICY % "10m", encoding="utf-8")
    return folder


@pytest.fixture
def config(tmp_path: Path, policy: Path) -> Config:
    return Config(data=tmp_path / "data", policy=policy)


def post(number: int, minutes: float, **more: Any) -> bytes:
    at = (START + timedelta(minutes=minutes)).isoformat()
    text = "Earn five hundred dollars a day from home, no skills needed at all"
    return json.dumps(
        {
            "id": f"evt-{number}", "type": "item.created", "at": at,
            "item": {"id": f"post-{number}", "kind": "post", "text": text},
            "author": {"id": "u"}, "context": {"channel": f"c{number % 2}"},
        }
        | more
    ).encode()  # fmt: skip


def decided(ombud: Ombud, *payloads: bytes) -> dict[str, Any]:
    """The last decision of a batch."""
    answers = ombud.decider.decide(payloads, "api")
    assert all(isinstance(answer, Decided) for answer in answers), answers
    last: dict[str, Any] = json.loads(answers[-1].record)  # type: ignore[union-attr]  # they are all Decided
    return last


def seen(decision: dict[str, Any]) -> list[int]:
    """What the rules saw of the past: copies, count, distinct."""
    return [value for _, value in sorted(decision["observed"].items())]


def replays(ombud: Ombud) -> list[str]:
    with ombud.store.read() as unit:
        ids = unit.records.ids()
    return [ombud.replayer.replay(one).difference for one in ids]


def saved(config: Config) -> Path:
    return config.data / "memory" / "windows"


def test_a_restart_changes_no_count_and_what_is_saved_is_for_our_eyes_only(config: Config) -> None:
    ombud = Ombud.open(config)
    assert seen(decided(ombud, post(1, 1), post(2, 2), post(3, 3))) == [2, 3, 2]
    ombud.close()
    assert saved(config).stat().st_mode & 0o777 == 0o600
    ombud = Ombud.open(config)
    assert seen(decided(ombud, post(4, 4, context={"channel": "c9"}))) == [3, 4, 3]
    assert set(replays(ombud)) == {""}
    ombud.close()


@pytest.mark.parametrize("left", ["nothing", "damaged", "old"])
def test_a_crash_changes_no_count_whatever_was_saved(config: Config, left: str) -> None:
    ombud = Ombud.open(config)
    decided(ombud, post(1, 1))
    ombud.decider.save_windows(ending=True)
    decided(ombud, post(2, 2), post(3, 3))
    ombud.store.close()  # nothing is saved any more: as after a power cut
    if left == "nothing":
        saved(config).unlink()
    if left == "damaged":
        saved(config).write_bytes(saved(config).read_bytes()[:-3])
    ombud = Ombud.open(config)
    assert seen(decided(ombud, post(4, 4))) == [3, 4, 2]
    ombud.close()


def test_what_was_saved_of_another_record_is_not_believed(config: Config, tmp_path: Path, policy: Path) -> None:
    ombud = Ombud.open(config)
    decided(ombud, post(1, 1), post(2, 2))
    ombud.close()
    elsewhere = Config(data=tmp_path / "elsewhere", policy=policy)
    Ombud.open(elsewhere).close()
    saved(elsewhere).parent.mkdir(exist_ok=True)
    saved(elsewhere).write_bytes(saved(config).read_bytes())
    ombud = Ombud.open(elsewhere)
    assert seen(decided(ombud, post(3, 3))) == [0, 1, 1]
    ombud.close()


def test_a_longer_window_is_right_from_the_first_event_on_and_a_shorter_one_too(config: Config) -> None:
    ombud = Ombud.open(config)
    assert seen(decided(ombud, post(1, 0), post(2, 5), post(3, 50), post(4, 55))) == [3, 2, 2]
    ombud.publisher.publish({"policy.md": POLICY % "1h"}, "Spam comes slowly now")
    assert seen(decided(ombud, post(5, 58))) == [4, 4, 2]
    ombud.publisher.publish({"policy.md": POLICY % "5m"}, "Too strict")
    assert seen(decided(ombud, post(6, 59))) == [5, 3, 2]
    assert set(replays(ombud)) == {""}
    ombud.close()


def test_what_another_process_puts_on_the_record_is_counted_here_too(config: Config) -> None:
    here, there = Ombud.open(config), Ombud.open(config)
    decided(here, post(1, 1))
    decided(there, post(2, 2))
    assert seen(decided(here, post(3, 3))) == [2, 3, 2]
    assert seen(decided(there, post(4, 4))) == [3, 4, 2]
    there.close()
    here.close()
    again = Ombud.open(config)
    assert seen(decided(again, post(5, 5))) == [4, 4, 2]
    again.close()


def test_an_event_that_comes_a_little_late_is_counted_exactly_and_one_too_late_abstains_and_says_why(
    config: Config,
) -> None:
    ombud = Ombud.open(config)
    decided(ombud, post(1, 0), post(2, 1), post(3, 300))
    assert seen(decided(ombud, post(4, 299))) == [0, 1, 1]
    late = decided(ombud, post(5, 2))
    assert seen(late) == [2, -1, -1]  # two copies are enough to know that there was one
    assert late["labels"] == ["again"]
    assert sorted(late["abstained"]) == [
        f"{rule}: it asks about a time of which too much was forgotten" for rule in ("everywhere", "many")
    ]
    assert set(replays(ombud)) == {""}
    ombud.close()


def test_a_full_disk_at_the_end_costs_only_time(config: Config) -> None:
    ombud = Ombud.open(config)
    decided(ombud, post(1, 1), post(2, 2))
    saved(config).parent.rmdir()
    saved(config).parent.write_text("no folder")
    ombud.close()
    saved(config).parent.unlink()
    ombud = Ombud.open(config)
    assert seen(decided(ombud, post(3, 3))) == [2, 3, 2]
    ombud.close()
