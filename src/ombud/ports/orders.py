"""Where demands from outside are kept."""

from collections.abc import Collection
from typing import Protocol

from ombud.model import Order, OrderAction, OrderWait

__all__ = ["Orders"]


class Orders(Protocol):
    """Append-only. Steps are in `Processes`; the database refuses one of an order without its entry in the ledger."""

    def add(self, order: Order, token_hash: bytes) -> None:
        """One that came in, or (with the next `n`) an incomplete one said again. Raises Conflict."""
        ...

    def get(self, order_id: str) -> Order | None:
        """As it was said last."""
        ...

    def many(self, order_ids: Collection[str]) -> dict[str, Order]:
        """By id, as they were said last."""
        ...

    def by_token(self, token_hash: bytes) -> Order | None:
        """The order behind its sender's link."""
        ...

    def act(self, action: OrderAction) -> None:
        """Put on the record that a decision came of an order.

        Raises Conflict: ``order_without_effect``, ``order_beyond_territory`` (more than a restriction in a country).
        """
        ...

    def actions(self, order_ids: Collection[str]) -> dict[str, list[OrderAction]]:
        """What each led to, oldest first."""
        ...

    def wait(self, wait: OrderWait) -> None:
        """Put on the record that an order is about an item that is away. Raises Conflict (``order_without_effect``)."""
        ...

    def waits(self, order_id: str) -> list[OrderWait]:
        """What it was about that was away then, whatever happened since."""
        ...

    def about(self, item_ids: Collection[str]) -> set[str]:
        """Those of the items that any order was ever given effect about."""
        ...

    def of_item(self, item_id: str) -> list[OrderAction]:
        """What orders did about an item, oldest first."""
        ...

    def waits_of(self, item_id: str) -> list[OrderWait]:
        """Orders that came when it was away, oldest first."""
        ...
