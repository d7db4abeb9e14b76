"""Where the truth is kept: SQLAlchemy Core on SQLite (embedded) and PostgreSQL. No row object leaves this package."""

from ombud.store.blobs import FolderBlobs
from ombud.store.shelf import FolderShelf
from ombud.store.store import open_store

__all__ = ["FolderBlobs", "FolderShelf", "open_store"]
