"""An accepted event, and what is made of it once somebody needs it: the bytes that are stored and their digest."""

from functools import cached_property

import msgspec

from ombud.model.event import Event
from ombud.model.stored import content_digest, stored_bytes
from ombud.model.text import Text

__all__ = ["Arrival"]


class Arrival(msgspec.Struct, frozen=True, dict=True):
    """An accepted event on its way through the stages.

    `text` is the item's text in raw and normal form; `defaulted` names the fields that the platform did not send and
    Ombud filled in. `body` and `digest` are worked out on first use: whoever only decides never pays for them.
    """

    event: Event
    text: Text
    defaulted: tuple[str, ...] = ()

    @cached_property
    def body(self) -> bytes:
        """The bytes that are stored. Raises BadInput (``lone_surrogate``) for text that no UTF-8 can hold."""
        return stored_bytes(self.event, self.defaulted)

    @cached_property
    def digest(self) -> bytes:
        """SHA-256 of what was sent: the same id with another digest is a conflict. Raises BadInput like `body`."""
        return content_digest(self.event, self.defaulted)

    @classmethod
    def of_stored(cls, body: bytes, event: Event, text: Text, defaulted: tuple[str, ...]) -> "Arrival":
        """An arrival from the record, whose `body` stays the bytes that were stored, whoever wrote them and when."""
        arrival = cls(event, text, defaulted)
        arrival.__dict__["body"] = body  # where cached_property looks first
        return arrival
