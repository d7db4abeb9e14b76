"""What an order did: where, until when, to how many posts, and whether their authors have been told."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from ombud.model import OrderAction
from ombud.ports import Unit
from ombud.process import NOTICE

__all__ = ["Effect", "effects_of"]

_TOLD = frozenset({"sent", "delivered", "read"})


class Effect(msgspec.Struct, frozen=True):
    """`territory` are ISO 3166-1 codes, `until` is None without an end; of `posts`, the authors of `told` were told."""

    territory: tuple[str, ...]
    until: datetime | None
    posts: int
    told: int


def effects_of(unit: Unit, actions: Mapping[str, Sequence[OrderAction]]) -> dict[str, Effect]:
    """By order; those that led to nothing are left out. Three queries, however many orders there are."""
    named = [action.decision for led_to in actions.values() for action in led_to]
    decisions, notices = unit.records.decisions(named), unit.notices.of_decisions(named)
    states = unit.processes.states(NOTICE.kind, [notice.id for notice in notices.values()])
    told = {notice.decision for notice in notices.values() if states[notice.id].state in _TOLD}
    effects = {}
    for order, led_to in actions.items():
        if led_to:
            first = decisions[led_to[0].decision].decision
            effects[order] = Effect(
                first.countries, first.ends_at, len(led_to), sum(action.decision in told for action in led_to)
            )
    return effects
