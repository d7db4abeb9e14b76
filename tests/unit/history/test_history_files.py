"""Parquet files by the day: what is written is read, once and in order, whatever happened on the way."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from ombud.history import EventLines, HistoryFiles, HistoryReader, common_schema
from ombud.intake import NORMAL_FORM, read
from ombud.model import Actor, Attribute, BadInput, Decision, Measure, Schema, SystemFault
from ombud.policy.backtest import Judgement, Past
from tests.support.policies import arrive

DAY = datetime(2026, 11, 20, 23, 59, tzinfo=UTC)


def past(seq: int, at: datetime = DAY, author: str = "anna") -> Past:
    arrival = arrive({"id": f"e{seq}", "item": {"id": f"p{seq}", "text": f"post {seq}"}, "author": {"id": author}})
    decision = Decision(
        id=f"dec_{seq}", event=f"e{seq}", item=f"p{seq}", measure=Measure.HOLD, policy="sha256:x",
        actor=Actor("automation"), at=at,
    )  # fmt: skip
    return Past(seq, arrival, decision)


def files(folder: Path) -> HistoryFiles:
    return HistoryFiles(folder / "history", NORMAL_FORM)


def rows(history: HistoryFiles) -> list[int]:
    return [seq for frame in history.reader().chunks() for seq in frame["seq"]]


def names(history: HistoryFiles) -> list[str]:
    return sorted(str(path.relative_to(history.folder)) for path in history.folder.rglob("*.parquet"))


def test_each_row_lies_in_the_folder_of_the_day_it_was_decided_on(tmp_path: Path) -> None:
    history = files(tmp_path)
    history.write([past(1), past(2, DAY + timedelta(minutes=2)), past(3, DAY + timedelta(minutes=3))])
    assert names(history) == [
        "events/day=2026-11-20/000000000000001-000000000000001.parquet",
        "events/day=2026-11-21/000000000000002-000000000000003.parquet",
    ]
    assert rows(history) == [1, 2, 3]


def test_only_the_owner_may_read_what_people_wrote(tmp_path: Path) -> None:
    history = files(tmp_path)
    history.write([past(1)])
    (file,) = history.folder.rglob("*.parquet")
    assert file.stat().st_mode & 0o777 == 0o600
    assert history.folder.joinpath("events").stat().st_mode & 0o777 == 0o700


def test_the_small_files_of_a_finished_day_become_one(tmp_path: Path) -> None:
    history = files(tmp_path)
    history.write([past(1)])
    history.write([past(2)])
    history.write([past(3, DAY + timedelta(days=1))])
    assert history.compact(date(2026, 11, 21)) == 1
    assert len(names(history)) == 2
    assert rows(history) == [1, 2, 3]
    assert history.compact(date(2026, 11, 21)) == 0


def test_who_dies_while_putting_files_together_counts_nothing_twice(tmp_path: Path) -> None:
    history = files(tmp_path)
    history.write([past(1)])
    history.write([past(2)])
    small = {name: (history.folder / name).read_bytes() for name in names(history)}
    history.compact(date(2026, 11, 21))
    for name, content in small.items():
        (history.folder / name).write_bytes(content)
    assert rows(history) == [1, 2]
    history.compact(date(2026, 11, 21))
    assert len(names(history)) == 1


def test_what_nobody_remembers_having_written_is_written_again(tmp_path: Path) -> None:
    history = files(tmp_path)
    history.write([past(1), past(2)])
    history.write([past(3)])
    history.discard_after(2)
    assert rows(history) == [1, 2]


def test_days_grow_old_and_go(tmp_path: Path) -> None:
    history = files(tmp_path)
    history.write([past(1), past(2, DAY + timedelta(days=1))])
    assert history.discard_before(date(2026, 11, 21)) == 1
    assert rows(history) == [2]


def test_one_author_is_taken_out_of_every_file(tmp_path: Path) -> None:
    history = files(tmp_path)
    history.write([past(1), past(2, author="ben"), past(3, DAY + timedelta(days=1))])
    assert history.forget("anna") == 2
    assert rows(history) == [2]
    assert history.forget("anna") == 0


def test_the_last_word_of_people_stands_beside_the_machine_s_decision(tmp_path: Path) -> None:
    history = files(tmp_path)
    history.write([past(1), past(2)])
    history.judge([Judgement(3, "dec_3", "dec_1", True, DAY.date())])
    history.judge([Judgement(4, "dec_4", "dec_3", False, DAY.date())])
    (frame,) = history.reader().chunks()
    assert frame["upheld"].to_list() == [False, None]


def test_one_process_at_a_time_writes(tmp_path: Path) -> None:
    history = files(tmp_path)
    with history.alone() as ours, files(tmp_path).alone() as others:
        assert (ours, others) == (True, False)
    with files(tmp_path).alone() as others:
        assert others


def test_a_folder_has_a_name_of_its_own_that_stays(tmp_path: Path) -> None:
    assert files(tmp_path).identity == files(tmp_path).identity != files(tmp_path / "other").identity


def test_a_parquet_file_of_something_else_is_refused_by_name(tmp_path: Path) -> None:
    pl.DataFrame({"a": [1]}).write_parquet(tmp_path / "other.parquet")
    with pytest.raises(BadInput) as refused:
        HistoryReader([tmp_path / "other.parquet"])
    assert refused.value.code == "not_a_history"
    (tmp_path / "broken.parquet").write_bytes(b"PAR1 nothing more")
    with pytest.raises(BadInput) as refused:
        HistoryReader([tmp_path / "broken.parquet"])
    assert refused.value.code == "history_unreadable"


def test_a_file_that_goes_bad_while_it_is_read_is_said_to_be(tmp_path: Path) -> None:
    history = files(tmp_path)
    history.write([past(1)])
    reader = history.reader()
    (file,) = history.folder.rglob("*.parquet")
    file.write_bytes(b"PAR1 nothing more")
    with pytest.raises(BadInput, match="cannot be read"):
        list(reader.chunks())


def test_a_folder_that_cannot_be_written_is_our_fault(tmp_path: Path) -> None:
    (tmp_path / "history").write_text("a file")
    with pytest.raises(SystemFault, match="cannot write the history"):
        files(tmp_path).write([past(1)])


def test_lines_of_a_file_are_past_events_and_the_others_are_named() -> None:
    def arrival(line: bytes) -> object:
        return read(line, schema=Schema(), now=datetime(2027, 1, 1, tzinfo=UTC))

    good = b'{"id":"e1","type":"item.created","item":{"id":"p1","kind":"post"}}'
    lines = EventLines([[(1, good), (2, b"no event")]], arrival, NORMAL_FORM)  # type: ignore[arg-type]
    (frame,) = lines.chunks()
    assert frame["event.id"].to_list() == ["e1"]
    assert [(number, error.code) for number, error in lines.refused] == [(2, "not_json")]


def test_the_past_may_lack_what_either_policy_asks_of_a_platform() -> None:
    old = Schema((Attribute("author.karma", "int"), Attribute("item.x", "int")), ("author.name",))
    new = Schema((Attribute("author.karma", "double"),))
    assert common_schema(old, new) == Schema(
        (Attribute("author.karma", "double", optional=True), Attribute("item.x", "int", optional=True))
    )
