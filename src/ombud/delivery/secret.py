"""The secret that a platform shares with Ombud, as Standard Webhooks writes it: ``whsec_`` and base 64."""

import base64

from ombud.model import BadInput

__all__ = ["SECRET_BYTES", "check_secret", "new_secret"]

SECRET_BYTES = 32
_PREFIX = "whsec_"
_SHORTEST, _LONGEST = 24, 64  # bytes, as the specification bounds them


def new_secret(random: bytes) -> str:
    """A secret made of bytes nobody can guess (24 to 64 of them). Raises BadInput (``webhook_secret_invalid``)."""
    if not _SHORTEST <= len(random) <= _LONGEST:
        raise _invalid()
    return _PREFIX + base64.b64encode(random).decode("ascii")


def check_secret(secret: str) -> str:
    """The secret itself, if it is well-formed. Raises BadInput (``webhook_secret_invalid``), without repeating it."""
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except ValueError:
        key = b""
    if not secret.startswith(_PREFIX) or not _SHORTEST <= len(key) <= _LONGEST:
        raise _invalid()
    return secret


def _invalid() -> BadInput:
    return BadInput(
        "webhook_secret_invalid",
        f"a webhook secret is {_PREFIX} followed by {_SHORTEST} to {_LONGEST} bytes in base 64",
        advice="Make one with: printf 'whsec_%s\\n' \"$(openssl rand -base64 32)\"",
        field="webhook_secret",
    )
