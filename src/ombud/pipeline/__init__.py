"""The use cases: the one place that knows the order in which the stages work."""

from ombud.pipeline.accounts import KEY_PREFIX, SCOPES, Accounts
from ombud.pipeline.appeal import AppealDesk
from ombud.pipeline.calibrate import Advice, Calibrated, Calibrator, Traffic, recent_traffic
from ombud.pipeline.context import Context
from ombud.pipeline.corrections import CORRECTIONS_KEPT, CorrectionDesk
from ombud.pipeline.courier import Courier
from ombud.pipeline.decide import Answer, Decided, Decider, Refused
from ombud.pipeline.drafts import MAX_DRAFT_BYTES, MAX_TITLE, DraftDesk, Rebase, hash_of, must_fit
from ombud.pipeline.dry import Dry, DryDecider, Verdicts
from ombud.pipeline.engine import CompiledPolicy, Engine
from ombud.pipeline.examine import Examination, Examiner, must_pass
from ombud.pipeline.explain import Account, DecisionExplained, Explainer, Outcome, RuleWeighed, account
from ombud.pipeline.filer import Filer
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
from ombud.pipeline.memory import Memory
from ombud.pipeline.notice import Notices, NoticeView
from ombud.pipeline.publish import MAX_REASON, Publisher, find_version
from ombud.pipeline.receipts import Receipts, outcome_entry
from ombud.pipeline.replay import Replayed, Replayer
from ombud.pipeline.score import MAX_SCORED_BYTES, Scored, Scorer, ScoreRequest
from ombud.pipeline.sealer import Sealer
from ombud.pipeline.sequencer import MERGE_DELAY_SECONDS, Sequencer
from ombud.pipeline.tunings import InForce, TuningDesk
from ombud.pipeline.worker import Worker

__all__ = [
    "CORRECTIONS_KEPT",
    "KEY_PREFIX",
    "MAX_DRAFT_BYTES",
    "MAX_REASON",
    "MAX_SCORED_BYTES",
    "MAX_TITLE",
    "MERGE_DELAY_SECONDS",
    "SCOPES",
    "Account",
    "Accounts",
    "Advice",
    "Answer",
    "AppealDesk",
    "Calibrated",
    "Calibrator",
    "CompiledPolicy",
    "Context",
    "CorrectionDesk",
    "Courier",
    "Decided",
    "Decider",
    "DecisionExplained",
    "DraftDesk",
    "Dry",
    "DryDecider",
    "Engine",
    "Examination",
    "Examiner",
    "Explainer",
    "Filer",
    "InForce",
    "Labelled",
    "Learner",
    "Learnt",
    "Memory",
    "NoticeView",
    "Notices",
    "Outcome",
    "Publisher",
    "Rebase",
    "Receipts",
    "Refused",
    "Replayed",
    "Replayer",
    "Review",
    "RuleWeighed",
    "ScoreRequest",
    "Scored",
    "Scorer",
    "Sealer",
    "Sequencer",
    "Traffic",
    "TuningDesk",
    "Verdicts",
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
    "outcome_entry",
    "read_label",
    "recent_traffic",
]
