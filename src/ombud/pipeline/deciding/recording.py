"""A decision goes on the record, and with it, in the same transaction, what follows: measures begin and end, strikes
are counted and reversed, every order that it carries out is named. Whoever decides, people or machines, does it here.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from ombud.model import Arrival, Event, ProcessState, ProcessStep, restricts
from ombud.pipeline.deciding.engine import CompiledPolicy
from ombud.pipeline.deciding.sealer import Sealer, view_of
from ombud.pipeline.measures.again import Again
from ombud.pipeline.measures.beneath import carried_out
from ombud.pipeline.measures.tally import Made, Tally
from ombud.ports import DecisionView, Unit
from ombud.process.measures import MEASURE

__all__ = ["Made", "Recorder"]


class Recorder:
    """Puts decisions on the record. `internal` makes an arrival of an event that Ombud wrote itself."""

    def __init__(self, sealer: Sealer, internal: Callable[[Event], Arrival]) -> None:
        self.tally = Tally(sealer, internal)
        self.again = Again(sealer, internal)

    def record(self, unit: Unit, policy: CompiledPolicy, batch: Sequence[Made]) -> None:
        """All of `batch`, in order. `policy` is the one that its decisions were made under.

        Raises what `Records.append` raises.
        """
        _store(unit, batch)
        self._store_all(unit, self.tally.follow(unit, policy, batch))
        self._store_all(unit, self.again.follow(unit, policy, batch))

    def resume(self, unit: Unit, policy: CompiledPolicy, newest: DecisionView, at: datetime) -> None:
        """Let an order take hold about an item that was away, or that nobody might decide about, when it came."""
        self._store_all(unit, self.again.of_item(unit, policy, newest, at))

    def _store_all(self, unit: Unit, following: Iterator[Made]) -> None:
        for made in following:
            _store(unit, [made])


def _store(unit: Unit, batch: Sequence[Made]) -> None:
    unit.records.append([made.sealed for made in batch])
    unit.processes.take(_begun_and_ended(unit, batch))
    for made in batch:
        for action in carried_out(unit, view_of(made.sealed)):
            if made.orders is None or action.order in made.orders:
                unit.orders.act(action)


def _begun_and_ended(unit: Unit, batch: Sequence[Made]) -> list[ProcessStep]:
    """The steps of the measures that begin and end, in order."""
    changed = [made for made in batch if not made.stands]
    held = {
        made.held.decision.id for made in changed if made.held is not None and restricts(made.held.decision.measure)
    }
    states = unit.processes.states(MEASURE.kind, held)
    taken: list[ProcessStep] = []
    for made in changed:
        for step in _steps(unit, made, states):
            taken.append(step)
            states[step.subject] = ProcessState(step.kind, step.subject, step.n, step.state, step.at, step.due)
    return taken


def _steps(unit: Unit, made: Made, states: dict[str, ProcessState]) -> list[ProcessStep]:
    decision, by = made.sealed.decision, made.sealed.by
    steps: list[ProcessStep] = []
    over = states.get(made.held.decision.id) if made.held is not None else None
    if over is not None and not MEASURE.is_over(over.state):
        steps.append(_step(unit, over, over.subject, _ending(made), decision.at, by, note=decision.id))
    if restricts(decision.measure):
        steps.append(_step(unit, None, decision.id, "begin", decision.at, by, due=decision.ends_at))
    return steps


def _ending(made: Made) -> str:
    """The move by which the measure before ends."""
    if made.sealed.arrival.event.type == "measure.expired":
        return "expire"
    return "replace" if restricts(made.sealed.decision.measure) else "lift"


def _step(
    unit: Unit,
    before: ProcessState | None,
    subject: str,
    move: str,
    at: datetime,
    by: str | None,
    *,
    note: str = "",
    due: datetime | None = None,
) -> ProcessStep:
    user = unit.people.user(by) if by else None
    role = str(user.role) if user else "clock" if move == "expire" else "automation"
    return MEASURE.step(before, subject, move, at, role=role, by=by if user else None, note=note, due=due)
