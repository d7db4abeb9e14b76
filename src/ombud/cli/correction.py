"""``ombud correction``: what others say was scored wrongly, looked at by a person."""

from pathlib import Path

import click
import msgspec

from ombud.cli.opening import configure, open_kept
from ombud.cli.options import JSON, data_option
from ombud.cli.show import output, table
from ombud.cli.visible import visible

__all__ = ["correction"]

_SHOWN = 100
_IDS = click.argument("ids", nargs=-1, required=True, metavar="ID...")


@click.group()
def correction() -> None:
    """Corrections that clients have sent in. Only what a person accepts is learnt from.

    \b
    Example:
      ombud correction list
    """


@correction.command("list")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="At most so many.")
@JSON
@data_option
def list_waiting(limit: int, data: Path, as_json: bool) -> None:
    """List those that wait, oldest first: the text, and what it should have been scored as.

    \b
    Example:
      ombud correction list --limit 20
    """
    with open_kept(configure(data)) as ombud:
        waiting, count = ombud.corrections.waiting(limit), ombud.corrections.count()
    if as_json:
        click.echo(msgspec.json.encode(waiting))
        return
    title = f"{len(waiting)} of {count} corrections that wait"
    shown = table(title, "id", "last sent", "from", "times", "should be", "text")
    for one in waiting:
        labels = " ".join(f"{name}={value:g}" for name, value in sorted(one.labels.items()))
        text = one.text if len(one.text) <= _SHOWN else one.text[:_SHOWN] + "…"
        shown.add_row(one.id, f"{one.at:%Y-%m-%d}", one.door, str(one.times), labels, visible(text))
    output().print(shown)


@correction.command()
@_IDS
@data_option
def accept(ids: tuple[str, ...], data: Path) -> None:
    """Accept corrections, by their ids: they may be learnt from.

    \b
    Example:
      ombud correction accept cor_01a20506fc50b9c7c8428a36030f4ae8
    """
    with open_kept(configure(data)) as ombud:
        for one in ids:
            ombud.corrections.accept(one, None)
            click.echo(f"accepted {one}")


@correction.command()
@_IDS
@data_option
def reject(ids: tuple[str, ...], data: Path) -> None:
    """Reject corrections, by their ids: nothing is learnt from them.

    \b
    Example:
      ombud correction reject cor_01a20506fc50b9c7c8428a36030f4ae8
    """
    with open_kept(configure(data)) as ombud:
        for one in ids:
            ombud.corrections.reject(one, None)
            click.echo(f"rejected {one}")
