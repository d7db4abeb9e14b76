"""Demands from outside. How far one can go, triggers see to."""

from collections.abc import Collection
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, func, select, union

from ombud.model import Order, OrderAction, OrderWait, canonical, to_plain
from ombud.store.engine import Db
from ombud.store.lists import listed
from ombud.store.rows import decode
from ombud.store.tables import order_actions, order_waits, orders

__all__ = ["SqlOrders"]

_body = msgspec.json.Decoder(Order)


class SqlOrders:
    """`ports.Orders`."""

    def __init__(self, db: Db) -> None:
        self._db = db

    def add(self, order: Order, token_hash: bytes) -> None:
        """One that came in, or an incomplete one said again."""
        row = {
            "id": order.id,
            "n": order.n,
            "kind": order.kind,
            "sender": order.sender,
            "country": order.country,
            "token_hash": token_hash,
            "body": canonical(to_plain(order)),
            "received_at": order.received_at,
        }
        self._db.insert(orders, [row])

    def get(self, order_id: str) -> Order | None:
        """As it was said last."""
        return self.many([order_id]).get(order_id)

    def many(self, order_ids: Collection[str]) -> dict[str, Order]:
        """By id, as they were said last."""
        return self._orders(orders.c.id.in_(list(order_ids))) if order_ids else {}

    def by_token(self, token_hash: bytes) -> Order | None:
        """The order behind its sender's link."""
        return next(iter(self._orders(orders.c.token_hash == token_hash).values()), None)

    def act(self, action: OrderAction) -> None:
        """Put on the record that a decision came of an order."""
        row = {
            "decision": action.decision,
            "order_id": action.order,
            "item": action.item,
            "location": action.location,
            "at": action.at,
        }
        self._db.insert(order_actions, [row])

    def actions(self, order_ids: Collection[str]) -> dict[str, list[OrderAction]]:
        """What each led to, oldest first."""
        found: dict[str, list[OrderAction]] = {one: [] for one in order_ids}
        if found:
            for action in self._actions(order_actions.c.order_id.in_(list(found))):
                found[action.order].append(action)
        return found

    def wait(self, wait: OrderWait) -> None:
        """Put on the record that an order is about an item that is away."""
        row = {
            "order_id": wait.order,
            "item": wait.item,
            "location": wait.location,
            "under": wait.under,
            "at": wait.at,
        }
        self._db.insert(order_waits, [row])

    def waits(self, order_id: str) -> list[OrderWait]:
        """What it was about that was away then."""
        return self._waits(order_waits.c.order_id == order_id)

    def about(self, item_ids: Collection[str]) -> set[str]:
        """Those of the items that any order was ever given effect about."""
        named = [select(table.c.item).where(listed(table.c.item, item_ids)) for table in (order_actions, order_waits)]
        return {row.item for row in self._db.all(union(*named))}

    def of_item(self, item_id: str) -> list[OrderAction]:
        """What orders did about an item."""
        return self._actions(order_actions.c.item == item_id)

    def waits_of(self, item_id: str) -> list[OrderWait]:
        """Orders that came when it was away."""
        return self._waits(order_waits.c.item == item_id)

    def _orders(self, which: ColumnElement[bool]) -> dict[str, Order]:
        last = select(orders.c.id, func.max(orders.c.n).label("n")).where(which).group_by(orders.c.id).subquery()
        wanted = select(orders.c.body).join(last, (orders.c.id == last.c.id) & (orders.c.n == last.c.n))
        found = [decode(_body, row.body) for row in self._db.all(wanted)]
        return {one.id: one for one in found}

    def _actions(self, which: ColumnElement[bool]) -> list[OrderAction]:
        by = order_actions.c.at, order_actions.c.decision, order_actions.c.order_id
        wanted = select(order_actions).where(which).order_by(*by)
        return [_action(row) for row in self._db.all(wanted)]

    def _waits(self, which: ColumnElement[bool]) -> list[OrderWait]:
        wanted = select(order_waits).where(which).order_by(order_waits.c.at, order_waits.c.item)
        return [OrderWait(row.order_id, row.item, row.location, row.under, row.at) for row in self._db.all(wanted)]


def _action(row: Row[Any]) -> OrderAction:
    return OrderAction(order=row.order_id, decision=row.decision, item=row.item, location=row.location, at=row.at)
