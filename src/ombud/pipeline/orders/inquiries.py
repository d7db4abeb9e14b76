"""Whose data was asked for is told that it was, by whom, and what was done (DSA Art. 10(5)), on every way there is."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

import msgspec

from ombud.languages import first_known, tongue
from ombud.model import (
    Conflict,
    Contact,
    Entry,
    Inquiry,
    Order,
    ProcessState,
    ProcessStep,
    Task,
    TaskState,
    canonical,
    to_plain,
)
from ombud.pipeline.deciding.sealer import LETTER, Sealer
from ombud.pipeline.telling.in_public import in_public
from ombud.ports import Clock, Mail, Store, Unit
from ombud.process import NOTICE, Letter, Voice, may_release, outcome_of
from ombud.process.inquiries import INQUIRY, inquiry_letter, readable, unnamed
from ombud.process.orders import ORDER, is_gagged

__all__ = ["Asking", "InquiryView", "inquiry_named"]

_OWN_PAGE = timedelta(days=30)
_HIDDEN = "withheld"


class InquiryView(msgspec.Struct, frozen=True):
    """What the person may read: the order and the step that answered it, without other people's names, and where their
    notice is. `speaks` is the language that the platform told of them, if any; `link` the path of its page."""

    inquiry: Inquiry
    order: Order
    answer: ProcessStep
    state: ProcessState
    link: str
    speaks: str | None = None


class _Told(msgspec.Struct, frozen=True):
    """What one person is told: the order, and the step by which it has ended, without who else it is about."""

    order: Order
    answer: ProcessStep


class _Named(msgspec.Struct):
    inquiry: str | None = None


class _Payload(msgspec.Struct):
    type: str = ""
    data: _Named = msgspec.field(default_factory=_Named)
    inquiry: str | None = None


_PAYLOAD = msgspec.json.Decoder(_Payload)


def inquiry_named(task: Task) -> str | None:
    """The inquiry of which a task tells somebody; None for every other task."""
    try:
        payload = _PAYLOAD.decode(task.payload)
    except (msgspec.DecodeError, UnicodeDecodeError):  # a task of somebody else's, such as a plug-in's
        return None
    return payload.inquiry or (payload.data.inquiry if payload.type == "data.requested" else None)


class Asking:
    """Tells them, follows what becomes of that, and lets go what a gag held back."""

    def __init__(self, store: Store, clock: Clock, sealer: Sealer) -> None:
        self._store = store
        self._clock = clock
        self._sealer = sealer

    def begin(self, unit: Unit, order: Order, answer: ProcessStep, people: Sequence[str]) -> None:
        """In the transaction in which `order` has been answered: everybody in `people` is told, or on the gag's day."""
        sealer, at = self._sealer, answer.at
        until = order.gag_until if is_gagged(order, at) else None
        asked: list[Inquiry] = []
        steps: list[ProcessStep] = []
        entries: list[Entry] = []
        for person in people:
            one = sealer.id("inq", at)
            asked.append(Inquiry(one, order.id, person, _hashed(self._token(one)), at, until))
            entry = None
            if until is not None:
                record = {"notice": one, "order": order.id, "ground": "legal_gag", "basis": order.gag_basis,
                          "at": to_plain(at), "until": to_plain(until)}  # fmt: skip
                entry = sealer.entry(sealer.id("wth", at), "notice_withheld", canonical(record), at)
                entries.append(entry)
            steps.append(
                INQUIRY.step(None, one, "withhold" if entry else "create", at, role="automation", due=until,
                             entry=entry.id if entry else None)
            )  # fmt: skip
        unit.inquiries.add(asked)
        unit.ledger.put(entries)
        unit.processes.take(steps)
        if until is None:
            self._tell(unit, asked, at)

    def when_due(self, unit: Unit, due: Sequence[ProcessState], now: datetime) -> None:
        """`WhenDue`: gags whose date has come."""
        sealer, found = self._sealer, unit.inquiries.get([one.subject for one in due])
        steps: list[ProcessStep] = []
        entries: list[Entry] = []
        for state in due:
            may_release(state, now)
            one = found[state.subject]
            record = {"notice": one.id, "order": one.order, "ground": "legal_gag", "until": to_plain(one.until),
                      "released_at": to_plain(now), "released_by": "clock"}  # fmt: skip
            entry = sealer.entry(sealer.id("rel", now), "notice_released", canonical(record), now)
            entries.append(entry)
            steps.append(INQUIRY.step(state, one.id, "release", now, role="clock", entry=entry.id))
        unit.ledger.put(entries)
        unit.processes.take(steps)
        self._tell(unit, list(found.values()), now)

    def reached(self, unit: Unit, person: str, now: datetime) -> int:
        """Somebody can be reached now: what never went out to them, or never arrived, goes. Returns how many."""
        theirs = {one.id: one for one in unit.inquiries.of_person(person)}
        states = unit.processes.states(INQUIRY.kind, list(theirs))
        waiting = [theirs[name] for name, state in states.items() if state.state in ("created", "undeliverable")]
        self._tell(unit, waiting, now)
        return len(waiting)

    def note(self, unit: Unit, ended: Sequence[tuple[Task, bool]], at: datetime) -> None:
        """What became of tasks that have ended: delivered, or given up. Called in the courier's own transaction."""
        named = [(one, task, delivered) for task, delivered in ended if (one := inquiry_named(task))]
        for inquiry, task, delivered in named:
            state = unit.processes.state(INQUIRY.kind, inquiry)
            if state is None:
                continue
            more = not delivered and any(
                other.state is TaskState.WAITING and inquiry_named(other) == inquiry
                for other in unit.outbox.about(task.subject)
            )
            move = outcome_of(state.state, delivered=delivered, more=more)
            if move is not None:
                role = "platform" if delivered and task.topic != LETTER else "automation"
                unit.processes.take([INQUIRY.step(state, inquiry, move, at, role=role, note=task.topic)])

    def mail(self, task: Task) -> Mail | None:
        """The letter that a task is to take, to the address that is known now; None where there is none."""
        named = inquiry_named(task)
        with self._store.read() as unit:
            one = unit.inquiries.get([named]).get(named) if named else None
            if one is None:
                return None
            contact = unit.contacts.get(one.person)
            letter, voice = self._letter(one, contact, _told(unit, [one])[one.id])
        if contact is None or contact.email is None:
            return None
        return Mail(task.id, contact.email, letter.subject, letter.paragraphs, voice.code, voice.direction)

    def by_token(self, token: str) -> InquiryView | None:
        """What is behind an unguessable link; None where it leads nowhere, or where nothing may be said yet."""
        with self._store.read() as unit:
            one = unit.inquiries.by_token(_hashed(token))
            return next(iter(self._views(unit, [one] if one else [])), None)

    def of_person(self, unit: Unit, person: str) -> tuple[InquiryView, ...]:
        """Everything that somebody may know of who asked for their data, the latest first."""
        return tuple(self._views(unit, unit.inquiries.of_person(person)))

    def opened(self, token: str) -> None:
        """Somebody who holds the link has opened it: recorded the first time, and never again."""
        with self._store.read() as unit:
            if self._unread(unit, token) is None:
                return
        try:
            with self._store.write() as unit:
                state = self._unread(unit, token)
                if state is not None:
                    now = self._clock.now()
                    unit.processes.take([INQUIRY.step(state, state.subject, "read", now, role="person")])
        except Conflict as conflict:
            if conflict.code != "process_moved_on":  # two may open it at the same moment: one is enough
                raise

    def _unread(self, unit: Unit, token: str) -> ProcessState | None:
        one = unit.inquiries.by_token(_hashed(token))
        state = unit.processes.state(INQUIRY.kind, one.id) if one else None
        return state if state is not None and "read" in NOTICE.moves(state.state) else None

    def _views(self, unit: Unit, asked: Sequence[Inquiry]) -> list[InquiryView]:
        states = unit.processes.states(INQUIRY.kind, [one.id for one in asked])
        told = _told(unit, asked)
        contacts = unit.contacts.of({one.person for one in asked})
        return [
            InquiryView(
                one, told[one.id].order, told[one.id].answer, states[one.id],
                f"/inquiry/{self._token(one.id)}", contacts[one.person].language if one.person in contacts else None,
            )
            for one in asked
            if states[one.id].state != _HIDDEN
        ]  # fmt: skip

    def _tell(self, unit: Unit, asked: Sequence[Inquiry], now: datetime) -> None:
        """On every way there is to each of them; where there is none it stays `created`, where people can see it."""
        sealer = self._sealer
        states, told = unit.processes.states(INQUIRY.kind, [one.id for one in asked]), _told(unit, asked)
        contacts = unit.contacts.of({one.person for one in asked})
        sent: list[Task] = []
        steps: list[ProcessStep] = []
        for one in asked:
            contact = contacts.get(one.person)
            letter, voice = self._letter(one, contact, told[one.id])
            data = {
                "inquiry": one.id, "order": one.order, "person": one.person, "url": self._url(one.id),
                "own_page": sealer.person_url(one.person, now, _OWN_PAGE), "outcome": told[one.id].answer.state,
                "language": voice.code, "subject": letter.subject, "text": letter.text,
            }  # fmt: skip
            tasks = sealer.webhook("data.requested", one.id, data, now)
            if contact is not None and contact.email is not None and sealer.mails:
                tasks += sealer.task(LETTER, one.id, canonical({"inquiry": one.id}), now)
            if tasks:
                sent += tasks
                steps.append(INQUIRY.step(states[one.id], one.id, "send", now, role="automation"))
        unit.outbox.put(sent)
        unit.processes.take(steps)

    def _letter(self, one: Inquiry, contact: Contact | None, told: _Told) -> tuple[Letter, Voice]:
        voice = tongue(first_known([contact.language if contact else None, told.order.language or None]))
        letter = inquiry_letter(told.order, told.answer, self._url(one.id), voice, delayed=one.until is not None)
        return letter, voice

    def _token(self, inquiry_id: str) -> str:
        """192 bits, URL-safe, derived again when it is needed."""
        digest = hmac.new(self._sealer.secret, b"inquiry\0" + inquiry_id.encode(), hashlib.sha256).digest()
        return urlsafe_b64encode(digest[:24]).decode()

    def _url(self, inquiry_id: str) -> str:
        return f"{self._sealer.public_url}/inquiry/{self._token(inquiry_id)}"


def _told(unit: Unit, asked: Sequence[Inquiry]) -> dict[str, _Told]:
    """By inquiry: without the names in the order, and without the accounts of the others whose names these are."""
    named = {one.order for one in asked}
    orders, steps = unit.orders.many(named), unit.processes.steps_of(ORDER.kind, named)
    everybody = {order: [one.person for one in theirs] for order, theirs in unit.inquiries.of_orders(named).items()}
    told: dict[str, _Told] = {}
    alike: dict[tuple[str, frozenset[str]], _Told] = {}  # where names are the accounts, all read the same
    for one in asked:
        order = orders[one.order]
        others = frozenset(everybody[one.order]) - {one.person, *map(str.strip, order.persons)}
        if (order.id, others) not in alike:
            alike[order.id, others] = _cleaned(order, steps[order.id][-1], others)
        told[one.id] = alike[order.id, others]
    return told


def _cleaned(order: Order, answer: ProcessStep, others: Collection[str]) -> _Told:
    def clean(words: str) -> str:
        return in_public(unnamed(order, words, others))

    return _Told(readable(order, clean), msgspec.structs.replace(answer, note=clean(answer.note), by=None))


def _hashed(token: str) -> bytes:
    return hashlib.sha256(token.encode(errors="replace")).digest()
