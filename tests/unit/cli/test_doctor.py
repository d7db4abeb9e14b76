"""`ombud doctor`: one line per check, with advice."""

import json
from pathlib import Path

import pytest

from ombud.signals.languages import embedder
from tests.support.cli import Call, events


@pytest.fixture
def data(call: Call, tmp_path: Path) -> Path:
    """An installation in which something has happened."""
    (tmp_path / "posts.jsonl").write_bytes(events(5))
    call("ingest", "posts.jsonl")
    return tmp_path / "data"


def _states(call: Call) -> tuple[int, dict[str, str]]:
    code, said, _ = call("doctor", "--json")
    return code, {finding["name"]: finding["state"] for finding in json.loads(said)}


def test_a_healthy_installation_is_well_but_for_the_missing_webhook(call: Call, data: Path) -> None:
    code, states = _states(call)
    assert code == 0
    assert {name for name, state in states.items() if state != "ok"} == {"webhook"}
    assert {"python", "clock", "policy", "data", "disk", "keys", "store", "ledger", "outbox"} < states.keys()


def test_every_line_that_is_not_ok_comes_with_advice(call: Call, data: Path) -> None:
    said = call("doctor")[1]
    assert "warn  webhook" in said
    assert "OMBUD_WEBHOOK_URL" in said


def test_before_the_first_start_it_says_so_and_makes_nothing(call: Call, tmp_path: Path) -> None:
    code, states = _states(call)
    assert code == 0
    assert states["data"] == "warn"
    assert not (tmp_path / "data").exists()


def test_a_key_that_others_can_read_fails(call: Call, data: Path) -> None:
    (data / "keys" / "ledger.seed").chmod(0o644)
    code, states = _states(call)
    assert (code, states["keys"]) == (3, "fail")


def test_a_lost_key_fails_and_no_other_is_put_in_its_place(call: Call, data: Path) -> None:
    (data / "keys" / "ledger.seed").unlink()
    code, states = _states(call)
    assert (code, states["keys"]) == (3, "fail")
    assert not (data / "keys" / "ledger.seed").exists()


def test_a_folder_that_others_can_look_into_is_a_warning(call: Call, data: Path) -> None:
    data.chmod(0o755)
    assert _states(call)[1]["data"] == "warn"


@pytest.mark.parametrize("mode", [0o750, 0o701, 0o704, 0o770])
def test_a_folder_of_keys_that_others_can_look_into_is_a_warning(call: Call, data: Path, mode: int) -> None:
    (data / "keys").chmod(mode)
    code, states = _states(call)
    assert (code, states["keys"]) == (0, "warn")
    assert f"chmod 700 {Path('data') / 'keys'}" in call("doctor")[1]


def test_a_database_that_others_can_read_is_a_warning(call: Call, data: Path) -> None:
    (data / "ombud.db").chmod(0o640)
    assert _states(call)[1]["data"] == "warn"


def test_a_damaged_log_fails_and_names_the_file(call: Call, data: Path) -> None:
    tile = next((data / "ledger").rglob("tile/0/*/*"))
    tile.write_bytes(bytes(len(tile.read_bytes())))
    code, said, _ = call("doctor")
    assert code == 3
    assert "tile/0" in said


def test_a_database_that_cannot_be_read_fails(call: Call, data: Path) -> None:
    for part in data.glob("ombud.db*"):
        part.unlink()
    (data / "ombud.db").write_bytes(b"this is not a database" * 100)
    code, states = _states(call)
    assert (code, states["store"]) == (3, "fail")


def test_a_policy_that_does_not_compile_fails(call: Call, data: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "p.md").write_text("# Nothing {#x\n", "utf-8")
    code, said, _ = call("doctor", "--policy", "mine")
    assert code == 3
    assert "fail  policy" in said


def test_a_webhook_without_a_secret_is_named(call: Call, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMBUD_WEBHOOK_URL", "http://127.0.0.1:9/hooks")
    code, said, _ = call("doctor")
    assert code == 3
    assert "OMBUD_WEBHOOK_SECRET" in said


def test_it_says_which_languages_there_are(call: Call, tmp_path: Path) -> None:
    said = call("doctor")[1]
    assert "ok    languages" in said
    assert "de: toxic, insult, identity_hate" in said


def test_without_the_extra_for_languages_it_says_how_to_get_it(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedder, "_MODULE", "a_module_that_is_not_installed")
    assert "pip install 'ombud[languages]'" in call("doctor")[1]
