"""The history for backtests: Parquet files, one folder per UTC day in which events were decided.

A file is named by the places of its first and last row in the order of decisions. It is written under another name and
moved into place, so that it is there whole or not at all; and one whose rows all lie in a bigger file beside it counts
for nothing, so that a day can be put together into one file at any moment.
"""

import fcntl
import os
import re
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import IO

import msgspec
import polars as pl

from ombud.model import BadInput, SystemFault
from ombud.policy.backtest import COLUMNS, Judgement, Past, frame_of

__all__ = ["CHUNK", "HistoryFiles", "HistoryReader", "ShadowCount"]

CHUNK = 50_000
"""Rows that are read at once, and rows of a row group."""

_DAY = re.compile(r"day=(\d{4}-\d{2}-\d{2})")
_NAME = re.compile(r"(\d+)-(\d+)\.parquet")
_WEEK = 7
_EVENTS, _JUDGEMENTS = "events", "judgements"
_ADVICE = "Look at the data folder; the history can be deleted and is written again from the record."


class ShadowCount(msgspec.Struct, frozen=True):
    """How often a rule in shadow mode would have acted: today (UTC) and in the last seven days, of so many events.

    `items` are the last few it would have acted on.
    """

    rule: str
    day: int
    day_events: int
    week: int
    week_events: int
    items: tuple[str, ...]


class _File(msgspec.Struct, frozen=True, order=True):
    first: int
    last: int
    path: Path

    def within(self, other: "_File") -> bool:
        return other is not self and other.first <= self.first and self.last <= other.last


class HistoryFiles:
    """The files under one folder. One process at a time writes (`alone`); anybody may read meanwhile."""

    def __init__(self, folder: Path, normal_form: str) -> None:
        self.folder = folder
        self._normal_form = normal_form

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Whether this process may write, while the block lasts. The kernel lets go of a lock whose holder dies."""
        with self._faults("lock"):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = (self.folder / "writer").open("a")
        with lock:
            yield _locked(lock)

    @property
    def identity(self) -> str:
        """A name that no other folder has, made when it is first asked for."""
        path = self.folder / "identity"
        with self._faults("read"):
            if not path.exists():
                self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                draft = self.folder / f".{secrets.token_hex(8)}.new"
                draft.write_text(secrets.token_hex(8), encoding="ascii")
                draft.replace(path)
            return path.read_text(encoding="ascii")

    # ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────
    def write(self, past: Sequence[Past]) -> None:
        """Rows in order, each in the folder of the day on which it was decided."""
        by_day: dict[date, list[Past]] = {}
        for one in past:
            decided = one.decision.at if one.decision is not None else one.arrival.event.at
            by_day.setdefault(decided.date(), []).append(one)
        for day, rows in by_day.items():
            self._put(_EVENTS, day, rows[0].seq, rows[-1].seq, frame_of(rows, self._normal_form))

    def judge(self, judgements: Sequence[Judgement]) -> None:
        """Judgements in order, each in the folder of its day."""
        by_day: dict[date, list[Judgement]] = {}
        for one in judgements:
            by_day.setdefault(one.at, []).append(one)
        for day, rows in by_day.items():
            frame = pl.DataFrame([msgspec.structs.astuple(row) for row in rows], schema=_JUDGED, orient="row")
            self._put(_JUDGEMENTS, day, rows[0].seq, rows[-1].seq, frame)

    def _put(self, kind: str, day: date, first: int, last: int, frame: pl.DataFrame) -> None:
        folder = self.folder / kind / f"day={day.isoformat()}"
        draft = folder / f".{secrets.token_hex(8)}.new"
        with self._faults("write"):
            for made in (self.folder, folder.parent, folder):
                made.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                frame.write_parquet(file, compression="zstd", row_group_size=CHUNK, statistics=False)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(folder / f"{first:015}-{last:015}.parquet")

    # ── tidying ──────────────────────────────────────────────────────────────────────────────────────────────────
    def discard_after(self, seq: int) -> None:
        """Remove the rows beyond `seq`, because nobody remembers that they were written."""
        for kind in (_EVENTS, _JUDGEMENTS):
            for day, folder in self._days(kind):
                with self._faults("rewrite"):
                    for file in (file for file in _listed(folder) if file.last > seq):
                        if file.first <= seq:
                            kept = pl.read_parquet(file.path).filter(pl.col("seq") <= seq)
                            self._put(kind, day, file.first, seq, kept)
                        file.path.unlink()

    def compact(self, before: date) -> int:
        """Put the files of each day before `before` together into one; how many days had more than one."""
        done = 0
        for kind in (_EVENTS, _JUDGEMENTS):
            for day, folder in self._days(kind):
                if day < before:
                    done += self._compact(kind, day, folder)
        return done

    def _compact(self, kind: str, day: date, folder: Path) -> bool:
        with self._faults("compact"):
            files = _listed(folder)
            current = _current(files)
            if len(current) > 1:
                frames = [pl.read_parquet(file.path) for file in current]
                self._put(kind, day, current[0].first, current[-1].last, pl.concat(frames, how="diagonal_relaxed"))
                current = _current(_listed(folder))
            for file in files:
                if file not in current:
                    file.path.unlink(missing_ok=True)
        return len(files) > 1

    def discard_before(self, day: date) -> int:
        """Remove the days before `day`; how many."""
        old = [folder for kind in (_EVENTS, _JUDGEMENTS) for found, folder in self._days(kind) if found < day]
        with self._faults("remove"):
            for folder in old:
                shutil.rmtree(folder)
        return len(old)

    def forget(self, author: str) -> int:
        """Take every event of an author out of all files; how many there were."""
        found = 0
        for file in self._files(_EVENTS):
            with self._faults("rewrite"):
                frame = pl.read_parquet(file.path)
                kept = frame.filter(pl.col("author.id").ne_missing(author))
            if kept.height < frame.height:
                found += frame.height - kept.height
                day = _DAY.fullmatch(file.path.parent.name)
                self._put(_EVENTS, date.fromisoformat(day[1] if day else ""), file.first, file.last, kept)
        return found

    # ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────
    def _files(self, kind: str) -> list[_File]:
        return [file for _, folder in self._days(kind) for file in _current(_listed(folder))]

    def _days(self, kind: str) -> list[tuple[date, Path]]:
        folder = self.folder / kind
        with self._faults("list"):
            found = [(_DAY.fullmatch(path.name), path) for path in folder.iterdir()] if folder.is_dir() else []
        return sorted((date.fromisoformat(day[1]), path) for day, path in found if day)

    def reader(self) -> "HistoryReader":
        """What is there now, to be read in order."""
        judgements = [pl.read_parquet(file.path) for file in self._files(_JUDGEMENTS)]
        table = pl.concat(judgements) if judgements else pl.DataFrame(schema=_JUDGED)
        return HistoryReader([file.path for file in self._files(_EVENTS)], _last_word(table))

    def shadows(self, today: date) -> "list[ShadowCount]":
        """What shadow rules would have done in the last seven days, by rule, with a few items to look at."""
        paths = [
            file.path
            for day, folder in self._days(_EVENTS)
            if (today - day).days < _WEEK
            for file in _current(_listed(folder))
        ]
        if not paths:
            return []
        recent = pl.col("decided_at").dt.date() == today
        with self._faults("read"):
            asked = pl.concat(pl.scan_parquet(path).select("shadow", "decided_at", "item.id") for path in paths)
            fired = asked.explode("shadow").drop_nulls("shadow")
            rows = fired.group_by("shadow").agg(
                pl.len().alias("week"), recent.sum().alias("day"), pl.col("item.id").unique(maintain_order=True).tail(3)
            )
            events = asked.select(pl.len().alias("week"), recent.sum().alias("day"))
            found, (total,) = rows.sort("shadow").collect().rows(), events.collect().rows()
        return [ShadowCount(rule, day, total[1], week, total[0], tuple(items)) for rule, week, day, items in found]

    @contextmanager
    def _faults(self, what: str) -> Iterator[None]:
        try:
            yield
        except (OSError, pl.exceptions.PolarsError) as error:
            raise SystemFault("history_unavailable", f"cannot {what} the history: {error}", advice=_ADVICE) from error


_JUDGED = {"seq": pl.Int64, "decision": pl.String, "replaces": pl.String, "upheld": pl.Boolean, "at": pl.Date}


class HistoryReader:
    """Parquet files of past events, read a piece at a time. `judged` has columns ``decision`` and ``upheld``."""

    def __init__(self, paths: Sequence[Path], judged: pl.DataFrame | None = None) -> None:
        self._paths = paths
        self._judged = judged if judged is not None and judged.height else None
        self._heights = [self._height(path) for path in paths]

    @property
    def rows(self) -> int:
        """How many there are."""
        return sum(self._heights)

    def chunks(self) -> Iterator[pl.DataFrame]:
        """All of it in order, at most `CHUNK` rows at once, with the column ``upheld`` where people have judged."""
        for path, height in zip(self._paths, self._heights, strict=True):
            for start in range(0, height, CHUNK):
                try:
                    frame = pl.scan_parquet(path).slice(start, CHUNK).collect()
                except (OSError, pl.exceptions.PolarsError) as error:
                    raise _unreadable(path, error) from error
                if self._judged is not None:
                    frame = frame.join(self._judged, on="decision", how="left", maintain_order="left")
                yield frame

    @staticmethod
    def _height(path: Path) -> int:
        try:
            lazy = pl.scan_parquet(path)
            missing = sorted(set(COLUMNS).difference(lazy.collect_schema().names()))
            found = int(lazy.select(pl.len()).collect().item())
        except (OSError, pl.exceptions.PolarsError) as error:
            raise _unreadable(path, error) from error
        if missing:
            raise BadInput(
                "not_a_history",
                f"{path} has no column `{missing[0]}`",
                advice="Name a data folder, its `history` folder, or a file of events in JSON Lines.",
            )
        return found


def _unreadable(path: Path, error: Exception) -> BadInput:
    return BadInput("history_unreadable", f"{path} cannot be read as Parquet: {error}", advice=_ADVICE)


def _locked(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _listed(folder: Path) -> list[_File]:
    found = [(_NAME.fullmatch(path.name), path) for path in folder.iterdir()]
    return sorted(_File(int(name[1]), int(name[2]), path) for name, path in found if name)


def _current(files: Sequence[_File]) -> list[_File]:
    """Those whose rows are not all in a bigger one."""
    return [file for file in files if not any(file.within(other) for other in files)]


def _last_word(judgements: pl.DataFrame) -> pl.DataFrame:
    """For each decision by a machine what people made of it in the end, however often they replaced one another's."""
    verdicts: dict[str, bool] = {}
    root: dict[str, str] = {}
    for row in judgements.sort("seq").iter_rows(named=True):
        first = root.setdefault(row["decision"], root.get(row["replaces"], row["replaces"]))
        verdicts[first] = row["upheld"]
    return pl.DataFrame(
        {"decision": list(verdicts), "upheld": list(verdicts.values())},
        schema={"decision": pl.String, "upheld": pl.Boolean},
    )
