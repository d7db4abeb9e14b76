"""How long a judgement holds, and what counts against the author: both for the desk of a case."""

from collections.abc import Mapping

from ombud.decisions import longest
from ombud.model import BadInput, ClauseText, Decision, Measure
from ombud.ports import Unit
from ombud.process.strikes import Score
from ombud.wiring import Ombud

__all__ = ["LASTS", "allowed", "author_score", "chosen_end"]

LASTS = (1, 3, 7, 14, 30, 90)
"""Days that a reviewer may choose; nothing chosen is as the rules say."""


def chosen_end(form: Mapping[str, str]) -> int | None:
    """The seconds that were chosen, None for none. Raises BadInput (``unknown_end``) for what was not offered."""
    days = form.get("lasts", "")
    if not days:
        return None
    if days not in map(str, LASTS):
        raise BadInput("unknown_end", "Choose one of the ends that are offered.", field="lasts")
    return int(days) * 86_400


def allowed(decision: Decision) -> dict[Measure, int]:
    """For how many seconds each measure may hold at most, of those for which the rules say so."""
    found = {match.then: longest(match.then, decision.matches) for match in decision.matches}
    return {measure: most for measure, most in found.items() if most is not None}


def author_score(ombud: Ombud, unit: Unit, item: str) -> tuple[Score, Mapping[str, ClauseText]] | None:
    """Where the author of an item stands, and the clauses that their strikes may name; None for nobody's item."""
    author = unit.records.authors([item]).get(item)
    return None if author is None else (ombud.strikes.score_in(unit, author), ombud.policy.clauses)
