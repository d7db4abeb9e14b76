"""``ombud flagger``: organisations whose reports come first."""

from pathlib import Path

import click
import msgspec

from ombud.cli.opening import configure, open_kept, open_shared
from ombud.cli.options import JSON, data_option
from ombud.cli.show import output, printable, table

__all__ = ["flagger"]


@click.group()
def flagger() -> None:
    """Trusted flaggers: organisations whose reports come first.

    An authority has awarded them the status (DSA Art. 22). The register is public.

    \b
    Example:
      ombud flagger add "Safe Net" --awarded-by "Coimisiún na Meán"
    """


@flagger.command()
@click.argument("name")
@click.option("--awarded-by", required=True, help="The authority that awarded the status.")
@JSON
@data_option
def add(name: str, awarded_by: str, data: Path, as_json: bool) -> None:
    """Put the organisation NAME into the register and print its key, once.

    It reports with the key through the API, or at the address that is printed with it.

    \b
    Example:
      ombud flagger add "Safe Net" --awarded-by "Coimisiún na Meán"
    """
    with open_shared(configure(data)) as ombud:
        made, key = ombud.flaggers.appoint(name, awarded_by)
        address = f"{ombud.config.url}/report/as/{key}"
    if as_json:
        click.echo(msgspec.json.encode({"id": made.id, "name": made.name, "key": key, "address": address}))
        return
    click.echo(f"{made.id}  {address}", err=True)
    click.echo("The key is shown this once:", err=True)
    click.echo(key)


@flagger.command()
@click.argument("flagger_id")
@click.option("--reason", required=True, help="Why; it goes on record.")
@data_option
def remove(flagger_id: str, reason: str, data: Path) -> None:
    """Take the status away, by the flagger's id. It stays in the register, with its numbers.

    \b
    Example:
      ombud flagger remove flg_019a2b3c4d5e6f708192a3b4c5d6e7f8 --reason "The authority revoked the status."
    """
    with open_kept(configure(data)) as ombud:
        ombud.flaggers.move(flagger_id, "remove", reason)
    click.echo(f"removed {flagger_id}")


@flagger.command("list")
@JSON
@data_option
def list_flaggers(data: Path, as_json: bool) -> None:
    """List the register, with how often each was right. Keys are not kept and cannot be shown.

    \b
    Example:
      ombud flagger list
    """
    with open_kept(configure(data)) as ombud:
        register = ombud.flaggers.register()
    if as_json:
        rows = [
            {"id": one.flagger.id, "name": one.flagger.name, "awarded_by": one.flagger.awarded_by,
             "status": one.state.state, "since": one.state.since, "reports": one.standing.filed,
             "answered": one.standing.answered, "right": one.standing.right, "interval": one.interval}
            for one in register
        ]  # fmt: skip
        click.echo(msgspec.json.encode(rows))
        return
    shown = table("Trusted flaggers", "id", "name", "awarded by", "status", "since", "reports", "right")
    for one in register:
        shown.add_row(
            one.flagger.id, printable(one.flagger.name), printable(one.flagger.awarded_by), one.state.state,
            f"{one.state.since:%Y-%m-%d}", str(one.standing.filed), f"{one.standing.right}/{one.standing.answered}",
        )  # fmt: skip
    output().print(shown)
