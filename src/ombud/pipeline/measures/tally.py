"""Strikes as decisions are made: counted, reversed with what they were for, and never acting by themselves."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from ombud.decisions import Weighed, is_ordered, seal_verdict
from ombud.model import (
    Arrival,
    Author,
    Case,
    Event,
    Item,
    Measure,
    ProcessState,
    Sealed,
    Strike,
    Threshold,
    Verdict,
    restricts,
)  # fmt: skip
from ombud.pipeline.deciding.engine import CompiledPolicy
from ombud.pipeline.deciding.sealer import Sealer
from ombud.pipeline.deciding.standing import clauses_after, what_holds
from ombud.ports import DecisionView, Unit
from ombud.process.strikes import BY_STRIKES, STRIKE, account_of, counts, crossed, owed, proposal

__all__ = ["STRIKES_QUEUE", "Made", "Tally", "weights_of"]

STRIKES_QUEUE = "strikes"
"""Where a person finds what strikes propose."""

_ENDS_AN_ORDER = frozenset({"order.lifted", "measure.expired", "appeal.decided"})
_WEIGHTS = 8  # policy versions whose clauses were weighed


class Made(NamedTuple):
    """A decision that was just sealed; `held` is what held for its item until then.

    `stands` says that a machine only looked again, and nothing changed. `orders` are those that it carries out, where
    others go on that a law keeps hidden longer; None: all that are in force.
    """

    sealed: Sealed
    held: DecisionView | None
    stands: bool = False
    orders: tuple[str, ...] | None = None


def weights_of(policy: CompiledPolicy) -> dict[str, int]:
    """How many strikes a restriction under each clause counts: as many as the weightiest of its rules says."""
    weights: dict[str, int] = {}
    for rule in policy.rules:
        if rule.strikes and not rule.shadow:
            weights[rule.clause] = max(rule.strikes, weights.get(rule.clause, 0))
    return weights


class Tally:
    """Counts and reverses. `internal` makes an arrival of an event that Ombud wrote itself."""

    def __init__(self, sealer: Sealer, internal: Callable[[Event], Arrival]) -> None:
        self._sealer = sealer
        self._internal = internal
        self._weights: dict[str, dict[str, int]] = {}

    def follow(self, unit: Unit, policy: CompiledPolicy, batch: Sequence[Made]) -> Iterator[Made]:
        """What decisions that are on the record do to strikes; gives what strikes lead to, ready for the record."""
        known = {made.held.decision.id: made.held for made in batch if made.held is not None}
        against = known | unit.records.decisions(_appealed(batch).difference(known))
        telling = [
            (made, self._counted(policy, made)) for made in batch if not (made.stands or _by_order(made, against))
        ]
        telling = [(made, new) for made, new in telling if new is not None or _by_people(made)]
        struck = {
            strike.item for strike in unit.strikes.standing_on([made.sealed.decision.item for made, _ in telling])
        }
        for made, new in telling:
            if new is not None:
                struck.add(new.item)
            elif made.sealed.decision.item not in struck:
                continue  # nothing ever counted for it, or no more: nothing to reverse
            yield from self._follow(unit, policy, made, new)

    def expire(self, unit: Unit, due: Sequence[ProcessState], now: datetime) -> None:
        """The time of these strikes has run out. What they proposed, and no longer would, is not asked any more."""
        unit.processes.take([STRIKE.step(one, one.subject, "expire", now, role="clock") for one in due])
        people = {strike.person for strike in unit.strikes.get([one.subject for one in due]).values()}
        _withdraw(unit, unit.strikes.totals(people), now)

    def _follow(self, unit: Unit, policy: CompiledPolicy, made: Made, new: Strike | None) -> Iterator[Made]:
        decision, by_people = made.sealed.decision, _by_people(made)
        here = unit.strikes.standing_on([decision.item])
        about_this = [strike for strike in here if decision.appeal is not None or _same_words(unit, strike, made)]
        gone = [strike for strike in about_this if by_people and not _stays(strike, made)]
        for person in dict.fromkeys(strike.person for strike in gone):
            yield from self._reverse(unit, policy, person, [one for one in gone if one.person == person], made)
        if new is not None and len(gone) == len(about_this):
            yield from self._count(unit, policy, new, made)

    def _counted(self, policy: CompiledPolicy, made: Made) -> Strike | None:
        """The strike that a decision counts; None where it counts none."""
        sealed, decision, terms = made.sealed, made.sealed.decision, policy.strikes
        told = sealed.notice is not None and sealed.withheld is None
        if terms is None or not counts(decision, told=told) or sealed.notice is None:
            return None
        found = owed(decision.matches, self._weighed(policy))
        if found is None:
            return None
        return Strike(
            id=self._sealer.id("stk", decision.at),
            person=sealed.notice.person,
            decision=decision.id,
            item=decision.item,
            clause=found[0],
            weight=found[1],
            at=decision.at,
            until=decision.at + timedelta(seconds=terms.expires),
        )

    def _weighed(self, policy: CompiledPolicy) -> Mapping[str, int]:
        found = self._weights.get(policy.version)
        if found is None:
            while len(self._weights) >= _WEIGHTS:
                self._weights.pop(next(iter(self._weights)))
            found = self._weights[policy.version] = weights_of(policy)
        return found

    def _count(self, unit: Unit, policy: CompiledPolicy, new: Strike, made: Made) -> Iterator[Made]:
        by, at = made.sealed.by, new.at
        unit.strikes.count([new])
        step = STRIKE.step(None, new.id, "count", at, role=_role(unit, by), by=by, due=new.until)
        unit.processes.take([step])
        standing = unit.strikes.standing(new.person)
        total = _total(standing)
        self._tell(unit, "strike.counted", new, total, at)
        threshold = crossed(total - new.weight, total, policy.strikes) if policy.strikes else None
        if threshold is not None:
            yield self._proposed(unit, policy, standing, threshold, at)

    def _reverse(
        self, unit: Unit, policy: CompiledPolicy, person: str, gone: Sequence[Strike], made: Made
    ) -> Iterator[Made]:
        by, at = made.sealed.by, made.sealed.decision.at
        states = unit.processes.states(STRIKE.kind, [strike.id for strike in gone])
        role, note = _role(unit, by), made.sealed.decision.id
        unit.processes.take(
            [STRIKE.step(states[one.id], one.id, "reverse", at, role=role, by=by, note=note) for one in gone]
        )
        total = _total(unit.strikes.standing(person))
        for strike in gone:
            self._tell(unit, "strike.reversed", strike, total, at)
        _withdraw(unit, {person: total}, at)
        yield from self._without_ground(unit, policy, person, total, at)

    def _tell(self, unit: Unit, kind: str, strike: Strike, total: int, at: datetime) -> None:
        data = {
            "strike": strike.id,
            "person": strike.person,
            "decision": strike.decision,
            "item": strike.item,
            "clause": strike.clause,
            "weight": strike.weight,
            "until": strike.until.isoformat().replace("+00:00", "Z"),
            "standing": total,
        }
        unit.outbox.put(self._sealer.webhook(kind, strike.id, data, at))

    def _proposed(
        self, unit: Unit, policy: CompiledPolicy, standing: Sequence[Strike], threshold: Threshold, at: datetime
    ) -> Made:
        """So many strikes: a person is asked. Nothing happens to the account by that."""
        person, total = standing[0].person, _total(standing)
        event = self._event("strikes.reached", person, total, threshold.strikes, at)
        verdict = Verdict(policy.version, proposal(standing, threshold), observed={"strikes": total})
        return self._asked(unit, policy, event, verdict, threshold.then)

    def _without_ground(
        self, unit: Unit, policy: CompiledPolicy, person: str, total: int, at: datetime
    ) -> Iterator[Made]:
        """What a person did because of strikes that are gone now: a person looks at it again."""
        held = _held(unit, account_of(person))
        if held is None or not restricts(held.decision.measure) or _waits(unit, account_of(person)):
            return
        threshold = held.event.context.get("threshold")
        by_strikes = all(match.rule == BY_STRIKES for match in held.decision.matches)
        if by_strikes and isinstance(threshold, int) and total < threshold:
            event = self._event("strikes.fell", person, total, threshold, at)
            yield self._asked(unit, policy, event, Verdict(policy.version, observed={"strikes": total}), None)

    def _event(self, kind: str, person: str, total: int, threshold: int, at: datetime) -> Event:
        return Event(
            id=self._sealer.id("evt", at),
            type=kind,
            at=at,
            item=Item(id=account_of(person), kind="account"),
            author=Author(id=person),
            context={"strikes": total, "threshold": threshold},
            source="strikes",
        )

    def _asked(
        self, unit: Unit, policy: CompiledPolicy, event: Event, verdict: Verdict, proposed: Measure | None
    ) -> Made:
        """A case about an account, whatever holds for it going on as it is."""
        sealer, at, item = self._sealer, event.at, event.item.id
        held = _held(unit, item)
        before = held.decision if held is not None and restricts(held.decision.measure) else None
        weighed = Weighed(
            measure=before.measure if before else Measure.ALLOW, proposed=proposed, labels=(), fallback=(),
            queue=STRIKES_QUEUE, severity="high", follows=before is not None, stands=before is not None,
            territory=before.countries if before else (),
        )  # fmt: skip
        waiting = unit.cases.open_of([item]).get(item)
        opened = None if waiting else Case(sealer.id("case", at), item, STRIKES_QUEUE, "high", at)
        arrival = self._internal(event)
        decision = seal_verdict(
            arrival, verdict, weighed, before=before, decision_id=sealer.id("dec", at),
            statement_id=sealer.id("stm", at), case=opened.id if opened else waiting.id if waiting else None, at=at,
        )  # fmt: skip
        sealed = sealer.seal(
            arrival, decision, clauses_after(held, policy.clauses), detection="rules", language=policy.language,
            case=opened, told=True,
        )  # fmt: skip
        return Made(sealed, held, stands=before is not None)


def _appealed(batch: Sequence[Made]) -> set[str]:
    """What appeals of the batch were against."""
    decisions = [made.sealed.decision for made in batch]
    return {one.replaces for one in decisions if one.appeal is not None and one.replaces is not None}


def _by_order(made: Made, appealed: Mapping[str, DecisionView]) -> bool:
    """Whether only somebody's order begins or ends: it reproaches nobody with anything, and forgives nothing either."""
    decision = made.sealed.decision
    if is_ordered(decision):
        return True
    if made.held is None or made.sealed.arrival.event.type not in _ENDS_AN_ORDER:
        return False
    if decision.appeal is None:
        return is_ordered(made.held.decision)
    against = appealed.get(decision.replaces or "")  # an order may have come on top of what was appealed
    return against is not None and is_ordered(against.decision)


def _by_people(made: Made) -> bool:
    """Whether it answers for itself what strikes are left: whoever judges, and what an appeal led to."""
    decision = made.sealed.decision
    return decision.actor.kind == "human" or decision.appeal is not None


def _total(strikes: Sequence[Strike]) -> int:
    return sum(strike.weight for strike in strikes)


def _role(unit: Unit, by: str | None) -> str:
    user = unit.people.user(by) if by else None
    return str(user.role) if user else "automation"


def _same_words(unit: Unit, strike: Strike, made: Made) -> bool:
    struck = unit.records.decision(strike.decision)
    return struck is not None and struck.event.item.text == made.sealed.arrival.event.item.text


def _stays(strike: Strike, made: Made) -> bool:
    """Whether a decision still restricts for what the strike was counted for, more or less gravely."""
    decision = made.sealed.decision
    if decision.appeal is not None and decision.measure is Measure.ALLOW:  # it was right, and had run out
        return True
    counts_still = restricts(decision.measure) and decision.measure is not Measure.LABEL
    return counts_still and any(match.clause == strike.clause for match in decision.matches)


def _held(unit: Unit, item: str) -> DecisionView | None:
    newest = unit.records.latest([item]).get(item)
    return None if newest is None else what_holds(unit, newest)


def _waits(unit: Unit, item: str) -> bool:
    return bool(unit.cases.open_of([item]))


def _withdraw(unit: Unit, totals: Mapping[str, int], at: datetime) -> None:
    """What waits for a person because of strikes of which too few are left waits no more. `totals` by person."""
    left = {account_of(person): total for person, total in totals.items()}
    waiting = unit.cases.open_of(left)
    newest = unit.records.latest(waiting)
    reported = unit.reports.waited_for([case.id for case in waiting.values()])  # who reported an account waits still
    over = [
        case
        for item, case in waiting.items()
        if case.id not in reported
        and newest[item].event.type == "strikes.reached"
        and left[item] < newest[item].event.context["threshold"]
    ]
    unit.cases.close_all(over, at)
