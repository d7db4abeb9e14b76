"""A published policy as it is kept: the author's own files, named by what they contain."""

from datetime import datetime

import msgspec

__all__ = ["ClauseText", "Law", "PolicyVersion"]


class Law(msgspec.Struct, frozen=True):
    """The law on which a clause calls something illegal (DSA Art. 17(3)(d)): `ground` names it, `why` says what is
    illegal by it, for people."""

    ground: str
    why: str


class ClauseText(msgspec.Struct, frozen=True):
    """A clause for people: `id` is ``section/clause``, `text` its prose in Markdown, without the blocks.

    With a `law`, what breaks the clause is held to be illegal; without one, the clause is the community's own rule.
    """

    id: str
    section: str
    title: str
    text: str
    law: Law | None = None


class PolicyVersion(msgspec.Struct, frozen=True):
    """An immutable version. `files` maps relative paths to their text; `version` is the hash of exactly that."""

    version: str
    name: str
    title: str
    language: str
    files: dict[str, str]
    published_at: datetime
