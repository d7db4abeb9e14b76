"""What the tests of the command line share: how to call it, and a small public log."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import msgspec

__all__ = ["Call", "Log", "Shell"]

Shell = Callable[..., "subprocess.CompletedProcess[bytes]"]
"""``ombud ...`` in a process of its own."""

Call = Callable[..., tuple[int, str, str]]
"""``ombud ...`` in this process: (exit code, stdout, stderr)."""


class Log(msgspec.Struct):
    """A small public log in a folder, with its key and one receipt per record."""

    folder: Path
    vkey: str
    receipts: list[bytes]
