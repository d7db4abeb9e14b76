"""``ombud learn``: let a signal learn from what people here decided, if it is the better for it."""

import sys
from functools import partial
from pathlib import Path

import click
import msgspec

from ombud.cli.calibrated import left_out
from ombud.cli.labels import (
    accepted,
    clause_option,
    each_better,
    gone_back,
    known,
    labelled_in,
    moving,
    reason_option,
    reviewed,
    signal_option,
    steps,
)
from ombud.cli.opening import configure, open_kept
from ombud.cli.options import JSON, data_option
from ombud.intake import normalise
from ombud.model import BadInput, Tuning, TuningKind
from ombud.pipeline import Labelled, Learner, Learnt
from ombud.ports import TextScorer
from ombud.signals.tuning import Interval
from ombud.wiring import MODELS, Ombud

__all__ = ["learn"]

_KIND = TuningKind.HEAD
_FIRST = ("spam",)


@click.group(invoke_without_command=True)
@signal_option
@clause_option
@click.option(
    "--labels", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
    help="Labels from a file, as `ombud calibrate` reads them, beside what was decided here.",
)  # fmt: skip
@click.option("--model", type=click.Choice(MODELS), help="Which model of texts. Default: the one that is served.")
@click.option("--dry-run", is_flag=True, help="Learn and measure; put nothing in force.")
@reason_option
@JSON
@data_option
@click.pass_context
def learn(
    ctx: click.Context,
    signals: tuple[str, ...],
    clauses: dict[str, set[str]],
    labels: Path | None,
    model: str | None,
    dry_run: bool,
    reason: str,
    as_json: bool,
    data: Path,
) -> None:
    """Let a signal learn from your reviewers' decisions and the corrections they accepted. Without --signal: spam.

    What is learnt are small weights on top of the shipped model, from the earlier seven tenths of the labels. It comes
    into force only if it predicts the later ones better than what is in force now: in 95 of 100 resamples, and without
    putting texts in a worse order. Else nothing changes, and the exit code is 1. Signals then name it in their version
    (`+head:...`), and a calibration that was fitted before no longer applies: calibrate again.

    \b
    Examples:
      ombud learn --clause spam=spam/advertising --dry-run
      ombud learn --signal spam --signal toxic
      ombud learn back --signal spam
    """
    if ctx.invoked_subcommand is not None:
        return
    with open_kept(configure(data)) as ombud:
        scorer = ombud.signals.untuned(model)
        wanted = known(signals, scorer.names) or _FIRST
        found = _labels(ombud, scorer, clauses, wanted, labels)
        fit, told = partial(_learnt, ombud, scorer, found), partial(_tell, as_json=as_json, dry_run=dry_run)
        better = each_better(ombud, wanted, fit, told, reason=reason, dry_run=dry_run)
    ctx.exit(0 if better else 1)


def _learnt(ombud: Ombud, scorer: TextScorer, labels: list[Labelled], name: str) -> Learnt:
    with moving(f"learning {name}") as moved:
        return Learner(scorer, normalise, ombud.clock, moved).learn(name, labels, ombud.tunings.in_force())


def _labels(
    ombud: Ombud, scorer: TextScorer, clauses: dict[str, set[str]], wanted: tuple[str, ...], labels: Path | None
) -> list[Labelled]:
    """A file's first, since nobody knows when they were given; then what was decided and accepted here, by time."""
    here = accepted(ombud, wanted)
    try:
        here += reviewed(ombud, clauses, wanted)
    except BadInput as error:
        if labels is None and not here:
            raise
        click.echo(f"decisions are left out: {error.detail}", err=True)
    here.sort(key=lambda one: one.at or ombud.clock.now())
    return (labelled_in(labels, scorer.names) if labels is not None else []) + here


@learn.command()
@click.option("--signal", "signals", multiple=True, required=True, metavar="NAME", help="Which; may be repeated.")
@reason_option
@data_option
def back(signals: tuple[str, ...], reason: str, data: Path) -> None:
    """Take back what a signal learnt last; again, what it learnt before. Nothing is deleted.

    \b
    Example:
      ombud learn back --signal spam -m "it took every link to the shop for spam"
    """
    with open_kept(configure(data)) as ombud:
        gone_back(ombud, _KIND, signals, reason)


@learn.command("list")
@data_option
def list_heads(data: Path) -> None:
    """Everything that came into force, newest first; `*` marks what is in force.

    \b
    Example:
      ombud learn list
    """
    with open_kept(configure(data)) as ombud:
        steps(ombud.tunings.history(_KIND), _told)


class _Report(msgspec.Struct):
    auc_before: float
    order: Interval


def _told(tuning: Tuning) -> str:
    report = msgspec.json.decode(tuning.report, type=_Report)
    return f"AUC {report.auc_before:.3f} before, {report.order.value:.3f} after"


def _tell(made: Learnt, *, as_json: bool, dry_run: bool) -> None:
    version = made.tuning.base + made.tuning.suffix
    if as_json:
        plain = {name: getattr(made, name) for name in made.__struct_fields__ if name != "tuning"}
        told = {"signal": made.tuning.signal, "version": version, "in_force": made.better and not dry_run, **plain}
        sys.stdout.buffer.write(msgspec.json.encode(told) + b"\n")
        return
    scale = made.scale
    click.echo(
        f"{made.tuning.signal}: {scale.labels} labels, {scale.yes} of them yes; learnt from the first"
        f" {scale.labels - scale.held_out}, judged by the last {scale.held_out}{left_out(scale)}"
    )
    more = made.order_gain
    click.echo(
        f"  order: AUC {made.auc_before:.3f} before, {made.order.value:.3f} after"
        f" (95 % interval of the difference {more.low:+.3f} to {more.high:+.3f})\n"
        f"  surprise: {made.loss_before:.3f} nats a label before, {made.loss_after:.3f} after,"
        f" worse in {100 * made.worse_in:.1f} % of resamples"
    )
    if not made.better:
        click.echo("  not put in force: it is not surely better than what is in force")
    elif dry_run:
        click.echo(f"  would be {version}; nothing was put in force")
    else:
        click.echo(f"  in force: {version}\n  back with: ombud learn back --signal {made.tuning.signal}")
