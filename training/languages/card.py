"""The tables of the card, from what was measured."""

from collections.abc import Iterator

from ombud.signals.cards import Measured, Table
from training.languages.measure import GOOD, Language

__all__ = ["COMMAND", "LANGUAGE_NAMES", "TESTS", "card"]

COMMAND = "python -m training.languages"
LANGUAGE_NAMES = {"ar": "Arabic", "de": "German", "fr": "French", "ko": "Korean", "zh": "Chinese"}

TESTS = f"Which language has which signal: those whose AUC is at least {GOOD:.2f}"
"""The title of the table that decides."""

Cell = str | int | float | None


def card(version: str, languages: dict[str, Language]) -> Measured:
    """All tables, for ``measured.json``."""
    tables = (_tests(languages), _contrast(languages), _evasion(languages), _abstained(languages))
    mistakes = tuple(mistake for one in languages.values() for mistake in one.mistakes)
    return Measured(version, COMMAND, tables, mistakes)


def _tests(languages: dict[str, Language]) -> Table:
    rows = [
        (
            LANGUAGE_NAMES[lang], test.signal, test.set, test.yes, test.no, test.auc, test.low, test.high,
            "yes" if test.signal in one.offered else "no, abstains",
        )
        for lang, one in languages.items() for test in one.tests
    ]  # fmt: skip
    return Table(
        TESTS,
        ("language", "signal", "measured on", "yes", "no", "AUC", "lower end", "upper end", "offered"),
        tuple(rows),
        "Texts that were not learnt from. The ends hold the middle 95 % of a thousand bootstrap samples. Sets with "
        "fewer than 100 texts on either side do not decide.",
    )


def _contrast(languages: dict[str, Language]) -> Table:
    rows = [
        (LANGUAGE_NAMES[lang], name, share, one.found[name])
        for lang, one in languages.items()
        for name, share in one.false_alarms.items()
    ]
    return Table(
        "Sentences about groups of people: the share that gets one half or more",
        ("language", "signal", "neutral and kind (false alarms)", "hostile (found)"),
        tuple(rows),
        "Our own held-out pairs, 21 of each kind in each language.",
    )


def _evasion(languages: dict[str, Language]) -> Table:
    each = {lang: one.evasion for lang, one in languages.items() if one.evasion}
    attacks = dict.fromkeys(name for one in each.values() for name in one.auc)
    rows: list[tuple[Cell, ...]] = [("as it was written", *(one.plain for one in each.values()))]
    rows += [(name, *(one.auc.get(name) for one in each.values())) for name in attacks]
    return Table(
        "Disguised words: the AUC of toxic",
        ("half of the longer words", *(LANGUAGE_NAMES[lang] for lang in each)),
        tuple(rows),
        "On up to 800 unseen texts. Attacks on Latin letters are not tried on other scripts.",
    )


def _abstained(languages: dict[str, Language]) -> Table:
    return Table(
        "Unseen texts on which nothing is said, their language declared",
        ("language", "reason", "share"),
        tuple(row for lang, one in languages.items() for row in _shares(lang, one)),
    )


def _shares(lang: str, one: Language) -> Iterator[tuple[str, str, float]]:
    for why, share in one.abstained.items():
        yield LANGUAGE_NAMES[lang], why, share
