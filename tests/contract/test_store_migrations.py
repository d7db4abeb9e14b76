"""Migrations: what they build is what `tables.py` says, and opening twice does nothing."""

import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect
from sqlalchemy.schema import CreateTable
from sqlalchemy.types import TypeEngine

import ombud.store.migrations
from ombud.model import SystemFault
from ombud.ports import Store
from ombud.store import open_store
from ombud.store.migrations import NEWEST
from ombud.store.tables import metadata
from tests.support.postgres import Server
from tests.support.raw import Raw, only_postgresql, only_sqlite, raw_connection
from tests.support.records import POLICY


def test_the_migrations_build_the_tables_that_the_code_uses(store: Store, store_url: str) -> None:
    engine = create_engine(store_url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        options = {"compare_type": _differ, "compare_server_default": True}
        differences = compare_metadata(MigrationContext.configure(connection, opts=options), metadata)
    engine.dispose()
    assert differences == []


def _differ(
    context: MigrationContext, _: object, __: object, found: TypeEngine[object], declared: TypeEngine[object]
) -> bool:
    """As the DDL spells them: Alembic's own comparison loses the collation on the way."""
    return found.compile(context.dialect) != declared.compile(context.dialect)


def test_the_migrations_build_the_checks_and_foreign_keys_that_the_code_names(store: Store, store_url: str) -> None:
    """What Alembic's comparison leaves out: CHECK constraints, by name, and on SQLite by their text."""
    engine = create_engine(store_url.replace("postgresql:", "postgresql+psycopg:"))
    found = inspect(engine)
    for table in metadata.tables.values():
        declared = str(CreateTable(table).compile(engine))
        checks = {check["name"]: check["sqltext"] for check in found.get_check_constraints(table.name)}
        assert {name for name in checks if name} == {
            word for word in declared.replace("(", " ").split() if word.startswith(f"ck_{table.name}_")
        }
        if engine.dialect.name == "sqlite":
            assert [name for name, text in checks.items() if text not in declared] == []
    engine.dispose()


def test_opening_again_changes_nothing(store: Store, store_url: str, raw: Raw) -> None:
    with store.write() as unit:
        unit.policies.add(POLICY)
    schema = (
        "SELECT sql FROM sqlite_master ORDER BY 1" if raw.sqlite else "SELECT oid, relname FROM pg_class ORDER BY 1"
    )
    before = raw.run(schema)
    again = open_store(store_url)
    with again.read() as unit:
        assert unit.policies.current() == POLICY
    again.close()
    assert raw.run(schema) == before


def test_the_code_and_the_migrations_agree_on_the_newest_revision() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(ombud.store.migrations.__file__).parent))
    assert ScriptDirectory.from_config(config).get_heads() == [NEWEST]


def test_a_database_from_a_newer_version_is_refused_and_left_alone(store: Store, store_url: str, raw: Raw) -> None:
    raw.run("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(SystemFault) as caught:
        open_store(store_url)
    assert caught.value.code == "database_newer"
    assert "9999" in caught.value.detail
    assert raw.run("SELECT version_num FROM alembic_version") == [("9999",)]


@only_sqlite
def test_eight_processes_may_open_a_new_file_at_once(store_url: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        for one in pool.map(open_store, [store_url] * 8):
            one.close()
    with raw_connection(store_url) as raw:
        assert raw.run("SELECT version_num FROM alembic_version") == [(NEWEST,)]


@pytest.mark.postgres
def test_eight_processes_may_open_a_new_server_at_once(postgres_server: Server) -> None:
    name = postgres_server.create()
    with ThreadPoolExecutor(8) as pool:
        for one in pool.map(open_store, [postgres_server.url(name)] * 8):
            one.close()
    with raw_connection(postgres_server.url(name)) as raw:
        assert raw.run("SELECT version_num FROM alembic_version") == [(NEWEST,)]
    postgres_server.drop(name)


@pytest.mark.postgres
def test_a_server_that_cannot_keep_every_text_is_refused(postgres_server: Server) -> None:
    with raw_connection(postgres_server.url()) as raw:
        raw.run("CREATE DATABASE ascii_only TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'")
    with pytest.raises(SystemFault) as caught:
        open_store(postgres_server.url("ascii_only"))
    assert caught.value.code == "database_unfit"
    postgres_server.drop("ascii_only")


@pytest.mark.postgres
def test_a_server_that_would_lose_what_it_acknowledged_is_refused(postgres_server: Server, postgres_url: str) -> None:
    def set_fsync(value: str) -> None:
        with raw_connection(postgres_server.url()) as raw:
            raw.run(f"ALTER SYSTEM SET fsync = '{value}'")
            raw.run("SELECT pg_reload_conf()")
            while raw.run("SHOW fsync") != [(value,)]:
                raw.run("SELECT pg_sleep(0.01)")

    set_fsync("off")
    try:
        with pytest.raises(SystemFault) as caught:
            open_store(postgres_url)
    finally:
        set_fsync("on")
    assert caught.value.code == "database_unfit"


@only_postgresql
def test_a_restored_backup_still_has_the_constitution(
    appealed: Store, store_url: str, postgres_server: Server, tmp_path: Path
) -> None:
    backup, name = tmp_path / "backup.sql", postgres_server.create()
    programs, copy = postgres_server.binaries, postgres_server.url(name)
    subprocess.run([programs / "pg_dump", "-f", backup, store_url], check=True)
    subprocess.run([programs / "psql", "-v", "ON_ERROR_STOP=1", "-qo", os.devnull, "-f", backup, copy], check=True)
    restored = open_store(postgres_server.url(name))
    with restored.read() as unit:
        assert [view.appeal.id for view in unit.appeals.pending()] == ["apl-1"]
    restored.close()
    with raw_connection(postgres_server.url(name)) as raw:
        raw.run("SET session_replication_role = replica")
        raw.refused("append_only", "DELETE FROM decisions")
    postgres_server.drop(name)
