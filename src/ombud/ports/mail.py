"""Letters to people, and what sends them."""

from datetime import datetime
from typing import Protocol

import msgspec

__all__ = ["Mail", "Mailer", "Undeliverable"]


class Mail(msgspec.Struct, frozen=True):
    """One letter. `paragraphs` are plain text; one that is an address on its own line is a link to follow.

    `id` is unique and the same on every try, so that a mailbox can tell a letter that came twice; `language` (BCP 47)
    and `direction` (``ltr`` or ``rtl``) are of the text.
    """

    id: str
    to: str
    subject: str
    paragraphs: tuple[str, ...]
    language: str
    direction: str = "ltr"


class Undeliverable(str):
    """Why no later try can succeed, where a plain string says why this one did not: it is parked at once."""

    __slots__ = ()


class Mailer(Protocol):
    """Hands one letter to a mail server. None when it was taken, else one line saying why not, without the address."""

    def mail(self, mail: Mail, at: datetime) -> str | None: ...
