"""Who spams and who does not: short messages, frauds by short message, what we wrote, and ordinary posts."""

from collections.abc import Sequence
from typing import NamedTuple

from training.corpus import HEADS, Corpus, Row

__all__ = ["DOMAINS", "Domain", "domains", "said"]

_ORDINARY = ("text/jigsaw-wikipedia", "text/context-toxicity", "text/davidson-hate")
_ORDINARY_EACH = 1200
DOMAINS = ("sms-spam", "smishing", "written by us", "ordinary posts")


class Domain(NamedTuple):
    """Rows of one kind of place. Of the ordinary ones all are taken to be neither."""

    name: str
    rows: list[Row]


def said(row: Row, head: str) -> float:
    """1, 0 or NaN. An ordinary post that nobody called toxic is no spam and no scam."""
    label = row.labels[HEADS.index(head)]
    if label != label and row.source in _ORDINARY:  # NaN differs from itself
        return 0.0
    return label


def domains(rows: Sequence[Row]) -> list[Domain]:
    """The rows in their order, repeats of one corpus in the other left out: `Corpus` has each text once."""
    ordinary = [row for row in rows if row.source in _ORDINARY and row.labels[HEADS.index("toxic")] == 0]
    few = [row for source in _ORDINARY for row in [one for one in ordinary if one.source == source][:_ORDINARY_EACH]]
    named = {
        "sms-spam": [row for row in rows if row.source == "text/sms-spam"],
        "smishing": [row for row in rows if row.source == "text/smishing"],
        "written by us": [row for row in rows if row.kind == "spam_scam"],
        "ordinary posts": few,
    }
    return [Domain(name, named[name]) for name in DOMAINS]


def parts(corpus: Corpus) -> tuple[list[Domain], list[Domain]]:
    """What may be learnt from, and what is held out."""
    held_out = corpus.held_out + [row for row in corpus.dev if row.kind]
    return domains(corpus.train), domains(held_out)
