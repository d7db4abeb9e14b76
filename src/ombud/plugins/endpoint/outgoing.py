"""What of a post leaves the machine."""

from ombud.intake import normalise
from ombud.signals.personal_data import redact

__all__ = ["outgoing"]

_PLAIN = str.maketrans({"<": "‹", ">": "›"})


def outgoing(raw: str, *, most: int, redacted: bool) -> str:
    """The normal form of the text, at most `most` characters of it, without personal data when `redacted`.

    The normal form sees through disguises, and holds nothing invisible that a model would read and a person would not.
    No angle brackets: a model's own marks for where somebody begins to speak are written with them. Personal data is
    looked for before and after, since disguises hide it too, and cut off only then, never in the middle.
    """
    sound = raw.encode("utf-8", "replace").decode()  # a lone surrogate cannot be sent
    if not redacted:
        return normalise(sound).normal.translate(_PLAIN)[:most]
    return redact(normalise(redact(sound)).normal).translate(_PLAIN)[:most]
