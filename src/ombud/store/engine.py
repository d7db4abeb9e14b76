"""The dialect edge: how connections are opened and transactions begun, for each of the two databases."""

import os
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol
from weakref import WeakValueDictionary

from sqlalchemy import (
    ColumnElement,
    Connection,
    Dialect,
    Engine,
    Executable,
    Row,
    Select,
    Table,
    create_engine,
    event,
    insert,
)
from sqlalchemy import exc as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import QueuePool

from ombud.model import BadInput, SystemFault
from ombud.ports import DecisionView
from ombud.store.columns import Moment, Words, micros, words
from ombud.store.errors import translated
from ombud.store.lists import listed

__all__ = ["Db", "Edge", "open_edge", "ours"]

_WAIT_S = 30  # for the write lock of this process, a connection of the pool, and SQLite's own lock
_LOCK_WAIT = "10s"  # for a lock of PostgreSQL
_READERS = 8
_MANY = 16  # rows from which COPY is worth its two round trips


class Db:
    """A connection inside a transaction. Everything it raises is ours."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.dialect = connection.dialect.name
        self.views: dict[str, DecisionView] = {}  # what has been read, by id: see ombud.store.rows

    def all(self, statement: Executable, parameters: Mapping[str, Any] | None = None) -> Sequence[Row[Any]]:
        """Every row."""
        with ours():
            return self._connection.execute(statement, parameters).all()

    def among(self, statement: Select[Any], column: ColumnElement[Any], values: Collection[str]) -> Sequence[Row[Any]]:
        """Every row whose `column` is one of `values`, however many there are."""
        return self.all(statement.where(listed(column, values))) if values else ()

    def one(self, statement: Executable, parameters: Mapping[str, Any] | None = None) -> Row[Any] | None:
        """The first row, if there is one."""
        with ours():
            return self._connection.execute(statement, parameters).first()

    def run(self, statement: Executable, rows: Sequence[Mapping[str, Any]] | None = None) -> int:
        """Change something; how many rows it changed. With `rows` (at least one), once for each."""
        with ours():
            return self._connection.execute(statement, rows).rowcount

    def insert(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows that all name the same columns, in their order. An empty sequence is no error.

        Core compiles the statement, once per table; the rows then go to the driver without its bookkeeping for every
        value, which took longer than the database itself. Many rows go to PostgreSQL by COPY: a third more a second.
        """
        if not rows:
            return
        sql, takes = _insert(table, self._connection.dialect, tuple(rows[0]))
        columns = list(zip(*(row.values() for row in rows), strict=True))
        values = list(zip(*(take(column) for take, column in zip(takes, columns, strict=True)), strict=True))
        with ours():
            if self.dialect == "postgresql" and len(values) >= _MANY:
                self._copy(f"COPY {table.name} ({', '.join(rows[0])}) FROM STDIN", values)
            else:
                self._connection.exec_driver_sql(sql, values)

    def _copy(self, sql: str, values: Sequence[Sequence[Any]]) -> None:
        cursor: Any = self._connection.connection.cursor()  # psycopg's own: COPY is no part of the DBAPI
        try:
            with cursor, cursor.copy(sql) as copy:
                for row in values:
                    copy.write_row(row)
        except self._connection.dialect.loaded_dbapi.Error as error:
            raise sa.DBAPIError(sql, None, error, hide_parameters=True) from error

    def upsert(self, table: Table, row: Mapping[str, Any]) -> None:
        """Insert `row`, or overwrite the one with the same primary key."""
        new = (sqlite.insert if self.dialect == "sqlite" else postgresql.insert)(table).values(**row)
        key = [column.name for column in table.primary_key]
        rest = {name: new.excluded[name] for name in row if name not in key}
        self.run(new.on_conflict_do_update(index_elements=key, set_=rest))


_Column = Sequence[Any]


@lru_cache(maxsize=256)
def _insert(table: Table, dialect: Dialect, names: tuple[str, ...]) -> tuple[str, list[Callable[[_Column], _Column]]]:
    """The INSERT for these columns, and for each what the driver takes instead of its values."""
    driver: dict[type, Callable[[_Column], _Column]] = {Moment: _moments, Words: _texts}
    takes = [driver.get(type(table.c[name].type), _as_it_is) for name in names]
    return str(insert(table).compile(dialect=dialect, column_keys=names)), takes


def _as_it_is(column: _Column) -> _Column:
    return column


def _moments(column: _Column) -> _Column:
    return [None if one is None else micros(one) for one in column]


def _texts(column: _Column) -> _Column:
    words("".join(filter(None, column)))  # all at once: one look for what must not be in any of them
    return column


class Edge(Protocol):
    """Opens transactions: `write` takes the write lock at once, `read` sees one snapshot and can change nothing.

    `check` raises SystemFault (``database_unfit``) when this database cannot keep what it is given.
    """

    def check(self, connection: Connection) -> None: ...
    def write(self) -> AbstractContextManager[Connection]: ...
    def read(self) -> AbstractContextManager[Connection]: ...
    def close(self) -> None: ...


@contextmanager
def ours() -> Iterator[None]:
    """Whatever the database or its driver raises in here leaves as an error of ours."""
    try:
        yield
    except (sa.SQLAlchemyError, UnicodeError, OverflowError) as error:
        raise translated(error) from error


@contextmanager
def _transaction(engine: Engine) -> Iterator[Connection]:
    """One transaction; what goes wrong in opening or committing it is ours too, what its user raises stays theirs."""
    with ours():
        connection = engine.connect()
    with connection:
        with ours():
            transaction = connection.begin()
        try:
            yield connection
        except BaseException:
            with ours():
                transaction.rollback()
            raise
        with ours():
            try:
                transaction.commit()
            except sa.SQLAlchemyError:
                transaction.rollback()
                raise


def open_edge(url: str) -> "Edge":
    """``sqlite:///path`` or ``postgresql://...``. Raises BadInput for anything else."""
    try:
        parsed = make_url(url)
    except sa.ArgumentError as error:
        raise _unknown_url() from error
    if parsed.get_backend_name() == "sqlite" and parsed.database not in {None, "", ":memory:"}:
        return SqliteEdge(parsed)
    if parsed.drivername in {"postgresql", "postgres", "postgresql+psycopg"}:
        return PostgresEdge(parsed)
    raise _unknown_url()


def _must_be(connection: Connection, question: str, wanted: str, otherwise: str) -> None:
    if connection.exec_driver_sql(question).scalar() != wanted:
        raise SystemFault("database_unfit", otherwise, advice="Ombud keeps a record in it: use another.")


def _unknown_url() -> BadInput:
    return BadInput(
        "database_url",
        "this names no database that Ombud can keep its record in",
        advice="Use sqlite:///path/to/file or postgresql://user@host/name.",
        field="database_url",
    )


# ── SQLite ───────────────────────────────────────────────────────────────────────────────────────────────────────────
_writers: WeakValueDictionary[Path, "_WriteLock"] = WeakValueDictionary()
_writers_guard = threading.Lock()


class _WriteLock:
    """One writer per file in this process: waiting here is fair and cheap, waiting in SQLite is a sleep loop."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    @classmethod
    def of(cls, path: Path) -> "_WriteLock":
        with _writers_guard:
            return _writers.setdefault(path, cls())

    @contextmanager
    def held(self) -> Iterator[None]:
        if not self._lock.acquire(timeout=_WAIT_S):
            raise SystemFault(
                "store_busy", "Another writer holds the database.", advice="Nothing was stored. Ask again."
            )
        try:
            yield
        finally:
            self._lock.release()


def _create(path: Path) -> None:
    """Make a new database for our eyes only, wherever it lies; SQLite gives its -wal and -shm the same mode.

    A file that is there is never opened here: closing it would drop every lock that SQLite holds on it in this process
    (POSIX). So nobody connects either while a new one is being made.
    """
    with _writers_guard:
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except FileExistsError:
            return
        except OSError as error:
            raise SystemFault(
                "store_unavailable", f"{path} cannot be created: {error.strerror}.", advice="Look at the folder."
            ) from error


class SqliteEdge:
    """A file. One writing connection, several reading ones, each reader on the snapshot it began with (WAL)."""

    def __init__(self, url: URL) -> None:
        path = Path(url.database or "").resolve()
        if not path.parent.is_dir():
            raise SystemFault("store_unavailable", f"There is no folder {path.parent}.", advice="Create it.")
        _create(path)
        self._lock = _WriteLock.of(path)
        self._writer = self._engine(url, "BEGIN IMMEDIATE", "query_only=OFF", size=1)
        self._readers = self._engine(url, "BEGIN", "query_only=ON", size=_READERS)

    def _engine(self, url: URL, begin: str, mode: str, size: int) -> Engine:
        engine = create_engine(
            url,
            poolclass=QueuePool,
            pool_size=size,
            max_overflow=0,
            pool_timeout=_WAIT_S,
            hide_parameters=True,
            connect_args={"check_same_thread": False, "timeout": _WAIT_S},
        )

        @event.listens_for(engine, "connect")
        def prepare(connection: Any, _: object) -> None:
            connection.isolation_level = None  # the driver begins nothing by itself
            for pragma in (
                "journal_mode=WAL",
                "synchronous=FULL",  # what was acknowledged survives a power cut
                "foreign_keys=ON",
                "recursive_triggers=ON",  # else REPLACE would delete past the delete triggers
                "journal_size_limit=67108864",
                "wal_autocheckpoint=8000",  # 32 MB: what many commits change is copied into the file once
                "cache_size=-32000",
                "temp_store=MEMORY",
                mode,
            ):
                connection.execute(f"PRAGMA {pragma}").fetchall()

        @event.listens_for(engine, "begin")
        def begin_it(connection: Connection) -> None:
            connection.exec_driver_sql(begin)

        return engine

    def check(self, connection: Connection) -> None:
        _must_be(
            connection, "PRAGMA journal_mode", "wal", "This file system has no write-ahead log (is it a network's?)."
        )

    @contextmanager
    def write(self) -> Iterator[Connection]:
        with self._lock.held(), _transaction(self._writer) as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        with _transaction(self._readers) as connection:
            yield connection

    def close(self) -> None:
        self._readers.dispose()
        self._writer.dispose()


# ── PostgreSQL ───────────────────────────────────────────────────────────────────────────────────────────────────────
class PostgresEdge:
    """A server. Writers at READ COMMITTED, so that a check after a lock sees what was committed while it waited."""

    def __init__(self, url: URL) -> None:
        engine = create_engine(
            url.set(drivername="postgresql+psycopg"),
            paramstyle="format",
            pool_size=_READERS,
            max_overflow=_READERS,
            pool_timeout=_WAIT_S,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={
                "application_name": "ombud",
                "client_encoding": "utf8",
                "connect_timeout": 5,
                "options": f"-c lock_timeout={_LOCK_WAIT} {_options(url)} -c synchronous_commit=on",
            },
        )
        self._writer = engine.execution_options(isolation_level="READ COMMITTED")
        self._readers = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    def check(self, connection: Connection) -> None:
        _must_be(connection, "SHOW server_encoding", "UTF8", "The database is not encoded in UTF-8.")
        _must_be(connection, "SHOW fsync", "on", "The server runs with fsync=off and would lose what it acknowledged.")

    @contextmanager
    def write(self) -> Iterator[Connection]:
        with _transaction(self._writer) as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        with _transaction(self._readers) as connection:
            yield connection

    def close(self) -> None:
        self._writer.dispose()


def _options(url: URL) -> str:
    """The operator's own settings (``?options=-c%20...``); what they cannot have is an unsafe commit."""
    return " ".join(url.normalized_query.get("options", ()))
