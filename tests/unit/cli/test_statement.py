"""`ombud statement`: what the public is told of a decision."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.cli import THREAT, Call, event


@pytest.fixture
def decisions(call: Call, tmp_path: Path) -> list[str]:
    """One that restricts nothing, and one that does."""
    (tmp_path / "posts.jsonl").write_bytes(event(1) + b"\n" + event(2, THREAT))
    call("ingest", "posts.jsonl")
    with closing(sqlite3.connect(tmp_path / "data" / "ombud.db")) as database:
        return [row[0] for row in database.execute("select id from decisions order by seq")]


def test_a_restriction_is_printed_as_the_database_is_told_it(call: Call, decisions: list[str]) -> None:
    code, said, _ = call("statement", decisions[1])
    assert code == 0
    told = json.loads(said)
    assert told["category"] == "STATEMENT_CATEGORY_VIOLENCE"
    assert THREAT not in said
    assert "post-2" not in said


def test_of_what_restricts_nothing_there_is_nothing_to_tell(call: Call, decisions: list[str]) -> None:
    code, said, complaint = call("statement", decisions[0])
    assert (code, said) == (1, "")
    assert "[nothing_to_tell]" in complaint


def test_a_decision_that_is_none_is_said_to_be_none(call: Call, decisions: list[str]) -> None:
    code, _, complaint = call("statement", "dec_nowhere")
    assert code == 1
    assert "[no_such_decision]" in complaint
