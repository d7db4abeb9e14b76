"""What `ombud calibrate` says of a calibration: how far off the signal was, how far it is, what thresholds would do."""

import sys
from pathlib import Path

import click
import msgspec

from ombud.cli.plot import reliability_svg
from ombud.cli.show import output, table
from ombud.pipeline import LEAST_TRAFFIC, Advice, Calibrated, FlagMoved, Scale
from ombud.signals.tuning import Bin, Interval

__all__ = ["draw", "left_out", "tell"]

_FEW = 10


def draw(folder: Path, made: Calibrated) -> None:
    """Write the picture of its reliability."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{made.tuning.signal}-{made.tuning.id}.svg"
    path.write_text(reliability_svg(made.tuning.signal, made.bins_before, made.bins_after), encoding="utf-8")
    click.echo(f"drew {path}", err=True)


def tell(made: Calibrated, *, as_json: bool, dry_run: bool) -> None:
    """All of it, for people or as one line of JSON."""
    if as_json:
        plain = {name: getattr(made, name) for name in made.__struct_fields__ if name != "tuning"}
        version = made.tuning.base + made.tuning.suffix
        told = {"signal": made.tuning.signal, "version": version, "in_force": made.better and not dry_run, **plain}
        sys.stdout.buffer.write(msgspec.json.encode(told) + b"\n")
        return
    name, scale = made.tuning.signal, made.scale
    click.echo(
        f"{name}: {scale.labels} labels, {scale.yes} of them yes; fitted to the first {scale.labels - scale.held_out},"
        f" judged by the last {scale.held_out}" + left_out(scale)
    )
    click.echo(f"  off by {_interval(made.error_before)} before, {_interval(made.error_after)} after"
               " (expected calibration error; 95 % interval)")  # fmt: skip
    shown = table("", "", "texts", "said", "came true", numbers=("texts", "said", "came true"))
    for when, bins in (("before", made.bins_before), ("after", made.bins_after)):
        for one in bins:
            shown.add_row(when, str(one.texts), f"{one.value:.2f}", f"{one.share:.2f}  {_bar(one)}")
    output().print(shown)
    if all(advice.a_day is None for advice in made.advice):
        click.echo(f"  how many posts a day cannot be told from a record of fewer than {LEAST_TRAFFIC} posts; shares"
                   " are of the labels, and as far from those of your posts as these are")  # fmt: skip
    for advice in made.advice:
        click.echo(f"  at {advice.threshold:.2f}: {_sentence(advice)}")
    if made.flag is not None:
        _tell_flag(name, made.flag)
    click.echo(_outcome(made, dry_run=dry_run))


def left_out(scale: Scale) -> str:
    """Labels that do not count, and why."""
    silent = f"; the model abstained on {scale.abstained} more" if scale.abstained else ""
    return silent + (f"; {scale.repeated} more are of texts that were labelled again" if scale.repeated else "")


def _interval(found: Interval) -> str:
    return f"{found.value:.3f} ({found.low:.3f}-{found.high:.3f})"


def _bar(one: Bin) -> str:
    return "#" * round(one.share * 20)


def _sentence(one: Advice) -> str:
    """What a threshold would do here. Never which one to take: that is for the community to weigh."""
    volume = "" if one.a_day is None else f"{_posts(one.a_day)} a day"
    if one.expected is not None:
        volume += f", by their scores {100 * one.expected:.0f} of 100 rightly"
    volume += "; " if volume else ""
    if not one.flagged:
        return f"{volume}none of the labelled texts reaches it"
    return (
        f"{volume}of 100 flagged, {100 * one.right / one.flagged:.0f}"
        f" ({100 * one.low:.0f}-{100 * one.high:.0f}) would be right;"
        f" it finds {100 * one.found:.0f} of 100 that should be"
    )


def _tell_flag(name: str, flag: FlagMoved) -> None:
    """The doors' thresholds stay where they are while the scores move."""
    threshold = flag.before.threshold
    click.echo(f"  the doors flag it from {threshold:g} on, on the later labels and your traffic:")
    click.echo(f"    before: {_sentence(flag.before)}")
    click.echo(f"    after:  {_sentence(flag.after)}")
    click.echo(f"    another threshold for the doors: OMBUD_FLAGS={name}=SCORE, or {name}=never")


def _posts(a_day: float) -> str:
    return f"about {a_day:.0f} posts" if a_day >= _FEW else f"about {a_day:.1f} posts"


def _outcome(made: Calibrated, *, dry_run: bool) -> str:
    if not made.better:
        return f"  not put in force: the later labels were no better predicted (by {made.gain:.4f} nats each)"
    version = made.tuning.base + made.tuning.suffix
    if dry_run:
        return f"  would be {version}; nothing was put in force"
    return f"  in force: {version}\n  back with: ombud calibrate back --signal {made.tuning.signal}"
