"""The use cases: the one place that knows the order in which the stages work."""

from ombud.pipeline.accounts import KEY_PREFIX, SCOPES, Accounts
from ombud.pipeline.appeal import AppealDesk
from ombud.pipeline.appeal_clock import AppealClock
from ombud.pipeline.appeal_routing import AppealRouting
from ombud.pipeline.calibrate import (
    LEAST_TRAFFIC,
    Advice,
    Calibrated,
    Calibrator,
    FlagMoved,
    Traffic,
    recent_traffic,
)
from ombud.pipeline.complaints import ComplaintDesk
from ombud.pipeline.contacts import ContactBook
from ombud.pipeline.context import Context
from ombud.pipeline.corrections import CORRECTIONS_KEPT, CorrectionDesk
from ombud.pipeline.courier import Courier
from ombud.pipeline.deadlines import Deadlines, WhenDue
from ombud.pipeline.decide import Answer, Decided, Decider, PutOff, Refused
from ombud.pipeline.disputes import DisputeDesk, DisputeView
from ombud.pipeline.drafts import MAX_DRAFT_BYTES, MAX_TITLE, DraftDesk, Rebase, hash_of, must_fit
from ombud.pipeline.dry import Dry, DryDecider, Verdicts
from ombud.pipeline.engine import CompiledPolicy, Engine
from ombud.pipeline.examine import Examination, Examiner, must_pass
from ombud.pipeline.explain import Account, DecisionExplained, Explainer, Outcome, RuleWeighed, account
from ombud.pipeline.filer import Filer
from ombud.pipeline.flaggers import FLAGGER_KEY_PREFIX, FlaggerDesk, FlaggerView
from ombud.pipeline.judge import Review
from ombud.pipeline.labels import (
    Labelled,
    clauses_of,
    from_corrections,
    from_decisions,
    must_be_clauses,
    read_label,
)
from ombud.pipeline.learn import Learner, Learnt
from ombud.pipeline.letters import Letters
from ombud.pipeline.measures import Acknowledged, Asked, Measures
from ombud.pipeline.memory import Memory
from ombud.pipeline.misuse import MisuseDesk, ReporterView
from ombud.pipeline.notice import Notices, NoticeView
from ombud.pipeline.orders import OrderDesk, OrderView
from ombud.pipeline.outside import Invitation, OutsideDesk, OutsideView
from ombud.pipeline.person import Persons, PersonsItem, PersonsPage, PersonsReport
from ombud.pipeline.postman import Postman
from ombud.pipeline.publish import MAX_REASON, Publisher, find_version
from ombud.pipeline.receipts import Receipts, outcome_entry
from ombud.pipeline.register import HeldBack, Listed, Register, Registered, Unchecked
from ombud.pipeline.replay import Replayed, Replayer
from ombud.pipeline.reports import Filed, Origin, ReportDesk, ReportView, network_of
from ombud.pipeline.samples import Scale
from ombud.pipeline.score import MAX_SCORED_BYTES, Scored, Scorer, ScoreRequest
from ombud.pipeline.sealer import Sealer
from ombud.pipeline.sequencer import MERGE_DELAY_SECONDS, Sequencer
from ombud.pipeline.strikes import StrikeBook, Struck
from ombud.pipeline.tally import STRIKES_QUEUE
from ombud.pipeline.teller import Teller
from ombud.pipeline.tombstones import Tombstone, TombstoneClause, Tombstones
from ombud.pipeline.tunings import InForce, TuningDesk
from ombud.pipeline.worker import Worker

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
