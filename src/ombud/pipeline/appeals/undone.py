"""Whoever reported something is told when somebody else found later that it should stay (DSA Art. 16(5), 20(4))."""

from ombud.languages import first_known, tongue
from ombud.model import Decision, Outcome, Task, restricts
from ombud.pipeline.deciding.sealer import Sealer
from ombud.pipeline.reports.answers import report_url
from ombud.ports import Unit
from ombud.process.report_letters import undone_letter

__all__ = ["tell_reporters"]


def tell_reporters(sealer: Sealer, unit: Unit, decision: Decision, outcome: Outcome) -> None:
    """An appeal was right, wholly or in part: those whose reports the decision rested on are told, with its reasons."""
    if outcome is Outcome.UPHOLD or decision.case is None:
        return
    tasks: list[Task] = []
    for report in unit.reports.acted_on(decision.case):
        url, reasons = report_url(sealer, report.id), decision.reason or ""
        data = {
            "report": report.id,
            "item": decision.item,
            "decision": decision.id,
            "outcome": str(outcome),
            "reasons": reasons,
            "url": url,
        }
        if report.reporter is not None:
            data["reporter"] = report.reporter
        tasks += sealer.webhook("report.undone", report.id, data, decision.at)
        contact = unit.reports.contact(report.id)
        if contact is not None and contact.email:
            voice = tongue(first_known([report.language]))
            letter = undone_letter(reasons, url, voice, partly=restricts(decision.measure))
            tasks += sealer.letter(report.id, contact.email, letter, voice, decision.at)
    unit.outbox.put(tasks)
