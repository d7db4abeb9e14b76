"""How much a policy may be. What is more, nobody has written by hand: it is refused before anything else is done."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from ombud.model import TooLarge

__all__ = ["MAX_ENTRIES", "MAX_LINES", "MAX_LISTED", "MAX_RULES", "MAX_WRITTEN", "not_too_much"]

MAX_RULES = 20_000
MAX_ENTRIES = 250_000
"""Lines of all lists together."""

MAX_LINES = 300_000
"""Lines of all documents together."""

MAX_WRITTEN = 3_000_000
"""Characters of all documents together: 20,000 rules with their examples have fewer."""

MAX_LISTED = 8_000_000
"""Characters of all lists together, comments and line breaks too."""


class _Amount(NamedTuple):
    code: str
    ending: str
    what: str
    count: Callable[[str], int]
    most: int
    advice: str


_MISTAKE = "Look for a file that is there by mistake."
_AMOUNTS = (
    _Amount(
        "too_many_rules", ".md", "the policy has {} rules",
        lambda text: text.count("\n```rule") + text.count("\n~~~rule"), MAX_RULES,
        "Put words that differ in one thing only into a list, and ask for it with `in_list`.",
    ),
    _Amount(
        "too_many_entries", ".txt", "the lists have {} lines", lambda text: text.count("\n"),
        MAX_ENTRIES, "Look for what the entries have in common: a word, a domain, a pattern.",
    ),
    _Amount(
        "policy_too_long", ".md", "the documents have {} lines", lambda text: text.count("\n"), MAX_LINES, _MISTAKE
    ),
    _Amount("policy_too_long", ".md", "the documents have {} characters", len, MAX_WRITTEN, _MISTAKE),
    _Amount("policy_too_long", ".txt", "the lists have {} characters", len, MAX_LISTED, _MISTAKE),
)  # fmt: skip


def not_too_much(files: Mapping[str, str]) -> None:
    """Raises TooLarge: ``too_many_rules``, ``too_many_entries``, ``policy_too_long``."""
    for amount in _AMOUNTS:
        count = sum(amount.count(text) for name, text in files.items() if name.endswith(amount.ending))
        if count > amount.most:
            raise TooLarge(
                amount.code, f"{amount.what.format(count)}, and {amount.most} are allowed", advice=amount.advice
            )
