"""``ombud policy``: for whoever writes the rules."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import msgspec

from ombud.cli.lines import open_lines
from ombud.cli.opening import configure, open_shared
from ombud.cli.options import JSON, SOURCE, data_option
from ombud.cli.show import console, printable
from ombud.decisions import Weighed, weigh
from ombud.intake import normalise, read
from ombud.model import Arrival, BadInput, Match, Schema
from ombud.policy import check as find_problems
from ombud.policy import explain as explain_arrival
from ombud.policy import test as run_examples
from ombud.signals import Registry, Windows, fingerprint, matcher_factory
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
        click.echo(msgspec.json.encode({"ok": errors == 0, "problems": problems}))
    else:
        for problem in problems:
            click.echo(f"{printable(problem.render())}\n")
        click.echo(f"{_counted(errors, 'error')}, {_counted(len(problems) - errors, 'warning')} in {folder}")
    ctx.exit(1 if errors else 0)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


@policy.command()
@folder
@JSON
@click.pass_context
def test(ctx: click.Context, folder: Path, as_json: bool) -> None:
    """Run the examples of a policy through the real engine and signals.

    Every clause needs examples of both kinds: what it catches, and what looks like it and is allowed. Exits with 1 when
    one fails or is missing.

    \b
    Example:
      ombud policy test my-rules
    """
    compiled = policy_from(read_policy_files(folder))
    with console().status("running the examples"):
        report = run_examples(
            compiled, detectors=Registry(), history=Windows, arrive=lambda event: _arrive(event, compiled.schema)
        )
    click.echo(report.as_json() if as_json else printable(report.as_text()))
    ctx.exit(0 if report.passed else 1)


def _arrive(event: dict[str, Any], schema: Schema) -> Arrival:
    return read(msgspec.json.encode(event), schema=schema, now=datetime.now(UTC), source="policy-test")


@policy.command()
@click.argument("folder", metavar="DIR", type=_FOLDER)
@click.argument("source", metavar="FILE|-", type=SOURCE)
@JSON
def explain(folder: Path, source: str, as_json: bool) -> None:
    """Say why an event gets its verdict: every rule, every part of its condition, the words that did it.

    The events are JSON Lines, as for `ombud decide`; those before the last one are what it is counted against.
    Ends with the outcome: the measure, the clauses, and the queue where a person looks at it. No record is asked, so no
    rule counts as proven, and one that wants to decide alone proposes.

    \b
    Example:
      ombud policy explain my-rules event.json
    """
    compiled = policy_from(read_policy_files(folder))
    history = Windows()
    now = datetime.now(UTC)
    arrivals = [read(line, schema=compiled.schema, now=now, source="policy-explain") for line in _events(source)]
    for arrival in arrivals:
        history.note(arrival)
    explained = explain_arrival(compiled, arrivals[-1], Registry(), history)
    matches = compiled.evaluate(arrivals[-1], Registry(), history).matches
    outcome = weigh(matches, {})
    if as_json:
        said = msgspec.to_builtins(explained) | {"outcome": _outcome(outcome, matches)}
        click.echo(json.dumps(said, ensure_ascii=False))
        return
    click.echo(printable(explained.as_text()))
    click.echo(printable(_outcome_in_words(outcome, matches)))


def _clauses(matches: tuple[Match, ...]) -> list[str]:
    return list(dict.fromkeys(match.clause for match in matches))


def _outcome(outcome: Weighed, matches: tuple[Match, ...]) -> dict[str, Any]:
    return {
        "measure": outcome.measure, "proposed": outcome.proposed, "labels": outcome.labels,
        "clauses": _clauses(matches), "queue": outcome.queue,
    }  # fmt: skip


def _outcome_in_words(outcome: Weighed, matches: tuple[Match, ...]) -> str:
    proposed = f", {outcome.proposed} is proposed" if outcome.proposed else ""
    lines = [f"\noutcome: {outcome.measure}{proposed}"]
    if outcome.labels:
        lines.append(f"  labels: {', '.join(outcome.labels)}")
    lines.append(f"  clauses: {', '.join(_clauses(matches)) or 'none'}")
    lines.append(f"  queue: {outcome.queue or 'none, nobody has to look'}")
    return "\n".join(lines)


def _events(source: str) -> list[bytes]:
    with open_lines(source) as lines:
        events = [line for _, line in lines]
    if not events:
        raise BadInput(
            "no_event", f"{source} holds no event", advice="give one JSON object, as it is sent to /v1/events"
        )
    return events


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
    report = run_examples(
        compiled, detectors=Registry(), history=Windows, arrive=lambda event: _arrive(event, compiled.schema)
    )
    if not report.passed:
        click.echo(printable(report.as_text()), err=True)
        raise BadInput("examples_fail", "the policy fails its own examples", advice="mend the rule or the example")
    with open_shared(configure(data)) as ombud:
        version = ombud.publisher.publish(files)
    click.echo(f"in force: {printable(version.title)}, {version.version}")
