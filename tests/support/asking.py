"""What databases are asked: how many statements something takes, whatever the machine is doing beside it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event

__all__ = ["asking", "working"]


@contextmanager
def asking() -> Iterator[list[str]]:
    """Every statement of the block, of whichever store. Many rows that are written together are one statement."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@contextmanager
def working() -> Iterator[list[int]]:
    """How much SQLite works in the block: an entry for every ten steps of its machine, of which a look through a table
    takes some for each row."""
    done: list[int] = []

    def note(connection: Connection, *_: Any) -> None:
        driver: Any = connection.connection.dbapi_connection
        driver.set_progress_handler(lambda: done.append(10), 10)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield done
    finally:
        event.remove(Engine, "before_cursor_execute", note)
