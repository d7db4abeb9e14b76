"""What was reported about a case: for its page, and for the choices that a reviewer has because of it."""

from collections.abc import Mapping

import msgspec

from ombud.model import CaseReports, ClauseText, Decision, Flagger, Measure, Report
from ombud.ports import Unit
from ombud.web.console.clauses import Ground
from ombud.web.console.desk import Form

__all__ = ["BECAUSE_OF_REPORTS", "Choice", "Reported", "Row", "baseless_in", "reported_in"]

BECAUSE_OF_REPORTS = (
    Measure.ALLOW, Measure.WARN, Measure.LIMIT, Measure.AGE_GATE, Measure.REMOVE, Measure.SUSPEND,
)  # fmt: skip
"""What may be chosen where no rule matched and somebody reported it: a label has no name without a rule."""

_SHOWN = 50


class Row(msgspec.Struct, frozen=True):
    """A report as a reviewer sees it: never who it was. `title` is that of the clause they name."""

    report: Report
    title: str | None
    flagger: Flagger | None


class Choice(msgspec.Struct, frozen=True):
    """A clause that the reviewer may cite; `found` by a rule, or `named` in a report. With a `law`, citing it says that
    the post is illegal."""

    clause: str
    title: str
    found: bool
    named: bool
    law: bool


class Reported(msgspec.Struct, frozen=True):
    """The reports in a case, trusted flaggers' first; `total` counts those, too, that are not shown."""

    rows: list[Row]
    total: CaseReports | None

    @property
    def clauses(self) -> set[str]:
        """Those that the shown reports name."""
        return {row.report.clause for row in self.rows if row.report.clause}

    def choices(self, decision: Decision, found: list[Ground], clauses: Mapping[str, ClauseText]) -> list[Choice]:
        """The clauses to choose from: those that rules found, those that reports name; all, where no rule found any."""
        known = {one.clause: one.title for one in found}
        names = [*known, *(name for name in clauses if name in self.clauses and name not in known)]
        if not decision.matches:
            names += [name for name in clauses if name not in names]
        return [
            Choice(
                name,
                known.get(name) or clauses[name].title,
                name in known,
                name in self.clauses,
                name in clauses and clauses[name].law is not None,
            )
            for name in names
            if name in known or name in clauses
        ]


def reported_in(unit: Unit, case_id: str, clauses: Mapping[str, ClauseText]) -> Reported:
    """What was reported. Nothing of it says who a reporter is."""
    rows = [
        Row(
            report,
            clauses[report.clause].title if report.clause and report.clause in clauses else report.clause,
            unit.flaggers.get(report.flagger) if report.flagger else None,
        )
        for report in unit.reports.in_case(case_id, _SHOWN)
    ]
    return Reported(rows, unit.reports.summaries([case_id]).get(case_id))


def baseless_in(form: Form) -> tuple[str, ...]:
    """The reports that were marked as manifestly unfounded."""
    return tuple(name.removeprefix("baseless:") for name in form if name.startswith("baseless:"))
