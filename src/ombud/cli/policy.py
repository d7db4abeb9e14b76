"""``ombud policy``: for whoever writes the rules."""

from pathlib import Path

import click
import msgspec

from ombud.cli.evaluate import evaluate
from ombud.cli.examples import report_on, test
from ombud.cli.explain import explain
from ombud.cli.opening import configure, open_shared
from ombud.cli.options import JSON, data_option
from ombud.cli.show import printable
from ombud.intake import normalise
from ombud.model import BadInput
from ombud.policy import check as find_problems
from ombud.signals import Registry, fingerprint, matcher_factory
from ombud.wiring import STARTER_POLICY, policy_from, read_policy_files

__all__ = ["policy"]

_FOLDER = click.Path(file_okay=False, path_type=Path)
folder = click.argument("folder", metavar="[DIR]", type=_FOLDER, default=STARTER_POLICY)


@click.group()
def policy() -> None:
    """Policies: the published rules, in Markdown.

    A policy is a folder of Markdown files: prose for people, rules beside the words that they enforce, and examples
    that are its tests. DIR defaults to the starter policy that ships with Ombud.

    \b
    Example:
      ombud policy check my-rules && ombud policy test my-rules
    """


@policy.command()
@folder
@JSON
@click.pass_context
def check(ctx: click.Context, folder: Path, as_json: bool) -> None:
    """Find everything that is wrong with a policy: syntax, types, names, rules that can never run.

    Each problem is shown with its line and what to do. Exits with 1 when there is an error; warnings do not fail.

    \b
    Example:
      ombud policy check my-rules
    """
    problems = find_problems(
        read_policy_files(folder), catalogue=Registry().catalogue, matcher=matcher_factory(normalise),
        fingerprint=fingerprint,
    )  # fmt: skip
    errors = sum(problem.severity == "error" for problem in problems)
    if as_json:
        click.echo(msgspec.json.encode({"ok": errors == 0, "problems": [problem.as_plain() for problem in problems]}))
    else:
        for problem in problems:
            click.echo(f"{printable(problem.render())}\n")
        click.echo(f"{_counted(errors, 'error')}, {_counted(len(problems) - errors, 'warning')} in {folder}")
    ctx.exit(1 if errors else 0)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


policy.add_command(evaluate)
policy.add_command(test)
policy.add_command(explain)


@policy.command()
@folder
@data_option
def publish(folder: Path, data: Path) -> None:
    """Publish a policy: from now on it is the one that runs, and everybody can read it.

    The version is named by the hash of its files, kept for good, and entered in the public log. A running server takes
    it up within seconds. A policy with an error, or with an example that fails, is not published.

    \b
    Example:
      ombud policy publish my-rules --data data
    """
    files = read_policy_files(folder)
    compiled = policy_from(files)
    report = report_on(compiled)
    if not report.passed:
        click.echo(printable(report.as_text()), err=True)
        raise BadInput("examples_fail", "the policy fails its own examples", advice="mend the rule or the example")
    with open_shared(configure(data)) as ombud:
        version = ombud.publisher.publish(files)
    click.echo(f"in force: {printable(version.title)}, {version.version}")
