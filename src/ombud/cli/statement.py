"""``ombud statement``: what the public is told of a decision, for whoever audits it."""

from pathlib import Path

import click
import msgspec

from ombud.cli.opening import configure, open_kept
from ombud.cli.options import data_option
from ombud.model import Conflict, NotFound

__all__ = ["statement"]


@click.command()
@click.argument("decision_id", metavar="ID")
@data_option
def statement(decision_id: str, data: Path) -> None:
    """Print what the DSA Transparency Database is told of a decision.

    The statement of reasons as JSON, in the database's own fields, derived from the record. It holds no personal data.
    Whether it was filed there is seen in the console under Deliveries.

    \b
    Example:
      ombud statement dec_06dzm2k8pw4h1c9v7x3t5y0b2n
    """
    with open_kept(configure(data)) as ombud:
        with ombud.store.read() as unit:
            view = unit.records.decision(decision_id)
        if view is None:
            raise NotFound("no_such_decision", f"there is no decision {decision_id!r}")
        told = ombud.public_record(view.decision, view.event, view.statement) if view.statement else None
    if told is None:
        raise Conflict(
            "nothing_to_tell", f"the database is not told of {decision_id}",
            advice="It is told of restrictions only: no warning, no offer of help, nothing that was put back.",
        )  # fmt: skip
    click.echo(msgspec.json.format(msgspec.json.encode(told), indent=2))
