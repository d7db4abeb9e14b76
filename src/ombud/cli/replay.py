"""``ombud replay``: is what is on the record what the rules say?"""

from collections.abc import Iterator
from pathlib import Path

import click

from ombud.cli.opening import configure, open_kept
from ombud.cli.options import data_option
from ombud.cli.show import printable, progress
from ombud.wiring import Ombud

__all__ = ["replay"]

_PAGE = 1000


@click.command()
@click.argument("decision_id", required=False, metavar="[ID]")
@click.option("--all", "every", is_flag=True, help="Every decision on the record.")
@data_option
@click.pass_context
def replay(ctx: click.Context, decision_id: str | None, every: bool, data: Path) -> None:
    """Derive decisions again from what they were made of, and compare the bytes.

    Automatic decisions run through their own policy version again; what people decided is held against its commitment.
    Exits with 1, and says what differs, where the bytes are not the same.

    \b
    Examples:
      ombud replay dec_06dzm2k8pw4h1c9v7x3t5y0b2n
      ombud replay --all
    """
    if (decision_id is None) is not every:
        raise click.UsageError("give the id of one decision, or --all")
    same = different = 0
    with open_kept(configure(data)) as ombud, progress() as bar:
        task = bar.add_task("replaying", total=None, note="")
        for one in [decision_id] if decision_id else _all(ombud):
            replayed = ombud.replayer.replay(one)
            if replayed.same:
                same += 1
            else:
                different += 1
                click.echo(f"{one}  DIFFERS\n{printable(replayed.difference)}")
            bar.update(task, advance=1, note=f"{same + different} decisions")
    click.echo(f"{same} the same, {different} different")
    ctx.exit(1 if different else 0)


def _all(ombud: Ombud) -> Iterator[str]:
    after = ""
    while True:
        with ombud.store.read() as unit:
            page = unit.records.ids(after, _PAGE)
        if not page:
            return
        yield from page
        after = page[-1]
