"""``ombud ingest``: a file of events through the whole pipeline, stored, and resumable."""

import hashlib
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import msgspec

from ombud.cli.lines import Lines, open_lines
from ombud.cli.opening import configure, open_alone
from ombud.cli.options import IN_FORCE, JSON, SOURCE, data_option, model_option, plugins_option, policy_option
from ombud.cli.show import console, output, progress, table
from ombud.model import SystemFault
from ombud.pipeline import Refused
from ombud.wiring import Ombud, calm_collector

__all__ = ["ingest"]

_HEAD = 64 * 1024


class _Match(msgspec.Struct):
    clause: str


class _Outcome(msgspec.Struct):
    """What the table at the end counts of a decision."""

    measure: str
    matches: list[_Match] = []


class _Tally:
    """What has happened in this run."""

    def __init__(self) -> None:
        self.lines = self.duplicates = 0
        self.measures: Counter[str] = Counter()
        self.clauses: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.first_refused: dict[str, str] = {}
        self._started: float | None = None

    def start(self) -> None:
        """From here on time counts: opening the store and compiling the policy do not."""
        self._started = time.perf_counter()

    @property
    def seconds(self) -> float:
        return 0.0 if self._started is None else time.perf_counter() - self._started

    @property
    def rate(self) -> float:
        """Lines per second."""
        return self.lines / self.seconds if self.lines else 0.0

    def decided(self, record: bytes, *, duplicate: bool) -> None:
        if duplicate:
            self.duplicates += 1
            return
        outcome = msgspec.json.decode(record, type=_Outcome)
        self.measures[outcome.measure] += 1
        self.clauses.update({match.clause for match in outcome.matches})


class _Interrupts:
    """Ctrl-C, which waits for a batch under way: what was stored is then counted too. A second one does not wait."""

    def __init__(self) -> None:
        self._waits = self._busy = False

    @contextmanager
    def heard(self) -> Iterator[None]:
        """Within, Ctrl-C comes here, unless whoever started this process has it ignored."""
        before = signal.getsignal(signal.SIGINT)
        if before is signal.default_int_handler:
            signal.signal(signal.SIGINT, self._hear)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Within, the first Ctrl-C waits for the end. Raises KeyboardInterrupt there."""
        self._busy = True
        try:
            yield
        finally:
            self._busy = False
        if self._waits:
            raise KeyboardInterrupt

    def _hear(self, *_: object) -> None:
        if not self._busy or self._waits:
            raise KeyboardInterrupt
        self._waits = True


@click.command()
@click.argument("source", metavar="FILE|-", type=SOURCE)
@data_option
@policy_option(IN_FORCE)
@plugins_option
@model_option
@click.option("--batch", type=click.IntRange(1, 5000), default=500, show_default=True, help="Events per transaction.")
@click.option("--from-start", is_flag=True, help="Begin at the first line again; what is on the record stays as it is.")
@JSON
@click.pass_context
def ingest(
    ctx: click.Context, source: str, data: Path, policy: Path | None, batch: int, from_start: bool, as_json: bool
) -> None:
    """Decide and store a file of events, JSON Lines, plain or gzip.

    It can be stopped at any moment, with Ctrl-C or worse: the same command goes on where it stopped, and no event is
    decided twice. (Input from - starts at its first line; events already on the record count as duplicates.)
    Ends with a table. Exits with 1 if a line was refused, and with 130 when it was stopped with Ctrl-C.

    \b
    Examples:
      ombud ingest posts.jsonl.gz
      zcat archive/*.gz | ombud ingest - --data data
    """
    tally = _Tally()
    with open_alone(configure(data, policy)) as ombud, open_lines(source) as lines:
        calm_collector()
        name = None if source == "-" else _fingerprint(Path(source))
        done = 0 if from_start or name is None else _position(ombud, name)
        if done:
            console().print(f"going on after line {done}")
        tally.start()
        stopped, interrupts = False, _Interrupts()
        try:
            with interrupts.heard():
                _run(ombud, lines, name, done, batch, tally, interrupts)
        except KeyboardInterrupt:
            stopped = True
            console().print(f"stopped; the same command goes on after line {_position(ombud, name) if name else 0}")
            raise
        finally:
            _report(tally, stopped=stopped, as_json=as_json)
    ctx.exit(1 if tally.refused else 0)


def _fingerprint(path: Path) -> str:
    """What a file is remembered by: how it begins and how long it is. It may be moved or renamed."""
    with path.open("rb") as file:
        head = hashlib.sha256(file.read(_HEAD)).hexdigest()
    return f"ingest:{head}:{path.stat().st_size}"


def _position(ombud: Ombud, name: str) -> int:
    with ombud.store.read() as unit:
        return unit.progress.get(name) or 0


def _run(
    ombud: Ombud, lines: Lines, name: str | None, done: int, batch: int, tally: _Tally, interrupts: _Interrupts
) -> None:
    with progress() as bar:
        task = bar.add_task("ingesting", total=lines.size, note="")
        waiting: list[tuple[int, bytes]] = []
        for number, line in lines:
            if number > done:
                waiting.append((number, line))
            if len(waiting) == batch:
                with interrupts.held():
                    _decide(ombud, name, waiting, tally)
                waiting = []
                bar.update(task, completed=lines.bytes_read, note=f"{tally.rate:,.0f}/s")
        if waiting:
            with interrupts.held():
                _decide(ombud, name, waiting, tally)
        sealing = bar.add_task("sequencing the ledger", total=None, note="")
        while sequenced := ombud.sequencer.run_once():
            bar.update(sealing, advance=sequenced)


def _decide(ombud: Ombud, name: str | None, numbered: list[tuple[int, bytes]], tally: _Tally) -> None:
    """One transaction of decisions, then the position. Killed in between, the batch comes back as duplicates."""
    for (number, _), answer in zip(
        numbered, ombud.decider.decide([line for _, line in numbered], "ingest"), strict=True
    ):
        if not isinstance(answer, Refused):
            tally.decided(answer.record, duplicate=answer.duplicate)
        elif isinstance(answer.error, SystemFault):
            raise answer.error
        else:
            tally.refused[answer.error.code] += 1
            tally.first_refused.setdefault(answer.error.code, f"line {number}: {answer.error.detail}")
    tally.lines += len(numbered)
    if name is not None:
        with ombud.store.write() as unit:
            unit.progress.set(name, numbered[-1][0])


def _report(tally: _Tally, *, stopped: bool, as_json: bool) -> None:
    if as_json:
        click.echo(msgspec.json.encode({
            "lines": tally.lines, "measures": tally.measures, "clauses": tally.clauses, "duplicates": tally.duplicates,
            "refused": tally.refused, "seconds": round(tally.seconds, 3), "events_per_s": round(tally.rate, 1),
            "stopped": stopped,
        }))  # fmt: skip
        return
    title = "Stopped; run the same command again to go on" if stopped else "Ingested"
    shown = table(title, "what", "which", "how many", numbers=("how many",))
    for measure, count in tally.measures.most_common():
        shown.add_row("measure", measure, f"{count:,}")
    for clause, count in tally.clauses.most_common():
        shown.add_row("clause", clause, f"{count:,}")
    for code, count in tally.refused.most_common() or [("", 0)]:
        shown.add_row("refused", code, f"{count:,}")
    shown.add_row("duplicates", "", f"{tally.duplicates:,}")
    shown.add_row("lines", "", f"{tally.lines:,}")
    shown.add_row("events per second", "", f"{tally.rate:,.0f}")
    output().print(shown)
    for said in tally.first_refused.values():
        console().print(f"first refused so: {said}", markup=False)
