"""What platforms and other programs call."""

from typing import Any

from litestar import Router

from ombud.web.api import (
    acknowledgements,
    appeals,
    contacts,
    decisions,
    events,
    ledger,
    openapi,
    operations,
    orders,
    persons,
    reports,
    strikes,
)
from ombud.web.api.commits import SharedCommits
from ombud.web.api.desk import Desk, Shortcut
from ombud.web.api.keys import Keys
from ombud.web.api.metrics import Metrics
from ombud.web.api.openapi import describe
from ombud.web.strangers import StrangersThrottle
from ombud.wiring import Ombud

__all__ = ["Shortcut", "describe", "prepare", "router"]


def prepare(ombud: Ombud) -> dict[str, Any]:
    """What the handlers here share, by its name in the application's state."""
    keys = Keys(ombud.accounts, ombud.config.host)
    metrics = Metrics(ombud.store, ombud.decider, ombud.clock)
    commits = SharedCommits(ombud.decider, "api")
    return {
        "events": Desk(commits, keys, metrics),
        "api_keys": keys,
        "metrics": metrics,
        "lag": operations.Lag(),
        "strangers": StrangersThrottle(),
    }


def router() -> Router:
    """Every address that answers programs."""
    return Router(
        "/",
        route_handlers=[
            events.post_events,
            decisions.get_decision,
            decisions.get_item_decisions,
            decisions.find_item_decisions,
            decisions.get_receipt,
            appeals.post_appeal,
            appeals.post_evidence,
            reports.post_report,
            acknowledgements.post_acknowledgement,
            strikes.get_strikes,
            strikes.find_strikes,
            orders.post_order,
            contacts.put_contact,
            persons.post_link,
            persons.link_of,
            contacts.keep_contact,
            contacts.delete_contact,
            contacts.forget_contact,
            ledger.get_checkpoint,
            ledger.get_tile,
            openapi.get_openapi,
            operations.healthz,
            operations.readyz,
            operations.metrics,
        ],
    )
