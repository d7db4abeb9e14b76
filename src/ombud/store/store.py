"""The store: transactions over one of the two databases."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

from ombud.ports import (
    AppealFiles,
    Appeals,
    Board,
    Cases,
    Contacts,
    Corrections,
    Counts,
    Disputes,
    Drafts,
    Flaggers,
    Inquiries,
    Ledger,
    Notices,
    Orders,
    Outbox,
    Outsiders,
    People,
    Policies,
    Processes,
    Progress,
    Records,
    Reports,
    Statistics,
    Store,
    Strikes,
    Tunings,
    Unit,
)
from ombud.store.appeal_files import SqlAppealFiles
from ombud.store.appeals import SqlAppeals
from ombud.store.board import SqlBoard
from ombud.store.cases import SqlCases
from ombud.store.contacts import SqlContacts
from ombud.store.corrections import SqlCorrections
from ombud.store.counts import SqlCounts
from ombud.store.disputes import SqlDisputes
from ombud.store.drafts import SqlDrafts
from ombud.store.engine import Db, Edge, open_edge, ours
from ombud.store.inquiries import SqlInquiries
from ombud.store.ledger import SqlLedger
from ombud.store.migrations import migrate
from ombud.store.notices import SqlNotices
from ombud.store.orders import SqlOrders
from ombud.store.outbox import SqlOutbox
from ombud.store.outsiders import SqlOutsiders
from ombud.store.people import SqlPeople
from ombud.store.policies import SqlPolicies
from ombud.store.progress import SqlProgress
from ombud.store.records import SqlRecords
from ombud.store.reports import SqlFlaggers, SqlReports
from ombud.store.statistics import SqlStatistics
from ombud.store.steps import SqlProcesses
from ombud.store.strikes import SqlStrikes
from ombud.store.tunings import SqlTunings

__all__ = ["SqlStore", "SqlUnit", "open_store"]


def open_store(url: str) -> Store:
    """The store behind ``sqlite:///path`` or ``postgresql://user@host/name``, its schema brought up to date.

    Raises BadInput (``database_url``) for another kind of address, and SystemFault when the database cannot be
    reached, is from a newer version of Ombud, or cannot keep what it is given.
    """
    edge = open_edge(url)
    try:
        with edge.write() as connection, ours():
            edge.check(connection)
            migrate(connection)
    except BaseException:
        edge.close()
        raise
    return SqlStore(edge)


class SqlUnit:
    """`ports.Unit`: one transaction. Its parts are made when they are asked for."""

    def __init__(self, db: Db) -> None:
        self._db = db

    @cached_property
    def records(self) -> Records:
        return SqlRecords(self._db)

    @cached_property
    def cases(self) -> Cases:
        return SqlCases(self._db)

    @cached_property
    def notices(self) -> Notices:
        return SqlNotices(self._db)

    @cached_property
    def contacts(self) -> Contacts:
        return SqlContacts(self._db)

    @cached_property
    def appeals(self) -> Appeals:
        return SqlAppeals(self._db)

    @cached_property
    def appeal_files(self) -> AppealFiles:
        return SqlAppealFiles(self._db)

    @cached_property
    def board(self) -> Board:
        return SqlBoard(self._db)

    @cached_property
    def outsiders(self) -> Outsiders:
        return SqlOutsiders(self._db)

    @cached_property
    def disputes(self) -> Disputes:
        return SqlDisputes(self._db)

    @cached_property
    def people(self) -> People:
        return SqlPeople(self._db)

    @cached_property
    def outbox(self) -> Outbox:
        return SqlOutbox(self._db)

    @cached_property
    def ledger(self) -> Ledger:
        return SqlLedger(self._db)

    @cached_property
    def policies(self) -> Policies:
        return SqlPolicies(self._db)

    @cached_property
    def drafts(self) -> Drafts:
        return SqlDrafts(self._db)

    @cached_property
    def statistics(self) -> Statistics:
        return SqlStatistics(self._db)

    @cached_property
    def progress(self) -> Progress:
        return SqlProgress(self._db)

    @cached_property
    def corrections(self) -> Corrections:
        return SqlCorrections(self._db)

    @cached_property
    def tunings(self) -> Tunings:
        return SqlTunings(self._db)

    @cached_property
    def reports(self) -> Reports:
        return SqlReports(self._db)

    @cached_property
    def flaggers(self) -> Flaggers:
        return SqlFlaggers(self._db)

    @cached_property
    def processes(self) -> Processes:
        return SqlProcesses(self._db)

    @cached_property
    def strikes(self) -> Strikes:
        return SqlStrikes(self._db)

    @cached_property
    def counts(self) -> Counts:
        return SqlCounts(self._db)

    @cached_property
    def orders(self) -> Orders:
        return SqlOrders(self._db)

    @cached_property
    def inquiries(self) -> Inquiries:
        return SqlInquiries(self._db)


class SqlStore:
    """`ports.Store`."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge

    @contextmanager
    def write(self) -> Iterator[Unit]:
        """A transaction that may change things; rolled back when the block raises."""
        with self._edge.write() as connection:
            yield SqlUnit(Db(connection))

    @contextmanager
    def read(self) -> Iterator[Unit]:
        """One consistent snapshot."""
        with self._edge.read() as connection:
            yield SqlUnit(Db(connection))

    def close(self) -> None:
        """Close every connection. Units must have ended."""
        self._edge.close()
