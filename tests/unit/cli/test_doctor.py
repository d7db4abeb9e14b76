"""`ombud doctor`: one line per check, with advice."""

import json
import shutil
from pathlib import Path

import pytest

from ombud.signals.languages import embedder
from tests.support.cli import Call, events
from tests.support.server import Server


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


@pytest.mark.parametrize("emptied", [False, True])
def test_a_lost_database_fails_and_no_other_is_put_in_its_place(call: Call, data: Path, emptied: bool) -> None:
    for part in data.glob("ombud.db*"):
        part.unlink()
    if emptied:
        (data / "ombud.db").touch(0o600)
    code, states = _states(call)
    assert (code, states["store"]) == (3, "fail")
    assert "restore the database from a backup" in call("doctor")[1]
    assert (data / "ombud.db").exists() is emptied
    assert not emptied or not (data / "ombud.db").stat().st_size


@pytest.mark.parametrize("name", ["ledger", "memory", "ledger.vkey"])
@pytest.mark.parametrize("folder", [False, True])
def test_something_else_where_files_are_kept_ends_no_report(call: Call, data: Path, name: str, folder: bool) -> None:
    path = data / name
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
    if folder and name == "ledger.vkey":
        path.mkdir()
    elif not folder and name != "ledger.vkey":
        path.write_bytes(b"?")
    code, states = _states(call)
    assert "webhook" in states
    assert code in (0, 3)
    assert (code == 3) is ("fail" in states.values())


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("OMBUD_PORT", "many", "OMBUD_PORT is 'many'"),
        ("OMBUD_FLAGS", "spam=NaN", "the threshold of spam is 'NaN'"),
        ("OMBUD_HISTORY_DAYS", "-1", "OMBUD_HISTORY_DAYS is '-1'"),
    ],
)
def test_a_setting_that_is_none_is_a_line_of_the_report(
    call: Call, data: Path, monkeypatch: pytest.MonkeyPatch, setting: str, value: str, said: str
) -> None:
    monkeypatch.setenv(setting, value)
    code, out, _ = call("doctor", "--json")
    (found,) = (one for one in json.loads(out) if one["name"] == "settings")
    assert (code, found["state"]) == (3, "fail")
    assert said in found["said"]


def test_it_says_from_which_scores_on_the_doors_flag(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "the doors flag from the scores that ship" in call("doctor")[1]
    monkeypatch.setenv("OMBUD_FLAGS", "spam=0.9,sexual=never")
    assert "the doors flag spam from 0.9 on, sexual never; the rest" in call("doctor")[1]


@pytest.mark.parametrize("model", ["default", "full"])
def test_beside_a_running_server_it_looks_and_changes_nothing(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, model: str
) -> None:
    monkeypatch.setenv("OMBUD_MODEL", model)
    with Server(tmp_path / "data"):
        code, states = _states(call)
    assert code == 0
    assert {name for name, state in states.items() if state != "ok"} <= {"webhook", "data"}


def test_a_broken_folder_of_plug_ins_is_told_plug_in_by_plug_in(call: Call, data: Path, tmp_path: Path) -> None:
    plugins = tmp_path / "mine"
    for name, content in (("a", b"not = [toml"), ("b", b"\xff\xfe"), ("c", None)):
        (plugins / name).mkdir(parents=True)
        if content is not None:
            (plugins / name / "plugin.toml").write_bytes(content)
    (plugins / "d" / "plugin.toml").mkdir(parents=True)
    (plugins / "e").symlink_to("nowhere")
    code, out, _ = call("doctor", "--plugins", "mine", "--json")
    told = [one["said"] for one in json.loads(out) if one["name"] == "plugin"]
    assert code == 3
    assert [said[:2] for said in told[:4]] == ["a:", "b:", "c:", "d:"]


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
