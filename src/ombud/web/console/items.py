"""Everything that was ever decided about one item."""

from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from ombud.model import NotFound
from ombud.web.console.cases import as_posted, basis_of, history_of
from ombud.web.console.clauses import grounds
from ombud.web.console.desk import Desk
from ombud.web.console.excerpts import marked
from ombud.web.console.queue import account_age, community_of

__all__ = ["find_item", "item_page"]


@get("/items", sync_to_thread=True)
def find_item(desk: NamedDependency[Desk], id: FromQuery[str] = "") -> Response[Any]:  # noqa: A002 - it is the name of the field in the address
    """A form that asks for an id; with ``?id=`` the item itself. Ids are the platform's: some are whole addresses."""
    return _show(desk, id) if id else desk.page("find-item.html")


@get("/items/{item_id:str}", sync_to_thread=True)
def item_page(desk: NamedDependency[Desk], item_id: FromPath[str]) -> Response[Any]:
    """The same under an address that one can guess, for ids without a slash."""
    return _show(desk, item_id)


def _show(desk: Desk, item_id: str) -> Response[Any]:
    with desk.ombud.store.read() as unit:
        history = history_of(unit, item_id)
        case = unit.cases.open_of([item_id]).get(item_id)
    if not history:
        raise NotFound("no_such_item", "Nothing was ever decided about an item with this id.")
    latest = history[-1].view
    event, basis = as_posted(history, latest), basis_of(history)
    return desk.page(
        "item.html",
        item=event.item,
        event=event,
        latest=latest,
        decision=latest.decision,
        basis=basis.decision,
        spans=marked(basis.decision.matches, len(event.item.text)),
        grounds=grounds(desk.ombud.policy.clauses, basis.decision.matches, basis.statement),
        community=community_of(event),
        account_age=account_age(event),
        history=history,
        case=case,
    )
