"""`ombud ledger verify`: the whole log, from the outside."""

import functools
import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.cli import Call, Log


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def address(log: Log) -> Iterator[str]:
    """The log behind a real web server."""
    handler = functools.partial(_Quiet, directory=str(log.folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_good_log_in_a_folder_holds(call: Call, log: Log) -> None:
    code, said, _ = call("ledger", "verify", log.folder, "--key", log.vkey)
    assert code == 0
    assert "The log example.org/log holds: 5 entries" in said
    assert "2  decision" in said
    assert "1  appeal filed" in said


def test_a_good_log_on_the_web_holds(call: Call, log: Log, address: str) -> None:
    code, said, _ = call("ledger", "verify", address, "--key", log.vkey, "--json")
    report = json.loads(said)
    assert code == 0
    assert report["ok"] is True
    assert report["size"] == 5
    assert report["counts"]["decision"] == {"2026-11-22": 2}


def test_a_tampered_log_does_not_hold_and_says_where(call: Call, log: Log) -> None:
    tile = next(log.folder.rglob("tile/0/*/*"))
    tile.write_bytes(bytes(32) + tile.read_bytes()[32:])
    code, said, _ = call("ledger", "verify", log.folder, "--key", log.vkey)
    assert code == 1
    assert "THE LOG DOES NOT HOLD" in said
    assert "tile/0" in said


def test_a_log_without_its_entries_does_not_hold(call: Call, log: Log, address: str) -> None:
    next(log.folder.rglob("tile/entries/*/*")).unlink()
    code, _, _ = call("ledger", "verify", address, "--key", log.vkey)
    assert code == 1


def test_it_holds_against_a_checkpoint_kept_from_earlier(call: Call, log: Log, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_bytes((log.folder / "checkpoint").read_bytes())
    code, said, _ = call("ledger", "verify", log.folder, "--key", log.vkey, "--known", kept)
    assert code == 0
    assert "only grown since the 5 entries" in said


def test_a_log_that_cannot_be_reached_is_the_systems_fault(call: Call, log: Log) -> None:
    code, _, complaint = call("ledger", "verify", "http://127.0.0.1:9", "--key", log.vkey)
    assert code == 3
    assert "[log_unreachable]" in complaint


def test_something_that_is_no_log_is_the_inputs_fault(call: Call, log: Log) -> None:
    code, _, complaint = call("ledger", "verify", "nothing-here", "--key", log.vkey)
    assert code == 1
    assert "[no_such_log]" in complaint


def test_an_address_without_a_log_is_not_taken_for_a_log_that_fails(call: Call, log: Log, tmp_path: Path) -> None:
    code, said, complaint = call("ledger", "verify", tmp_path, "--key", log.vkey)
    assert (code, said) == (1, "")
    assert "there is no log at this address" in complaint
    assert f"did you mean {tmp_path}/ledger?" in complaint
    assert "[no_log_here]" in complaint


def test_a_key_that_is_none_is_the_inputs_fault(call: Call, log: Log) -> None:
    code, _, complaint = call("ledger", "verify", log.folder, "--key", "hello")
    assert code == 1
    assert "[vkey_malformed]" in complaint
