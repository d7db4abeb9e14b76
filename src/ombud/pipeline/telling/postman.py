"""The postman: writes the letter of a notice when it goes out, to the address that is known then."""

from collections.abc import Callable
from datetime import datetime

import msgspec

from ombud.model import Task
from ombud.pipeline.deciding.sealer import Sealer
from ombud.pipeline.telling.letters import Letters
from ombud.pipeline.telling.teller import notice_named
from ombud.ports import Mail, Mailer, Store, Undeliverable
from ombud.process.passes import SENT_ALONG

__all__ = ["Postman"]


_WRITTEN = msgspec.json.Decoder(Mail)
"""A letter that somebody else has written: an answer to who reported something, say."""


def _nobodys(_task: Task) -> Mail | Undeliverable | None:
    return Undeliverable("this is no letter")


class Postman:
    """`ports.Sender` for letters. A task names a notice, or holds a letter that is ready, or `others` write it, or
    say None: nobody wants it any more, and so it ends.

    Of a notice the task knows no address and no words: what the platform takes back is nowhere in the outbox, and a
    letter is in the language that is right when it is sent. So it is with the link to everything about somebody: it is
    made for the letter, and kept nowhere.
    """

    def __init__(
        self,
        store: Store,
        mailer: Mailer,
        sealer: Sealer,
        letters: Letters,
        others: Callable[[Task], Mail | Undeliverable | None] = _nobodys,
    ) -> None:
        self._store = store
        self._sealer = sealer
        self._mailer = mailer
        self._letters = letters
        self._others = others

    def send(self, task: Task, at: datetime) -> str | None:
        """See ports.Sender."""
        named = notice_named(task)
        if named is None:
            mail = _written(task) or self._others(task)
            return self._mailer.mail(mail, at) if isinstance(mail, Mail) else mail
        mail = self._letter(named, task.id, at)
        if mail is None:
            return Undeliverable("no mail address is known of this person any more")
        return self._mailer.mail(mail, at)

    def _letter(self, notice_id: str, task_id: str, at: datetime) -> Mail | None:
        with self._store.read() as unit:
            notice = unit.notices.get([notice_id]).get(notice_id)
            told = self._letters.of(unit, notice) if notice else None
        if told is None or told.contact is None or told.contact.email is None:
            return None
        own_page = self._sealer.person_url(told.contact.person, at, SENT_ALONG)
        letter = self._letters.with_own_page(told, own_page, at + SENT_ALONG)
        return Mail(
            id=task_id,
            to=told.contact.email,
            subject=letter.subject,
            paragraphs=letter.paragraphs,
            language=told.language,
            direction=told.direction,
        )


def _written(task: Task) -> Mail | None:
    try:
        return _WRITTEN.decode(task.payload)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
