"""Where the truth is kept: SQLAlchemy Core on SQLite (embedded) and PostgreSQL. No row object leaves this package."""

from ombud.store.store import open_store

__all__ = ["open_store"]
