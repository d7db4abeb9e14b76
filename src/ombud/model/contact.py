"""How somebody can be reached, and in which language: told by the platform, kept until it says otherwise."""

from datetime import datetime

import msgspec

__all__ = ["Contact"]


class Contact(msgspec.Struct, frozen=True):
    """`person` is the platform's id of them; `email` an address (RFC 5321), `language` a tag (BCP 47): one or both."""

    person: str
    email: str | None
    language: str | None
    at: datetime
