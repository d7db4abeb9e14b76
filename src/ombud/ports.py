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
    Draft,
    DraftState,
    Entry,
    Event,
    How,
    Known,
    Move,
    Notice,
    PolicyVersion,
    Publication,
    Sealed,
    Session,
    Signal,
    SignalSpec,
    Span,
    Statement,
    Step,
    Task,
    TaskState,
    Text,
    User,
)  # fmt: skip

__all__ = [
    "UNKNOWN",
    "AppealView",
    "Appeals",
    "Asked",
    "Blobs",
    "CaseView",
    "Cases",
    "Clock",
    "Database",
    "DatabaseBuilder",
    "DecisionView",
    "Detectors",
    "DraftView",
    "Drafts",
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
    "Shard",
    "Shelf",
    "Signer",
    "Statistics",
    "Store",
    "Tally",
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


class Shelf(Protocol):
    """Keeps work that can be done again. What is not there, or cannot be kept, costs time and nothing else."""

    def read(self, name: str) -> bytes | None: ...
    def keep(self, name: str, data: bytes) -> None: ...


class Sender(Protocol):
    """Sends one webhook. Returns None when the receiver took it, else one line saying why not. Never raises."""

    def send(self, task: Task, at: datetime) -> str | None: ...


# ── what rules ask about ─────────────────────────────────────────────────────────────────────────────────────────────
class Tally(msgspec.Struct, frozen=True, order=True):
    """What some rule counts: the events of one type that a subject (``author`` or ``item``) has had, or, where `field`
    is a path, how many different values those events had in it.

    `window` is the longest, in seconds, that any rule looks back. `enough` is the number from which on no rule tells
    one count from a greater one.
    """

    subject: str
    event_type: str
    field: str
    window: float
    enough: int


class Asked(msgspec.Struct, frozen=True):
    """All that a policy asks of the past. `copies` and `enough_copies` are as in `Tally`, for near-duplicates by
    ``seen_before``; `signals` are the signals that rules read, each with its own `enough`."""

    tallies: tuple[Tally, ...] = ()
    copies: float = 0.0
    enough_copies: int = 1
    signals: Mapping[str, int] = {}


UNKNOWN = -1
"""The answer to a question about the past when something was forgotten that it may depend on."""


class History(Protocol):
    """What happened before. `window` is in seconds, counted back from `at`; the present event is included.

    What is counted lies later than ``at - window``, up to and with `at`, by the events' own ``at``, in whatever order
    they came. An answer is exact, or it is the `enough` that was asked for, or UNKNOWN: never too small.
    """

    def count(self, subject: str, event_type: str, window: float, at: datetime) -> int:
        """How many events of that type the subject (``author:u-1``, ``item:post-1``) has had in the window."""
        ...

    def distinct(self, subject: str, event_type: str, field: str, window: float, at: datetime) -> int:
        """How many different values the subject's events of that type have had in one field, by its path."""
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


class Shard(msgspec.Struct, frozen=True):
    """Byte expressions that are compiled together. Of `whether` the engine tells that one is there, of `where` each
    place that one ends at; the ids of those follow the ids of these."""

    whether: tuple[bytes, ...]
    where: tuple[bytes, ...]


class Database(msgspec.Struct, frozen=True):
    """A shard compiled: `image` is what the scanning engine loads, empty when there is nothing in it.

    `refused` are the expressions that it does not contain; the ids of the others close ranks.
    """

    image: bytes
    refused: frozenset[bytes] = frozenset()


class DatabaseBuilder(Protocol):
    """Compiles shards, one database each, in bounded time and memory whatever is in them: what takes more is refused.
    It raises nothing that the expressions could cause."""

    def __call__(self, shards: Sequence[Shard]) -> Sequence[Database]: ...


class Matcher(Protocol):
    """All term sets and patterns of a policy, compiled once."""

    def find(self, text: Text) -> Mapping[str, tuple[Span, ...]]:
        """The spans in the raw text for every key that hit, in order; keys without a hit are absent. One pass.

        Which keys hit is known at once; where is found out when the spans are asked for.
        """
        ...


class MatcherFactory(Protocol):
    """Builds a Matcher.

    Raises BadInput: ``regex_invalid`` for a pattern that RE2 refuses, ``regex_too_costly``, ``list_too_long``,
    ``term_empty``.
    """

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

    def decided(self, seq: int, limit: int, before: datetime) -> list[tuple[int, DecisionView]]:
        """Decisions with their places in the order in which they were stored, from the one after `seq` on.

        Only those stored before `before`: where several write at once, one with a lower place may still be on its way.
        """
        ...

    def events_since(self, at: datetime, limit: int, after: str = "") -> list[Event]:
        """Platform events with ``at`` or later, by (at, id), starting after event id `after`."""
        ...

    def place(self) -> int:
        """How far the record goes: grows with every decision, 0 when there is none."""
        ...

    def after(self, place: int, limit: int) -> list[tuple[int, Event]]:
        """Platform events with their place: those decided after `place`, in the order they were decided."""
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
    """The database itself refuses a draft that nobody else approved, and a change without a reason or ledger entry."""

    def add(
        self,
        version: PolicyVersion,
        how: How = How.START,
        *,
        reason: str = "",
        role: str = "operator",
        by: str | None = None,
        entry: str | None = None,
        draft: str | None = None,
        onto: str | None = None,
    ) -> None:
        """Put a version in force, at its ``published_at``. The one in force already stays so; an older one comes back.

        `onto` is the version that must be in force until then. The rest is as in `Publication`. Raises Conflict
        (``policy_moved_on``) when somebody was faster, Forbidden (``not_approved``, ``not_an_author``).
        """
        ...

    def get(self, version: str) -> PolicyVersion | None: ...
    def current(self) -> PolicyVersion | None: ...
    def versions(self) -> list[PolicyVersion]:
        """Every version once, the one in force first."""
        ...

    def publications(self) -> list[Publication]:
        """Every time a version came into force, newest first."""
        ...


class DraftView(msgspec.Struct, frozen=True):
    """A draft with everything that was done with it, oldest first. What it says now is under `content`."""

    draft: Draft
    steps: tuple[Step, ...]

    @property
    def last(self) -> Step:
        return self.steps[-1]

    @property
    def state(self) -> DraftState:
        return DraftState.after(self.last.move)

    @property
    def writers(self) -> frozenset[str]:
        """User ids of everybody who wrote in it: they may not approve it."""
        wrote = (Move.OPENED, Move.EDITED, Move.REBASED, Move.SUBMITTED)
        return frozenset(step.by for step in self.steps if step.move in wrote)


class Drafts(Protocol):
    """Append-only. The database itself refuses a step out of order, and an approval by anybody who wrote in it."""

    def open(self, draft: Draft) -> None:
        """Its first step has to follow."""
        ...

    def take(self, step: Step, files: Mapping[str, str] | None = None) -> None:
        """Put a step on the record; `files` is what the draft says, where nobody has said it before.

        Raises Conflict (``draft_moved_on``, ``draft_wrong_step``), Forbidden (``own_draft``, ``not_an_author``).
        """
        ...

    def get(self, draft_id: str) -> DraftView | None: ...
    def files(self, content: str) -> dict[str, str] | None:
        """What a draft said at some step."""
        ...

    def page(self, limit: int = 50, offset: int = 0, *, over: bool = False) -> list[DraftView]:
        """Newest first: those under way, or those that are over (published or withdrawn)."""
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
    def drafts(self) -> Drafts: ...
    @property
    def statistics(self) -> Statistics: ...
    @property
    def progress(self) -> Progress: ...


class Store(Protocol):
    """Where the truth is kept. `write` takes the write lock at once; `read` sees one consistent snapshot."""

    def write(self) -> AbstractContextManager[Unit]: ...
    def read(self) -> AbstractContextManager[Unit]: ...
    def close(self) -> None: ...
