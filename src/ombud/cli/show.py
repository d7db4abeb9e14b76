"""How the command line talks: errors on stderr with advice, tables, and progress bars where somebody is watching."""

import sys

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from ombud.model import OmbudError

__all__ = ["console", "output", "printable", "problem", "progress", "table"]

_WIDEST = 10_000  # columns


def console() -> Console:
    """Where things are said to people: stderr, so that stdout stays clean for data."""
    return Console(stderr=True, highlight=False)


def output() -> Console:
    """Where results go when they are for people: stdout.

    As wide as its content: an id that is broken over two lines can be neither copied nor searched for, so a line
    that is too long is left to the terminal, and in a pipe there is no width at all.
    """
    return Console(highlight=False, width=_WIDEST)


def problem(error: OmbudError) -> None:
    """What is wrong, where, and what to do about it."""
    where = f" ({error.field})" if error.field and error.field not in error.detail else ""
    click.echo(f"ombud: {printable(error.detail)}{where}", err=True)
    if error.advice:
        click.echo(f"       {printable(error.advice)}", err=True)
    click.echo(f"       [{error.code}]", err=True)


def progress() -> Progress:
    """A progress bar on stderr; invisible where stderr is no terminal."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[note]}"),
        console=console(),
        transient=True,
        disable=not sys.stderr.isatty(),
    )


def table(title: str, *columns: str, numbers: tuple[str, ...] = ()) -> Table:
    """A plain table that also reads well when it is piped into a file; the columns in `numbers` align right."""
    heading = Text(title, style="bold", no_wrap=True, overflow="ignore")
    made = Table(title=heading, title_justify="left", box=None, pad_edge=False, header_style="dim")
    for column in columns:
        made.add_column(column, justify="right" if column in numbers else "left", overflow="fold")
    return made


def printable(text: str) -> str:
    """`text` without anything that could drive the terminal: reviewed content is hostile here too."""
    return "".join(
        letter if letter.isprintable() or letter in "\n\t" else "\N{REPLACEMENT CHARACTER}" for letter in text
    )
