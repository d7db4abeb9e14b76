"""What the tests of the command line share: how to call it, and a small public log."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import msgspec

__all__ = ["THREAT", "Call", "Log", "Shell", "event", "events"]

Shell = Callable[..., "subprocess.CompletedProcess[bytes]"]
"""``ombud ...`` in a process of its own."""

Call = Callable[..., tuple[int, str, str]]
"""``ombud ...`` in this process: (exit code, stdout, stderr)."""


THREAT = "I know where you live and I will break your legs"
"""What the starter policy holds."""


class Log(msgspec.Struct):
    """A small public log in a folder, with its key and one receipt per record."""

    folder: Path
    vkey: str
    receipts: list[bytes]


def event(number: int, text: str = "Good morning, the ducks are walking.", **more: object) -> bytes:
    """One event as a platform would send it, ``evt-N`` about ``post-N``."""
    item = {"id": f"post-{number}", "kind": "post", "text": text}
    return msgspec.json.encode({"id": f"evt-{number}", "type": "item.created", "item": item, **more})


def events(count: int) -> bytes:
    """`count` of them as JSON Lines."""
    return b"".join(event(number) + b"\n" for number in range(1, count + 1))
