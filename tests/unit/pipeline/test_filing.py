"""From a post to a statement in the DSA Transparency Database: off by default, and with the database running."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from ombud.model import BadInput, Role
from ombud.process.tdb import puid_of, validate
from ombud.wiring import Config, Ombud
from tests.support.story import THREAT, confirm, decide, event
from tests.support.tdb_server import TOKEN, RunningTdb


@pytest.fixture
def server() -> Iterator[RunningTdb]:
    with RunningTdb() as running:
        yield running


@pytest.fixture
def token(tmp_path: Path) -> Path:
    file = tmp_path / "tdb.token"
    file.write_text(TOKEN + "\n", encoding="utf-8")
    return file


@pytest.fixture
def filing(tmp_path: Path, server: RunningTdb, token: Path) -> Iterator[Ombud]:
    one = Ombud.open(Config(data=tmp_path / "data", tdb_url=server.url, tdb_token_file=token))
    yield one
    one.close()


def test_every_restriction_is_filed_with_its_reasons_and_nothing_else_is(filing: Ombud, server: RunningTdb) -> None:
    held = decide(filing, event(1, THREAT))["id"]
    decide(filing, event(2, "Good morning, the ducks are walking."))
    removed = confirm(filing, "post-1", filing.accounts.add_user("ana", Role.REVIEWER, "correct horse battery"))
    with filing.store.read() as unit:
        tasks = unit.outbox.page()[::-1]
    assert [task.subject for task in tasks] == [held, removed]
    assert all(validate(msgspec.json.decode(task.payload)) == [] for task in tasks)
    assert filing.filer is not None
    assert (filing.filer.run_once(), filing.filer.run_once()) == (2, 0)
    assert server.stored == [puid_of(held), puid_of(removed)]


def test_what_is_only_carried_on_is_not_filed_again(filing: Ombud) -> None:
    decide(filing, event(1, THREAT))
    confirm(filing, "post-1", filing.accounts.add_user("ana", Role.REVIEWER, "correct horse battery"))
    again = decide(filing, event(1, THREAT, id="evt-9", type="item.reported"))
    assert again["statement"]
    with filing.store.read() as unit:
        assert again["id"] not in [task.subject for task in unit.outbox.page()]


def test_a_running_ombud_files_by_itself(filing: Ombud, server: RunningTdb) -> None:
    filing.start()
    held = decide(filing, event(1, THREAT))["id"]
    for _ in range(600):
        if server.stored:
            break
        time.sleep(0.1)
    filing.stop()
    assert server.stored == [puid_of(held)]


def test_without_an_address_nothing_is_filed_and_yet_anybody_may_ask_what_would_be(tmp_path: Path) -> None:
    one = Ombud.open(Config(data=tmp_path / "data"))
    decide(one, event(1, THREAT))
    assert one.filer is None
    with one.store.read() as unit:
        assert unit.outbox.page() == []
        view = unit.records.latest(["post-1"])["post-1"]
    one.close()
    assert view.statement is not None
    told = one.public_record(view.decision, view.event, view.statement)
    assert told is not None
    assert told.puid == puid_of(view.decision.id)


def test_clauses_are_what_the_table_says_they_are(tmp_path: Path) -> None:
    table = tmp_path / "categories.json"
    table.write_text('{"safety/threats": {"category": "STATEMENT_CATEGORY_CYBER_VIOLENCE"}}', encoding="utf-8")
    one = Ombud.open(Config(data=tmp_path / "data", tdb_categories=table))
    decide(one, event(1, THREAT))
    with one.store.read() as unit:
        view = unit.records.latest(["post-1"])["post-1"]
    assert view.statement is not None
    told = one.public_record(view.decision, view.event, view.statement)
    one.close()
    assert told is not None
    assert told.category == "STATEMENT_CATEGORY_CYBER_VIOLENCE"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({}, "tdb_token_missing"),
        ({"tdb_token_file": Path("nowhere")}, "file_unreadable"),
        ({"tdb_token_file": Path(__file__)}, "tdb_token_invalid"),
        ({"tdb_categories": Path(__file__), "tdb_url": None}, "tdb_categories_invalid"),
    ],
)
def test_what_is_missing_or_wrong_is_said_at_the_start(tmp_path: Path, more: dict[str, Any], code: str) -> None:
    with pytest.raises(BadInput) as refused:
        Ombud.open(Config(data=tmp_path / "data", **{"tdb_url": "https://transparency.example", **more}))
    assert refused.value.code == code


def test_the_settings_come_from_the_environment() -> None:
    config = Config.from_env(
        {"OMBUD_TDB_URL": "https://t.example", "OMBUD_TDB_TOKEN_FILE": "t", "OMBUD_TDB_CATEGORIES": "c"}
    )
    assert (config.tdb_url, config.tdb_token_file, config.tdb_categories) == ("https://t.example", Path("t"), Path("c"))
