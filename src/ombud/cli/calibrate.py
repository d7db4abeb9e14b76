"""``ombud calibrate``: make a value mean, here, what it says."""

from functools import partial
from pathlib import Path

import click
import msgspec

from ombud.cli.calibrated import draw, tell
from ombud.cli.labels import (
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
from ombud.cli.opening import configure, open_kept, open_shared
from ombud.cli.options import JSON, data_option
from ombud.intake import normalise
from ombud.model import Tuning, TuningKind
from ombud.pipeline import Calibrated, Calibrator, Labelled, recent_traffic
from ombud.ports import TextScorer
from ombud.signals.tuning import Interval
from ombud.wiring import MODELS, Ombud

__all__ = ["calibrate"]

_KIND = TuningKind.CALIBRATION
_FIRST = ("toxic",)


@click.group(invoke_without_command=True)
@click.option(
    "--labels", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
    help='JSON Lines, oldest first: {"text": "...", "label": {"toxic": true}}, and "lang" where it is known.',
)  # fmt: skip
@click.option("--from-decisions", is_flag=True, help="What your reviewers decided is the label.")
@signal_option
@clause_option
@click.option("--model", type=click.Choice(MODELS), help="Which model of texts. Default: the one that is served.")
@click.option("--dry-run", is_flag=True, help="Fit and measure; put nothing in force.")
@click.option(
    "--plots", type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
    help="Write a picture of the reliability of each signal there, SVG.",
)  # fmt: skip
@reason_option
@JSON
@data_option
@click.pass_context
def calibrate(
    ctx: click.Context,
    labels: Path | None,
    from_decisions: bool,
    signals: tuple[str, ...],
    clauses: dict[str, set[str]],
    model: str | None,
    dry_run: bool,
    plots: Path | None,
    reason: str,
    as_json: bool,
    data: Path,
) -> None:
    """Fit a signal to your own community, from about 200 of its own labels.

    Afterwards, of the posts that get 0.9, about nine in ten are what it says. It takes 100 labels at least, fits two
    numbers to the earlier seven tenths of them, and judges itself by the others: only what does better there comes into
    force. From then on signals name it in their version (`+cal:...`), in decisions and at the doors. A running server
    takes it up within seconds.

    What thresholds would do is told for your own traffic, and what becomes of the flags at the doors, whose thresholds
    OMBUD_FLAGS sets. Exit code 1 where a signal could not be calibrated.

    \b
    Examples:
      ombud calibrate --labels labels.jsonl
      ombud calibrate --from-decisions --signal spam --clause spam=spam/advertising --dry-run
      ombud calibrate back --signal spam
    """
    if ctx.invoked_subcommand is not None:
        return
    if (labels is None) is not from_decisions:
        raise click.UsageError("give --labels FILE, or --from-decisions")
    if labels is not None and clauses:
        raise click.UsageError("--clause says which decisions are labels: it goes with --from-decisions")
    opened = open_kept if from_decisions else open_shared
    with opened(configure(data)) as ombud:
        scorer = ombud.signals.untuned(model)
        wanted = known(signals, scorer.names)
        if labels is not None:
            found = labelled_in(labels, scorer.names)
            wanted = wanted or tuple(sorted({name for one in found for name in one.said}))
        else:
            wanted = wanted or _FIRST
            found = reviewed(ombud, clauses, wanted)

        def told(made: Calibrated) -> None:
            if plots is not None:
                draw(plots, made)
            tell(made, as_json=as_json, dry_run=dry_run)

        fit = partial(_fitted, ombud, scorer, found)
        better = each_better(ombud, wanted, fit, told, reason=reason, dry_run=dry_run)
    ctx.exit(0 if better else 1)


def _fitted(ombud: Ombud, scorer: TextScorer, labels: list[Labelled], name: str) -> Calibrated:
    with ombud.store.read() as unit:
        traffic = recent_traffic(unit)
    with moving(f"scoring for {name}") as moved:
        calibrator = Calibrator(scorer, normalise, ombud.clock, moved, ombud.config.flags)
        return calibrator.fit(name, labels, ombud.tunings.in_force(), traffic)


@calibrate.command()
@click.option("--signal", "signals", multiple=True, required=True, metavar="NAME", help="Which; may be repeated.")
@reason_option
@data_option
def back(signals: tuple[str, ...], reason: str, data: Path) -> None:
    """Take the last calibration of a signal back; again, the one before it. Nothing is deleted.

    \b
    Example:
      ombud calibrate back --signal toxic -m "it held too much of the match thread"
    """
    with open_kept(configure(data)) as ombud:
        gone_back(ombud, _KIND, signals, reason)


@calibrate.command("list")
@data_option
def list_calibrations(data: Path) -> None:
    """Every calibration that came into force, newest first; `*` marks what is in force.

    \b
    Example:
      ombud calibrate list
    """
    with open_kept(configure(data)) as ombud:
        steps(ombud.tunings.history(_KIND), _told)


class _Report(msgspec.Struct):
    error_before: Interval
    error_after: Interval


def _told(tuning: Tuning) -> str:
    report = msgspec.json.decode(tuning.report, type=_Report)
    return f"off by {report.error_before.value:.3f} before, {report.error_after.value:.3f} after"
