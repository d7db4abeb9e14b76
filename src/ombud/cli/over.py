"""Where past events come from: an installation, its history, Parquet files, or a file of events."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from ombud.cli.lines import Lines, open_lines
from ombud.cli.opening import configure, open_kept
from ombud.history import CHUNK, EventLines, HistoryFiles, HistoryReader, common_schema
from ombud.intake import NORMAL_FORM, read
from ombud.model import BadInput
from ombud.policy import Policy

__all__ = ["Over", "open_over"]

_PARQUET = b"PAR1"


class Over(msgspec.Struct):
    """`total` is what a progress bar counts to, and `done` says how far it is: rows, or bytes of a file."""

    past: HistoryReader | EventLines
    total: int | None
    lines: Lines | None = None
    rows: int = 0

    @property
    def done(self) -> int:
        return self.rows if self.lines is None else self.lines.bytes_read

    @property
    def refused(self) -> EventLines | None:
        """The lines, where some of them were no events."""
        return self.past if isinstance(self.past, EventLines) and self.past.refused else None


@contextmanager
def open_over(place: Path, old: Policy, new: Policy) -> Iterator[Over]:
    """The past events at `place`. Raises BadInput when there are none."""
    if place.is_dir():
        reader = _folder(place)
    elif _is_parquet(place) or place.suffix == ".parquet":
        reader = HistoryReader([place])
    else:
        with open_lines(str(place)) as lines:
            schema, now = common_schema(old.schema, new.schema), datetime.now(UTC)
            events = EventLines(lines.batches(CHUNK), lambda line: read(line, schema=schema, now=now), NORMAL_FORM)
            yield Over(events, lines.size, lines)
        return
    if not reader.rows:
        raise BadInput("no_past_events", f"there are no past events in {place}", advice="name another place")
    yield Over(reader, reader.rows)


def _folder(place: Path) -> HistoryReader:
    if (place / "keys").is_dir():
        with open_kept(configure(place)) as ombud:
            ombud.past.archivist.catch_up()
            return ombud.past.history.reader()
    if (place / "events").is_dir():
        return HistoryFiles(place, NORMAL_FORM).reader()
    return HistoryReader(sorted(place.rglob("*.parquet")))


def _is_parquet(place: Path) -> bool:
    with place.open("rb") as file:
        return file.read(len(_PARQUET)) == _PARQUET
