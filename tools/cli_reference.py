"""Writes docs/cli.md from the help of every command; ``--check`` only says whether it is up to date."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from ombud.cli.main import ombud

TARGET = Path(__file__).parent.parent / "docs" / "cli.md"
_WIDTH = 100
_HEAD = """\
# Command line

Generated from `--help` by `tools/cli_reference.py`; `make fmt` writes it again.

Exit codes: **0** done, **1** the input is at fault, **2** wrong usage, **3** the system is at fault, **130** stopped
with Ctrl-C. Errors go to stderr: what is wrong, what to do, and a code in brackets that does not change. Every command
that reads or writes the record takes `--data`, and understands `OMBUD_DATA` and `OMBUD_DATABASE_URL`.
"""


def commands(command: click.Command, context: click.Context) -> Iterator[tuple[str, str]]:
    """(``ombud policy check``, its help) of a command and of everything under it, in the order of the help."""
    yield context.command_path, command.get_help(context)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None, name  # noqa: S101  list_commands and get_command are ours and agree
            inner = click.Context(
                below, info_name=name, parent=context, max_content_width=_WIDTH, terminal_width=_WIDTH
            )
            yield from commands(below, inner)


def reference() -> str:
    """The whole page."""
    top = click.Context(ombud, info_name="ombud", max_content_width=_WIDTH, terminal_width=_WIDTH)
    sections = [f"## {path}\n\n```text\n{help_text.rstrip()}\n```\n" for path, help_text in commands(ombud, top)]
    return "\n".join([_HEAD, *sections])


def main() -> int:
    """0 when the page is (now) up to date."""
    fresh = reference()
    if "--check" not in sys.argv[1:]:
        TARGET.write_text(fresh, "utf-8")
        return 0
    if TARGET.exists() and TARGET.read_text("utf-8") == fresh:
        return 0
    print(f"{TARGET.name} is not what --help says: run `make fmt`", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
