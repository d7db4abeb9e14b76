"""``ombud policy``: for whoever writes the rules."""

import click

from ombud.cli.check import check
from ombud.cli.diff import diff
from ombud.cli.evaluate import evaluate
from ombud.cli.examples import test
from ombud.cli.explain import explain
from ombud.cli.format import fmt
from ombud.cli.versions import export, publish, rollback, versions

__all__ = ["policy"]


@click.group()
def policy() -> None:
    """Policies: the published rules, in Markdown.

    A policy is a folder of Markdown files: prose for people, rules beside the words that they enforce, and examples
    that are its tests. DIR defaults to the starter policy that ships with Ombud.

    \b
    Example:
      ombud policy check my-rules && ombud policy test my-rules
    """


policy.add_command(check)
policy.add_command(fmt)
policy.add_command(test)
policy.add_command(explain)
policy.add_command(diff)
policy.add_command(evaluate)
policy.add_command(publish)
policy.add_command(rollback)
policy.add_command(versions)
policy.add_command(export)
