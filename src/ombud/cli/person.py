"""``ombud person``: people's own pages."""

from datetime import timedelta
from pathlib import Path

import click

from ombud.cli.opening import configure, open_kept
from ombud.cli.options import data_option

__all__ = ["person"]

_A_YEAR = 24 * 366


@click.group()
def person() -> None:
    """People's own pages: everything about one person, for that person.

    \b
    Example:
      ombud person link u-4711
    """


@person.command()
@click.argument("person_id")
@click.option(
    "--hours", type=click.IntRange(1, _A_YEAR), default=24, show_default=True, help="How long it opens the page."
)
@data_option
def link(person_id: str, hours: int, data: Path) -> None:
    """Print a link to the page of PERSON_ID, as your platform calls them. Give it to nobody else.

    \b
    Example:
      ombud person link u-4711 --hours 1
    """
    with open_kept(configure(data)) as ombud:
        click.echo(ombud.persons.url(person_id, timedelta(hours=hours)))
