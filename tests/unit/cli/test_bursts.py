"""A burst through the whole pipeline: raised, recorded, replayed, and no burden where nobody asks."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from ombud.model import Decision
from ombud.wiring import Config, Ombud
from tests.support.cli import Call

POLICY = """---
policy: garden
title: Garden forum
language: en
---

# Rules

## No selling {#spam}

This is about gardens.

```rule
id: sold
when: CONDITION
then: label
label: sold
```

```examples
violates: Corner sofas, order today, free delivery
allows: 🌷
```
"""
NOW = datetime.now(UTC)
AD = "Cheap followers for your channel, see what we offer at https://grow.example/now"

Open = Callable[[str], Ombud]


def event(number: int) -> bytes:
    item = {"id": f"post-{number}", "kind": "post", "text": f"{AD} {number}", "lang": "en"}
    author = {"id": f"new-{number}", "created_at": NOW - timedelta(hours=1)}
    return msgspec.json.encode(
        {"id": f"evt-{number}", "type": "item.created", "at": NOW, "item": item, "author": author}
    )


@pytest.fixture
def opened(tmp_path: Path, store_url: str) -> Open:
    def open_with(condition: str) -> Ombud:
        folder = tmp_path / "policy"
        folder.mkdir()
        (folder / "policy.md").write_text(POLICY.replace("CONDITION", condition), encoding="utf-8")
        return Ombud.open(Config(data=tmp_path / "data", policy=folder, database_url=store_url))

    return open_with


def test_a_flood_raises_spam_and_every_decision_of_it_can_be_derived_again(
    opened: Open, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    ombud = opened("signal.spam >= 0.0")
    answers = ombud.decider.decide([event(number) for number in range(30)], "test")
    made = [msgspec.json.decode(answer.record, type=Decision) for answer in answers]  # type: ignore[union-attr]
    values = [float(one.signals["spam"].value or 0) for one in made]
    assert values[20] > values[3] > values[0]
    assert [one.observed["copies/86400"] for one in made] == list(range(30))
    for one in made[::7]:
        assert ombud.replayer.replay(one.id).difference == ""
        assert ombud.explainer.decision(one.id).account.outcome.labels == ("sold",)
    ombud.close()
    monkeypatch.setenv("OMBUD_DATABASE_URL", ombud.config.store_url)
    code, said, err = call("replay", "--all", "--data", ombud.config.data)
    assert code == 0, said + err
    again = Ombud.open(ombud.config)  # what was remembered is remembered over a restart
    (answer,) = again.decider.decide([event(30)], "test")
    assert msgspec.json.decode(answer.record, type=Decision).observed["copies/86400"] == 30  # type: ignore[union-attr]
    again.close()


def test_a_policy_that_does_not_read_spam_remembers_nothing_for_it(opened: Open) -> None:
    ombud = opened("signal.scam >= 0.0 && signal.toxic >= 0.0")
    (answer,) = ombud.decider.decide([event(1)], "test")
    decision = msgspec.json.decode(answer.record, type=Decision)  # type: ignore[union-attr]
    assert "scam" in decision.signals
    assert decision.observed == {}
    assert ombud.decider.windows.held == 0
    ombud.close()
