"""Where the truth is kept.

A `Unit` is one transaction: everything done in it happens together or not at all. Its parts are grouped by noun, one
Protocol each, so that an implementation is one file each.
"""

from collections.abc import Collection, Sequence
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
    Sealed,
    Session,
    Statement,
    Task,
    TaskState,
    User,
)
from ombud.ports.appeals import AppealFiles, Board, Disputes, Outsiders
from ombud.ports.inquiries import Inquiries
from ombud.ports.learning import Corrections, Tunings
from ombud.ports.notices import Contacts, Notices
from ombud.ports.orders import Orders
from ombud.ports.policies import Drafts, Policies
from ombud.ports.process import Counts, Processes, Strikes
from ombud.ports.reports import Flaggers, Reports

__all__ = [
    "AppealView",
    "Appeals",
    "CaseView",
    "Cases",
    "DecisionView",
    "Ledger",
    "Outbox",
    "People",
    "Progress",
    "Records",
    "Statistics",
    "Store",
    "Unit",
]


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
    """An appeal with the decision it is against, and its outcome once there is one. `state` is the process's."""

    appeal: Appeal
    against: DecisionView
    outcome: AppealOutcome | None
    state: str = ""

    @property
    def waits(self) -> bool:
        """Whether it is still to be heard."""
        return self.outcome is None and self.state not in ("withdrawn", "lapsed_restored")


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
    def decisions(self, decision_ids: Collection[str]) -> dict[str, DecisionView]:
        """By id, in the order in which they were stored."""
        ...

    def of_item(self, item_id: str) -> list[DecisionView]:
        """Oldest first."""
        ...

    def of_items(self, item_ids: Collection[str]) -> dict[str, list[DecisionView]]:
        """The same for several items; of which nothing was decided, those are absent."""
        ...

    def one_at_a_time(self, item_ids: Collection[str]) -> None:
        """Wait until nobody else decides about these items in a transaction that has not ended, and have others wait.

        Whoever decides on what is on record about an item calls it before the first look: what is read after it holds
        until the transaction ends. Raises SystemFault (``store_busy``) when that takes too long.
        """
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
    def named(self, case_ids: Collection[str]) -> dict[str, Case]:
        """By id; those that there are, open or closed."""
        ...

    def open_of(self, item_ids: Collection[str]) -> dict[str, Case]: ...
    def queue(self, queue: str | None = None, limit: int = 50, offset: int = 0) -> list[CaseView]:
        """Open cases, gravest severity first, then oldest."""
        ...

    def counts(self) -> dict[str, int]:
        """Open cases per queue."""
        ...

    def open(self, case: Case) -> None:
        """Open a case by itself, because of a report. Raises Conflict when the item has one."""
        ...

    def set_severity(self, case_id: str, severity: str) -> None:
        """Move an open case up or down its queue; whoever has it open is not disturbed."""
        ...

    def close(self, case_id: str, version: int, at: datetime) -> None:
        """Raises Conflict when somebody else was faster (the version moved on)."""
        ...

    def close_all(self, cases: Collection[Case], at: datetime) -> None:
        """Close each at the version it has here. Raises as `close` when one of them has moved on."""
        ...


class Appeals(Protocol):
    """The database itself refuses an outcome by anybody who decided in the case or on the item."""

    def file(self, appeal: Appeal) -> None:
        """Raises Conflict when the decision was appealed before."""
        ...

    def get(self, appeal_id: str) -> AppealView | None: ...
    def named(self, appeal_ids: Collection[str]) -> dict[str, AppealView]:
        """By id; those that there are."""
        ...

    def of_decision(self, decision_id: str) -> AppealView | None: ...
    def of_items(self, item_ids: Collection[str]) -> dict[str, list[AppealView]]:
        """Every appeal about each of these items, oldest first; items without one are absent."""
        ...

    def pending(self, limit: int = 50, offset: int = 0) -> list[AppealView]:
        """Without an outcome, oldest first."""
        ...

    def decide(self, outcome: AppealOutcome) -> None:
        """Raises Forbidden (code ``same_reviewer``) when the database refuses, Conflict when already decided."""
        ...

    def involved(self, case_id: str, item_id: str) -> set[str]:
        """User ids of everybody who decided in the case or on the item: they may not hear its appeal."""
        ...

    def touched(self, appeal_ids: Collection[str]) -> dict[str, set[str]]:
        """The same for several appeals, by appeal."""
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

    def address(self, user_id: str) -> str | None:
        """Where a user wants to be told that appeals wait; None where they said nothing, or are disabled."""
        ...

    def set_address(self, user_id: str, email: str | None) -> None:
        """Instead of the one before; None forgets it."""
        ...

    def addressed(self) -> list[str]:
        """Ids of the users who have an `address`: nobody who was asked from outside."""
        ...

    def told(self, user_id: str, at: datetime, since: datetime) -> bool:
        """That somebody with an address is told now. False where they were told from `since` to `at`: of two who ask at
        once, one hears True."""
        ...

    def add_session(self, session: Session) -> None: ...
    def session(self, token_hash: bytes) -> Session | None: ...
    def end_session(self, token_hash: bytes) -> None: ...
    def end_sessions(self, user_id: str) -> None:
        """All of a user's sessions; no error when there is none."""
        ...

    def forget_sessions(self, before: datetime) -> int:
        """Delete those that expired before then; how many they were."""
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
    def contacts(self) -> Contacts: ...
    @property
    def appeals(self) -> Appeals: ...
    @property
    def appeal_files(self) -> AppealFiles: ...
    @property
    def board(self) -> Board: ...
    @property
    def outsiders(self) -> Outsiders: ...
    @property
    def disputes(self) -> Disputes: ...
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
    @property
    def corrections(self) -> Corrections: ...
    @property
    def tunings(self) -> Tunings: ...
    @property
    def reports(self) -> Reports: ...
    @property
    def flaggers(self) -> Flaggers: ...
    @property
    def processes(self) -> Processes: ...
    @property
    def strikes(self) -> Strikes: ...
    @property
    def orders(self) -> Orders: ...
    @property
    def inquiries(self) -> Inquiries: ...
    @property
    def counts(self) -> Counts: ...


class Store(Protocol):
    """Where the truth is kept. `write` takes the write lock at once; `read` sees one consistent snapshot."""

    def write(self) -> AbstractContextManager[Unit]: ...
    def read(self) -> AbstractContextManager[Unit]: ...
    def close(self) -> None: ...
