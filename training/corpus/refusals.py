"""What no model is made from: files that are not the ones that were looked at, and public benchmark sets."""

import csv
import gzip
import hashlib
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from ombud.model import BadInput, NotFound

__all__ = ["must_be_no_benchmark", "read_table"]

_NAMES = re.compile(
    r"hate.?check|\bmhc\b|surge.?toxicity|olid|offenseval|openai|moderation.?(eval|api|set)|ethos|stormfront|toxic.?chat"
    r"|hatemoji.?check|implicit.?hate|civil.?comments.?test|test_public_expanded",
    re.IGNORECASE,
)
"""What the benchmarks that models are judged by are called."""

_COLUMNS = (
    {"functionality", "case_templ"},
    {"functionality", "label_gold"},
    {"subtask_a"},
    {"is_toxic"},
    {"isHate"},
    {"prompt", "S", "H", "V"},
    {"S3", "H2", "V2"},
)
"""Columns that give such a set away, under whatever name it lies there."""


def must_be_no_benchmark(name: str, columns: Iterable[str]) -> None:
    """Raises BadInput (``benchmark_refused``) for a public test set, known by its name or by its columns."""
    found = set(columns)
    if _NAMES.search(name) or any(marks <= found for marks in _COLUMNS):
        raise BadInput(
            "benchmark_refused", f"{name} looks like a public benchmark: those judge models, they do not make them",
            advice="take it out of the data",
        )  # fmt: skip


def read_table(path: Path, sha256: str | None = None) -> tuple[Sequence[str], list[Mapping[str, str]]]:
    """Columns and rows of a CSV file, plain or gzip.

    Raises NotFound (``data_missing``) and BadInput: ``data_changed`` when its SHA-256 is another, or
    ``benchmark_refused``.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise NotFound(
            "data_missing", f"{path}: {error.strerror}", advice="name the data folder with --data"
        ) from error
    if sha256 is not None and hashlib.sha256(raw).hexdigest() != sha256:
        raise BadInput(
            "data_changed", f"{path.name} is not the file that was looked at when its hash was written down",
            advice="look at it, measure with it, and then change its hash in training/corpus/sources.py",
        )  # fmt: skip
    text = (gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw).decode("utf-8")
    csv.field_size_limit(1 << 24)
    reader = csv.DictReader(io.StringIO(text, newline=""))
    columns = tuple(reader.fieldnames or ())
    must_be_no_benchmark(path.name, columns)
    return columns, list(reader)
