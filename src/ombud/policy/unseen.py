"""Characters that make people read something else than is written."""

import re

__all__ = ["TURNING", "UNSEEN", "named"]

_BIDI = "\u202a-\u202e\u2066-\u2069"
TURNING = re.compile(f"[{_BIDI}]")
"""Embeddings, overrides and isolates (UAX #9): with them, text reads otherwise than it is kept."""
UNSEEN = re.compile(rf"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{_BIDI}\u061c\u200b\u200e\u200f\u2060-\u2065\ufeff]")
"""These, other marks of direction, characters without width, and control characters but for white space.

Joiners (U+200C, U+200D) are left alone: Persian and emoji are written with them.
"""


def named(found: re.Match[str]) -> str:
    """What was found, as Unicode calls it: ``U+202E``."""
    return f"U+{ord(found.group()):04X}"
