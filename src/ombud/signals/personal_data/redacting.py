"""What is shown to everybody: the text without what was found in it."""

from collections.abc import Collection, Iterable

from ombud.signals.personal_data.kinds import KINDS, Found
from ombud.signals.personal_data.looking import find

__all__ = ["redact"]


def redact(text: str, found: Iterable[Found] | None = None, *, kinds: Collection[str] = KINDS) -> str:
    """The text with every place in it replaced by its kind: ``[phone]``. Without `found`, all of `kinds` that there is.

    A placeholder has no digits and nothing that could be found again: redacting twice is redacting once. Where places
    overlap, they are replaced as one, by the kind that begins first.
    """
    if found is not None:
        return _replaced(text, found)
    while places := [one for one in find(text) if one.kind in kinds]:
        text = _replaced(text, places)  # and again: what stood in the way of a finder may be gone now
    return text


def _replaced(text: str, found: Iterable[Found]) -> str:
    parts: list[str] = []
    done = 0
    for one in sorted(found):
        if one.start >= done:
            parts += text[done : one.start], f"[{one.kind.replace('_', ' ')}]"
        done = max(done, one.end)
    parts.append(text[done:])
    return "".join(parts)
