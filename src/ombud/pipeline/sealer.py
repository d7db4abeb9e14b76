"""Everything that must be stored together with a decision, built in one place for machines, reviewers and appeals."""

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping
from datetime import datetime

import msgspec

from ombud.decisions import record_bytes
from ombud.ledger import commit
from ombud.model import (
    RANDOM_BYTES,
    Arrival,
    Case,
    ClauseText,
    Decision,
    Entry,
    Event,
    Measure,
    Notice,
    Sealed,
    Statement,
    Task,
    canonical,
    new_id,
    restricts,
    to_plain,
)  # fmt: skip
from ombud.pipeline.filer import FILING
from ombud.ports import DecisionView, Randomness
from ombud.process import Translate, compose, restored_text, statement_text
from ombud.process.tdb import Payload

__all__ = ["Sealer", "view_of"]

_SALT_BYTES = 32


class Sealer(msgspec.Struct, frozen=True):
    """Seals decisions: statement, notice, ledger entry, webhooks.

    `secret` (32 bytes) makes notice links unguessable and yet derivable again, so that the database holds only their
    hashes. `webhooks` says whether anybody listens. `public_record` is what a public database is told of a decision;
    it is None where there is no such database.
    """

    randomness: Randomness
    secret: bytes
    public_url: str
    webhooks: bool
    translate: Translate
    public_record: Callable[[Decision, Event, Statement], Payload | None] | None = None

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

    def entry(self, entry_id: str, kind: str, record: bytes, at: datetime) -> Entry:
        """A record on its way into the log, under a fresh salt."""
        salt = self.randomness.bytes(_SALT_BYTES)
        return Entry(
            id=entry_id, type=kind, period=at.date().isoformat(), record=record, salt=salt, commit=commit(salt, record)
        )

    def webhook(self, kind: str, subject: str, data: object, at: datetime) -> tuple[Task, ...]:
        """One message to the platform, Standard Webhooks' payload shape; nothing when nobody listens."""
        if not self.webhooks:
            return ()
        payload = canonical({"type": kind, "timestamp": at.isoformat().replace("+00:00", "Z"), "data": data})
        task = Task(id=self.id("msg", at), topic="webhook", subject=subject, payload=payload, created_at=at, due_at=at)
        return (task,)

    def filing(self, decision: Decision, event: Event, statement: Statement) -> tuple[Task, ...]:
        """What the public database is to be told; nothing where there is none, or nothing to tell."""
        told = self.public_record(decision, event, statement) if self.public_record else None
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
        undone: Measure = Measure.HOLD,
        told: bool = False,
    ) -> Sealed:
        """`decision` with its statement and notice when it restricts, a notice when it restores, and its messages.

        `undone` is what a restoring decision undoes. `person` is whose item it is, when that is not the author this
        event names.
        `entries` and `tasks` are stored after the decision's own. `told` says that the person knows already: an earlier
        notice holds what is only carried on.
        """
        event, at = arrival.event, decision.at
        if person is None and event.author is not None:
            person = event.author.id
        record = record_bytes(decision)
        statement = None
        if restricts(decision.measure):
            statement = compose(decision, event, clauses, person=person, detection=detection, language=language)
        notice: Notice | None = None
        messages: tuple[Task, ...] = ()
        if decision.measure != "allow":
            messages = self.webhook("decision.made", decision.id, msgspec.json.decode(record), at)
            if statement is not None and not told:
                messages += self.filing(decision, event, statement)
            if person is not None and not told:
                notice, url = self._notice(decision.id, person, at)
                text = (
                    statement_text(statement, url, self.translate)
                    if statement
                    else restored_text(decision, undone, url, self.translate)
                )
                messages += self.webhook("notice.created", decision.id, _notice_data(notice, decision, url, text), at)
        return Sealed(
            arrival=arrival,
            received_at=at,
            decision=decision,
            entries=(self.entry(decision.id, "decision", record, at), *entries),
            by=by,
            statement=statement,
            case=case,
            notice=notice,
            tasks=messages + tasks,
        )

    def _notice(self, decision_id: str, person: str, at: datetime) -> tuple[Notice, str]:
        notice_id = self.id("ntc", at)
        token_hash = hashlib.sha256(self.token(notice_id).encode()).digest()
        notice = Notice(id=notice_id, decision=decision_id, person=person, token_hash=token_hash, created_at=at)
        return notice, self.notice_url(notice_id)


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


def _notice_data(notice: Notice, decision: Decision, url: str, text: str) -> dict[str, str]:
    return {
        "notice": notice.id,
        "decision": decision.id,
        "item": decision.item,
        "person": notice.person,
        "url": url,
        "measure": str(decision.measure),
        "text": text,
    }
