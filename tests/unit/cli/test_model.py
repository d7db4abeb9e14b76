"""One model of texts for rules and for those who ask for scores: chosen once, recorded in every decision."""

from pathlib import Path

import msgspec
import pytest

from ombud.model import Decision, NotFound
from ombud.pipeline import ScoreRequest
from ombud.signals.encoder import full_model
from ombud.signals.text import TextModel
from ombud.wiring import MODELS, Config, Ombud, open_dry, open_scorer
from tests.support.cli import Call

POLICY = """---
policy: garden
title: Garden forum
language: en
---

# Rules

## Be kind {#kind}

We are here for the plants.

```rule
id: unkind
when: signal.toxic >= 0.0 && signal.spam >= 0.0
then: label
label: seen
```

```examples
violates: You people are a disgrace
allows: 🌷
```
"""
POST = "You people are a disgrace and should crawl back where you came from"
VERSIONS = {"default": TextModel().version, "full": full_model(TextModel()).version}


def event(number: int = 1) -> bytes:
    item = {"id": f"post-{number}", "kind": "post", "text": POST, "lang": "en"}
    return msgspec.json.encode({"id": f"evt-{number}", "type": "item.created", "item": item})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    where = tmp_path / "policy"
    where.mkdir()
    (where / "policy.md").write_text(POLICY, encoding="utf-8")
    return where


@pytest.fixture
def config(tmp_path: Path, folder: Path) -> Config:
    return Config(data=tmp_path / "data", policy=folder)


def decided(config: Config, number: int) -> Decision:
    ombud = Ombud.open(config)
    try:
        (answer,) = ombud.decider.decide([event(number)], "test")
    finally:
        ombud.close()
    return msgspec.json.decode(answer.record, type=Decision)  # type: ignore[union-attr]  # a decision, not a refusal


@pytest.fixture(params=MODELS)
def model(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_a_rule_goes_by_the_model_that_was_chosen_and_the_decision_says_so(model: str, folder: Path) -> None:
    (answer,) = open_dry(folder, model=model).decide([event()], "test")
    decision = msgspec.json.decode(answer.record, type=Decision)  # type: ignore[union-attr]  # a decision, not a refusal
    for name in ("toxic", "spam"):
        assert decision.signals[name].version.startswith(VERSIONS[model])


def test_a_rule_sees_what_a_door_says(model: str, config: Config) -> None:
    chosen = msgspec.structs.replace(config, model=model)
    decision = decided(chosen, 1)
    (said,) = open_scorer(model).score([_asked()])
    for name in ("toxic", "spam"):
        assert (decision.signals[name].value, decision.signals[name].version) == (
            said.signals[name].value, said.signals[name].version  # type: ignore[union-attr]  # scored, not refused
        )  # fmt: skip


def test_what_one_model_decided_is_replayed_with_it_whichever_is_chosen_now(
    call: Call, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, name in enumerate(("full", "default", "full")):
        made = decided(msgspec.structs.replace(config, model=name), number)
        assert made.signals["toxic"].version == VERSIONS[name]
    for name in MODELS:
        monkeypatch.setenv("OMBUD_MODEL", name)
        code, said, err = call("replay", "--all", "--data", config.data)
        assert code == 0, said + err


def test_the_command_line_chooses(call: Call, folder: Path, tmp_path: Path, model: str) -> None:
    (tmp_path / "events.jsonl").write_bytes(event() + b"\n")
    code, said, _ = call("decide", "--policy", folder, "--model", model, tmp_path / "events.jsonl")
    assert code == 0
    assert msgspec.json.decode(said)["signals"]["toxic"]["version"] == VERSIONS[model]
    code, said, _ = call("policy", "test", folder, "--model", model)
    assert code == 0, said
    assert (
        call("ingest", tmp_path / "events.jsonl", "--policy", folder, "--model", model, "--data", tmp_path / "d")[0]
        == 0
    )
    code, said, _ = call("replay", "--all", "--data", tmp_path / "d")
    assert code == 0, said


def test_doctor_says_which(call: Call, tmp_path: Path, model: str) -> None:
    _, said, _ = call("doctor", "--data", tmp_path / "none", "--model", model)
    (line,) = [line for line in said.splitlines() if line.split()[1:2] == ["model"]]
    assert f"the {model} model" in line
    assert VERSIONS[model] in line


def test_a_model_that_there_is_not_is_refused_at_the_start(config: Config) -> None:
    with pytest.raises(NotFound) as caught:
        Ombud.open(msgspec.structs.replace(config, model="enormous"))
    assert caught.value.code == "unknown_model"


def _asked() -> ScoreRequest:
    return ScoreRequest(POST, "en")
