"""Deciding: a batch of payloads in, one transaction, one answer each.

One batch is evaluated in order, stored with everything that follows from it, and only then answered. What was answered
is on the disk; what failed was never noted. Whoever collects many askers into one batch makes them share its commit.

Where a rule asks for a signal that somebody outside has to be asked for, the event is put off: the others of its batch
are stored without it, the question is put while nothing is locked, and then it is decided anew. Later events about the
same item are put off behind it, so that an item's events are decided in their order.
"""

import threading
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Protocol

import msgspec

from ombud.decisions import Weighed, proven_precision, seal_verdict, weigh
from ombud.model import Arrival, Case, CaseState, Conflict, Event, OmbudError, Sealed, SystemFault, Verdict, restricts
from ombud.pipeline.deciding.engine import CompiledPolicy, Engine, Windowed
from ombud.pipeline.deciding.memory import Memory
from ombud.pipeline.deciding.recording import Made, Recorder
from ombud.pipeline.deciding.sealer import Sealer, view_of
from ombud.pipeline.deciding.standing import all_that_hold, clauses_after, settle_after
from ombud.ports import Clock, DecisionView, Outside, Store, Unit

__all__ = ["Answer", "Decided", "Decider", "PutOff", "Refused", "Wake"]


class Decided(msgspec.Struct, frozen=True, gc=False):
    """`record` is the decision as canonical JSON, ready to send; `duplicate` when it had been made before."""

    record: bytes
    duplicate: bool = False


class Refused(msgspec.Struct, frozen=True):
    """Nothing was stored, and `error` says why."""

    error: OmbudError


class PutOff(msgspec.Struct):
    """Events of a batch, by their place in it, that wait for an answer from outside, or for others to be decided.

    `lacking` is what has to be asked, `given` what has been answered; `behind` are those before them about their items.
    """

    arrivals: dict[int, Arrival] = {}
    lacking: dict[Any, Any] = {}
    given: dict[Any, Any] = {}
    behind: list[threading.Event] = []
    done: threading.Event = msgspec.field(default_factory=threading.Event)


class Wake(Protocol):
    """Called after a commit that left work for the courier or the sequencer."""

    def __call__(self) -> None: ...


Answer = Decided | Refused


class Decider:
    """The one writer of automatic decisions. Safe to call from any thread; one batch is decided at a time.

    `outside` is what asks for signals that are not of this machine; None where there are none.
    """

    def __init__(
        self,
        store: Store,
        engine: Engine,
        memory: Memory,
        sealer: Sealer,
        recorder: Recorder,
        clock: Clock,
        wake: Wake,
        outside: Outside | None = None,
    ) -> None:
        self._store = store
        self._engine = engine
        self._memory = memory
        self._sealer = sealer
        self._recorder = recorder
        self._clock = clock
        self._wake = wake
        self._outside = outside
        self._waited_for: dict[str, PutOff] = {}
        self._lock = threading.Lock()
        self._swapping = threading.Lock()
        self._stopping = False
        self._proven: dict[str, float] = {}
        self.refresh_precision()

    def decide(self, payloads: Sequence[bytes], source: str) -> list[Answer]:
        """All of them, in order; one bad payload does not spoil the others. In one transaction, but for those that
        somebody outside had to be asked about."""
        answers, rest = self.begin(payloads, source)
        if rest is not None:
            answers |= self.finish(rest)
        return [answers[i] for i in range(len(payloads))]

    def begin(self, payloads: Sequence[bytes], source: str) -> tuple[dict[int, Answer], PutOff | None]:
        """Decide what can be decided now, in one transaction: answers by place, and what `finish` has to be called for,
        soon, and in the order in which it was handed out."""
        with self._lock:
            if self._stopping:
                return dict.fromkeys(range(len(payloads)), _stopped()), None
            answers, arrivals = self._read(payloads, source)
            if not arrivals:
                return answers, None
            rest = self._attempt(arrivals, answers, {}, self._waited_for)
            if not rest.arrivals:
                return answers, None
            items = {arrival.event.item.id for arrival in rest.arrivals.values()}
            rest.behind = [self._waited_for[item].done for item in items if item in self._waited_for]
            self._waited_for.update(dict.fromkeys(items, rest))
        return answers, rest

    def finish(self, rest: PutOff) -> dict[int, Answer]:
        """Ask outside, then decide what was put off; the lock is not held meanwhile. Answers by place in the batch."""
        answers: dict[int, Answer] = {}
        left = rest
        try:
            while left.arrivals:
                if self._outside is not None and left.lacking:
                    rest.given.update(self._outside.ask(left.lacking))
                for one in rest.behind:
                    one.wait()
                with self._lock:
                    if self._stopping:
                        answers.update(dict.fromkeys(left.arrivals, _stopped()))
                        break
                    left = self._attempt(left.arrivals, answers, rest.given, ())
        finally:
            with self._lock:
                self._waited_for = {item: one for item, one in self._waited_for.items() if one is not rest}
            rest.done.set()
        return answers

    def stop(self) -> None:
        """Finish the batch under way; refuse from now on."""
        with self._lock:
            self._stopping = True

    def refresh_precision(self) -> None:
        """Read again what people made of each rule's decisions: it limits what automation may do alone."""
        with self._store.read() as unit:
            judged = unit.statistics.judged()
        self._proven = {rule: proven_precision(seen, upheld) for rule, (seen, upheld) in judged.items()}

    def swap(self, policy: CompiledPolicy) -> None:
        """Judge by another policy from the next batch on; the batch being decided ends under the old one.

        What it asks of the past is counted first: its first answers are right.
        """
        with self._swapping:
            ready = self._memory.ready_for(policy.asks)
            with self._lock:
                self._memory.adopt(ready, policy.asks)
                self._engine.windows = self._memory.windows
                self._engine.policy = policy

    def save_windows(self, *, ending: bool = False) -> None:
        """Save what is remembered, when so much is new that it is worth it; deciding waits only while it is copied."""
        with self._lock:
            worth = self._memory.unsaved if ending else self._memory.due
            image = self._memory.image() if worth else None
        if image is not None:
            self._memory.save(image)

    @property
    def windows(self) -> Windowed:
        """What is remembered, for counting how much it is."""
        return self._memory.windows

    def _read(self, payloads: Sequence[bytes], source: str) -> tuple[dict[int, Answer], dict[int, Arrival]]:
        now = self._clock.now()
        answers: dict[int, Answer] = {}
        arrivals: dict[int, Arrival] = {}
        for i, payload in enumerate(payloads):
            try:
                arrivals[i] = self._engine.arrive(payload, source, now)
            except OmbudError as error:
                answers[i] = Refused(error)
        return answers, arrivals

    def _attempt(
        self, arrivals: dict[int, Arrival], answers: dict[int, Answer], given: dict[Any, Any], held: Collection[str]
    ) -> PutOff:
        """Decide with these answers from outside. What cannot be decided yet comes back, and so does whatever is about
        an item in `held`."""
        if self._outside is not None:
            self._outside.begin(given)
        rest = PutOff()
        try:
            self._commit(arrivals, answers, rest, held)
        except Conflict:  # somebody else stored one of these ids meanwhile: the others must not suffer for it
            rest = PutOff()
            for i, arrival in arrivals.items():
                self._commit_alone(i, arrival, answers, rest, held)
        return rest

    def _commit_alone(
        self, i: int, arrival: Arrival, answers: dict[int, Answer], rest: PutOff, held: Collection[str]
    ) -> None:
        try:
            self._commit({i: arrival}, answers, rest, held)
        except Conflict as conflict:
            taken = conflict.code == "duplicate_event"
            answers[i] = Refused(_clash(arrival.event.id) if taken else conflict)

    def _commit(
        self, arrivals: dict[int, Arrival], answers: dict[int, Answer], rest: PutOff, held: Collection[str]
    ) -> None:
        """Fill `answers` for `arrivals`, or put them off in `rest`, or leave no trace: what the windows noted is taken
        back when storing fails."""
        windows = self._engine.windows
        mark = windows.mark()
        try:
            with self._store.write() as unit:
                self._memory.catch_up(unit)
                batch = self._evaluate(unit, arrivals, answers, rest, held)
                if batch:
                    self._recorder.record(unit, self._engine.policy, batch)
                place = unit.records.place()
        except SystemFault as fault:
            windows.rollback(mark)
            answers.update(dict.fromkeys(arrivals, Refused(fault)))
            for i in arrivals:
                rest.arrivals.pop(i, None)
            return
        except BaseException:
            windows.rollback(mark)
            raise
        windows.keep()
        self._memory.place = place
        if batch:
            self._wake()

    def _evaluate(
        self, unit: Unit, arrivals: dict[int, Arrival], answers: dict[int, Answer], rest: PutOff, held: Collection[str]
    ) -> list[Made]:
        known = unit.records.known([arrival.event.id for arrival in arrivals.values()])
        past = _Past(unit, {arrival.event.item.id for arrival in arrivals.values()})
        open_cases = unit.cases.open_of(past.holds)  # an item without a decision has no case
        seen = {event_id: (one.digest, one.record) for event_id, one in known.items()}
        put_off = {arrival.event.item.id for arrival in rest.arrivals.values()}
        batch: list[Made] = []
        for i, arrival in arrivals.items():
            event_id, item = arrival.event.id, arrival.event.item.id
            if event_id in seen:
                digest, record = seen[event_id]
                answers[i] = Decided(record, duplicate=True) if digest == arrival.digest else Refused(_clash(event_id))
                continue
            verdict = None if item in put_off or item in held else self._verdict(arrival, rest)
            if verdict is None:
                rest.arrivals[i] = arrival
                put_off.add(item)
                continue
            made = self._seal(unit, arrival, verdict, open_cases, past)
            sealed = made.sealed
            batch.append(made)
            answers[i] = Decided(sealed.entries[0].record)
            seen[event_id] = (arrival.digest, sealed.entries[0].record)
        return batch

    def _verdict(self, arrival: Arrival, rest: PutOff) -> Verdict | None:
        """None where an answer from outside is lacking; then the event is as if it had not been looked at."""
        engine = self._engine
        if self._outside is None:
            return engine.evaluate(arrival)
        mark = engine.windows.mark()
        verdict, lacking = engine.evaluate(arrival), self._outside.lacking()
        if not lacking:
            return verdict
        engine.windows.rollback(mark)
        rest.lacking.update(lacking)
        return None

    def _seal(self, unit: Unit, arrival: Arrival, verdict: Verdict, open_cases: dict[str, Case], past: "_Past") -> Made:
        engine, sealer, now = self._engine, self._sealer, self._clock.now()
        item = arrival.event.item.id
        before = past.holds.get(item)
        weighed = settle_after(unit, before, arrival, weigh(verdict.matches, self._proven))
        case, opened = self._case(item, weighed, open_cases.get(item), before, now)
        decision = seal_verdict(
            arrival, verdict, weighed, before=before.decision if before else None,
            decision_id=sealer.id("dec", now), statement_id=sealer.id("stm", now), case=case, at=now,
        )  # fmt: skip
        sealed = sealer.seal(
            arrival, decision, clauses_after(before, engine.policy.clauses), detection="rules",
            language=engine.policy.language, case=opened, person=past.person(arrival.event), told=weighed.stands,
        )  # fmt: skip
        if opened is not None and opened.state is CaseState.OPEN:
            open_cases[item] = opened
        past.add(sealed, stands=weighed.stands)
        return Made(sealed, before, stands=weighed.stands)

    def _case(
        self, item: str, weighed: Weighed, waiting: Case | None, before: DecisionView | None, now: datetime
    ) -> tuple[str | None, Case | None]:
        """The id of the case a decision belongs to, and the case itself when it is a new one."""
        if waiting is not None:
            return waiting.id, None
        if weighed.stands and weighed.queue is None and before is not None:
            return before.decision.case, None
        if weighed.queue is None and not restricts(weighed.measure):
            return None, None
        waits = weighed.queue is not None
        opened = Case(
            id=self._sealer.id("case", now),
            item=item,
            queue=weighed.queue or "labels",
            severity=weighed.severity,
            opened_at=now,
            state=CaseState.OPEN if waits else CaseState.CLOSED,
            closed_at=None if waits else now,
        )
        return opened.id, opened


class _Past:
    """What holds for the items of a batch, and whose they are: as it was, and as the batch goes on."""

    def __init__(self, unit: Unit, items: set[str]) -> None:
        self.holds = all_that_hold(unit, unit.records.latest(items).values())
        self._authors = unit.records.authors(list(self.holds)) if self.holds else {}

    def person(self, event: Event) -> str | None:
        """The author that the item's first event named: a report does not make the reporter the author."""
        if event.item.id in self._authors:
            return self._authors[event.item.id]
        return event.author.id if event.author is not None else None

    def add(self, sealed: Sealed, *, stands: bool) -> None:
        """The next event of the batch sees this one too."""
        event = sealed.arrival.event
        if not stands:
            self.holds[event.item.id] = view_of(sealed)
        if event.author is not None:
            self._authors.setdefault(event.item.id, event.author.id)


def _stopped() -> Refused:
    return Refused(SystemFault("stopping", "Ombud is stopping.", advice="Send the event again."))


def _clash(event_id: str) -> Conflict:
    return Conflict(
        "event_id_taken",
        f"An event with the id {event_id!r} is on the record with other content. Nothing was changed.",
        advice="Give every event an id of its own; send a correction as a new event.",
        field="id",
    )
