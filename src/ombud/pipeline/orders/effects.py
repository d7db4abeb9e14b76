"""What an order did: to how many posts and people, and whether they have been told."""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from ombud.model import OrderAction, Outcome
from ombud.ports import Unit
from ombud.process import NOTICE
from ombud.process.inquiries import INQUIRY

__all__ = ["NOTHING", "Effect", "effects_of"]

_TOLD = frozenset({"sent", "delivered", "read"})


class Effect(msgspec.Struct, frozen=True):
    """It restricted `posts` posts, for `overturned` of which somebody who heard an appeal found against it, and asked
    for the data of `people` people, in these `accounts`; `told` of all these were told."""

    posts: int = 0
    overturned: int = 0
    people: int = 0
    told: int = 0
    accounts: tuple[str, ...] = ()


NOTHING: Final = Effect()


def effects_of(unit: Unit, actions: Mapping[str, Sequence[OrderAction]]) -> dict[str, Effect]:
    """By order. Five queries, however many orders there are."""
    named = [action.decision for led_to in actions.values() for action in led_to]
    notices = unit.notices.of_decisions(named)
    states = unit.processes.states(NOTICE.kind, [notice.id for notice in notices.values()])
    told = {notice.decision for notice in notices.values() if states[notice.id].state in _TOLD}
    heard = unit.appeals.of_items({action.item for led_to in actions.values() for action in led_to})
    wrong = {
        one.against.decision.id
        for appeals in heard.values()
        for one in appeals
        if one.outcome is not None and one.outcome.outcome is not Outcome.UPHOLD
    }
    asked = unit.inquiries.of_orders(list(actions))
    known = unit.processes.states(INQUIRY.kind, [one.id for theirs in asked.values() for one in theirs])
    return {
        order: Effect(
            len({action.item for action in led_to}),
            len({action.item for action in led_to if action.decision in wrong}),
            len(asked.get(order, ())),
            len({action.item for action in led_to if action.decision in told})
            + sum(known[one.id].state in _TOLD for one in asked.get(order, ())),
            tuple(one.person for one in asked.get(order, ())),
        )
        for order, led_to in actions.items()
    }
