"""What a person's own page costs, when they have many posts that something was done about, among many other people.

python -m bench.due_process --json --only person
"""

import json
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from litestar.testing import TestClient

from bench.pages import page
from ombud.pipeline.person import MOST_ITEMS
from ombud.web import create_app
from ombud.wiring import Ombud
from tests.support.appealing import open_community
from tests.support.clock import SetClock

__all__ = ["person"]

_BATCH = 500
_THEIRS = 200  # notices of the one person


def person(outstanding: int) -> dict[str, Any]:
    """Milliseconds for each page (the middle one of 15), and seconds for taking all of it away."""
    with tempfile.TemporaryDirectory(prefix="ombud-bench-") as name:
        ombud = open_community(Path(name), SetClock())
        try:
            return _measured(ombud, outstanding)
        finally:
            ombud.close()


def _measured(ombud: Ombud, outstanding: int) -> dict[str, Any]:
    for first in range(0, outstanding, _BATCH):
        ombud.decider.decide([_event(n, outstanding) for n in range(first, min(first + _BATCH, outstanding))], "bench")
    while ombud.sequencer.run_once():
        pass
    path = urlsplit(ombud.persons.url("u-1")).path
    found: dict[str, Any] = {"notices in all": outstanding, "notices of theirs": min(_THEIRS, outstanding)}
    with TestClient(create_app(ombud)) as client:
        found["page, ms"] = page(client, path)
        found["page in Arabic, ms"] = page(client, f"{path}?lang=ar")
        found["last page, ms"] = page(client, f"{path}?number={min(_THEIRS, outstanding) // MOST_ITEMS}")
        found["somebody with one post, ms"] = page(client, urlsplit(ombud.persons.url("u-2")).path)
        begun = time.perf_counter()
        answer = client.get(f"{path}/everything.zip")
        found["everything.zip, s"] = round(time.perf_counter() - begun, 2)
        assert answer.status_code == 200, answer.status_code
        found["everything.zip, kB"] = round(len(answer.content) / 1000)
    return found


def _event(number: int, outstanding: int) -> bytes:
    """Theirs are spread evenly among everybody's."""
    theirs = number % max(outstanding // _THEIRS, 1) == 0
    item = {"id": f"post-{number}", "kind": "post", "text": f"hey you, number {number}"}
    author = {"id": "u-1" if theirs else f"u-{number + 1}"}
    return json.dumps({"id": f"evt-{number}", "type": "item.created", "author": author, "item": item}).encode()
