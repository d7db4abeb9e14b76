"""Letters to those who can hear appeals, where somebody has left an address: one to each, and one a day at most."""

from collections.abc import Sequence
from datetime import datetime
from itertools import product

import msgspec

from ombud.languages import first_known, tongue
from ombud.model import Task, canonical, to_plain
from ombud.pipeline.deciding.sealer import LETTER, Sealer
from ombud.ports import Mail, Store, Undeliverable, Unit
from ombud.process.reminders import reminder_letter

__all__ = ["Reminders"]

_AT_ONCE = 500


class _Reminder(msgspec.Struct, frozen=True):
    """A letter to come, as the outbox holds it: to whom, how many appeals wait, the first deadline. No address."""

    reviewer: str
    waiting: int
    first: datetime


_READ = msgspec.json.Decoder(_Reminder)


class Reminders:
    """Tells those who had no part in what waits, and nobody else."""

    def __init__(self, store: Store, sealer: Sealer) -> None:
        self._store = store
        self._sealer = sealer

    def tell(self, unit: Unit, appeals: Sequence[str], now: datetime) -> None:
        """The clock was at these `appeals` now: whoever can hear one that it reminded of is told, once a day (UTC)."""
        reachable = unit.people.addressed() if self._sealer.mails else []
        if not reachable:
            return
        reminded = [name for name, one in unit.board.of(appeals).items() if one.reminded_at == now]
        touched = unit.appeals.touched(reminded)
        today = now.replace(hour=0, minute=0, second=0, microsecond=0)
        free = [user for user in reachable if any(user not in touched[one] for one in reminded)]
        told = [user for user in free if unit.people.told(user, now, today)]
        if told:
            self._write(unit, told, now)

    def mail(self, task: Task) -> Mail | Undeliverable | None:
        """The letter that a task is to take, to the address that is known now; None where nobody wants it any more."""
        try:
            reminder = _READ.decode(task.payload)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return Undeliverable("this is no letter")
        with self._store.read() as unit:
            address = unit.people.address(reminder.reviewer)
            skills = unit.board.skills().get(reminder.reviewer)
        if address is None:
            return None
        voice = tongue(first_known(skills.languages if skills else ()))
        url = f"{self._sealer.public_url}/console/appeals"
        letter = reminder_letter(reminder.waiting, reminder.first, url, voice)
        return Mail(task.id, address, letter.subject, letter.paragraphs, voice.code, voice.direction)

    def _write(self, unit: Unit, told: Sequence[str], now: datetime) -> None:
        """All that waits is gone through once, however many are told."""
        deadlines: dict[str, list[datetime]] = {user: [] for user in told}
        for offset in range(0, unit.board.count(), _AT_ONCE):
            page = unit.board.page(_AT_ONCE, offset)
            touched = unit.appeals.touched([one.appeal for one in page])
            for one, user in product(page, told):
                if user not in touched[one.appeal]:
                    deadlines[user].append(one.deadline)
        for user, theirs in deadlines.items():
            if theirs:  # heard in this very moment, they wait no more
                payload = canonical({"reviewer": user, "waiting": len(theirs), "first": to_plain(min(theirs))})
                unit.outbox.put(self._sealer.task(LETTER, user, payload, now))
