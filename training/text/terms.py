"""Word lists as very short texts: what the corpora rarely or never say is known all the same.

Words alone, never put into sentences: what sentences do with them is learnt from sentences that somebody wrote.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from training.corpus import HEADS, TERMS, Row, read_table

__all__ = ["term_rows"]

_WEIGHT = 0.5
_STRONG = 2.0
"""Severity is the mean of five raters, from 1 to 3."""
_SWEARING = 1.4
_WORDS = Path(__file__).parent / "words.txt"
_KINDS: Mapping[str, Mapping[str, float]] = {
    "insult": {"toxic": 1, "insult": 1},
    "hate": {"toxic": 1, "identity_hate": 1},
    "kind": {"toxic": 0, "insult": 0, "identity_hate": 0, "severe": 0, "threat": 0, "sexual": 0},
}
_NOT_SEXUAL = frozenset(("how to kill", "how to murder", "neonazi", "swastika", "white power", "suicide girls"))


def term_rows(data: Path) -> Iterator[Row]:
    """One row for each English term. Raises NotFound and BadInput as `read_table` does."""
    yield from _own()
    for source in TERMS:
        _, table = read_table(data / f"{source.path}.csv.gz", source.sha256)
        for number, fields in enumerate(table):
            if fields["lang"] == "en":
                said = _rated(fields) if fields["severity"] else _listed(fields["term"])
                labels = tuple(said.get(head, float("nan")) for head in HEADS)
                yield Row(f"{source.path}-{number}", fields["term"], "en", source.path, labels, _WEIGHT)


def _own() -> Iterator[Row]:
    for line in _WORDS.read_text(encoding="utf-8").splitlines():
        kind, _, words = line.partition(" ")
        for word in words.split() if kind in _KINDS else ():
            labels = tuple(_KINDS[kind].get(head, float("nan")) for head in HEADS)
            yield Row(f"words-{kind}-{word}", word, "en", "words", labels, _WEIGHT)


def _rated(fields: Mapping[str, str]) -> dict[str, float]:
    kinds, severity = fields["categories"], float(fields["severity"])
    said: dict[str, float] = {}
    if "racial" in kinds or ("sexual orientation" in kinds and severity >= _STRONG):
        said |= {"toxic": 1, "identity_hate": 1}
    elif severity < _STRONG:
        said["identity_hate"] = 0
    if severity >= _STRONG or "insult" in kinds:
        said["toxic"] = 1
    if "insult" in kinds or "mental disability" in kinds:
        said["insult"] = 1
    if severity >= _SWEARING:
        said["profanity"] = 1
    if "sexual anatomy" in kinds and "insult" not in kinds:
        said["sexual"] = 1
    return said


def _listed(term: str) -> dict[str, float]:
    """The other list says what not to suggest to people: nearly all of it is sexual."""
    return {} if term in _NOT_SEXUAL else {"sexual": 1}
