"""Texts to measure detectors on: what we wrote, and posts of the corpora whose licences the cards name."""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from ombud.intake import read
from ombud.model import Arrival, Schema
from ombud.signals.cards import Table
from tests.speech.posts import POSTS
from training.corpus import LICENCES, OURS, SOURCES, read_source

__all__ = ["Text", "arrival", "measured_on", "ours", "posts", "share", "written"]

_HERE = Path(__file__).parent
_LENGTHS = ("short", "middle", "long")
_POSTED = (
    "text/context-toxicity", "text/sms-spam", "text/germeval-train", "text/cold-zh-dev", "text/curse-ko", "text/mlma",
)  # fmt: skip
"""One corpus or two for each language that there is any of."""

_EACH = 500
_AT = datetime(2026, 11, 22, tzinfo=UTC)


class Text(NamedTuple):
    """`lang` is an ISO 639-1 code; `of` names the corpus and the language, or the script of what we wrote."""

    lang: str
    of: str
    text: str
    source: str = ""


def ours() -> list[Text]:
    """The same three sentences in 65 languages, and the speech that must be left alone."""
    sentences = [Text(row["lang"], row["script"], row[size]) for row in written("sentences") for size in _LENGTHS]
    scripts = {one.lang: one.of for one in sentences}
    speech = ((post.lang.partition("-")[0], post.text) for post in POSTS)
    return sentences + [Text(lang, scripts.get(lang, "other"), text) for lang, text in speech]


@lru_cache(maxsize=1)
def posts(data: Path) -> Sequence[Text]:
    """At most 500 posts of each corpus and language, spread evenly over it. Raises as `read_source` does."""
    found: list[Text] = []
    for source in (source for source in SOURCES if source.path in _POSTED):
        by_language: dict[str, list[Text]] = {}
        for row in read_source(data, source):
            name = f"{LICENCES[source.path][0]} ({row.lang})"
            by_language.setdefault(row.lang, []).append(Text(row.lang, name, row.text, source.path))
        for every in by_language.values():
            found += every[:: -(-len(every) // _EACH)]
    return found


def written(name: str) -> Iterator[Mapping[str, str]]:
    """The rows of a file of ours."""
    with (_HERE / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, strict=True)


def arrival(text: str) -> Arrival:
    """A post that says nothing else about itself."""
    event = {"id": "e", "type": "item.created", "item": {"id": "p", "kind": "post", "text": text}}
    return read(json.dumps(event).encode(), schema=Schema(), now=_AT)


def measured_on(found: Sequence[Text], own: int) -> Table:
    """A card's table of what was measured on, these posts and so many texts of our `own`, with licences."""
    counts = {path: sum(one.source == path for one in found) for path in _POSTED}
    return Table(
        "Measured on",
        ("texts of", "texts", "licence"),
        (*((LICENCES[path][0], count, LICENCES[path][1]) for path, count in counts.items() if count),
         (OURS, own, "Apache-2.0")),
        "Nothing is learnt from these texts: they only measure. None of the corpora's is in Ombud.",
    )  # fmt: skip


def share(count: int, of: int) -> float | None:
    """Four decimals; None of nothing."""
    return round(count / of, 4) if of else None
