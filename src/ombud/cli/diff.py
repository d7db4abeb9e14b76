"""``ombud policy diff``: what differs between two versions, and what the newer one would have done to past posts."""

from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from ombud.cli.diffed import print_backtest, print_changes
from ombud.cli.opening import configure, open_kept
from ombud.cli.options import JSON, data_option, model_option, plugins_option
from ombud.cli.show import console, progress
from ombud.model import BadInput, NotFound
from ombud.pipeline import find_version
from ombud.policy import Policy, changes
from ombud.wiring import installation, policy_from, read_policy_files

if TYPE_CHECKING:
    from ombud.cli.over import Over
    from ombud.policy.backtest import Backtest

__all__ = ["diff"]

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option(
    "--over", metavar="HISTORY", type=click.Path(exists=True, path_type=Path),
    help="Past events: a data folder, a folder or file of Parquet, or a file of events in JSON Lines, plain or gzip.",
)  # fmt: skip
@click.option("--since", type=_DAY, help="Only events from this UTC day on.")
@click.option("--until", type=_DAY, help="Only events before this UTC day.")
@click.option("--sample", type=click.IntRange(0, 1000), default=20, show_default=True, help="Posts to read, each way.")
@click.option("--seed", type=int, default=0, show_default=True, help="Another seed chooses other posts.")
@click.option("--all-rules", is_flag=True, help="Count every rule and measure, also where nothing differs.")
@click.option("--progress-to", type=click.Path(path_type=Path), hidden=True, help="Write how far it is to this file.")
@click.option("-v", "--verbose", is_flag=True, help="Rules too, one by one.")
@data_option
@plugins_option
@model_option
@JSON
@click.pass_context
def diff(
    ctx: click.Context, old: str, new: str, over: Path | None, since: datetime | None, until: datetime | None,
    sample: int, seed: int, all_rules: bool, progress_to: Path | None, verbose: bool, data: Path, as_json: bool,
) -> None:  # fmt: skip
    """Say what differs between two policies; with --over, what NEW would have decided otherwise than OLD.

    OLD and NEW are folders, `current` for the policy in force, or a version as `ombud policy versions` shows it; the
    last two are looked up in --data. What is compared is what the rules ask for, before anybody confirms it.

    Ends with posts to read, and with how precise either policy is where people have judged. Exits with 1 when a line of
    HISTORY is no event.

    \b
    Examples:
      ombud policy diff current my-rules
      ombud policy diff current my-rules --over data --sample 40
      ombud policy diff old-rules my-rules --over events.jsonl.gz --json
    """
    if over is None and (since is not None or until is not None):
        raise click.UsageError("--since and --until choose past events: name them with --over")
    if since is not None and until is not None and since >= until:
        raise click.UsageError("--since must be a day before --until: between them lies no event")
    before, after = _files(old, data), _files(new, data)
    if over is None:
        found = changes(before, after)
        if as_json:
            click.echo(msgspec.json.encode(found))
        else:
            print_changes(found)
        return
    from ombud.cli.over import open_over  # loads Polars, which the rest does without

    plugins = configure(data).plugin_folder
    compiled = partial(policy_from, plugins=plugins, unfit=True)  # nothing is published here
    policies = compiled(before), compiled(after)
    with open_over(over, *policies) as past:
        asked = {"sample": sample, "seed": seed, "all_rules": all_rules, "since": _utc(since), "until": _utc(until)}
        outcome = _run(policies, past, asked, plugins, progress_to)
    refused = past.refused
    if as_json and outcome.events:
        click.echo(msgspec.json.encode(outcome))
    elif outcome.events:
        print_backtest(outcome, verbose=verbose)
    for number, error in refused.refused[:5] if refused else ():
        console().print(f"line {number} is no event: {error.detail}", markup=False)
    if refused:
        console().print(f"{len(refused.refused)} lines were left out")
    if not outcome.events:
        raise BadInput(
            "no_past_events", f"there are no past events in {over}{_days(since, until)}",
            advice="name other days" if since or until else "name another place",
        )  # fmt: skip
    ctx.exit(1 if refused else 0)


def _days(since: datetime | None, until: datetime | None) -> str:
    words = (f" {word} {day:%Y-%m-%d}" for word, day in (("from", since), ("before", until)) if day is not None)
    return "".join(words)


def _files(named: str, data: Path) -> dict[str, str]:
    """The files of a folder, of the policy in force, or of a version on record."""
    if not named:
        raise click.UsageError("OLD and NEW name a folder, a version or `current`: one of them is empty")
    if Path(named).is_dir():
        return read_policy_files(Path(named))
    with open_kept(configure(data)) as ombud, ombud.store.read() as unit:
        version = unit.policies.current() if named == "current" else unit.policies.get(find_version(unit, named))
    if version is None:
        raise NotFound("no_policy_in_force", f"no policy was published in {data} yet")
    return version.files


def _utc(day: datetime | None) -> datetime | None:
    return None if day is None else day.replace(tzinfo=UTC)


def _run(
    policies: tuple[Policy, Policy], past: "Over", asked: dict[str, Any], plugins: Path, told: Path | None
) -> "Backtest":
    from ombud.pipeline.policies.backtest import backtest

    with progress() as bar:
        task = bar.add_task("looking back", total=past.total, note="")

        def advance(rows: int) -> None:
            past.rows += rows
            bar.update(task, completed=past.done, note=f"{past.rows:,} events")
            if told is not None:
                told.write_text(f"{past.done} {past.total}", encoding="ascii")

        return backtest(*policies, past.past, installation(plugins=plugins), progress=advance, **asked)
