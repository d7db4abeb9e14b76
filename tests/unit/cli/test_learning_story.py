"""A community's own decisions, from the console to the signal and back, on both databases."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from ombud.ledger import verify_receipt
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


def judge(ombud: Ombud, lea: User, posts: list[tuple[str, bool]], first: int = 0) -> None:
    """What a reviewer makes of every post: spam is removed, the rest stays."""
    decisions = decide(ombud, [text for text, _ in posts], first)
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

    reviewed.signals.retune()  # as the running server does every two seconds
    learnt, allowed = decide(reviewed, [UNSEEN, ALLOWED], 2000)
    was, now, other = (one.signals["spam"] for one in (before, learnt, allowed))
    assert "+head:" in now.version
    assert ("+cal:" in now.version) is (code == 0)
    assert float(now.value or 0) > 0.8 > 0.2 > float(other.value or 0)
    assert float(now.value or 0) > float(was.value or 0)
    assert now.spans

    assert call("learn", "back", "--signal", "spam", *data)[1] == "spam: as it ships again\n"
    reviewed.signals.retune()
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


def test_a_community_of_three_hundred_decisions_teaches_once_and_takes_back_with_one_command(
    call: Call, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Learnt from the first 200; more of the same brings little and is held to what is in force; nonsense brings
    nothing; one command goes back; and all of it is in the public log."""
    monkeypatch.setenv("OMBUD_DATABASE_URL", config.store_url)
    data = ("--data", str(config.data))
    ombud = Ombud.open(config)
    lea = ombud.accounts.add_user("lea", Role.REVIEWER, "correct horse battery")
    posts = garden(300, seed=3)
    judge(ombud, lea, posts[:200])
    code, said, _ = call("learn", *data)
    assert code == 0
    first = ombud.tunings.in_force()
    assert [one.kind for one in first] == ["head"]

    code, said, _ = call("learn", *data)  # the very same labels again
    assert code == 1
    assert "not put in force" in said
    assert ombud.tunings.in_force() == first

    judge(ombud, lea, posts[200:], first=200)
    code, said, _ = call("learn", "--json", *data)
    told = msgspec.json.decode(said)
    assert told["scale"]["labels"] == 300
    assert (told["in_force"], code) == (told["gain"] > 0 and told["worse_in"] <= 0.05, 0 if told["in_force"] else 1)
    assert (ombud.tunings.in_force() != first) is told["in_force"]

    steps = len(ombud.tunings.history())
    code, said, _ = call("learn", "back", "--signal", "spam", *data)
    assert code == 0
    now = [one.id for one in ombud.tunings.in_force()]
    assert now == ([first[0].id] if told["in_force"] else [])
    while ombud.sequencer.run_once():
        pass
    history = ombud.tunings.history()
    assert len(history) == steps + 1
    for one in history:
        receipt = verify_receipt(ombud.receipts.receipt(one.step.entry), ombud.signer.vkey)
        assert receipt.type == "signal_tuned"
    ombud.close()
    code, said, err = call("replay", "--all", *data)
    assert code == 0, said + err
