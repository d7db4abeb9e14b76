"""Everything that must be stored together with a decision, built in one place for machines, reviewers and appeals."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Protocol

import msgspec

from ombud.decisions import is_ordered, on_legal_grounds, record_bytes
from ombud.ledger import commit
from ombud.model import (
    RANDOM_BYTES,
    Arrival,
    Case,
    ClauseText,
    Decision,
    Entry,
    Event,
    Ground,
    Measure,
    Notice,
    ProcessStep,
    Sealed,
    Statement,
    Task,
    Withholding,
    canonical,
    new_id,
    restricts,
    to_plain,
)  # fmt: skip
from ombud.pipeline.telling.filer import FILING
from ombud.ports import DecisionView, Mail, Randomness
from ombud.process import NOTICE, Letter, Voice, compose, ground_of, waits_until
from ombud.process.measures import given_back
from ombud.process.passes import write_pass
from ombud.process.tdb import Payload

__all__ = ["LETTER", "TELLING", "Sealer", "view_of"]

LETTER = "mail"
"""The topic of e-mails in the outbox."""

TELLING = "notice"
"""The topic of a notice whose person is to be told."""

_SALT_BYTES = 32


class PublicRecord(Protocol):
    """From a restriction to what a public database is told; `source` is what brought it up, where that is known."""

    def __call__(
        self, decision: Decision, event: Event, statement: Statement, *, source: str | None = None
    ) -> Payload | None: ...


class Sealer(msgspec.Struct, frozen=True):
    """Seals decisions: statement, notice, ledger entry, webhooks.

    `secret` (32 bytes) makes notice links unguessable and yet derivable again, so that the database holds only their
    hashes. `webhooks` says whether anybody listens. `public_record` is what a public database is told of a decision;
    it is None where there is no such database. `mails` says whether letters can be sent.
    """

    randomness: Randomness
    secret: bytes
    public_url: str
    webhooks: bool
    public_record: PublicRecord | None = None
    mails: bool = False

    def id(self, prefix: str, at: datetime) -> str:
        """A fresh identifier."""
        return new_id(prefix, at, self.randomness.bytes(RANDOM_BYTES))

    def token(self, notice_id: str) -> str:
        """The unguessable part of a person's link: 192 bits, URL-safe."""
        digest = hmac.new(self.secret, b"notice\0" + notice_id.encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest[:24]).decode()

    def notice_url(self, notice_id: str) -> str:
        """The page that only the person concerned knows."""
        return f"{self.public_url}/notice/{self.token(notice_id)}"

    def person_url(self, person: str, at: datetime, lasts: timedelta) -> str:
        """Everything about somebody, for that person, until it ends. Raises BadInput as `write_pass`."""
        return f"{self.public_url}/person/{write_pass(self.secret, person, at, lasts)}"

    def entry(self, entry_id: str, kind: str, record: bytes, at: datetime) -> Entry:
        """A record on its way into the log, under a fresh salt."""
        salt = self.randomness.bytes(_SALT_BYTES)
        return Entry(
            id=entry_id, type=kind, period=at.date().isoformat(), record=record, salt=salt, commit=commit(salt, record)
        )

    def webhook(self, kind: str, subject: str, data: object, at: datetime) -> tuple[Task, ...]:
        """One message to the platform, Standard Webhooks' payload shape; nothing when nobody listens."""
        return self._message(kind, subject, canonical(data), at) if self.webhooks else ()

    def _message(self, kind: str, subject: str, data: bytes, at: datetime) -> tuple[Task, ...]:
        """A webhook around what is canonical already. Its own names are in their order."""
        timestamp = at.isoformat().replace("+00:00", "Z")
        payload = b'{"data":%b,"timestamp":"%b","type":"%b"}' % (data, timestamp.encode(), kind.encode())
        return self.task("webhook", subject, payload, at)

    def task(self, topic: str, subject: str, payload: bytes, at: datetime) -> tuple[Task, ...]:
        """One thing to bring about."""
        task = Task(self.id("msg", at), topic=topic, subject=subject, payload=payload, created_at=at, due_at=at)
        return (task,)

    def telling(self, notice_id: str, decision_id: str, at: datetime) -> tuple[Task, ...]:
        """That somebody is to be told; nothing where there is no way to tell anybody anything."""
        if not (self.webhooks or self.mails):
            return ()
        return self.task(TELLING, decision_id, canonical({"notice": notice_id}), at)

    def letter(self, subject: str, address: str, letter: Letter, voice: Voice, at: datetime) -> tuple[Task, ...]:
        """One letter that is ready, to somebody who left an address; nothing when none can be sent."""
        if not self.mails:
            return ()
        mail = Mail(self.id("msg", at), address, letter.subject, letter.paragraphs, voice.code, voice.direction)
        task = Task(mail.id, topic=LETTER, subject=subject, payload=canonical(to_plain(mail)), created_at=at, due_at=at)
        return (task,)

    def filing(
        self, decision: Decision, event: Event, statement: Statement, source: str | None = None
    ) -> tuple[Task, ...]:
        """What the public database is to be told; nothing where there is none, or nothing to tell."""
        told = self.public_record(decision, event, statement, source=source) if self.public_record else None
        if told is None:
            return ()
        at, payload = decision.at, canonical(to_plain(told))
        task = Task(id=self.id("tdb", at), topic=FILING, subject=decision.id, payload=payload, created_at=at, due_at=at)
        return (task,)

    def seal(
        self,
        arrival: Arrival,
        decision: Decision,
        clauses: Mapping[str, ClauseText],
        *,
        detection: str,
        language: str,
        by: str | None = None,
        case: Case | None = None,
        entries: tuple[Entry, ...] = (),
        tasks: tuple[Task, ...] = (),
        person: str | None = None,
        undone: Decision | None = None,
        told: bool = False,
        source: str | None = None,
        gag_until: datetime | None = None,
        gag_basis: str = "order",
    ) -> Sealed:
        """`decision` with its statement and notice when it restricts, a notice when it restores, and its messages.

        `undone` is the decision that a restoring one undoes. `person` is whose item it is, when that is not the author
        this event names.
        `entries` and `tasks` are stored after the decision's own. `told` says that the person knows already: an earlier
        notice holds what is only carried on. `source` is what the public database calls whatever brought it up.
        `gag_until` is set where a law with a date forbids telling the person, and `gag_basis` says which order.
        """
        decision = on_legal_grounds(decision, clauses)
        event, at = arrival.event, decision.at
        if person is None and event.author is not None:
            person = event.author.id
        record = record_bytes(decision)
        statement = None
        if restricts(decision.measure):
            statement = compose(decision, event, clauses, person=person, detection=detection, language=language)
        tells = decision.measure != "allow" and not told
        told_of = self._tell(decision, person, gag_until, gag_basis) if tells else _Telling()
        messages: tuple[Task, ...] = ()
        if decision.measure != "allow":
            if self.webhooks:
                messages = self._message("decision.made", decision.id, _made(record, decision, undone), at)
            if statement is not None and not told and told_of.withheld is None:
                messages += self.filing(decision, event, statement, source)
        return Sealed(
            arrival=arrival,
            received_at=at,
            decision=decision,
            entries=(self.entry(decision.id, "decision", record, at), *told_of.entries, *entries),
            by=by,
            statement=statement,
            case=case,
            notice=told_of.notice,
            tasks=messages + told_of.tasks + tasks,
            steps=told_of.steps,
            withheld=told_of.withheld,
        )

    def _tell(self, decision: Decision, person: str | None, gag_until: datetime | None, basis: str) -> "_Telling":
        """The notice, and the first step of its way: to the person, or nowhere on one of the three grounds."""
        if person is None:
            return _Telling()
        at, notice_id = decision.at, self.id("ntc", decision.at)
        token_hash = hashlib.sha256(self.token(notice_id).encode()).digest()
        notice = Notice(id=notice_id, decision=decision.id, person=person, token_hash=token_hash, created_at=at)
        withheld = _withheld(notice, decision, gag_until, basis)
        if withheld is None:
            step = NOTICE.step(None, notice_id, "create", at, role="automation")
            return _Telling(notice, (step,), tasks=self.telling(notice_id, decision.id, at))
        entry = self.entry(self.id("wth", at), "notice_withheld", canonical(to_plain(withheld)), at)
        step = NOTICE.step(
            None, notice_id, "withhold", at, role="automation", due=waits_until(withheld), entry=entry.id
        )
        data = {"notice": notice_id, "decision": decision.id, "item": decision.item, "person": person,
                "ground": str(withheld.ground), "until": to_plain(withheld.until)}  # fmt: skip
        return _Telling(
            notice, (step,), entries=(entry,), withheld=withheld,
            tasks=self.webhook("notice.withheld", decision.id, data, at),
        )  # fmt: skip


class _Telling(msgspec.Struct, frozen=True):
    """What is stored with a decision so that its person is told of it."""

    notice: Notice | None = None
    steps: tuple[ProcessStep, ...] = ()
    tasks: tuple[Task, ...] = ()
    entries: tuple[Entry, ...] = ()
    withheld: Withholding | None = None


def _withheld(notice: Notice, decision: Decision, gag_until: datetime | None, basis: str) -> Withholding | None:
    """The ground on which a notice does not go out. Good news is held back by nothing but a gag."""
    if gag_until is not None:
        return Withholding(notice.id, decision.id, Ground.LEGAL_GAG, basis, decision.at, gag_until)
    ground = ground_of(decision.matches) if restricts(decision.measure) else None
    if ground is None:
        return None
    rules = ", ".join(dict.fromkeys(match.rule for match in decision.matches))
    return Withholding(notice.id, decision.id, ground, rules, decision.at)


def view_of(sealed: Sealed) -> DecisionView:
    """What reading a sealed decision back from the store would give."""
    return DecisionView(
        decision=sealed.decision,
        record=sealed.entries[0].record,
        event=sealed.arrival.event,
        statement=sealed.statement,
        by=sealed.by,
        received_at=sealed.received_at,
    )


def _made(record: bytes, decision: Decision, undone: Decision | None) -> bytes:
    """The record itself. Where something ends by it, with what exactly has to be put right; where an order begins on
    top of something, with the decision that goes on beside it."""
    if undone is None:
        return record
    begins, ends = is_ordered(decision), is_ordered(undone)
    if decision.measure is Measure.RESTORE or (ends and not begins):
        return _with(record, restores=given_back(undone))
    if begins and not ends and restricts(undone.measure):
        return _with(record, besides=undone.id)
    return record


_pieces = msgspec.json.Decoder(dict[str, msgspec.Raw])
_joined = msgspec.json.Encoder(order="sorted")


def _with(record: bytes, **more: object) -> bytes:
    """A canonical object with more in it: what is canonical already is not read and written once more, only copied."""
    return _joined.encode(_pieces.decode(record) | {name: msgspec.Raw(canonical(one)) for name, one in more.items()})
