"""What an order did: to how many posts, and whether their authors have been told."""

from collections.abc import Mapping, Sequence

import msgspec

from ombud.model import OrderAction
from ombud.ports import Unit
from ombud.process import NOTICE

__all__ = ["Effect", "effects_of"]

_TOLD = frozenset({"sent", "delivered", "read"})


class Effect(msgspec.Struct, frozen=True):
    """Of `posts`, the authors of `told` were told."""

    posts: int
    told: int


def effects_of(unit: Unit, actions: Mapping[str, Sequence[OrderAction]]) -> dict[str, Effect]:
    """By order; those that led to nothing are left out. Two queries, however many orders there are."""
    named = [action.decision for led_to in actions.values() for action in led_to]
    notices = unit.notices.of_decisions(named)
    states = unit.processes.states(NOTICE.kind, [notice.id for notice in notices.values()])
    told = {notice.decision for notice in notices.values() if states[notice.id].state in _TOLD}
    return {
        order: Effect(len(led_to), sum(action.decision in told for action in led_to))
        for order, led_to in actions.items()
        if led_to
    }
