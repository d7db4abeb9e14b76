"""One spelling for every value: what could be written in two ways could be altered without anybody noticing."""

import base64
import re

__all__ = ["HASH_BYTES", "MAX_SIZE", "decimal", "encode64", "is_hash", "is_size", "strict64"]

HASH_BYTES = 32
MAX_SIZE = 2**63 - 1
_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")


def encode64(data: bytes) -> str:
    """Base 64 with padding, one line (RFC 4648 section 4)."""
    return base64.b64encode(data).decode("ascii")


def strict64(text: str) -> bytes | None:
    """What `text` encodes, or None unless it is exactly what `encode64` would have written."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return data if encode64(data) == text else None  # unused bits in the last letter could hide a change


def decimal(text: str) -> int | None:
    """A size or an index below 2**63 in ASCII digits without leading zeroes, else None."""
    if _DECIMAL.fullmatch(text) is None:
        return None
    number = int(text)
    return number if number <= MAX_SIZE else None


def is_size(number: int) -> bool:
    """Whether a log can have that many entries."""
    return 0 <= number <= MAX_SIZE


def is_hash(data: bytes) -> bool:
    """Whether `data` has the length of a SHA-256 digest."""
    return len(data) == HASH_BYTES
