"""Published policies: immutable, every version kept."""

from typing import Any

import msgspec
from sqlalchemy import Row, ScalarSelect, func, select

from ombud.model import Conflict, How, Move, PolicyVersion, Publication, canonical
from ombud.store.engine import Db
from ombud.store.rows import decode
from ombud.store.tables import draft_steps, policies, publications

__all__ = ["SqlPolicies"]

_last = (
    select(publications.c.version, func.max(publications.c.seq).label("seq"))
    .group_by(publications.c.version)
    .subquery()
)
_NEWEST = select(policies).join(_last, _last.c.version == policies.c.version).order_by(_last.c.seq.desc())


def _role_at(move: Move) -> ScalarSelect[Any]:
    """The role of whoever last did that with the publication's draft."""
    last = select(draft_steps.c.role).where(draft_steps.c.draft == publications.c.draft, draft_steps.c.move == move)
    return last.order_by(draft_steps.c.n.desc()).limit(1).scalar_subquery()


_PUBLICATIONS = select(
    publications,
    _role_at(Move.SUBMITTED).label("written_by"),
    _role_at(Move.APPROVED).label("approved_by"),
).order_by(publications.c.seq.desc())
_files = msgspec.json.Decoder(dict[str, str])


class SqlPolicies:
    """`ports.Policies`."""

    def __init__(self, db: Db) -> None:
        self._db = db

    def add(
        self,
        version: PolicyVersion,
        how: How = How.START,
        *,
        reason: str = "",
        role: str = "operator",
        by: str | None = None,
        entry: str | None = None,
        draft: str | None = None,
        onto: str | None = None,
    ) -> None:
        """Put a version in force, in the place behind `onto`: whoever takes that place first has it."""
        last = self._db.one(select(publications).order_by(publications.c.seq.desc()).limit(1))
        if last is not None and last.version == version.version:
            return
        if onto is not None and (last is None or last.version != onto):
            raise Conflict("policy_moved_on", "Another version came into force meanwhile.", advice="Look at it first.")
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
        self._db.insert(
            publications,
            [
                {
                    "seq": (last.seq if last is not None else 0) + 1,
                    "version": version.version,
                    "at": version.published_at,
                    "how": how,
                    "reason": reason,
                    "role": role,
                    "by_user": by,
                    "entry": entry,
                    "draft": draft,
                }
            ],
        )

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

    def publications(self) -> list[Publication]:
        """Every time a version came into force, newest first."""
        return [_publication(row) for row in self._db.all(_PUBLICATIONS)]


def _version(row: Row[Any]) -> PolicyVersion:
    return PolicyVersion(
        version=row.version,
        name=row.name,
        title=row.title,
        language=row.language,
        files=decode(_files, row.files),
        published_at=row.published_at,
    )


def _publication(row: Row[Any]) -> Publication:
    return Publication(
        seq=row.seq,
        version=row.version,
        at=row.at,
        how=How(row.how),
        reason=row.reason,
        role=row.role,
        by=row.by_user,
        entry=row.entry,
        draft=row.draft,
        written_by=row.written_by,
        approved_by=row.approved_by,
    )
