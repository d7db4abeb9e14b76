"""`ombud ingest`: a file through the whole pipeline, whatever happens on the way."""

import contextlib
import gzip
import json
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from ombud.store import open_store
from tests.support.cli import THREAT, Call, event, events

MANY = 10_000


def _recorded(data: Path) -> list[str]:
    store = open_store(f"sqlite:///{data / 'ombud.db'}")
    with store.read() as unit:
        ids = unit.records.ids(limit=100_000)
        found = [view.event.id for one in ids if (view := unit.records.decision(one))]
    store.close()
    return found


def test_it_ends_with_a_table_of_what_was_decided(call: Call, tmp_path: Path) -> None:
    (tmp_path / "posts.jsonl").write_bytes(event(1) + b"\n" + event(2, THREAT) + b"\n" + event(1) + b"\n")
    code, said, _ = call("ingest", "posts.jsonl")
    assert code == 0
    for row in (
        ["measure", "allow", "1"],
        ["measure", "hold", "1"],
        ["refused", "0"],
        ["duplicates", "1"],
        ["lines", "3"],
    ):
        assert row in [line.split() for line in said.splitlines()]
    assert "threats" in said
    assert "events per second" in said


def test_refused_lines_are_counted_by_code_and_the_first_is_shown(call: Call, tmp_path: Path) -> None:
    (tmp_path / "posts.jsonl").write_bytes(b"{oops\n" + event(1) + b"\n[\n")
    code, said, complaint = call("ingest", "posts.jsonl", "--json")
    report = json.loads(said)
    assert code == 1
    assert report["refused"] == {"not_json": 2}
    assert report["measures"] == {"allow": 1}
    assert "line 1" in call("ingest", "posts.jsonl", "--from-start")[2] + complaint


def test_a_file_that_was_ingested_is_not_read_into_the_record_again(call: Call, tmp_path: Path) -> None:
    (tmp_path / "posts.jsonl.gz").write_bytes(gzip.compress(events(30)))
    call("ingest", "posts.jsonl.gz")
    (tmp_path / "posts.jsonl.gz").rename(tmp_path / "moved")
    code, said, complaint = call("ingest", "moved", "--json")
    assert code == 0
    assert "going on after line 30" in complaint
    assert json.loads(said)["lines"] == 0


def test_from_start_finds_everything_on_the_record_already(call: Call, tmp_path: Path) -> None:
    (tmp_path / "posts.jsonl").write_bytes(events(30))
    call("ingest", "posts.jsonl")
    report = json.loads(call("ingest", "posts.jsonl", "--from-start", "--json")[1])
    assert report["duplicates"] == 30
    assert report["measures"] == {}


def test_everything_ingested_is_in_the_public_log(call: Call, tmp_path: Path) -> None:
    (tmp_path / "posts.jsonl").write_bytes(events(30))
    call("ingest", "posts.jsonl")
    key = (tmp_path / "data" / "ledger.vkey").read_text().strip()
    code, said, _ = call("ledger", "verify", "data/ledger", "--key", key)
    assert code == 0
    assert "30  decision" in said


def _start(folder: Path) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "ombud.cli", "ingest", "many.jsonl", "--batch", "10"]
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def _wait_for_some(data: Path, running: "subprocess.Popen[bytes]") -> None:
    """Return once 20 decisions are stored; counting costs next to nothing, or ingestion would end before the count."""
    while running.poll() is None:
        if (data / "ombud.db").exists():
            with contextlib.suppress(sqlite3.OperationalError), contextlib.closing(_reader(data)) as reader:
                if reader.execute("SELECT count(*) FROM decisions").fetchone()[0] >= 20:
                    return
        time.sleep(0.02)


def _reader(data: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{data / 'ombud.db'}?mode=ro", uri=True)


def test_killed_in_the_middle_it_goes_on_and_decides_everything_once(call: Call, tmp_path: Path) -> None:
    (tmp_path / "many.jsonl").write_bytes(events(MANY))
    with _start(tmp_path) as running:
        _wait_for_some(tmp_path / "data", running)
        running.kill()
    before = len(_recorded(tmp_path / "data"))
    assert 20 <= before < MANY
    code, _, complaint = call("ingest", "many.jsonl", "--json")
    assert code == 0
    assert "going on after line" in complaint
    assert sorted(_recorded(tmp_path / "data")) == sorted(f"evt-{n}" for n in range(1, MANY + 1))


def test_interrupted_it_says_how_to_go_on_and_has_counted_all_it_stored(tmp_path: Path) -> None:
    (tmp_path / "many.jsonl").write_bytes(events(MANY))
    with _start(tmp_path) as running:
        _wait_for_some(tmp_path / "data", running)
        running.send_signal(signal.SIGINT)
        said, complaint = running.communicate(timeout=60)
    assert running.returncode == 130
    assert b"the same command goes on after line" in complaint
    assert said.startswith(b"Stopped; run the same command again to go on")
    assert ["lines", f"{len(_recorded(tmp_path / 'data')):,}"] in [line.split() for line in said.decode().splitlines()]


def test_it_leaves_a_data_directory_alone_where_a_server_is_at_work(call: Call, tmp_path: Path) -> None:
    (tmp_path / "many.jsonl").write_bytes(events(60_000))
    with _start(tmp_path) as running:
        _wait_for_some(tmp_path / "data", running)
        code, _, complaint = call("ingest", "many.jsonl")
        running.kill()
    assert code == 1
    assert "[data_in_use]" in complaint
