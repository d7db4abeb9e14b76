"""``ombud policy check``: everything that is wrong with a policy, and what to do about it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from shutil import get_terminal_size

import click
import msgspec

from ombud.cli.options import FOLDER, JSON, plugins_option
from ombud.cli.show import printable
from ombud.intake import normalise
from ombud.model import OmbudError
from ombud.policy import PolicyError, Problem
from ombud.policy import check as find_problems
from ombud.policy.rendering import COLUMNS
from ombud.signals import fingerprint, matcher_factory
from ombud.wiring import STARTER_POLICY, plugins_here, read_policy_files

__all__ = ["check", "counted", "problems_of", "show_errors", "show_problems"]

_SHOWN = 50
"""Problems that are shown to people: nobody mends more at once. Programs get all of them."""


@click.command()
@click.argument("folder", metavar="[DIR]", type=FOLDER, default=STARTER_POLICY)
@plugins_option
@JSON
@click.pass_context
def check(ctx: click.Context, folder: Path, as_json: bool) -> None:
    """Find everything that is wrong with a policy: syntax, types, names, rules that can never run.

    Each problem is shown with its line and what to do; of more than fifty, the errors first. With --json, each is an
    object with file, line, column, end_column, severity, code, message and advice, for editors: lines and columns count
    from 1, columns in Unicode characters. Exits with 1 when there is an error; warnings do not fail.

    \b
    Example:
      ombud policy check my-rules
    """
    problems = problems_of(read_policy_files(folder))
    errors = sum(problem.severity == "error" for problem in problems)
    if as_json:
        click.echo(msgspec.json.encode({"ok": errors == 0, "problems": [problem.as_plain() for problem in problems]}))
    else:
        show_problems(problems)
        click.echo(f"{counted(errors, 'error')}, {counted(len(problems) - errors, 'warning')} in {folder}")
    ctx.exit(1 if errors else 0)


def problems_of(files: Mapping[str, str]) -> list[Problem]:
    """Everything that is wrong with a policy of this installation."""
    return find_problems(
        files, catalogue=plugins_here().catalogue, matcher=matcher_factory(normalise),
        fingerprint=fingerprint, normalise=normalise,
    )  # fmt: skip


def show_problems(problems: Sequence[Problem], *, err: bool = False) -> None:
    """The first fifty, errors before warnings when there are more, in the order of the files."""
    chosen = set(sorted(range(len(problems)), key=lambda at: problems[at].severity != "error")[:_SHOWN])
    columns = get_terminal_size((COLUMNS, 24)).columns
    for number, problem in enumerate(problems):
        if number in chosen:
            click.echo(f"{printable(problem.render(columns))}\n", err=err)
    if len(problems) > _SHOWN:
        click.echo(f"... and {len(problems) - _SHOWN} more: mend these first.\n", err=err)


def show_errors(error: OmbudError) -> None:
    """A policy that cannot run, or must not be published: its errors on stderr, as the check shows them."""
    if isinstance(error, PolicyError):
        errors = [one for one in error.problems if one.severity == "error"]
        show_problems(errors, err=True)
        what = "must not be published" if all(one.unfit for one in errors) else "cannot run"
        click.echo(f"ombud: the policy {what}: {counted(len(errors), 'error')}", err=True)
        click.echo(f"       [{error.code}]", err=True)


def counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
