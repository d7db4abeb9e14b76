"""All labelled texts as one table: masked labels, weights, and which part each row is for."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ombud.model import BadInput
from training.corpus.refusals import read_table
from training.corpus.repairs import repaired
from training.corpus.sources import HEADS, SOURCES, Source, Use

__all__ = ["CONTRAST", "Corpus", "Row", "labels_of", "load", "read_contrast", "read_source"]

CONTRAST = Path(__file__).parent.parent / "contrast"
"""What we wrote ourselves: pairs and series of sentences that differ in what matters."""

_CONTRAST_COLUMNS = ("id", "text", "lang", "phenomenon", *HEADS, "group", "split")
_SEPARATORS = re.compile(r"[\s!-/:-@\[-`{-~]+")
_HELD_OUT = 10
"""One row in so many of every training file is held out to measure and calibrate with: always the same ones."""

Labels = npt.NDArray[np.float32]


class Row(NamedTuple):
    """`labels` has 1, 0 or NaN (not said) for each of HEADS. `kind` is the phenomenon of a contrast row, else ""."""

    id: str
    text: str
    lang: str
    source: str
    labels: tuple[float, ...]
    weight: float = 1.0
    kind: str = ""
    group: str = ""
    held_out: bool = False


class Corpus(NamedTuple):
    """Rows in a fixed order: learnt from, held out of the same files, and the -dev files."""

    train: list[Row]
    held_out: list[Row]
    dev: list[Row]


def load(data: Path, contrast: Path = CONTRAST, langs: Iterable[str] | None = ("en",)) -> Corpus:
    """Everything, with no text in two parts. `langs` None is all languages.

    Raises NotFound (``data_missing``) and BadInput (``data_changed``, ``benchmark_refused``, ``data_invalid``).
    """
    wanted = None if langs is None else frozenset(langs)
    rows = [row for source in SOURCES for row in read_source(data, source)]
    rows += read_contrast(contrast)
    rows = [row for row in rows if wanted is None or row.lang in wanted]
    uses = {source.path: source.use for source in SOURCES}
    dev = [row for row in rows if uses.get(row.source, Use.TRAIN) is not Use.TRAIN or (row.held_out and row.kind)]
    held_out = [row for row in rows if uses.get(row.source) is Use.TRAIN and row.held_out]
    train = [row for row in rows if uses.get(row.source, Use.TRAIN) is Use.TRAIN and not row.held_out]
    seen = {_key(row.text) for row in dev}
    held_out = _without(held_out, seen)
    seen |= {_key(row.text) for row in held_out}
    return Corpus(_merged(_without(train, seen)), held_out, dev)


def read_source(data: Path, source: Source) -> Iterator[Row]:
    """The rows of one file, repaired, with what is not to be believed masked."""
    _, table = read_table(data / f"{source.path}.csv.gz", source.sha256)
    for fields in table:
        text = repaired(source.path, fields["text"])
        if text:
            labels = _labels(fields, source.masked)
            yield Row(
                fields["id"], text, fields["lang"], source.path, labels, source.weight, held_out=_held(fields["id"])
            )


def read_contrast(folder: Path) -> Iterator[Row]:
    """What we wrote. Raises BadInput (``data_invalid``) for a file with other columns."""
    for path in sorted(folder.glob("*.csv")):
        columns, table = read_table(path)
        if missing := set(_CONTRAST_COLUMNS) - set(columns):
            raise BadInput("data_invalid", f"{path.name} lacks the columns {', '.join(sorted(missing))}")
        for fields in table:
            yield Row(
                fields["id"], fields["text"], fields["lang"], f"contrast/{path.stem}", _labels(fields),
                kind=fields["phenomenon"], group=fields["group"], held_out=fields["split"] == "dev",
            )  # fmt: skip


def _labels(fields: Mapping[str, str], masked: tuple[str, ...] = ()) -> tuple[float, ...]:
    return tuple(float(fields[head]) if fields.get(head) and head not in masked else float("nan") for head in HEADS)


def _held(row_id: str) -> bool:
    """By the id without its last part where rows belong together: a pair is never torn apart."""
    family = row_id.rsplit("-", 1)[0] if row_id.startswith("paradetox-") else row_id
    return hashlib.sha256(family.encode()).digest()[0] % _HELD_OUT == 0


def _key(text: str) -> str:
    return _SEPARATORS.sub("", text.lower()) or text


def _without(rows: Iterable[Row], seen: set[str]) -> list[Row]:
    return [row for row in rows if _key(row.text) not in seen]


def _merged(rows: Iterable[Row]) -> list[Row]:
    """One row for each text: where two sources have it, the first one's labels, and what only the other one says."""
    kept: dict[str, Row] = {}
    for row in rows:
        key = _key(row.text)
        first = kept.get(key)
        if first is None:
            kept[key] = row
        elif any(a != a and b == b for a, b in zip(first.labels, row.labels, strict=True)):  # NaN differs from itself
            labels = tuple(b if a != a else a for a, b in zip(first.labels, row.labels, strict=True))
            kept[key] = first._replace(labels=labels)
    return list(kept.values())


def labels_of(rows: Iterable[Row]) -> Labels:
    """(rows, HEADS), NaN where a label is not said."""
    return np.array([row.labels for row in rows], np.float32).reshape(-1, len(HEADS))
