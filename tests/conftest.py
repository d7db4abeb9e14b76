"""Fixtures for every part: a store on each of the two databases, and real servers behind them."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from ombud.ports import Store
from ombud.store import open_store
from tests.support.postgres import Server, Unavailable, running_server
from tests.support.raw import Raw, raw_connection


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """A PostgreSQL server for this run. Skips, or fails where CI=true, when there is none to be had."""
    with ExitStack() as stack:
        try:
            server = stack.enter_context(running_server())
        except Unavailable as reason:
            if os.environ.get("CI") == "true":
                pytest.fail(str(reason))
            pytest.skip(str(reason))
        yield server


@pytest.fixture(scope="session")
def _migrated(postgres_server: Server) -> str:
    name = postgres_server.create()
    open_store(postgres_server.url(name)).close()
    return name


@pytest.fixture
def postgres_url(postgres_server: Server, _migrated: str) -> Iterator[str]:
    """A database of this test's own, its schema up to date."""
    name = postgres_server.create(_migrated)
    yield postgres_server.url(name)
    postgres_server.drop(name)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database: first SQLite, then PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'ombud.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """A store on an empty database, on each of the two."""
    opened = open_store(store_url)
    yield opened
    opened.close()


@pytest.fixture
def raw(store: Store, store_url: str) -> Iterator[Raw]:
    """Plain SQL into the database of `store`, past our code."""
    with raw_connection(store_url) as connection:
        yield connection
