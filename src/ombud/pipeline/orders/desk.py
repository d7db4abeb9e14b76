"""Demands from outside: taken in, checked, answered, given effect in one country or refused, and always registered."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from ombud.decisions import is_ordered
from ombud.model import (
    BadInput,
    Conflict,
    Decision,
    Entry,
    Forbidden,
    NotFound,
    Order,
    OrderAction,
    OrderWait,
    ProcessState,
    ProcessStep,
    Role,
    User,
    canonical,
    restricts,
    sha256_hex,
    to_plain,
)  # fmt: skip
from ombud.pipeline.context import Context
from ombud.pipeline.deciding.standing import pending_appeal, what_holds
from ombud.pipeline.measures.beneath import AWAY
from ombud.pipeline.orders.acting import put_back, restrict
from ombud.pipeline.orders.effects import NOTHING, Effect, effects_of
from ombud.pipeline.orders.inquiries import Asking
from ombud.ports import DecisionView, Unit
from ombud.process import check_reasons
from ombud.process.inquiries import is_inquiry, who_is_told
from ombud.process.orders import ORDER, Point, check_effect, check_order, checklist

__all__ = ["OrderDesk", "OrderView"]


class OrderView(msgspec.Struct, frozen=True):
    """An order with where it is, everything that happened to it, what it led to, and its checklist.

    `effect` says what it did to posts, and who was told of what it asked about people.
    """

    order: Order
    state: ProcessState
    steps: tuple[ProcessStep, ...]
    actions: tuple[OrderAction, ...]
    waits: tuple[OrderWait, ...]
    points: tuple[Point, ...]
    effect: Effect = NOTHING

    @property
    def inquired(self) -> bool:
        """Whether it asks for somebody's data."""
        return is_inquiry(self.order)

    @property
    def until(self) -> datetime | None:
        """When what it did ends by itself."""
        return next((step.due for step in reversed(self.steps) if step.move == "give_effect"), None)

    @property
    def answer(self) -> ProcessStep | None:
        """The last step that said something to its sender."""
        return next((step for step in reversed(self.steps) if step.note), None)


class OrderDesk:
    """What happens to a demand. `languages` are those in which orders are understood (DSA Art. 11(3))."""

    def __init__(self, context: Context, languages: Sequence[str], asking: Asking) -> None:
        self._context = context
        self._asking = asking
        self._languages = frozenset(languages)

    def receive(self, order: Order, role: str = "outsider", by: User | None = None) -> tuple[Order, str]:
        """Put a demand on the record, from its sender (an ``outsider``) or from whoever opened the letter (`by`).

        Returns it under its id, and the token of its sender's link. Raises BadInput as `check_order` does.
        """
        context = self._context
        now = context.clock.now()
        order = msgspec.structs.replace(order, id=context.sealer.id("ord", now), received_at=now, n=1)
        order = check_order(order)
        token = context.sealer.token(order.id)
        with context.store.write() as unit:
            unit.orders.add(order, _hash(token))
            step, entry = self._step(None, order, "receive", now, role=str(by.role) if by else role, by=by)
            self._take(unit, step, entry)
        context.wake()
        return order, token

    def complete(self, token: str, order: Order) -> Order:
        """Its sender says an incomplete order again. Raises NotFound, Conflict (``process_wrong_step``), BadInput."""
        context = self._context
        with context.store.write() as unit:
            before = unit.orders.by_token(_hash(token))
            if before is None:
                raise NotFound("no_such_order", "There is no order behind this link.")
            now = context.clock.now()
            again = check_order(
                msgspec.structs.replace(order, id=before.id, n=before.n + 1, received_at=before.received_at)
            )
            step, entry = self._step(self._state(unit, before.id), again, "complete", now, role="outsider")
            unit.orders.add(again, _hash(token))
            self._take(unit, step, entry)
        context.wake()
        return again

    def take(
        self, order_id: str, n: int, move: str, user: User, reasons: str = "", people: Mapping[str, str] | None = None
    ) -> OrderView:
        """A lead's step that changes nobody's post: ``find_incomplete acknowledge refuse answer withdraw``.

        When it ends a demand for somebody's data, that person is told. `people` maps accounts to the names in the
        order, where the lead has looked whose they are; None: the names are the accounts. `n` is the last step they
        saw. Raises Forbidden (``not_a_lead``), NotFound, Conflict, BadInput without reasons, and as `who_is_told`.
        """
        context = self._context
        _must_lead(user)
        words = reasons.strip() if move == "acknowledge" else check_reasons(reasons, "reasons", _SAY_WHY)
        with context.store.write() as unit:
            order, state = self._open(unit, order_id, n)
            told = who_is_told(order, people) if ORDER.is_over(ORDER.after(state.state, move)) else ()
            more = {"people": len(order.persons), "told": len(told)} if told or people is not None else None
            step, entry = self._step(
                state, order, move, context.clock.now(), role=str(user.role), by=user, note=words, more=more
            )
            self._take(unit, step, entry)
            if told:
                self._asking.begin(unit, order, step, told)
            view = self._view(unit, order)
        context.wake()
        return view

    def give_effect(
        self,
        order_id: str,
        n: int,
        user: User,
        items: Mapping[str, str],
        territory: Sequence[str],
        until: datetime | None,
        reasons: str,
    ) -> OrderView:
        """Restrict the posts in `items` (item id -> the place the order named) in a country, and tell their authors.

        Where one is away everywhere already, or an appeal about it waits for an answer that nobody decides past, the
        order takes hold as soon as it can, before its end. Raises Conflict as `check_effect` does, and
        ``order_item_unknown`` for a post that never came here; Forbidden, NotFound, BadInput.
        """
        context = self._context
        _must_lead(user)
        words = check_reasons(reasons, "reasons", _SAY_WHY)
        with context.store.write() as unit:
            unit.records.one_at_a_time(items)
            order, state = self._open(unit, order_id, n)
            now = context.clock.now()
            check_effect(order, checklist(order, languages=self._languages), territory, until, now)
            latest = unit.records.latest(list(items))
            _must_be_known(order, items, latest)
            step, entry = self._step(
                state, order, "give_effect", now, role=str(user.role), by=user, note=words,
                due=until, more={"territory": sorted(territory), "items": len(items), **_ends(until)},
            )  # fmt: skip
            self._take(unit, step, entry)
            for item, location in items.items():
                holds = what_holds(unit, latest[item])
                if holds.decision.measure in AWAY or pending_appeal(unit, item) is not None:
                    unit.orders.wait(OrderWait(order.id, item, location, latest[item].decision.id, now))
                    policy = context.policy_of(unit, holds.decision.policy)
                    context.recorder.resume(unit, policy, latest[item], now)
                    continue
                decision = restrict(context, unit, order, user, holds, tuple(sorted(territory)), until, words)
                unit.orders.act(OrderAction(order.id, decision.id, item, location, now))
                made = unit.records.latest([item])[item]
                context.recorder.resume(unit, context.policy_of(unit, made.decision.policy), made, now)
            view = self._view(unit, order)
        context.wake()
        return view

    def lift(self, order_id: str, n: int, user: User, reasons: str) -> OrderView:
        """End an order before its time, and put back what still is as it left it."""
        context = self._context
        _must_lead(user)
        words = check_reasons(reasons, "reasons", _SAY_WHY)
        with context.store.write() as unit:
            did = {one.item for one in unit.orders.actions([order_id])[order_id]}
            unit.records.one_at_a_time(did | {one.item for one in unit.orders.waits(order_id)})
            order, state = self._open(unit, order_id, n)
            now = context.clock.now()
            step, entry = self._step(state, order, "lift", now, role=str(user.role), by=user, note=words)
            self._take(unit, step, entry)
            actions = unit.orders.actions([order.id])[order.id]
            for action in {one.item: one for one in actions}.values():
                holds = what_holds(unit, unit.records.latest([action.item])[action.item])
                if _still(unit, holds.decision, action):
                    put_back(context, unit, order, user, holds, words)
            view = self._view(unit, order)
        context.wake()
        return view

    def when_due(self, unit: Unit, due: Sequence[ProcessState], now: datetime) -> None:
        """`WhenDue`: orders whose time has run out. What they restricted comes back by its own clock."""
        orders = unit.orders.many([one.subject for one in due])
        for state in due:
            step, entry = self._step(state, orders[state.subject], "end", now, role="clock")
            self._take(unit, step, entry)

    def view(self, order_id: str) -> OrderView:
        """One order. Raises NotFound (``no_such_order``)."""
        with self._context.store.read() as unit:
            order = unit.orders.get(order_id)
            if order is None:
                raise _no_such_order()
            return self._view(unit, order)

    def by_token(self, token: str) -> OrderView:
        """The order behind its sender's link. Raises NotFound (``no_such_order``)."""
        with self._context.store.read() as unit:
            order = unit.orders.by_token(_hash(token))
            if order is None:
                raise _no_such_order()
            return self._view(unit, order)

    def page(self, states: Sequence[str], limit: int = 50, offset: int = 0, *, newest: bool = False) -> list[OrderView]:
        """Those in these states, the longest in it first, or the latest."""
        with self._context.store.read() as unit:
            found = unit.processes.at(ORDER.kind, states, limit, offset, newest=newest)
            ids = [one.subject for one in found]
            orders, actions = unit.orders.many(ids), unit.orders.actions(ids)
            effects = effects_of(unit, actions)
            return [
                self._seen(unit, orders[one.subject], one, actions[one.subject], effects[one.subject]) for one in found
            ]

    def counts(self) -> Mapping[str, int]:
        """How many are in each state."""
        with self._context.store.read() as unit:
            return unit.processes.counts(ORDER.kind)

    def _open(self, unit: Unit, order_id: str, n: int) -> tuple[Order, ProcessState]:
        order = unit.orders.get(order_id)
        if order is None:
            raise _no_such_order()
        state = self._state(unit, order_id)
        if state.n != n:
            raise Conflict("process_moved_on", "Somebody was faster: this order has gone on since.",
                           advice="Open it again.")  # fmt: skip
        return order, state

    def _state(self, unit: Unit, order_id: str) -> ProcessState:
        found = unit.processes.state(ORDER.kind, order_id)
        if found is None:
            raise _no_such_order()
        return found

    def _view(self, unit: Unit, order: Order) -> OrderView:
        actions = unit.orders.actions([order.id])
        effect = effects_of(unit, actions)[order.id]
        return self._seen(unit, order, self._state(unit, order.id), actions[order.id], effect)

    def _seen(
        self, unit: Unit, order: Order, state: ProcessState, actions: Sequence[OrderAction], effect: Effect
    ) -> OrderView:
        return OrderView(
            order=order,
            state=state,
            steps=tuple(unit.processes.steps(ORDER.kind, order.id)),
            actions=tuple({one.item: one for one in actions}.values()),
            waits=tuple(unit.orders.waits(order.id)),
            points=checklist(order, languages=self._languages),
            effect=effect,
        )

    def _step(
        self,
        before: ProcessState | None,
        order: Order,
        move: str,
        now: datetime,
        *,
        role: str,
        by: User | None = None,
        note: str = "",
        due: datetime | None = None,
        more: Mapping[str, object] | None = None,
    ) -> tuple[ProcessStep, Entry]:
        """A step with its entry for the log, which commits to the order as it was said and names nobody of ours."""
        sealer = self._context.sealer
        record = {
            "order": order.id,
            "move": move,
            "at": now.isoformat().replace("+00:00", "Z"),
            "said": sha256_hex(canonical(to_plain(order))),
            "note": note,
            "role": role,
            **(more or {}),
        }
        entry = sealer.entry(sealer.id("ore", now), "order", canonical(record), now)
        step = ORDER.step(
            before, order.id, move, now, role=role, by=by.id if by else None, note=note, due=due, entry=entry.id
        )
        return step, entry

    def _take(self, unit: Unit, step: ProcessStep, entry: Entry) -> None:
        unit.ledger.put([entry])
        unit.processes.take([step])
        data = {"order": step.subject, "state": step.state, "reasons": step.note}
        unit.outbox.put(self._context.sealer.webhook("order.changed", step.subject, data, step.at))


def _still(unit: Unit, holds: Decision, action: OrderAction) -> bool:
    """Whether what holds is what the order did, alone or with others, or what an appeal has left of it alone."""
    if is_ordered(holds):
        return True
    left = holds.appeal is not None and holds.replaces == action.decision and restricts(holds.measure)
    others = [one.order for one in unit.orders.of_item(action.item) if left and one.decision == action.decision]
    return left and all(one.state != "in_effect" for one in unit.processes.states(ORDER.kind, others).values())


_SAY_WHY = "Write the reasons: they are answered to whoever sent it, and stand in the public register."


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode(errors="replace")).digest()


def _ends(until: datetime | None) -> dict[str, object]:
    return {} if until is None else {"until": until.isoformat().replace("+00:00", "Z")}


def _no_such_order() -> NotFound:
    return NotFound("no_such_order", "There is no such order.")


def _must_lead(user: User) -> None:
    if user.role not in (Role.LEAD, Role.ADMIN):
        raise Forbidden("not_a_lead", "Only a lead or an admin decides about an order.")


def _must_be_known(order: Order, items: Mapping[str, str], latest: Mapping[str, DecisionView]) -> None:
    if not items:
        raise BadInput("order_without_items", "Name at least one post.", field="items")
    stray = next((place for place in items.values() if place not in order.locations), None)
    if stray is not None:
        raise Conflict("order_elsewhere", f"The order does not name {stray[:80]!r}.",
                       advice="An order holds for the exact places that it names.")  # fmt: skip
    unknown = next((item for item in items if item not in latest), None)
    if unknown is not None:
        raise Conflict("order_item_unknown", f"The post {unknown[:80]!r} never came here.",
                       advice="Send it as an event first: nothing is restricted off the record.")  # fmt: skip
