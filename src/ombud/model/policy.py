"""A published policy as it is kept: the author's own files, named by what they contain."""

from datetime import datetime

import msgspec

__all__ = ["ClauseText", "PolicyVersion"]


class ClauseText(msgspec.Struct, frozen=True):
    """A clause for people: `id` is ``section/clause``, `text` its prose in Markdown, without the blocks."""

    id: str
    section: str
    title: str
    text: str


class PolicyVersion(msgspec.Struct, frozen=True):
    """An immutable version. `files` maps relative paths to their text; `version` is the hash of exactly that."""

    version: str
    name: str
    title: str
    language: str
    files: dict[str, str]
    published_at: datetime
