"""Every table, once, by what it is about. The migrations build exactly these; a test compares them on both databases.

What a CHECK or a foreign key can say is said here. What needs to look at other rows, or at what a row was before, is
said by triggers (beside the migrations).
"""

from ombud.store.tables.appeals import (
    appeal_board,
    appeal_evidence,
    appeal_terms,
    dispute_bodies,
    disputes,
    involvements,
    outsiders,
    reviewer_skills,
)
from ombud.store.tables.base import metadata
from ombud.store.tables.counts import counts
from ombud.store.tables.inquiries import inquiries
from ombud.store.tables.learning import corrections, tuning_steps, tunings
from ombud.store.tables.notices import contacts, notice_withholdings
from ombud.store.tables.orders import order_actions, order_waits, orders
from ombud.store.tables.people import api_keys, reviewer_addresses, sessions, users
from ombud.store.tables.policy import draft_contents, draft_steps, drafts, policies, publications
from ombud.store.tables.process import appeal_outcomes, appeals, cases, notices, outbox, progress
from ombud.store.tables.record import checkpoints, decisions, entries, events, statements
from ombud.store.tables.reports import (
    flaggers,
    network_secrets,
    report_answers,
    report_cases,
    report_contacts,
    reports,
)
from ombud.store.tables.steps import process_arrows, process_states, process_steps
from ombud.store.tables.strikes import strikes

__all__ = [
    "api_keys",
    "appeal_board",
    "appeal_evidence",
    "appeal_outcomes",
    "appeal_terms",
    "appeals",
    "cases",
    "checkpoints",
    "contacts",
    "corrections",
    "counts",
    "decisions",
    "dispute_bodies",
    "disputes",
    "draft_contents",
    "draft_steps",
    "drafts",
    "entries",
    "events",
    "flaggers",
    "inquiries",
    "involvements",
    "metadata",
    "network_secrets",
    "notice_withholdings",
    "notices",
    "order_actions",
    "order_waits",
    "orders",
    "outbox",
    "outsiders",
    "policies",
    "process_arrows",
    "process_states",
    "process_steps",
    "progress",
    "publications",
    "report_answers",
    "report_cases",
    "report_contacts",
    "reports",
    "reviewer_addresses",
    "reviewer_skills",
    "sessions",
    "statements",
    "strikes",
    "tuning_steps",
    "tunings",
    "users",
]
