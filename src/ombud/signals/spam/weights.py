"""What each mark adds to the words: from a file that ``python -m training.spam`` writes."""

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import msgspec

__all__ = ["FILE", "Weights", "suffix", "weights"]

FILE = Path(__file__).parent / "weights.json"


class Weights(msgspec.Struct, frozen=True):
    """The log-odds of a signal are ``slope * those of the words + shift + the sum over the marks that are there``."""

    slope: float
    shift: float
    marks: Mapping[str, float]


@lru_cache(maxsize=1)
def weights() -> Mapping[str, Weights]:
    """By signal."""
    return msgspec.json.decode(FILE.read_bytes(), type=dict[str, Weights])


@lru_cache(maxsize=1)
def suffix() -> str:
    """What the version of the words gets: ``+marks-2:`` and eight digits of the digest of the weights."""
    return f"+marks-2:{hashlib.sha256(FILE.read_bytes()).hexdigest()[:8]}"
