"""Published policies: immutable, every version kept."""

from typing import Any

import msgspec
from sqlalchemy import Row, select

from ombud.model import PolicyVersion, canonical
from ombud.store.engine import Db
from ombud.store.rows import decode
from ombud.store.tables import policies

__all__ = ["SqlPolicies"]

_NEWEST = select(policies).order_by(policies.c.published_at.desc(), policies.c.version)
_files = msgspec.json.Decoder(dict[str, str])


class SqlPolicies:
    """`ports.Policies`."""

    def __init__(self, db: Db) -> None:
        self._db = db

    def add(self, version: PolicyVersion) -> None:
        """Publishing the same version twice is no error and changes nothing."""
        if self.get(version.version) is None:
            self._db.insert(
                policies,
                [
                    {
                        "version": version.version,
                        "name": version.name,
                        "title": version.title,
                        "language": version.language,
                        "files": canonical(version.files),
                        "published_at": version.published_at,
                    }
                ],
            )

    def get(self, version: str) -> PolicyVersion | None:
        """One version."""
        row = self._db.one(select(policies).where(policies.c.version == version))
        return None if row is None else _version(row)

    def current(self) -> PolicyVersion | None:
        """The version published last."""
        row = self._db.one(_NEWEST.limit(1))
        return None if row is None else _version(row)

    def versions(self) -> list[PolicyVersion]:
        """Newest first."""
        return [_version(row) for row in self._db.all(_NEWEST)]


def _version(row: Row[Any]) -> PolicyVersion:
    return PolicyVersion(
        version=row.version,
        name=row.name,
        title=row.title,
        language=row.language,
        files=decode(_files, row.files),
        published_at=row.published_at,
    )
