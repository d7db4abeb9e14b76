"""A checked policy as data: everything that running it takes, and nothing of how it was understood.

To parse and check ten thousand rules takes seconds, to read this back a fraction of one.
"""

import msgspec

from ombud.model import ClauseText
from ombud.policy.document.examples import Example
from ombud.policy.document.header import Header
from ombud.policy.document.rules import Rule
from ombud.policy.engine.plan import Plan
from ombud.ports import Asked, Pattern, TermSet

__all__ = ["Blueprint", "decoded", "encoded"]


class Blueprint(msgspec.Struct, frozen=True):
    """`clauses` by id; `plans` by rule; `terms` and `patterns` are what the rules look for in texts."""

    header: Header
    clauses: dict[str, ClauseText]
    rules: tuple[Rule, ...]
    examples: tuple[Example, ...]
    plans: tuple[Plan, ...]
    asks: Asked
    terms: tuple[TermSet, ...]
    patterns: tuple[Pattern, ...]


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Blueprint)


def encoded(blueprint: Blueprint) -> bytes:
    """The blueprint as bytes."""
    return _ENCODER.encode(blueprint)


def decoded(kept: bytes) -> Blueprint | None:
    """What `encoded` gave; None when these are not such bytes."""
    try:
        return _DECODER.decode(kept)
    except msgspec.DecodeError:
        return None
