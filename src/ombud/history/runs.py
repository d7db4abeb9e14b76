"""Backtests in a process of their own, for the console: one at a time, bounded in time and memory, and cancellable.

The server goes on deciding meanwhile, on another core where there is one; what a backtest does to memory or time ends
with its process.
"""

import resource
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

import msgspec

from ombud.model import Conflict, SystemFault
from ombud.policy.backtest import Backtest

__all__ = ["MAX_MINUTES", "Backtests", "Run", "RunState"]

MAX_MINUTES = 15
_MAX_ADDRESSES = 8 << 30  # bytes of address space; what it really uses is a sixteenth of that
_LAST_WORDS = 2000


class RunState(StrEnum):
    """How far a backtest is."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Run(msgspec.Struct, frozen=True):
    """A backtest as it stands. `old` and `new` say what is compared, in words; `share` how much of it is done (0 to 1).

    `outcome` is there when it is done, `fault` when it failed; `asked` is what whoever began it wants to know of it.
    """

    old: str
    new: str
    since: date | None
    begun_at: datetime
    state: RunState = RunState.RUNNING
    share: float = 0.0
    outcome: Backtest | None = None
    fault: str = ""
    asked: Mapping[str, str] = {}


class Backtests:
    """Runs them over the history in `folder`, with the signals of the plug-ins in `plugins`, and keeps the last one."""

    def __init__(self, folder: Path, *, plugins: Path) -> None:
        self._folder = folder
        self._plugins = plugins
        self._lock = threading.Lock()
        self._run: Run | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._place: Path | None = None

    def start(
        self,
        old: tuple[str, Mapping[str, str]],
        new: tuple[str, Mapping[str, str]],
        since: date | None,
        now: datetime,
        asked: Mapping[str, str] = MappingProxyType({}),
    ) -> Run:
        """Begin one; each side is what it is called and its files, `asked` is kept with it.

        Raises Conflict while another one runs.
        """
        with self._lock:
            if self._look() is RunState.RUNNING:
                raise Conflict("backtest_running", "Another backtest is running.", advice="Wait for it, or cancel it.")
            self._tidy()
            self._place = place = Path(tempfile.mkdtemp(prefix="ombud-backtest-"))
            command = [sys.executable, "-m", "ombud.cli", "policy", "diff", "old", "new", "--json", "--all-rules"]
            command += ["--over", str(self._folder.resolve()), "--progress-to", "progress"]
            command += ["--plugins", str(self._plugins.resolve())] if self._plugins.is_dir() else []
            command += ["--since", since.isoformat()] if since else []
            for name, (_, files) in (("old", old), ("new", new)):
                _write(place / name, files)
            with (place / "out").open("wb") as out, (place / "err").open("wb") as err:
                self._process = subprocess.Popen(command, cwd=place, stdin=subprocess.DEVNULL, stdout=out, stderr=err)  # noqa: S603  our own program, our own words
            self._limit(self._process)
            self._run = Run(old[0], new[0], since, now, asked=asked)
            return self._run

    def current(self) -> Run | None:
        """The last one, as it stands now."""
        with self._lock:
            self._look()
            return self._run

    def cancel(self) -> None:
        """End the one that runs; nothing happens when none does."""
        with self._lock:
            if self._look() is RunState.RUNNING:
                self._end(RunState.CANCELLED)

    def close(self) -> None:
        """End what runs, and leave nothing behind."""
        self.cancel()
        with self._lock:
            self._tidy()

    def _limit(self, process: "subprocess.Popen[bytes]") -> None:
        resource.prlimit(process.pid, resource.RLIMIT_AS, (_MAX_ADDRESSES, _MAX_ADDRESSES))
        timer = threading.Timer(MAX_MINUTES * 60, self._too_long, (process,))
        timer.daemon = True
        timer.start()

    def _too_long(self, process: "subprocess.Popen[bytes]") -> None:
        with self._lock:
            if self._process is process and process.poll() is None:
                self._end(RunState.FAILED, f"It took longer than {MAX_MINUTES} minutes.")

    def _look(self) -> RunState | None:
        """Bring the run up to date with its process."""
        run, process, place = self._run, self._process, self._place
        if run is None or process is None or place is None or run.state is not RunState.RUNNING:
            return None if run is None else run.state
        code = process.poll()
        if code is None:
            self._run = msgspec.structs.replace(run, share=_share(place / "progress"))
        elif code == 0:
            self._run = _finished(run, place / "out")
        else:
            said = (place / "err").read_bytes()[-_LAST_WORDS:].decode(errors="replace").strip()
            self._run = msgspec.structs.replace(run, state=RunState.FAILED, fault=said or f"It ended with {code}.")
        return self._run.state

    def _end(self, state: RunState, fault: str = "") -> None:
        if self._process is not None and self._run is not None:
            self._process.kill()
            self._process.wait()
            self._run = msgspec.structs.replace(self._run, state=state, fault=fault)

    def _tidy(self) -> None:
        if self._place is not None:
            shutil.rmtree(self._place, ignore_errors=True)
            self._place = None


def _write(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        if not path.resolve().is_relative_to(folder.resolve()):
            raise SystemFault("bad_path", f"{name!r} is not a file inside a policy")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _share(path: Path) -> float:
    """From ``done total``, which may be half written at this moment."""
    done, _, total = (path.read_text(encoding="ascii") if path.exists() else "").partition(" ")
    if not (done.isdecimal() and total.isdecimal() and int(total)):
        return 0.0
    return min(1.0, int(done) / int(total))


def _finished(run: Run, path: Path) -> Run:
    try:
        outcome = msgspec.json.decode(path.read_bytes(), type=Backtest)
    except msgspec.DecodeError as error:
        return msgspec.structs.replace(run, state=RunState.FAILED, fault=f"Its answer cannot be read: {error}")
    return msgspec.structs.replace(run, state=RunState.DONE, share=1.0, outcome=outcome)
