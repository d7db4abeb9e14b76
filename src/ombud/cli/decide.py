"""``ombud decide``: a filter for the shell. Nothing is stored, no server is needed."""

import sys
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import nullcontext
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import click
import msgspec

from ombud.cli.lines import Lines, open_lines
from ombud.cli.options import SOURCE, model_option, plugins_option, policy_option
from ombud.cli.show import progress
from ombud.pipeline import Answer, Dry, Refused
from ombud.wiring import open_dry

__all__ = ["decide"]

_CHUNK = 500
_SHARE = 5000  # lines for one of several processes: compiling the policy for each share must not matter
_Numbered = list[tuple[int, bytes]]
_Answers = tuple[bytes, int]  # output lines, how many of them are errors


@click.command()
@click.argument("source", metavar="[FILE|-]", type=SOURCE, default="-")
@policy_option()
@plugins_option
@model_option
@click.option(
    "--jobs", type=click.IntRange(1, 256), default=1, show_default=True,
    help=f"Processes. With more than one, every {_SHARE} lines are decided on their own: rules that count or compare "
    "earlier events see only those.",
)  # fmt: skip
@click.option(
    "--verdicts", is_flag=True, help="Write only what the rules say of each event, several times as fast: no decision."
)
@click.pass_context
def decide(ctx: click.Context, source: str, policy: Path | None, jobs: int, verdicts: bool) -> None:
    """Decide events, JSON Lines in, JSON Lines out, in order. Nothing is stored.

    A line that cannot be decided becomes {"error": {...}, "line": N} in its place; the rest goes on, and the exit code
    is 1. Input may be gzip.

    \b
    Examples:
      ombud decide posts.jsonl > decisions.jsonl
      echo '{"id":"e1","type":"item.created","item":{"id":"p1","kind":"post","text":"hello"}}' | ombud decide
      ombud decide --policy my-rules --jobs 4 last-month.jsonl.gz | grep '"hold"'
      ombud decide --policy my-rules --verdicts last-month.jsonl.gz > verdicts.jsonl
    """
    how = _How(policy, verdicts)
    errors = 0
    watched = nullcontext() if sys.stdout.isatty() else progress()
    with open_lines(source) as lines, watched as bar:
        task = bar.add_task("deciding", total=lines.size, note="") if bar else None
        for written, refused in _alone(lines, how) if jobs == 1 else _together(lines, how, jobs):
            sys.stdout.buffer.write(written)
            errors += refused
            if bar and task is not None:
                bar.update(task, completed=lines.bytes_read, note=f"{lines.number} lines")
    sys.stdout.buffer.flush()
    ctx.exit(1 if errors else 0)


class _How(NamedTuple):
    """Under which policy, and how far each process goes with an event."""

    policy: Path | None
    verdicts: bool

    def open(self) -> Dry:
        return open_dry(self.policy, verdicts=self.verdicts)


def _alone(lines: Lines, how: _How) -> Iterator[_Answers]:
    decider = how.open()
    for chunk in lines.batches(_CHUNK):
        yield _written(chunk, decider.decide([line for _, line in chunk], "decide"))


def _together(lines: Lines, how: _How, jobs: int) -> Iterator[_Answers]:
    """Shares go out to `jobs` processes and come back in order; no more are read than are being worked on."""
    how.open()  # a policy with problems is told once, here, not by every process
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        under_way: deque[Future[_Answers]] = deque()
        for share in lines.batches(_SHARE):
            under_way.append(pool.submit(_decide_share, share, how))
            if len(under_way) == 2 * jobs:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()


def _decide_share(share: _Numbered, how: _How) -> _Answers:
    """In a process of its own, with windows of its own: the same input gives the same output, whoever takes it."""
    return _written(share, how.open().decide([line for _, line in share], "decide"))


def _written(chunk: _Numbered, answers: list[Answer]) -> _Answers:
    out, errors = [], 0
    for (number, _), answer in zip(chunk, answers, strict=True):
        if isinstance(answer, Refused):
            errors += 1
            out.append(msgspec.json.encode({"error": answer.error.describe(), "line": number}))
        else:
            out.append(answer.record)
    return b"".join(line + b"\n" for line in out), errors
