"""Due process: statements of reasons, the words of a notice, appeals."""

from ombud.process.appeals import (
    APPEAL_MONTHS,
    MAX_APPEAL,
    MAX_REASONS,
    appealable_until,
    check_appealable,
    check_reasons,
    check_words,
    measure_after,
)  # fmt: skip
from ombud.process.machine import BEGINNING, Machine
from ombud.process.statements import MAX_QUOTE, compose
from ombud.process.wording import SUPPORT, Translate, outcome_text, restored_text, statement_text

__all__ = [
    "APPEAL_MONTHS",
    "BEGINNING",
    "MAX_APPEAL",
    "MAX_QUOTE",
    "MAX_REASONS",
    "SUPPORT",
    "Machine",
    "Translate",
    "appealable_until",
    "check_appealable",
    "check_reasons",
    "check_words",
    "compose",
    "measure_after",
    "outcome_text",
    "restored_text",
    "statement_text",
]
