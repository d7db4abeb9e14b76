"""Identifiers: a prefix that says what the thing is, then time, then chance. They sort by age."""

from datetime import datetime

__all__ = ["RANDOM_BYTES", "new_id"]

RANDOM_BYTES = 10
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32, lower case: no i, l, o, u to misread


def new_id(prefix: str, at: datetime, random: bytes) -> str:
    """``prefix_`` and 26 characters: 48 bits of milliseconds since 1970, 80 bits of `random` (10 bytes).

    Time and chance come in as arguments, so that the stages that name things stay pure.
    """
    value = (int(at.timestamp() * 1000) << 80) | int.from_bytes(random[:RANDOM_BYTES], "big")
    letters = []
    for _ in range(26):
        letters.append(_ALPHABET[value & 31])
        value >>= 5
    return f"{prefix}_{''.join(reversed(letters))}"
