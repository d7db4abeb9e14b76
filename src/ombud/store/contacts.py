"""How people can be reached: changed and forgotten when the platform says so."""

from collections.abc import Collection

from sqlalchemy import delete, select

from ombud.model import Contact
from ombud.store.engine import Db
from ombud.store.tables import contacts

__all__ = ["SqlContacts"]


class SqlContacts:
    """`ports.Contacts`."""

    def __init__(self, db: Db) -> None:
        self._db = db

    def put(self, contact: Contact) -> None:
        """In place of whatever was known."""
        self.forget(contact.person)
        row = {"person": contact.person, "email": contact.email, "language": contact.language, "at": contact.at}
        self._db.insert(contacts, [row])

    def get(self, person: str) -> Contact | None:
        """What is known of one."""
        return self.of([person]).get(person)

    def of(self, persons: Collection[str]) -> dict[str, Contact]:
        """By person."""
        if not persons:
            return {}
        rows = self._db.all(select(contacts).where(contacts.c.person.in_(list(persons))))
        return {row.person: Contact(row.person, row.email, row.language, row.at) for row in rows}

    def forget(self, person: str) -> bool:
        """Whether there was anything to forget."""
        return bool(self._db.run(delete(contacts).where(contacts.c.person == person)))
