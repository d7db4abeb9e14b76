"""What no checker of types can see: rules that can run, and yet cannot have been meant.

Everything here is sound and incomplete: what is reported is so, for every event; not everything that is so is found.
"""

from ombud.policy.checking.analysis.coverage import Effect, Subject, covered
from ombud.policy.checking.analysis.elements import lone_elements
from ombud.policy.checking.analysis.findings import KNOWN_VALUES, Finding, examine
from ombud.policy.checking.analysis.formula import formula_of
from ombud.policy.checking.analysis.logic import implies, never
from ombud.policy.checking.analysis.patterns import (
    hits_everything,
    pattern_advice,
    unreachable_letter,
    unread_spellings,
)
from ombud.policy.checking.analysis.wording import NO_DOMAIN, impossible_texts, odd_term

__all__ = [
    "KNOWN_VALUES",
    "NO_DOMAIN",
    "Effect",
    "Finding",
    "Subject",
    "covered",
    "examine",
    "formula_of",
    "hits_everything",
    "implies",
    "impossible_texts",
    "lone_elements",
    "never",
    "odd_term",
    "pattern_advice",
    "unreachable_letter",
    "unread_spellings",
]
