"""A database as an earlier revision of the schema left it."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

import ombud.store.migrations
from ombud.model import User

__all__ = ["database_of"]


def database_of(revision: str, url: str, user: User) -> None:
    """Migrate the empty database at `url` to `revision` and no further; `user` is there already."""
    config = Config()
    config.set_main_option("script_location", str(Path(ombud.store.migrations.__file__).parent))
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.execute(
            text("INSERT INTO users (id, name, role, password_hash, created_at) VALUES (:id, :name, :role, :hash, 1)"),
            {"id": user.id, "name": user.name, "role": str(user.role), "hash": user.password_hash},
        )
    engine.dispose()
