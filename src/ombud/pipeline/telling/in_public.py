"""Words that somebody wrote here, on their way to where everybody reads them."""

from ombud.signals.personal_data import PERSONAL, redact

__all__ = ["in_public"]


def in_public(words: str) -> str:
    """The words without telephone numbers, addresses and other personal data: ``[phone]`` stands in their place.

    Web addresses stay: reasons point at laws and discussions. The record keeps what was written.
    """
    return redact(words, kinds=PERSONAL)
