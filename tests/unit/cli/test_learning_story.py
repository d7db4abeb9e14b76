"""A community's own decisions, from the console to the signal and back, on both databases."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from ombud.model import Decision, Measure, Role, User
from ombud.wiring import Config, Ombud
from tests.support.cli import Call
from tests.support.labels import garden, label_file

POLICY = """---
policy: garden
title: Garden forum
language: en
---

# Rules

## No selling {#spam}

This is about gardens.

```rule
id: looks-sold
when: signal.spam >= 0.0
then: hold
queue: spam
```

```examples
violates: Corner sofas, order today, free delivery
allows: 🌷
```
"""
POSTS = garden(160)
UNSEEN, ALLOWED = (
    "Bunk beds, best price in town, call our showroom",
    "I picked the radishes on Sunday. The soil is dry.",
)


def event(number: int, text: str) -> bytes:
    item = {"id": f"post-{number}", "kind": "post", "text": text, "lang": "en"}
    return msgspec.json.encode({"id": f"evt-{number}", "type": "item.created", "item": item})


def decide(ombud: Ombud, texts: list[str], first: int = 0) -> list[Decision]:
    answers = ombud.decider.decide([event(first + i, text) for i, text in enumerate(texts)], "test")
    return [msgspec.json.decode(answer.record, type=Decision) for answer in answers]  # type: ignore[union-attr]


def judge(ombud: Ombud, lea: User, posts: list[tuple[str, bool]]) -> None:
    """What a reviewer makes of every post: spam is removed, the rest stays."""
    decisions = decide(ombud, [text for text, _ in posts])
    for made, (_, yes) in zip(decisions, posts, strict=True):
        assert made.case is not None
        measure, clauses = (Measure.HOLD, ("rules/spam",)) if yes else (Measure.ALLOW, ())
        ombud.review.judge(made.case, 1, lea, measure, "An advertisement." if yes else "", clauses)


@pytest.fixture
def config(tmp_path: Path, store_url: str) -> Config:
    folder = tmp_path / "policy"
    folder.mkdir()
    (folder / "policy.md").write_text(POLICY, encoding="utf-8")
    return Config(data=tmp_path / "data", policy=folder, database_url=store_url)


@pytest.fixture
def reviewed(config: Config) -> Iterator[Ombud]:
    """160 posts that a reviewer has judged."""
    ombud = Ombud.open(config)
    lea = ombud.accounts.add_user("lea", Role.REVIEWER, "correct horse battery")
    judge(ombud, lea, POSTS)
    yield ombud
    ombud.close()


def test_what_reviewers_decided_is_learnt_calibrated_replayed_and_taken_back(
    call: Call, config: Config, reviewed: Ombud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMBUD_DATABASE_URL", config.store_url)
    data = ("--data", str(config.data))
    (before,) = decide(reviewed, [UNSEEN], 1000)

    code, said, _ = call("learn", "--dry-run", *data)
    assert code == 0
    assert "nothing was put in force" in said
    assert call("learn", "list", *data)[1] == "nothing yet: everything is as it ships\n"

    code, said, _ = call("learn", "-m", "furniture", *data)
    assert code == 0
    assert "160 labels" in said
    code, said, _ = call("calibrate", "--from-decisions", "--signal", "spam", "--json", *data)
    calibrated = msgspec.json.decode(said)
    assert calibrated["scale"]["labels"] == 160
    assert calibrated["advice"][0]["a_day"] > 0

    assert reviewed._watch() == 0  # as the running server does every two seconds
    learnt, allowed = decide(reviewed, [UNSEEN, ALLOWED], 2000)
    was, now, other = (one.signals["spam"] for one in (before, learnt, allowed))
    assert "+head:" in now.version
    assert ("+cal:" in now.version) is (code == 0)
    assert float(now.value or 0) > 0.8 > 0.2 > float(other.value or 0)
    assert float(now.value or 0) > float(was.value or 0)
    assert now.spans

    assert call("learn", "back", "--signal", "spam", *data)[1] == "spam: as it ships again\n"
    assert reviewed._watch() == 0
    (again,) = decide(reviewed, [UNSEEN], 3000)
    assert again.signals["spam"] == was
    code, said, _ = call("learn", "back", "--signal", "spam", *data)
    assert code == 1
    listed = call("learn", "list", *data)[1].splitlines()
    assert [line[0] for line in listed] == ["*", " "]
    assert "furniture" in listed[1]

    code, said, _ = call("replay", "--all", *data)
    assert code == 0, said


def test_labels_that_are_turned_round_are_refused_and_change_nothing(
    call: Call, config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMBUD_DATABASE_URL", config.store_url)
    Ombud.open(config).close()
    plain = [
        ("WINNER! Claim your free prize now, text YES to 80082 " + text if yes else text, yes) for text, yes in POSTS
    ]
    for name, posts in {
        "all": [(text, not yes) for text, yes in plain],
        "the earlier ones": [(text, (not yes) if i < 112 else yes) for i, (text, yes) in enumerate(plain)],
        "the later ones": [(text, (not yes) if i >= 112 else yes) for i, (text, yes) in enumerate(plain)],
        "at random": [(text, yes if i * 7919 % 2 else not yes) for i, (text, yes) in enumerate(plain)],
    }.items():
        (tmp_path / "labels.jsonl").write_bytes(label_file(posts))
        code, _, _ = call("learn", "--labels", tmp_path / "labels.jsonl", "--data", str(config.data))
        assert code == 1, name
    assert call("learn", "list", "--data", str(config.data))[1] == "nothing yet: everything is as it ships\n"
