"""Where somebody stands: their strikes, when each ends, and what would follow."""

from collections.abc import Callable
from datetime import datetime

import msgspec

from ombud.model import Strike, StrikeTerms
from ombud.ports import Store, Unit
from ombud.process.strikes import STRIKE, Score, score_of

__all__ = ["StrikeBook", "Struck"]


class Struck(msgspec.Struct, frozen=True):
    """A strike as it is now: `state` is ``counted``, ``expired`` or ``reversed``, `since` then."""

    strike: Strike
    state: str
    since: datetime


class StrikeBook:
    """Reads; strikes are counted and reversed by decisions alone. `terms` are those of the policy in force."""

    def __init__(self, store: Store, terms: Callable[[], StrikeTerms | None]) -> None:
        self._store = store
        self._terms = terms

    def score(self, person: str) -> Score:
        """What counts against somebody now, and what would come next."""
        with self._store.read() as unit:
            return self.score_in(unit, person)

    def score_in(self, unit: Unit, person: str) -> Score:
        """The same, inside a transaction."""
        return score_of(unit.strikes.standing(person), self._terms())

    def history(self, person: str) -> list[Struck]:
        """Every strike that was ever counted, oldest first, those that are over too."""
        with self._store.read() as unit:
            strikes = unit.strikes.of_person(person)
            states = unit.processes.states(STRIKE.kind, [strike.id for strike in strikes])
        return [Struck(strike, states[strike.id].state, states[strike.id].since) for strike in strikes]
