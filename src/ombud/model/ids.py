"""Identifiers: a prefix that says what the thing is, then time, then chance. They sort by age."""

from datetime import datetime

__all__ = ["RANDOM_BYTES", "new_id"]

RANDOM_BYTES = 10


def new_id(prefix: str, at: datetime, random: bytes) -> str:
    """``prefix_`` and 32 hexadecimal digits: 48 bits of milliseconds since 1970, 80 bits of `random` (10 bytes).

    Time and chance come in as arguments, so that the stages that name things stay pure.
    """
    return f"{prefix}_{int(at.timestamp() * 1000):012x}{random[:RANDOM_BYTES].hex()}"
