"""``ombud history``: the past in Parquet files, for backtests and for whoever reckons with it elsewhere."""

from pathlib import Path

import click

from ombud.cli.opening import configure, open_kept
from ombud.cli.options import data_option
from ombud.cli.show import console, printable
from ombud.model import Conflict, NotFound

__all__ = ["history"]


@click.group()
def history() -> None:
    """What was decided, as Parquet files under `history` in the data folder, one folder a day.

    A running server writes them. They hold what people wrote: see "What Ombud knows about people".

    \b
    Example:
      ombud history export --data data
    """


@history.command()
@data_option
def export(data: Path) -> None:
    """Write what has been decided since the last time. A running server does it by itself.

    \b
    Example:
      ombud history export --data data
    """
    with open_kept(configure(data)) as ombud, console().status("writing the history"):
        written = ombud.past.archivist.catch_up()
    click.echo(f"{written} decision{'s' * (written != 1)} written to {data / 'history'}")


@history.command()
@click.argument("author")
@data_option
def forget(author: str, data: Path) -> None:
    """Take every event of one author out of the history, by the author's id on the platform.

    The record itself stays as it is: nothing in it can be changed. Exits with 1 when there was nothing of theirs.

    \b
    Example:
      ombud history forget u-4711 --data data
    """
    with open_kept(configure(data)) as ombud, ombud.past.history.alone() as ours:
        if not ours:
            raise Conflict("history_in_use", "somebody else is writing the history", advice="try again in a minute")
        found = ombud.past.history.forget(author)
    if not found:
        raise NotFound("no_such_author", f"the history has no event of {author!r}")
    click.echo(f"{found} event{'s' * (found != 1)} of {printable(author)} taken out of {data / 'history'}")
