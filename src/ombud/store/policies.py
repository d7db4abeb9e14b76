"""Published policies: immutable, every version kept."""

from typing import Any

import msgspec
from sqlalchemy import Row, func, select

from ombud.model import PolicyVersion, canonical
from ombud.store.engine import Db
from ombud.store.rows import decode
from ombud.store.tables import policies, publications

__all__ = ["SqlPolicies"]

_last = (
    select(publications.c.version, func.max(publications.c.seq).label("seq"))
    .group_by(publications.c.version)
    .subquery()
)
_NEWEST = select(policies).join(_last, _last.c.version == policies.c.version).order_by(_last.c.seq.desc())
_files = msgspec.json.Decoder(dict[str, str])


class SqlPolicies:
    """`ports.Policies`."""

    def __init__(self, db: Db) -> None:
        self._db = db

    def add(self, version: PolicyVersion) -> None:
        """Put a version in force. The one that is in force already stays so; an older one comes back."""
        current = self.current()
        if current is not None and current.version == version.version:
            return
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

        before = self._db.one(select(func.coalesce(func.max(publications.c.seq), 0).label("seq")))
        place = (before.seq if before is not None else 0) + 1
        self._db.insert(publications, [{"seq": place, "version": version.version, "at": version.published_at}])

    def get(self, version: str) -> PolicyVersion | None:
        """One version."""
        row = self._db.one(select(policies).where(policies.c.version == version))
        return None if row is None else _version(row)

    def current(self) -> PolicyVersion | None:
        """The version that came into force last."""
        row = self._db.one(_NEWEST.limit(1))
        return None if row is None else _version(row)

    def versions(self) -> list[PolicyVersion]:
        """Every version once, the one in force first."""
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
