"""Whoever reported something is told when somebody else found later that it should stay (DSA Art. 16(5), 20(4))."""

from ombud.languages import first_known, tongue
from ombud.model import Decision, Outcome, Task, restricts
from ombud.pipeline.deciding.sealer import Sealer
from ombud.pipeline.reports.answers import report_url
from ombud.ports import DecisionView, Unit
from ombud.process.report_letters import MILDER, STAYS, undone_letter

__all__ = ["tell_reporters"]


def tell_reporters(sealer: Sealer, unit: Unit, against: DecisionView, decision: Decision, outcome: Outcome) -> None:
    """An appeal was right, wholly or in part: those whose reports the decision `against` it rested on are told what
    became of it, and under which clauses it was. The reasons are written to who appealed, and for them alone."""
    if outcome is Outcome.UPHOLD or decision.case is None:
        return
    what = MILDER if restricts(decision.measure) else STAYS
    rules = against.statement.cited if against.statement else ()
    tasks: list[Task] = []
    for report in unit.reports.acted_on(decision.case):
        url, voice = report_url(sealer, report.id), tongue(first_known([report.language]))
        data: dict[str, object] = {
            "report": report.id,
            "item": decision.item,
            "decision": decision.id,
            "outcome": str(outcome),
            "clauses": [cited.clause for cited in rules],
            "text": voice.say(what),
            "language": voice.code,
            "url": url,
        }
        if report.reporter is not None:
            data["reporter"] = report.reporter
        tasks += sealer.webhook("report.undone", report.id, data, decision.at)
        contact = unit.reports.contact(report.id)
        if contact is not None and contact.email:
            tasks += sealer.letter(report.id, contact.email, undone_letter(what, rules, url, voice), voice, decision.at)
    unit.outbox.put(tasks)
