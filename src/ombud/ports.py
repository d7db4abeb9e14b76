"""What the core asks of the world. Adapters implement these; `wiring` chooses which.

A `Unit` is one transaction of the store: everything done in it happens together or not at all. Its parts are grouped
by noun, one Protocol each, so that an implementation is one file each.
"""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

import msgspec

from ombud.model import (
    ApiKey,
    Appeal,
    AppealOutcome,
    Arrival,
    Case,
    Checkpoint,
    Decision,
    Entry,
    Event,
    Known,
    Notice,
    PolicyVersion,
    Sealed,
    Session,
    Signal,
    SignalSpec,
    Span,
    Statement,
    Task,
    TaskState,
    Text,
    User,
)  # fmt: skip

__all__ = [
    "AppealView",
    "Appeals",
    "Blobs",
    "CaseView",
    "Cases",
    "Clock",
    "DecisionView",
    "Detectors",
    "History",
    "Ledger",
    "Matcher",
    "MatcherFactory",
    "Notices",
    "Outbox",
    "Pattern",
    "People",
    "Policies",
    "Progress",
    "Randomness",
    "Records",
    "Sender",
    "Signer",
    "Statistics",
    "Store",
    "TermSet",
    "Unit",
]  # fmt: skip


# ── time, chance, keys ───────────────────────────────────────────────────────────────────────────────────────────────
class Clock(Protocol):
    """The time, UTC."""

    def now(self) -> datetime: ...


class Randomness(Protocol):
    """`n` bytes nobody can guess."""

    def bytes(self, n: int) -> bytes: ...


class Signer(Protocol):
    """The log's signing key. `name` is the key name (the log's origin), `vkey` the C2SP verifier key."""

    @property
    def name(self) -> str: ...
    @property
    def vkey(self) -> str: ...
    def sign(self, message: bytes) -> bytes:
        """The 64 raw bytes of the Ed25519 signature."""
        ...


class Blobs(Protocol):
    """Files by path (``tile/0/000``). Writing is atomic and durable: a reader sees the old bytes or the new ones."""

    def read(self, path: str) -> bytes | None: ...
    def write(self, path: str, data: bytes) -> None: ...
    def discard(self, prefix: str) -> None:
        """Remove a folder of files that nobody needs any more; no error when there is none."""
        ...


class Sender(Protocol):
    """Sends one webhook. Returns None when the receiver took it, else one line saying why not. Never raises."""

    def send(self, task: Task, at: datetime) -> str | None: ...


# ── what rules ask about ─────────────────────────────────────────────────────────────────────────────────────────────
class History(Protocol):
    """What happened before. `window` is in seconds, counted back from `at`; the present event is included."""

    def count(self, subject: str, event_type: str, window: float, at: datetime) -> int:
        """How many events of that type the subject (``author:u-1``, ``item:post-1``) has had in the window."""
        ...

    def copies(self, fingerprint: int, window: float, at: datetime) -> int:
        """How many earlier items in the window are near-duplicates of this 64-bit fingerprint. The present one not."""
        ...

    def note(self, arrival: Arrival) -> None:
        """Remember this event. Called once per event, before its rules are evaluated."""
        ...


class Detectors(Protocol):
    """All signals of this installation."""

    @property
    def catalogue(self) -> Mapping[str, SignalSpec]: ...
    def measure(self, name: str, arrival: Arrival, history: History) -> Signal: ...


class TermSet(msgspec.Struct, frozen=True):
    """Words and phrases to find on word boundaries. `exact` reads the raw text letter by letter."""

    key: str
    terms: tuple[str, ...]
    exact: bool = False


class Pattern(msgspec.Struct, frozen=True):
    """A regular expression, RE2 syntax (linear time). `exact` reads the raw text instead of the normal form."""

    key: str
    regex: str
    exact: bool = False


class Matcher(Protocol):
    """All term sets and patterns of a policy, compiled once."""

    def find(self, text: Text) -> Mapping[str, tuple[Span, ...]]:
        """The spans in the raw text for every key that hit, in order; keys without a hit are absent. One pass."""
        ...


class MatcherFactory(Protocol):
    """Builds a Matcher. Raises BadInput (code ``regex_invalid``, detail naming the fault) for a pattern RE2 refuses."""

    def __call__(self, terms: Sequence[TermSet], patterns: Sequence[Pattern]) -> Matcher: ...


# ── the store ────────────────────────────────────────────────────────────────────────────────────────────────────────
class DecisionView(msgspec.Struct, frozen=True):
    """A decision with what is kept beside it. `by` never leaves the console's quality pages."""

    decision: Decision
    record: bytes
    event: Event
    statement: Statement | None
    by: str | None
    received_at: datetime


class CaseView(msgspec.Struct, frozen=True):
    """A case with the newest decision on its item."""

    case: Case
    latest: DecisionView


class AppealView(msgspec.Struct, frozen=True):
    """An appeal with the decision it is against, and its outcome once there is one."""

    appeal: Appeal
    against: DecisionView
    outcome: AppealOutcome | None


class Records(Protocol):
    """Events and decisions. Append-only: there is no update and no delete, and the database refuses both."""

    def known(self, event_ids: Collection[str]) -> dict[str, Known]: ...
    def append(self, batch: Sequence[Sealed]) -> None:
        """Store all of it. Raises Conflict when an event id is already there, SystemFault when the disk is full."""
        ...

    def receive(self, arrival: Arrival, at: datetime) -> None:
        """Store an event that leads to no decision of its own (an appeal that was filed)."""
        ...

    def decision(self, decision_id: str) -> DecisionView | None: ...
    def of_item(self, item_id: str) -> list[DecisionView]:
        """Oldest first."""
        ...

    def latest(self, item_ids: Collection[str]) -> dict[str, DecisionView]: ...
    def authors(self, item_ids: Collection[str]) -> dict[str, str]:
        """Item id -> author id, as the first event about the item that named an author had it. Others are absent."""
        ...

    def newest(self) -> datetime | None:
        """The latest ``at`` of any platform event: where windows are counted back from after a restart."""
        ...

    def ids(self, after: str = "", limit: int = 1000) -> list[str]:
        """Decision ids in order, for walking over all of them."""
        ...

    def events_since(self, at: datetime, limit: int, after: str = "") -> list[Event]:
        """Platform events with ``at`` or later, by (at, id), starting after event id `after`."""
        ...


class Cases(Protocol):
    def get(self, case_id: str) -> CaseView | None: ...
    def open_of(self, item_ids: Collection[str]) -> dict[str, Case]: ...
    def queue(self, queue: str | None = None, limit: int = 50, offset: int = 0) -> list[CaseView]:
        """Open cases, gravest severity first, then oldest."""
        ...

    def counts(self) -> dict[str, int]:
        """Open cases per queue."""
        ...

    def close(self, case_id: str, version: int, at: datetime) -> None:
        """Raises Conflict when somebody else was faster (the version moved on)."""
        ...


class Notices(Protocol):
    def by_token(self, token_hash: bytes) -> Notice | None: ...
    def of_decision(self, decision_id: str) -> Notice | None: ...


class Appeals(Protocol):
    """The database itself refuses an outcome by anybody who decided in the case or on the item."""

    def file(self, appeal: Appeal) -> None:
        """Raises Conflict when the decision was appealed before."""
        ...

    def get(self, appeal_id: str) -> AppealView | None: ...
    def of_decision(self, decision_id: str) -> AppealView | None: ...
    def pending(self, limit: int = 50, offset: int = 0) -> list[AppealView]:
        """Without an outcome, oldest first."""
        ...

    def decide(self, outcome: AppealOutcome) -> None:
        """Raises Forbidden (code ``same_reviewer``) when the database refuses, Conflict when already decided."""
        ...

    def involved(self, case_id: str, item_id: str) -> set[str]:
        """User ids of everybody who decided in the case or on the item: they may not hear its appeal."""
        ...


class People(Protocol):
    def add_user(self, user: User) -> None: ...
    def user(self, user_id: str) -> User | None: ...
    def user_named(self, name: str) -> User | None: ...
    def users(self) -> list[User]: ...
    def set_role(self, user_id: str, role: str) -> None: ...
    def set_password(self, user_id: str, password_hash: str) -> None: ...
    def disable_user(self, user_id: str, at: datetime) -> None:
        """From `at` on the user may neither sign in nor decide; who is disabled stays so since the first time.

        Raises NotFound.
        """
        ...

    def add_session(self, session: Session) -> None: ...
    def session(self, token_hash: bytes) -> Session | None: ...
    def end_session(self, token_hash: bytes) -> None: ...
    def end_sessions(self, user_id: str) -> None:
        """All of a user's sessions; no error when there is none."""
        ...

    def add_key(self, key: ApiKey) -> None: ...
    def key(self, secret_hash: bytes) -> ApiKey | None: ...
    def keys(self) -> list[ApiKey]: ...
    def revoke_key(self, key_id: str, at: datetime) -> None: ...


class Outbox(Protocol):
    """Effects still to bring about. A claimed task is leased: it comes back when nobody finishes it in time."""

    def put(self, tasks: Sequence[Task]) -> None: ...
    def claim(self, topic: str, limit: int, now: datetime, lease_until: datetime) -> list[Task]: ...
    def done(self, task_id: str, at: datetime) -> None: ...
    def retry(self, task_id: str, due_at: datetime, error: str) -> None: ...
    def park(self, task_id: str, error: str) -> None: ...
    def resend(self, task_id: str, now: datetime) -> None:
        """A parked task waits again, with its retries counted from nothing. Raises NotFound."""
        ...

    def page(self, state: TaskState | None = None, limit: int = 50, offset: int = 0) -> list[Task]:
        """Newest first."""
        ...

    def about(self, subject: str) -> list[Task]: ...
    def counts(self) -> dict[str, int]:
        """Tasks per state."""
        ...

    def next_due(self, topic: str) -> datetime | None: ...


class Ledger(Protocol):
    def put(self, entries: Sequence[Entry]) -> None: ...
    def entry(self, entry_id: str) -> Entry | None: ...
    def unsequenced(self, limit: int) -> list[Entry]:
        """Entries without an index, locked for the one sequencer."""
        ...

    def sequence(self, indexes: Sequence[tuple[str, int]], checkpoint: Checkpoint) -> None:
        """Give entry ids their index and store the new head, together."""
        ...

    def head(self) -> Checkpoint | None: ...
    def range(self, start: int, end: int) -> list[Entry]:
        """Entries with start <= index < end, in order."""
        ...

    def waiting(self) -> int: ...


class Policies(Protocol):
    def add(self, version: PolicyVersion) -> None:
        """Put a version in force. The one that is in force already stays so; an older one comes back."""
        ...

    def get(self, version: str) -> PolicyVersion | None: ...
    def current(self) -> PolicyVersion | None: ...
    def versions(self) -> list[PolicyVersion]:
        """Every version once, the one in force first."""
        ...


class Statistics(Protocol):
    """Counts for the public page and for a rule's measured precision."""

    def decisions_by(self, since: datetime) -> list[tuple[str, str, str, int]]:
        """(measure, actor kind, first clause or "", count)."""
        ...

    def appeals_by(self, since: datetime) -> dict[str, int]:
        """``pending``, ``uphold``, ``partly``, ``overturn``."""
        ...

    def judged(self) -> dict[str, tuple[int, int]]:
        """Rule id -> (judged by a human, upheld) over automated decisions that people have looked at."""
        ...


class Progress(Protocol):
    """How far a long piece of work has come, by name, so that it can go on where it stopped."""

    def get(self, key: str) -> int | None: ...
    def set(self, key: str, value: int) -> None: ...


class Unit(Protocol):
    """One transaction."""

    @property
    def records(self) -> Records: ...
    @property
    def cases(self) -> Cases: ...
    @property
    def notices(self) -> Notices: ...
    @property
    def appeals(self) -> Appeals: ...
    @property
    def people(self) -> People: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def ledger(self) -> Ledger: ...
    @property
    def policies(self) -> Policies: ...
    @property
    def statistics(self) -> Statistics: ...
    @property
    def progress(self) -> Progress: ...


class Store(Protocol):
    """Where the truth is kept. `write` takes the write lock at once; `read` sees one consistent snapshot."""

    def write(self) -> AbstractContextManager[Unit]: ...
    def read(self) -> AbstractContextManager[Unit]: ...
    def close(self) -> None: ...
