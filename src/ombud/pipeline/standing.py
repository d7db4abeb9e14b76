"""Events on an item that was decided about before: what the earlier decision means for the new one."""

from collections import ChainMap
from collections.abc import Mapping

from ombud.decisions import Weighed, settle
from ombud.model import Arrival, ClauseText
from ombud.ports import DecisionView

__all__ = ["clauses_after", "settle_after"]


def settle_after(before: DecisionView | None, arrival: Arrival, weighed: Weighed) -> Weighed:
    """`weighed`, unless the newest decision on the item stands against it."""
    if before is None:
        return weighed
    return settle(weighed, before.decision, same_text=before.event.item.text == arrival.event.item.text)


def clauses_after(before: DecisionView | None, clauses: Mapping[str, ClauseText]) -> Mapping[str, ClauseText]:
    """The clauses of the policy in force, and as they were cited before: a clause may have gone since then."""
    if before is None or before.statement is None:
        return clauses
    cited = {one.clause: ClauseText(one.clause, "", one.title, one.text) for one in before.statement.cited}
    return ChainMap(dict(clauses), cited)
