"""Plug-ins, as the commands and the running site see them: a policy goes by them, what they said is replayed."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.cli import Call, Shell, event
from tests.support.openai_server import EndpointServer
from tests.support.plugins import Copies
from tests.support.server import Server

POLICY = """\
---
policy: guarded
title: Guarded
language: en
---

# Safety

Be safe.

## Do not threaten people {#threats}

Do not say that you will hurt somebody.

```rule
id: guard
when: signal.threat_guard >= 0.5
then: hold
queue: threats
```

```examples
violates: I will break your legs tonight
allows: What a lovely garden you have
```
"""
THREAT = event(1, "I will break your legs tonight")
KIND = event(2, "What a lovely garden you have")


@pytest.fixture(scope="module")
def serving() -> Iterator[EndpointServer]:
    with EndpointServer() as server:
        yield server


@pytest.fixture
def server(serving: EndpointServer) -> EndpointServer:
    serving.fail()
    return serving


@pytest.fixture
def data(tmp_path: Path, server: EndpointServer) -> Path:
    """A data folder with both examples as plug-ins, and a policy beside it that goes by one of them."""
    copies = Copies(tmp_path / "data" / "plugins")
    copies.of("question")
    copies.of("threat_guard", ("http://127.0.0.1:8600/v1", server.url))
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "rules.md").write_text(POLICY, "utf-8")
    return tmp_path / "data"


def test_a_policy_may_name_the_signals_of_plug_ins_and_of_no_others(call: Call, data: Path, tmp_path: Path) -> None:
    assert call("policy", "check", "rules")[0] == 0
    (tmp_path / "elsewhere").mkdir()
    code, said, _ = call("policy", "check", "rules", "--plugins", tmp_path / "elsewhere")
    assert code == 1
    assert "no signal named `threat_guard`" in said
    assert call("policy", "check", "rules")[0] == 0


def test_a_mistyped_folder_is_no_folder_without_plug_ins(call: Call, data: Path) -> None:
    code, _, told = call("policy", "check", "rules", "--plugins", "data/plug-ins")
    assert code == 2
    assert "plug-ins" in told


def test_examples_are_tried_with_the_real_answers(shell: Shell, data: Path, server: EndpointServer) -> None:
    tested = shell("policy", "test", "rules")
    assert tested.returncode == 0, tested.stdout
    assert len(server.asked()) == 2
    server.fail("status 500")
    assert shell("policy", "test", "rules").returncode == 1


def test_decisions_go_by_the_clause_of_their_own_policy(shell: Shell, data: Path, server: EndpointServer) -> None:
    decided = shell("decide", "--policy", "rules", stdin=THREAT + b"\n" + KIND + b"\n")
    first, second = map(json.loads, decided.stdout.splitlines())
    assert (first["measure"], second["measure"]) == ("hold", "allow")
    signal = first["signals"]["threat_guard"]
    assert signal["value"] == 1.0
    assert signal["version"].startswith("endpoint+sha256:")
    assert "Do not say that you will hurt somebody." in server.asked()[0]["body"]["messages"][0]["content"]


def test_a_post_is_decided_without_an_endpoint_that_fails(shell: Shell, data: Path, server: EndpointServer) -> None:
    server.fail("status 500")
    decided = json.loads(shell("decide", "--policy", "rules", stdin=THREAT).stdout)
    assert decided["measure"] == "allow"
    assert decided["signals"]["threat_guard"]["abstained"] == "unavailable"


def test_a_replay_and_a_backtest_read_what_was_said_and_ask_nobody(
    shell: Shell, data: Path, server: EndpointServer, tmp_path: Path
) -> None:
    (tmp_path / "posts.jsonl").write_bytes(THREAT + b"\n" + KIND + b"\n")
    assert shell("ingest", "posts.jsonl", "--policy", "rules").returncode == 0
    assert len(server.asked()) == 2
    server.fail("status 500")
    replayed = shell("replay", "--all")
    assert replayed.returncode == 0, replayed.stdout + replayed.stderr
    compared = json.loads(shell("policy", "diff", "current", "rules", "--over", "posts.jsonl", "--json").stdout)
    assert compared["events"] == 2
    assert server.asked() == []


def test_scores_of_plug_ins_stand_beside_those_of_the_model(shell: Shell, data: Path) -> None:
    done = shell("score", "--policy", "rules", stdin=b"I will break your legs tonight\nWhere is the key to the shed?\n")
    first, second = (json.loads(line)["signals"] for line in done.stdout.splitlines())
    assert first["threat_guard"]["value"] == 1.0
    assert second["threat_guard"]["value"] == 0.0
    assert second["question"]["value"] > 0.9 > first["question"]["value"]
    assert "toxic" in first


def test_the_doctor_looks_each_over(call: Call, data: Path, server: EndpointServer) -> None:
    said = call("doctor")[1].splitlines()
    about = [line for line in said if line.startswith(("ok    plugin", "warn  plugin", "fail  plugin"))]
    assert "question: question (onnx+sha256:" in about[0]
    assert "without personal data, and answers" in about[1]
    assert [line[:4] for line in about] == ["ok  ", "ok  "]


def test_the_doctor_says_what_is_wrong_with_one(call: Call, data: Path, server: EndpointServer) -> None:
    toml = data / "plugins" / "threat_guard" / "plugin.toml"
    toml.write_text(toml.read_text().replace('"ombud-text"', '"another"'))
    (data / "plugins" / "question" / "card.md").unlink()
    code, said, _ = call("doctor")
    assert code == 3
    assert "fail  plugin      question: there is no file card.md" in said
    assert "it has no model another" in said
    assert "it has ombud-text" in said


def test_the_doctor_says_that_an_endpoint_does_not_answer(call: Call, data: Path) -> None:
    toml = data / "plugins" / "threat_guard" / "plugin.toml"
    text = toml.read_text()
    toml.write_text(text.replace(text.partition('base_url = "')[2].partition('"')[0], "http://127.0.0.1:9/v1"))
    code, said, told = call("doctor")
    assert code == 0, told
    assert "it does not say which models it has: unavailable" in said


def test_the_doctor_says_that_the_policy_does_not_have_a_clause(call: Call, data: Path, tmp_path: Path) -> None:
    (tmp_path / "posts.jsonl").write_bytes(KIND)
    assert call("ingest", "posts.jsonl", "--policy", "rules")[0] == 0
    assert "goes by the clause" not in call("doctor")[1]
    toml = data / "plugins" / "threat_guard" / "plugin.toml"
    toml.write_text(toml.read_text().replace("safety/threats", "safety/threat"))
    assert "threat_guard goes by the clause safety/threat, which the policy in force does not have" in call("doctor")[1]


def test_one_that_does_not_fit_stops_what_needs_it_with_a_clear_word(call: Call, data: Path) -> None:
    (data / "plugins" / "threat_guard" / "card.md").write_text("# Nothing\n")
    code, _, told = call("policy", "check", "rules")
    assert code == 1
    assert "The plug-in threat_guard: card.md does not say what leaves the machine" in told
    assert "[plugin_invalid]" in told


def test_their_cards_are_public_on_the_running_site(data: Path, tmp_path: Path) -> None:
    with Server(data, policy=str(tmp_path / "rules")) as running:
        status, listed = running.get("/detectors")
        assert status == 200
        assert b"/detectors/threat_guard" in listed
        card = running.get("/detectors/threat_guard")[1].decode()
        assert "What leaves the machine" in card
        assert "endpoint+sha256:" in card
