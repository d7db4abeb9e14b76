"""Records that fit together: an event, its decision, and everything that is stored with it."""

import hashlib
from datetime import UTC, datetime, timedelta

from ombud.model import (
    Actor,
    Appeal,
    AppealOutcome,
    Arrival,
    Author,
    Case,
    Cited,
    Decision,
    Entry,
    Event,
    Item,
    Match,
    Measure,
    Notice,
    Outcome,
    PolicyVersion,
    Role,
    Sealed,
    Statement,
    Task,
    Text,
    User,
    canonical,
    restricts,
    to_plain,
)

__all__ = [
    "NOW",
    "POLICY",
    "appeal",
    "arrival",
    "case",
    "entry",
    "later",
    "outcome",
    "policy_entry",
    "sealed",
    "task",
    "user",
]

NOW = datetime(2026, 11, 22, 10, 0, 0, 123456, tzinfo=UTC)
POLICY = PolicyVersion(
    version="sha256:1", name="basics", title="Basics", language="en", files={"a.md": "# A"}, published_at=NOW
)


def later(**much: float) -> datetime:
    """`NOW`, and so much later."""
    return NOW + timedelta(**much)


def arrival(event_id: str, item: str = "post-1", *, kind: str = "item.created", at: datetime = NOW) -> Arrival:
    """An accepted event."""
    event = Event(id=event_id, type=kind, at=at, item=Item(id=item, kind="post", text="hello"), author=Author(id="u-1"))
    return Arrival(event, Text("hello", "hello"))


def sealed(
    name: str,
    item: str = "post-1",
    *,
    measure: Measure = Measure.HOLD,
    by: str | None = None,
    case: str | None = None,
    opens: Case | None = None,
    replaces: str | None = None,
    appeal: str | None = None,
    rules: tuple[str, ...] = ("threat",),
    at: datetime = NOW,
) -> Sealed:
    """Decision ``dec-NAME`` on event ``evt-NAME``, with statement, notice and task where it restricts."""
    reasons = f"stm-{name}" if restricts(measure) else None
    decision = Decision(
        id=f"dec-{name}",
        event=f"evt-{name}",
        item=item,
        measure=measure,
        policy=POLICY.version,
        actor=Actor(kind="human", pseudonym="r-1") if by else Actor(kind="automation"),
        at=at,
        matches=tuple(Match(clause="harm/threats", rule=rule, then=measure, spans=((0, 5),)) for rule in rules),
        statement=reasons,
        case=opens.id if opens else case,
        replaces=replaces,
        appeal=appeal,
    )
    return Sealed(
        arrival=arrival(f"evt-{name}", item, kind="item.reviewed" if by else "item.created", at=at),
        received_at=at,
        decision=decision,
        entries=(entry(decision.id, record=canonical(to_plain(decision))),),
        by=by,
        statement=_statement(decision) if reasons else None,
        case=opens,
        notice=_notice(name) if reasons else None,
        tasks=(task(f"msg-{name}", subject=decision.id),) if reasons else (),
    )


def _statement(decision: Decision) -> Statement:
    return Statement(
        id=decision.statement or "",
        decision=decision.id,
        item=decision.item,
        person="u-1",
        measure=decision.measure,
        cited=(Cited(clause="harm/threats", title="No threats", text="Do not threaten.", quotes=("hello",)),),
        facts="",
        automated="fully" if decision.actor.kind == "automation" else "not",
        detection="rules",
        policy=decision.policy,
        language="en",
        at=decision.at,
    )


def _notice(name: str) -> Notice:
    token = hashlib.sha256(name.encode()).digest()
    return Notice(id=f"ntc-{name}", decision=f"dec-{name}", person="u-1", token_hash=token, created_at=NOW)


def entry(entry_id: str, *, kind: str = "decision", record: bytes = b"{}") -> Entry:
    """An entry on its way into the ledger."""
    salt = hashlib.sha256(entry_id.encode()).digest()
    return Entry(id=entry_id, type=kind, period="2026-11-22", record=record, salt=salt, commit=salt)


def policy_entry(entry_id: str, version: str) -> Entry:
    """The entry of a publication, on its way into the ledger."""
    return entry(entry_id, kind="policy_version", record=canonical({"version": version}))


def case(
    name: str, item: str = "post-1", *, queue: str = "threats", severity: str = "high", at: datetime = NOW
) -> Case:
    """An open case ``case-NAME``."""
    return Case(id=f"case-{name}", item=item, queue=queue, severity=severity, opened_at=at)


def task(task_id: str, *, subject: str = "dec-1", due: datetime = NOW) -> Task:
    """A webhook that waits."""
    return Task(id=task_id, topic="webhook", subject=subject, payload=b'{"a": 1}', created_at=NOW, due_at=due)


def user(name: str, *, role: Role = Role.REVIEWER, disabled_at: datetime | None = None) -> User:
    """The user ``usr-NAME``."""
    return User(
        id=f"usr-{name}", name=name, role=role, password_hash="$argon2id$", created_at=NOW, disabled_at=disabled_at
    )


def appeal(name: str, against: str, case: str, item: str = "post-1", *, at: datetime = NOW) -> Appeal:
    """Appeal ``apl-NAME``; its event ``evt-apl-NAME`` has to be received before it is filed."""
    return Appeal(
        id=f"apl-{name}", decision=against, case=case, item=item, text="Wrong!", filed_at=at, event=f"evt-apl-{name}"
    )


def outcome(appeal_id: str, by: str, decision: str, *, how: Outcome = Outcome.OVERTURN) -> AppealOutcome:
    """What somebody made of an appeal."""
    return AppealOutcome(
        appeal=appeal_id, outcome=how, reasons="It was a quote.", decided_by=by, decision=decision, at=NOW
    )
