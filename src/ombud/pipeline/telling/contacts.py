"""How people can be reached: the platform says it, changes it, and takes it back."""

from collections.abc import Callable

from ombud.model import NotFound
from ombud.pipeline.orders.inquiries import Asking
from ombud.pipeline.telling.teller import Teller
from ombud.ports import Clock, Store
from ombud.process import check_contact

__all__ = ["ContactBook"]


class ContactBook:
    """Keeps no history: what is taken back is gone. Nothing here ever reaches the ledger."""

    def __init__(self, store: Store, clock: Clock, teller: Teller, asking: Asking, wake: Callable[[], None]) -> None:
        self._store = store
        self._clock = clock
        self._teller = teller
        self._asking = asking
        self._wake = wake

    def put(self, person: str, email: str | None, language: str | None) -> int:
        """In place of what was known. Notices that never reached the person go out: returns how many.

        Raises BadInput as `check_contact`.
        """
        contact = check_contact(person, email, language, self._clock.now())
        with self._store.write() as unit:
            before = unit.contacts.get(contact.person)
            unit.contacts.put(contact)
            new = contact.email is not None and (before is None or before.email != contact.email)
            sent = sum(one.reached(unit, contact.person, contact.at) for one in (self._teller, self._asking) if new)
        if sent:
            self._wake()
        return sent

    def forget(self, person: str) -> None:
        """Raises NotFound (``no_contact``) where there was nothing to forget."""
        with self._store.write() as unit:
            if not unit.contacts.forget(person):
                raise NotFound("no_contact", "Nothing is known of how to reach this person.")
