"""Due process: statements of reasons, the words of a notice, appeals."""

from ombud.process.appeal_machine import (
    APPEAL,
    EXPEDITED_TARGET,
    HEARD,
    OPEN,
    end_of_lease,
    next_due,
    sooner,
    what_is_due,
)
from ombud.process.appeals import (
    APPEAL_MONTHS,
    MAX_APPEAL,
    MAX_EVIDENCE,
    MAX_LINKS,
    MAX_REASONS,
    AppealTimes,
    appealable_until,
    check_appealable,
    check_claim,
    check_links,
    check_reasons,
    check_words,
    is_too_late,
    measure_after,
    too_grave,
)
from ombud.process.contacts import check_address, check_contact
from ombud.process.disputes import DISPUTE
from ombud.process.machine import BEGINNING, Machine
from ombud.process.notices import HIDES, NOTICE, ground_of, may_release, outcome_of, waits_until
from ombud.process.outside import INVITED_FOR, OUTSIDE, PLEDGES, check_pledge
from ombud.process.routing import check_language, check_skills, suited
from ombud.process.statements import MAX_QUOTE, compose
from ombud.process.wording import SUPPORT, Letter, Voice, restored_letter, statement_letter, with_own_page

__all__ = [
    "APPEAL",
    "APPEAL_MONTHS",
    "BEGINNING",
    "DISPUTE",
    "EXPEDITED_TARGET",
    "HEARD",
    "HIDES",
    "INVITED_FOR",
    "MAX_APPEAL",
    "MAX_EVIDENCE",
    "MAX_LINKS",
    "MAX_QUOTE",
    "MAX_REASONS",
    "NOTICE",
    "OPEN",
    "OUTSIDE",
    "PLEDGES",
    "SUPPORT",
    "AppealTimes",
    "Letter",
    "Machine",
    "Voice",
    "appealable_until",
    "check_address",
    "check_appealable",
    "check_claim",
    "check_contact",
    "check_language",
    "check_links",
    "check_pledge",
    "check_reasons",
    "check_skills",
    "check_words",
    "compose",
    "end_of_lease",
    "ground_of",
    "is_too_late",
    "may_release",
    "measure_after",
    "next_due",
    "outcome_of",
    "restored_letter",
    "sooner",
    "statement_letter",
    "suited",
    "too_grave",
    "waits_until",
    "what_is_due",
    "with_own_page",
]
