"""Trusted flaggers (DSA Art. 22): whose reports come first, and for how long they do."""

from typing import Final

from ombud.model import BadInput
from ombud.process.machine import Machine
from ombud.process.visibly import visibly

__all__ = ["FLAGGER", "check_named"]

FLAGGER: Final = Machine(
    "flagger",
    {
        ("", "appoint"): "trusted",
        ("trusted", "suspend"): "suspended",
        ("trusted", "remove"): "removed",
        ("suspended", "reinstate"): "trusted",
        ("suspended", "remove"): "removed",
    },
    {
        "trusted": "its reports come first",
        "suspended": "looked into (Art. 22(6)): its reports wait with all others",
        "removed": "no trusted flagger any more",
    },
)

_MAX_NAME = 200


def check_named(text: str, field: str, missing: str) -> str:
    """A name for the public register, trimmed. Raises BadInput (``bad_name``); `missing` is said when there is none."""
    name = visibly(text)
    if not name:
        raise BadInput("bad_name", missing, field=field)
    if len(name) > _MAX_NAME or not name.isprintable():
        raise BadInput("bad_name", f"At most {_MAX_NAME} printable characters.", field=field)
    return name
