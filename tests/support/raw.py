"""A connection that somebody else opens: plain SQL past our code, with the driver's own defaults."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

__all__ = ["Raw", "only_postgresql", "only_sqlite", "raw_connection"]

only_sqlite = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
only_postgresql = pytest.mark.parametrize(
    "store_url", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)


class Raw:
    """Runs SQL with ``?`` for values. On SQLite with foreign keys and recursive triggers off, as sqlite3 opens it."""

    def __init__(self, connection: Any, error: type[Exception], mark: str) -> None:
        self.connection = connection
        self._error = error
        self._mark = mark

    @property
    def sqlite(self) -> bool:
        return self._mark == "?"

    def run(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """The rows, if there are any."""
        cursor = self.connection.execute(sql.replace("?", self._mark), values)
        return cursor.fetchall() if cursor.description else []

    def refused(self, why: str, sql: str, *values: object) -> None:
        """The database must refuse it, naming `why`."""
        with pytest.raises(self._error, match=why):
            self.run(sql, *values)

    def copy_row(self, table: str, key: str, value: str, **changes: object) -> tuple[str, list[object]]:
        """An INSERT for a row like the one where `key` is `value`, with `changes`."""
        cursor = self.connection.execute(f"SELECT * FROM {table} WHERE {key} = {self._mark}", (value,))  # noqa: S608 - our own names
        row = dict(zip([column[0] for column in cursor.description], cursor.fetchone(), strict=True))
        row.pop("seq", None)
        row |= changes
        return f"INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", list(row.values())


@contextmanager
def raw_connection(url: str) -> Iterator[Raw]:
    """Every statement its own transaction, unless BEGIN is run."""
    if url.startswith("sqlite:///"):
        file = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None, timeout=10)
        try:
            yield Raw(file, sqlite3.Error, "?")
        finally:
            file.close()
    else:
        with psycopg.connect(url, autocommit=True) as server:
            yield Raw(server, psycopg.Error, "%s")
