"""Where `ombud calibrate` and `ombud learn` take their labels from, and what they say when something comes of them."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, TypeVar

import click

from ombud.cli.lines import open_lines
from ombud.cli.show import printable, problem, progress
from ombud.model import BadInput, OmbudError, Tuning, TuningKind
from ombud.pipeline import (
    InForce,
    Labelled,
    clauses_of,
    from_corrections,
    from_decisions,
    must_be_clauses,
    read_label,
)
from ombud.wiring import Ombud

__all__ = [
    "accepted",
    "clause_option",
    "each_better",
    "gone_back",
    "known",
    "labelled_in",
    "moving",
    "reason_option",
    "reviewed",
    "signal_option",
    "steps",
]

_PAGE = 1000


def _clauses(_context: click.Context, _parameter: click.Parameter, texts: tuple[str, ...]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for text in texts:
        signal, separator, clause = text.partition("=")
        if not signal or not separator or not clause:
            raise click.BadParameter(f"`{text}` is not written as SIGNAL=CLAUSE")
        found.setdefault(signal, set()).add(clause)
    return found


clause_option = click.option(
    "--clause", "clauses", multiple=True, metavar="SIGNAL=CLAUSE", callback=_clauses,
    help="Restricted under this clause is a yes for this signal. May be repeated. Default: the clauses whose rules"
    " read the signal, and those of its name.",
)  # fmt: skip

signal_option = click.option("--signal", "signals", multiple=True, metavar="NAME", help="Which; may be repeated.")
reason_option = click.option("--reason", "-m", default="", metavar="TEXT", help="Why, for whoever looks at it later.")


@contextmanager
def moving(what: str) -> Iterator[Callable[[int], None]]:
    """A bar without an end: how many have been looked at."""
    with progress() as bar:
        task = bar.add_task(what, total=None, note="")
        done = 0

        def moved(more: int) -> None:
            nonlocal done
            done += more
            bar.update(task, completed=done, note=f"{done} texts")

        yield moved


def known(signals: tuple[str, ...], names: Sequence[str]) -> tuple[str, ...]:
    """The same. Raises BadInput (``unknown_signal``) for one that the model does not have."""
    for name in signals:
        if name not in names:
            raise BadInput("unknown_signal", f"the model has no signal {name!r}", advice=f"it has {', '.join(names)}")
    return signals


def labelled_in(path: Path, names: Sequence[str]) -> list[Labelled]:
    """The labels of a file, in its order. Raises BadInput (``bad_label``, ``no_labels``)."""
    with open_lines(str(path)) as lines:
        found = [read_label(line, number, names) for number, line in lines]
    if not any(one.said for one in found):
        raise BadInput(
            "no_labels", f"{path} holds no label.", advice='Write {"text": "...", "label": {"toxic": true}}.'
        )
    return found


def reviewed(ombud: Ombud, named: dict[str, set[str]], signals: Sequence[str]) -> list[Labelled]:
    """What reviewers decided about texts, oldest first.

    Raises NotFound (``no_such_clause``), and BadInput (``no_clause_for_signal``) where nothing says which clause a
    signal is about.
    """
    policy = ombud.policy
    must_be_clauses(policy, named)
    by_rules = clauses_of(policy, signals)
    clauses = {name: named.get(name) or by_rules[name] for name in signals}
    for name in signals:
        if not clauses[name]:
            raise BadInput(
                "no_clause_for_signal",
                f"no rule of your policy reads signal.{name}, so nothing says which decisions are about it",
                advice=f"say it: --clause {name}=CLAUSE, one of {', '.join(sorted(policy.clauses))}",
            )  # fmt: skip
    with moving("reading decisions") as moved, ombud.store.read() as unit:
        return from_decisions(unit, clauses, ombud.clock.now(), lambda _: moved(_PAGE))


def accepted(ombud: Ombud, signals: Sequence[str]) -> list[Labelled]:
    """The corrections that somebody here accepted."""
    found = []
    with ombud.store.read() as unit:
        after = ""
        while page := unit.corrections.accepted(after, _PAGE):
            found += page
            after = page[-1].id
    return [one for one in from_corrections(found, signals) if one.said]


class Made(Protocol):
    """Something that was fitted to labels, and whether it does better than what is in force."""

    @property
    def tuning(self) -> Tuning: ...
    @property
    def better(self) -> bool: ...


M = TypeVar("M", bound=Made)


def each_better(
    ombud: Ombud,
    signals: Sequence[str],
    fit: Callable[[str], M],
    told: Callable[[M], None],
    *,
    reason: str,
    dry_run: bool,
) -> bool:
    """Fit each of these signals and put what is better in force, unless it is a dry run; whether each is better.

    Of one that cannot be fitted it is said why, and the others go on.
    """
    better = []
    for name in signals:
        try:
            made = fit(name)
            if made.better and not dry_run:
                ombud.tunings.put_in_force(made.tuning, reason)
        except OmbudError as error:
            problem(error)
            better.append(False)
        else:
            told(made)
            better.append(made.better)
    return all(better)


def gone_back(ombud: Ombud, kind: TuningKind, signals: Sequence[str], reason: str) -> None:
    """Take back the last one of each of these signals, and say what is in force now."""
    for name in signals:
        now = ombud.tunings.back(kind, name, reason)
        click.echo(f"{name}: {f'{kind}:{now} is in force again' if now else 'as it ships again'}")


def steps(history: Sequence[InForce], told: Callable[[Tuning], str]) -> None:
    """Every change, newest first; `told` says in a few words how good one was."""
    if not history:
        click.echo("nothing yet: everything is as it ships")
    for one in history:
        step = one.step
        what = f"{step.kind}:{step.tuning}" if step.tuning else "as it ships"
        measured = f"  {told(one.tuning)}" if one.tuning is not None else ""
        reason = f"  {printable(step.reason)}" if step.reason else ""
        when = f"{'*' if one.now else ' '} {step.at:%Y-%m-%d %H:%M}"
        click.echo(f"{when}  {step.signal:<13} {step.how:<6}  {what}{measured}{reason}")
