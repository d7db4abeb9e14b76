"""Every machine of due process, in the order in which a person meets them."""

from collections.abc import Iterator

from ombud.process.appeal_machine import APPEAL
from ombud.process.disputes import DISPUTE
from ombud.process.flaggers import FLAGGER
from ombud.process.inquiries import INQUIRY
from ombud.process.machine import Machine
from ombud.process.measures import MEASURE
from ombud.process.misuse import REPORTER
from ombud.process.notices import NOTICE
from ombud.process.orders import ORDER
from ombud.process.outside import OUTSIDE
from ombud.process.reports import REPORT
from ombud.process.strikes import STRIKE

__all__ = ["MACHINES", "drawn"]

MACHINES: tuple[Machine, ...] = (
    REPORT,
    REPORTER,
    FLAGGER,
    NOTICE,
    MEASURE,
    STRIKE,
    ORDER,
    INQUIRY,
    APPEAL,
    OUTSIDE,
    DISPUTE,
)


def drawn() -> Iterator[str]:
    """All of them as a page in Markdown, line by line: a drawing, and what may happen in each state."""
    for machine in MACHINES:
        yield f"## {machine.kind.capitalize()}"
        yield ""
        yield "```mermaid"
        yield from machine.diagram()
        yield "```"
        yield ""
        yield "| state | means | what can happen |"
        yield "|---|---|---|"
        for state in machine.states:
            moves = ", ".join(f"`{move}` → `{machine.after(state, move)}`" for move in machine.moves(state))
            yield f"| `{state}` | {machine.titles[state]} | {moves or 'nothing: it is over'} |"
        yield ""
