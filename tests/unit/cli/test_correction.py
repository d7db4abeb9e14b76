"""`ombud correction`: what waits is shown, and judged once."""

import json
from pathlib import Path

import pytest

from ombud.wiring import Config, Ombud
from tests.support.cli import Call


@pytest.fixture
def sent(tmp_path: Path) -> list[str]:
    """The ids of two corrections in ./data; one of them tries to drive the terminal."""
    ombud = Ombud.open(Config(data=tmp_path / "data"))
    key, _ = ombud.accounts.add_key("forum", ("score",))
    texts = {"fine \x1b[31mwords": {"toxic": 0.0}, "buy " * 60: {"spam": 1.0, "scam": 0.5}}
    ids = [ombud.corrections.take(text, labels, door="akismet", key=key.id).id for text, labels in texts.items()]
    ombud.close()
    return ids


def test_what_waits_is_listed_and_cannot_drive_the_terminal(call: Call, sent: list[str]) -> None:
    code, out, _ = call("correction", "list")
    assert code == 0
    assert "2 of 2 corrections" in out
    assert "fine ⟨U+001B⟩[31mwords" in out
    assert "scam=0.5 spam=1" in out
    assert "buy " * 26 not in out
    assert [one["id"] for one in json.loads(call("correction", "list", "--json", "--limit", "1")[1])] == sent[:1]


def test_each_is_judged_once(call: Call, sent: list[str]) -> None:
    assert call("correction", "accept", sent[0])[:2] == (0, f"accepted {sent[0]}\n")
    assert call("correction", "reject", sent[1])[:2] == (0, f"rejected {sent[1]}\n")
    code, _, complaint = call("correction", "reject", sent[0])
    assert code == 1
    assert "[correction_judged]" in complaint
    assert "0 of 0" in call("correction", "list")[1]


@pytest.mark.parametrize("what", ["accept", "reject"])
def test_what_is_not_there_is_said(call: Call, sent: list[str], what: str) -> None:
    code, _, complaint = call("correction", what, "cor_0")
    assert (code, "[no_such_correction]" in complaint) == (1, True)
