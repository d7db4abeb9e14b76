"""The use cases: the one place that knows the order in which the stages work."""

from ombud.pipeline.accounts import KEY_PREFIX, SCOPES, Accounts
from ombud.pipeline.appeals.clock import AppealClock
from ombud.pipeline.appeals.desk import AppealDesk
from ombud.pipeline.appeals.disputes import DisputeDesk, DisputeView
from ombud.pipeline.appeals.outside import Invitation, OutsideDesk, OutsideView
from ombud.pipeline.appeals.reminders import Reminders
from ombud.pipeline.appeals.routing import AppealRouting
from ombud.pipeline.background.deadlines import Deadlines, WhenDue
from ombud.pipeline.background.worker import Worker
from ombud.pipeline.context import Context
from ombud.pipeline.deciding.decide import Answer, Decided, Decider, PutOff, Refused
from ombud.pipeline.deciding.dry import Dry, DryDecider, Verdicts
from ombud.pipeline.deciding.engine import CompiledPolicy, Engine
from ombud.pipeline.deciding.explain import Account, DecisionExplained, Explainer, Outcome, RuleWeighed, account
from ombud.pipeline.deciding.memory import Memory
from ombud.pipeline.deciding.replay import Replayed, Replayer
from ombud.pipeline.deciding.score import MAX_SCORED_BYTES, Scored, Scorer, ScoreRequest
from ombud.pipeline.deciding.sealer import Sealer
from ombud.pipeline.deciding.standing import asked_about
from ombud.pipeline.learning.calibrate import (
    LEAST_TRAFFIC,
    Advice,
    Calibrated,
    Calibrator,
    FlagMoved,
    Traffic,
    recent_traffic,
)
from ombud.pipeline.learning.corrections import CORRECTIONS_KEPT, CorrectionDesk
from ombud.pipeline.learning.labels import (
    Labelled,
    clauses_of,
    from_corrections,
    from_decisions,
    must_be_clauses,
    read_label,
)
from ombud.pipeline.learning.learn import Learner, Learnt
from ombud.pipeline.learning.samples import Scale
from ombud.pipeline.learning.tunings import InForce, TuningDesk
from ombud.pipeline.log.receipts import Receipts, outcome_entry
from ombud.pipeline.log.sequencer import MERGE_DELAY_SECONDS, Sequencer
from ombud.pipeline.measures.measures import Acknowledged, Asked, Measures
from ombud.pipeline.measures.strikes import StrikeBook, Struck
from ombud.pipeline.measures.tally import STRIKES_QUEUE
from ombud.pipeline.measures.tombstones import Tombstone, TombstoneClause, Tombstones
from ombud.pipeline.orders.desk import OrderDesk, OrderView
from ombud.pipeline.orders.inquiries import Asking, InquiryView
from ombud.pipeline.orders.register import HeldBack, Listed, Register, Registered, Unchecked
from ombud.pipeline.person import Persons, PersonsItem, PersonsPage, PersonsReport
from ombud.pipeline.policies.drafts import MAX_DRAFT_BYTES, MAX_TITLE, DraftDesk, Rebase, hash_of, must_fit
from ombud.pipeline.policies.examine import Examination, Examiner, must_pass
from ombud.pipeline.policies.publish import MAX_REASON, Publisher, find_version
from ombud.pipeline.reports.complaints import ComplaintDesk
from ombud.pipeline.reports.desk import Filed, Origin, ReportDesk, ReportView, network_of
from ombud.pipeline.reports.flaggers import FLAGGER_KEY_PREFIX, FlaggerDesk, FlaggerView
from ombud.pipeline.reports.misuse import MisuseDesk, ReporterView
from ombud.pipeline.reviewing.judge import Review
from ombud.pipeline.telling.contacts import ContactBook
from ombud.pipeline.telling.courier import Courier
from ombud.pipeline.telling.filer import Filer
from ombud.pipeline.telling.letters import Letters
from ombud.pipeline.telling.notice import Notices, NoticeView
from ombud.pipeline.telling.postman import Postman
from ombud.pipeline.telling.teller import Teller

__all__ = [
    "CORRECTIONS_KEPT",
    "FLAGGER_KEY_PREFIX",
    "KEY_PREFIX",
    "LEAST_TRAFFIC",
    "MAX_DRAFT_BYTES",
    "MAX_REASON",
    "MAX_SCORED_BYTES",
    "MAX_TITLE",
    "MERGE_DELAY_SECONDS",
    "SCOPES",
    "STRIKES_QUEUE",
    "Account",
    "Accounts",
    "Acknowledged",
    "Advice",
    "Answer",
    "AppealClock",
    "AppealDesk",
    "AppealRouting",
    "Asked",
    "Asking",
    "Calibrated",
    "Calibrator",
    "CompiledPolicy",
    "ComplaintDesk",
    "ContactBook",
    "Context",
    "CorrectionDesk",
    "Courier",
    "Deadlines",
    "Decided",
    "Decider",
    "DecisionExplained",
    "DisputeDesk",
    "DisputeView",
    "DraftDesk",
    "Dry",
    "DryDecider",
    "Engine",
    "Examination",
    "Examiner",
    "Explainer",
    "Filed",
    "Filer",
    "FlagMoved",
    "FlaggerDesk",
    "FlaggerView",
    "HeldBack",
    "InForce",
    "InquiryView",
    "Invitation",
    "Labelled",
    "Learner",
    "Learnt",
    "Letters",
    "Listed",
    "Measures",
    "Memory",
    "MisuseDesk",
    "NoticeView",
    "Notices",
    "OrderDesk",
    "OrderView",
    "Origin",
    "Outcome",
    "OutsideDesk",
    "OutsideView",
    "Persons",
    "PersonsItem",
    "PersonsPage",
    "PersonsReport",
    "Postman",
    "Publisher",
    "PutOff",
    "Rebase",
    "Receipts",
    "Refused",
    "Register",
    "Registered",
    "Reminders",
    "Replayed",
    "Replayer",
    "ReportDesk",
    "ReportView",
    "ReporterView",
    "Review",
    "RuleWeighed",
    "Scale",
    "ScoreRequest",
    "Scored",
    "Scorer",
    "Sealer",
    "Sequencer",
    "StrikeBook",
    "Struck",
    "Teller",
    "Tombstone",
    "TombstoneClause",
    "Tombstones",
    "Traffic",
    "TuningDesk",
    "Unchecked",
    "Verdicts",
    "WhenDue",
    "Worker",
    "account",
    "asked_about",
    "clauses_of",
    "find_version",
    "from_corrections",
    "from_decisions",
    "hash_of",
    "must_be_clauses",
    "must_fit",
    "must_pass",
    "network_of",
    "outcome_entry",
    "read_label",
    "recent_traffic",
]
