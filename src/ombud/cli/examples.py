"""``ombud policy test``."""

from pathlib import Path

import click

from ombud.cli.check import counted, problems_of
from ombud.cli.options import FOLDER, JSON, model_option, plugins_option
from ombud.cli.show import console, printable
from ombud.model import BadInput
from ombud.policy import Policy, TestReport, as_junit
from ombud.wiring import STARTER_POLICY, policy_from, read_policy_files, run_examples

__all__ = ["test"]


@click.command()
@click.argument("folder", metavar="[DIR]", type=FOLDER, default=STARTER_POLICY)
@click.option("--clause", "clauses", multiple=True, metavar="ID", help="Report on this clause only; may be repeated.")
@click.option("--rule", "rules", multiple=True, metavar="ID", help="Report on this rule only; may be repeated.")
@click.option(
    "--min-coverage", type=click.FloatRange(0, 100), metavar="N", help="Exit with 1 when the coverage is below N %."
)
@click.option(
    "--junit",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    metavar="FILE",
    help="Also write the report as JUnit XML, for a build server.",
)
@plugins_option
@model_option
@JSON
@click.pass_context
def test(
    ctx: click.Context,
    folder: Path,
    clauses: tuple[str, ...],
    rules: tuple[str, ...],
    min_coverage: float | None,
    junit: Path | None,
    as_json: bool,
) -> None:
    """Run the examples of a policy through the real engine and signals, and say what they have not tried.

    Every clause needs examples of both kinds: what it catches, and what looks like it and is allowed. Exits with 1 when
    one fails or is missing. Coverage counts clauses, rules, and the conditions that rules are made of: each should be
    seen true and seen false.

    \b
    Examples:
      ombud policy test my-rules
      ombud policy test my-rules --min-coverage 90 --junit report.xml
    """
    files = read_policy_files(folder)
    compiled = policy_from(files)
    with console().status("running the examples"):
        report = _chosen(run_examples(compiled), compiled, clauses, rules)
    if junit is not None:
        junit.write_bytes(as_junit(report))
    click.echo(report.as_json() if as_json else printable(report.as_text()))
    if not as_json and (number := len(problems_of(files))):
        click.echo(f"`ombud policy check {folder}` has {counted(number, 'warning')}: see what it says.", err=True)
    enough = min_coverage is None or report.coverage.total.percent >= min_coverage
    if not enough:
        click.echo(f"ombud: the coverage is below {min_coverage:g} %", err=True)
    ctx.exit(0 if report.passed and enough else 1)


def _chosen(report: TestReport, policy: Policy, clauses: tuple[str, ...], rules: tuple[str, ...]) -> TestReport:
    """The part that was asked for. Raises BadInput for a name that the policy does not have."""
    known = {rule.id for rule in policy.rules}
    for kind, names, there in (("clause", clauses, set(policy.clauses)), ("rule", rules, known)):
        for name in names:
            if name not in there:
                raise BadInput(f"no_such_{kind}", f"the policy has no {kind} {name}", field=f"--{kind}",
                               advice="`ombud policy test` without it lists them all")  # fmt: skip
    return report.only(clauses=clauses, rules=rules)
