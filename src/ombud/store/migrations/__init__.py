"""Brings a database's schema up to date: plain, forward only, in one transaction, by one process at a time."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from ombud.model import SystemFault

__all__ = ["NEWEST", "migrate"]

NEWEST = "0005"
"""The revision this version of Ombud works with. A test holds it to be the last one in ``versions/``."""

_ONE_MIGRATOR = text("SELECT pg_advisory_xact_lock(723683743, 0)")


def migrate(connection: Connection) -> None:
    """Bring the schema to `NEWEST` inside the caller's transaction, which holds the write lock on SQLite.

    Raises SystemFault (``database_newer``) for a database that a newer version of Ombud has written.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(_ONE_MIGRATOR)
    if _revision(connection) != NEWEST:
        _upgrade(connection)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _upgrade(connection: Connection) -> None:
    # Imported here because it is slow, and nearly every start finds nothing to do.
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, NEWEST)
    except CommandError as error:
        raise SystemFault(
            "database_newer",
            f"This database has the schema {_revision(connection)!r}, which this version of Ombud does not know.",
            advice="Start the version of Ombud that wrote it, or a newer one.",
        ) from error
