"""Answers to reports: what a decision about an item says to everybody who reported it, together with the decision."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from ombud.languages import first_known, tongue
from ombud.model import (
    Decision,
    Entry,
    ProcessStep,
    Report,
    Standing,
    Task,
    User,
    canonical,
    restricts,
)
from ombud.pipeline.deciding.sealer import Sealer
from ombud.ports import Unit
from ombud.process import check_reasons
from ombud.process.misuse import FORGIVEN_AFTER, REPORTER, WINDOW, is_misuse
from ombud.process.report_letters import DONE, FIXED, answer_letter, repeated_letter
from ombud.process.reports import REPORT

__all__ = [
    "answer_reports",
    "answered_entry",
    "put_answers",
    "reasons_of",
    "report_token",
    "report_url",
    "source_of",
]

_TRUSTED = "SOURCE_TRUSTED_FLAGGER"
_NOTICE = "SOURCE_ARTICLE_16"


def report_token(sealer: Sealer, report_id: str) -> str:
    """The unguessable part of a reporter's link: 192 bits, URL-safe, derived again when it is needed."""
    digest = hmac.new(sealer.secret, b"report\0" + report_id.encode(), hashlib.sha256).digest()
    return urlsafe_b64encode(digest[:24]).decode()


def report_url(sealer: Sealer, report_id: str) -> str:
    """The page that only who reported knows."""
    return f"{sealer.public_url}/report/{report_token(sealer, report_id)}"


def answered_entry(report_id: str, n: int) -> str:
    """The ledger entry of the answer that step `n` of a report gave."""
    return f"{report_id}.{n}"


def source_of(reports: Sequence[Report]) -> str | None:
    """What the Transparency Database calls it: a trusted flagger's notice or anybody's; None when nobody reported."""
    if not reports:
        return None
    return _TRUSTED if any(report.flagger for report in reports) else _NOTICE


def answer_reports(
    sealer: Sealer,
    unit: Unit,
    case_id: str,
    decision: Decision,
    *,
    user: User | None,
    reply: str = "",
    baseless: Collection[str] = (),
) -> int:
    """Answer every report that waits in a case, with the decision that ends it; how many they were.

    Whoever closes a case calls this before, in the same transaction, after the decision is on the record: the database
    refuses to close a case over a report that nobody answered. `user` is None for an outsider who heard an appeal.
    `reply` is what those who reported read: needed when nothing is done (BadInput ``reasons_missing``, field
    ``reply``). `baseless` names the reports that are manifestly unfounded (DSA Art. 23(2)).
    """
    waiting = unit.reports.waiting(case_id)
    if not waiting:
        return 0
    acted = restricts(decision.measure)
    if acted:
        words = reply.strip() or decision.reason or DONE
    else:
        words = check_reasons(reply, "reply", "Write why nothing is done: those who reported it will read it.")
    moves = {one.id: "act" if acted else "dismiss" if one.id in baseless else "refuse" for one in waiting}
    put_answers(sealer, unit, waiting, moves, words, decision.at, decision=decision.id, user=user,
                by=decision.actor.pseudonym)  # fmt: skip
    _warn(sealer, unit, {one.reporter for one in waiting if one.reporter and moves[one.id] == "dismiss"}, decision.at)
    return len(waiting)


def reasons_of(unit: Unit, decision: Decision) -> str:
    """Why, for somebody who reports the same words again: what was written to those who had reported them then.

    Empty where nothing was. What is written to an author, above all in answer to an appeal, is for the author alone,
    and so are the words of an order. A machine's reasons are the published rules.
    """
    if decision.actor.kind != "human" or decision.appeal is not None:
        return ""
    told = unit.reports.replied(decision.id)
    return told if told and told not in FIXED else ""


def put_answers(
    sealer: Sealer,
    unit: Unit,
    reports: Sequence[Report],
    moves: dict[str, str],
    words: str,
    at: datetime,
    *,
    decision: str,
    user: User | None,
    by: str | None,
    role: str = "outsider",
    record: Callable[[], None] = lambda: None,
) -> None:
    """The step that answers each report, its ledger entry, the decision it rests on, and its messages.

    `by` is the pseudonym under which the log names who answered; `role` counts where there is no `user`. `record` puts
    the decision on the record, where that has to come after the steps.
    """
    states = unit.processes.states("report", [one.id for one in reports])
    steps: list[ProcessStep] = []
    entries: list[Entry] = []
    tasks: list[Task] = []
    for report in reports:
        before = states[report.id]
        name = answered_entry(report.id, before.n + 1)
        step = REPORT.step(
            before, report.id, moves[report.id], at, role=user.role if user else role, by=user.id if user else None,
            note=words, entry=name,
        )  # fmt: skip
        steps.append(step)
        said = {
            "report": report.id, "outcome": step.state, "reasons": words, "decision": decision, "by": by,
            "at": at.isoformat(),
        }  # fmt: skip
        entries.append(sealer.entry(name, "report_answered", canonical(said), at))
        tasks += _messages(sealer, unit, report, step, decision)
    unit.ledger.put(entries)
    unit.processes.take(steps)
    record()
    unit.reports.answer([(step.subject, step.n, decision) for step in steps])
    unit.outbox.put(tasks)


def _messages(sealer: Sealer, unit: Unit, report: Report, step: ProcessStep, decision: str) -> tuple[Task, ...]:
    """The answer for the platform. Who reported is told by their own link, and by e-mail where they left an address."""
    url = report_url(sealer, report.id)
    data = {
        "report": report.id,
        "item": report.item,
        "outcome": step.state,
        "reasons": step.note,
        "automated": step.by is None and step.role == "automation",
        "decision": decision,
        "url": url,
    }
    if report.reporter is not None:
        data["reporter"] = report.reporter
    contact = unit.reports.contact(report.id)
    told = sealer.webhook("report.decided", report.id, data, step.at)
    if contact is not None and contact.email:
        voice = tongue(first_known([report.language]))
        before = unit.records.decision(decision) if data["automated"] else None
        letter = (
            repeated_letter(step.state, before.decision, reasons_of(unit, before.decision), url, voice)
            if before is not None
            else answer_letter(step.state, step.note, url, voice)
        )
        told += sealer.letter(report.id, contact.email, letter, voice, step.at)
    return told


def _warn(sealer: Sealer, unit: Unit, reporters: Collection[str], at: datetime) -> None:
    """Whoever has reported without any ground again and again is warned, once; a person decides what comes then."""
    standings = unit.reports.standings(reporters, at - WINDOW) if reporters else {}
    states = unit.processes.states("reporter", reporters)
    for reporter, standing in sorted(standings.items()):
        before = states.get(reporter)
        if not is_misuse(standing) or (before is not None and before.state != "in_good_standing"):
            continue
        unit.processes.take(
            [REPORTER.step(before, reporter, "warn", at, role="automation", note=_counted(standing),
                           due=at + FORGIVEN_AFTER)]
        )  # fmt: skip
        unit.outbox.put(sealer.webhook("reporter.warned", reporter, {"reporter": reporter}, at))


def _counted(standing: Standing) -> str:
    return (
        f"{standing.unfounded} of {standing.answered} reports that were answered in {WINDOW.days} days"
        " were manifestly unfounded."
    )
