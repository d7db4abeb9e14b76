"""``ombud policy explain``."""

from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec

from ombud.cli.explanation import plain, rendered
from ombud.cli.lines import open_lines
from ombud.cli.options import FOLDER, JSON, SOURCE, model_option, plugins_option
from ombud.cli.show import output
from ombud.intake import read
from ombud.model import BadInput
from ombud.pipeline import account
from ombud.policy import Policy, usual_event
from ombud.signals import Windows
from ombud.wiring import detectors_for, policy_from, read_policy_files

__all__ = ["explain"]


@click.command()
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.argument("source", metavar="[FILE|-]", type=SOURCE, required=False)
@click.option("--text", help="Explain a post with these words, by somebody who joined three years ago.")
@click.option("--all", "everything", is_flag=True, help="Also list the rules that need not be asked, and why.")
@plugins_option
@model_option
@JSON
def explain(folder: Path, source: str | None, text: str | None, everything: bool, as_json: bool) -> None:
    """Say why an event gets its verdict: every rule, every part of its condition, the words that did it.

    The events are JSON Lines, as for `ombud decide`; those before the last one are what it is counted against.
    Ends with the outcome: the measure, the clauses, and the queue where a person looks at it. No record is asked, so no
    rule counts as proven, and one that wants to decide alone proposes.

    \b
    Examples:
      ombud policy explain my-rules event.json
      ombud policy explain my-rules --text "Visit my shop at https://seeds.example"
    """
    if (source is None) == (text is None):
        raise click.UsageError("name a FILE of events, or give --text")
    policy = policy_from(read_policy_files(folder))
    now = datetime.now(UTC)
    windows = Windows(policy.asks)
    lines = _events(source) if source is not None else [_post(policy, text or "", now)]
    arrivals = [read(line, schema=policy.schema, now=now, source="policy-explain") for line in lines]
    for arrival in arrivals:
        windows.note(arrival)
    made = account(policy, arrivals[-1], detectors_for(policy), windows, {}, {})
    if as_json:
        click.echo(msgspec.json.encode(plain(made)))
    else:
        output().print(rendered(made, everything=everything))


def _post(policy: Policy, text: str, now: datetime) -> bytes:
    event = usual_event(policy, "text", now)
    event["item"]["text"] = text
    return msgspec.json.encode(event)


def _events(source: str) -> list[bytes]:
    with open_lines(source) as lines:
        events = [line for _, line in lines]
    if not events:
        raise BadInput(
            "no_event", f"{source} holds no event", advice="give one JSON object, as it is sent to /v1/events"
        )
    return events
