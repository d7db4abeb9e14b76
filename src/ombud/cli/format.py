"""``ombud policy fmt``: one form for every policy, so that a change shows only what changed."""

import difflib
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

import click

from ombud.cli.check import counted, show_problems
from ombud.cli.options import FOLDER
from ombud.cli.show import printable
from ombud.policy import PolicyError
from ombud.policy.formatting import format_policy
from ombud.wiring import read_policy_files

__all__ = ["fmt"]


@click.command()
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit with 1 when a file is not in this form.")
@click.option("--diff", "show_diff", is_flag=True, help="Write nothing; show what would change.")
@click.pass_context
def fmt(ctx: click.Context, folder: Path, *, only_check: bool, show_diff: bool) -> None:
    """Bring the rules, examples and front matter of a policy into their one canonical form.

    Keys get one order, conditions one layout without superfluous brackets, broken before && and || where they are
    longer than 100 columns. Comments stay; the prose is not touched; what a rule means does not change. A policy with
    an error in a block is left alone.

    \b
    Examples:
      ombud policy fmt my-rules
      ombud policy fmt my-rules --check --diff
    """
    written = _as_written(folder, read_policy_files(folder))
    try:
        formatted = format_policy(written)
    except PolicyError as error:
        show_problems(error.problems, err=True)
        found = counted(sum(one.severity == "error" for one in error.problems), "error")
        click.echo(f"{found}, so nothing was formatted; `ombud policy check {folder}` says all that is wrong", err=True)
        ctx.exit(1)
    changed = [name for name, text in formatted.items() if text != written[name]]
    for name in changed:
        if show_diff:
            click.echo(printable(_difference(name, written[name], formatted[name])), nl=False)
        if not (only_check or show_diff):
            _replace(folder / name, formatted[name])
        if not show_diff or only_check:
            click.echo(f"{'not formatted' if only_check else 'formatted'}: {printable(name)}", err=show_diff)
    ctx.exit(1 if only_check and changed else 0)


def _as_written(folder: Path, files: Mapping[str, str]) -> dict[str, str]:
    """The Markdown files with the line ends that they have on disk."""
    return {name: (folder / name).read_bytes().decode("utf-8-sig") for name in files if name.endswith(".md")}


def _difference(name: str, before: str, after: str) -> str:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), name, name, lineterm="")
    return "".join(f"{line}\n" for line in lines)


def _replace(path: Path, text: str) -> None:
    """The whole new file or the old one, whatever happens in between."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(path, name)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
