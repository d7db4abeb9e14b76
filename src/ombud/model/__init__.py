"""The nouns: frozen structs, ids, canonical bytes, the error root. Imports nothing of ours."""

from ombud.model.appeals import AppealTerms, Evidence, Lane, Outsider, Skills, Urgency, Waiting
from ombud.model.arrival import Arrival
from ombud.model.canonical import canonical, sha256_hex, to_plain
from ombud.model.contact import Contact
from ombud.model.correction import Correction, CorrectionState
from ombud.model.countries import COUNTRIES
from ombud.model.decision import Actor, Decision
from ombud.model.dispute import Dispute, DisputeBody
from ombud.model.draft import Draft, DraftState, How, Move, Publication, Step
from ombud.model.entry import ENTRY_TYPES, Checkpoint, Entry
from ombud.model.errors import BadInput, Conflict, Forbidden, NotFound, OmbudError, SystemFault, TooLarge
from ombud.model.event import INTERNAL_EVENTS, ITEM_KINDS, PLATFORM_EVENTS, Author, Event, Item, Link
from ombud.model.ids import RANDOM_BYTES, new_id
from ombud.model.inquiry import Inquiry
from ombud.model.measure import RESTRICTING, Measure, gravest, restricts
from ombud.model.order import Order, OrderAction, OrderFrom, OrderKind, OrderWait
from ombud.model.people import ApiKey, Role, Session, User
from ombud.model.policy import ClauseText, Law, PolicyVersion
from ombud.model.process import Appeal, AppealOutcome, Case, CaseState, Cited, Notice, Outcome, Statement, Withholding
from ombud.model.report import CaseReports, Flagger, Report, ReportContact, Standing
from ombud.model.schema import ATTRIBUTE_TYPES, Attribute, Schema
from ombud.model.sealed import Known, Sealed
from ombud.model.signal import Signal, SignalSpec
from ombud.model.step import ProcessState, ProcessStep
from ombud.model.stored import AT_FIELD, LINKS_FIELD, StoredEvent, event_from
from ombud.model.strike import Strike, StrikeTerms, Threshold
from ombud.model.task import Task, TaskState
from ombud.model.text import Span, Text, joined
from ombud.model.tuning import Tuning, TuningHow, TuningKind, TuningStep, tuning_id
from ombud.model.verdict import Ground, Match, Verdict

__all__ = [
    "ATTRIBUTE_TYPES",
    "AT_FIELD",
    "COUNTRIES",
    "ENTRY_TYPES",
    "INTERNAL_EVENTS",
    "ITEM_KINDS",
    "LINKS_FIELD",
    "PLATFORM_EVENTS",
    "RANDOM_BYTES",
    "RESTRICTING",
    "Actor",
    "ApiKey",
    "Appeal",
    "AppealOutcome",
    "AppealTerms",
    "Arrival",
    "Attribute",
    "Author",
    "BadInput",
    "Case",
    "CaseReports",
    "CaseState",
    "Checkpoint",
    "Cited",
    "ClauseText",
    "Conflict",
    "Contact",
    "Correction",
    "CorrectionState",
    "Decision",
    "Dispute",
    "DisputeBody",
    "Draft",
    "DraftState",
    "Entry",
    "Event",
    "Evidence",
    "Flagger",
    "Forbidden",
    "Ground",
    "How",
    "Inquiry",
    "Item",
    "Known",
    "Lane",
    "Law",
    "Link",
    "Match",
    "Measure",
    "Move",
    "NotFound",
    "Notice",
    "OmbudError",
    "Order",
    "OrderAction",
    "OrderFrom",
    "OrderKind",
    "OrderWait",
    "Outcome",
    "Outsider",
    "PolicyVersion",
    "ProcessState",
    "ProcessStep",
    "Publication",
    "Report",
    "ReportContact",
    "Role",
    "Schema",
    "Sealed",
    "Session",
    "Signal",
    "SignalSpec",
    "Skills",
    "Span",
    "Standing",
    "Statement",
    "Step",
    "StoredEvent",
    "Strike",
    "StrikeTerms",
    "SystemFault",
    "Task",
    "TaskState",
    "Text",
    "Threshold",
    "TooLarge",
    "Tuning",
    "TuningHow",
    "TuningKind",
    "TuningStep",
    "Urgency",
    "User",
    "Verdict",
    "Waiting",
    "Withholding",
    "canonical",
    "event_from",
    "gravest",
    "joined",
    "new_id",
    "restricts",
    "sha256_hex",
    "to_plain",
    "tuning_id",
]
