"""`ombud replay`: is what is on the record what the rules say?"""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.cli import THREAT, Call, event


@pytest.fixture
def data(call: Call, tmp_path: Path) -> Path:
    """Two decisions on the record."""
    (tmp_path / "posts.jsonl").write_bytes(event(1) + b"\n" + event(2, THREAT))
    call("ingest", "posts.jsonl")
    return tmp_path / "data"


def test_all_decisions_come_out_the_same(call: Call, data: Path) -> None:
    code, said, _ = call("replay", "--all")
    assert code == 0
    assert "2 the same, 0 different" in said


def test_one_decision_can_be_named_and_must_exist(call: Call, data: Path) -> None:
    with closing(sqlite3.connect(data / "ombud.db")) as database:
        (decision,) = database.execute("select id from decisions limit 1").fetchone()
    assert call("replay", decision)[0] == 0
    code, _, complaint = call("replay", "dec_nowhere")
    assert code == 1
    assert "[no_such_decision]" in complaint


def test_a_mistyped_directory_is_refused_and_not_made(call: Call, tmp_path: Path) -> None:
    for command in (("replay", "--all"), ("key", "list"), ("key", "revoke", "key_1"), ("user", "list")):
        code, _, complaint = call(*command, "--data", "dat")
        assert code == 1
        assert "nothing is kept in dat" in complaint
        assert "[no_data_here]" in complaint
    assert not (tmp_path / "dat").exists()


def test_it_must_be_said_what_to_replay(call: Call, data: Path) -> None:
    assert call("replay")[0] == 2
    assert call("replay", "dec_1", "--all")[0] == 2
