"""How long pages take on the server, and how much processor time work takes."""

import statistics
import time
from collections.abc import Callable
from typing import NamedTuple

from litestar import Litestar
from litestar.testing import TestClient

__all__ = ["Taken", "cpu", "page", "taken"]

_ASKED = 15


class Taken(NamedTuple):
    """Milliseconds from a question to the whole answer: by the clock, and of this process's processor time."""

    wall: float
    cpu: float


def taken(client: TestClient[Litestar], path: str, asked: int = _ASKED, **headers: str) -> Taken:
    """The middle one of so many."""
    walls, cpus = [], []
    for _ in range(asked):
        wall, worked = time.perf_counter(), time.process_time()
        answer = client.get(path, headers={"accept": "text/html", **headers})
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - worked)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:200])
    return Taken(round(statistics.median(walls) * 1000, 1), round(statistics.median(cpus) * 1000, 1))


def page(client: TestClient[Litestar], path: str) -> float:
    """Milliseconds from the question to the whole answer: the middle one of 15."""
    return taken(client, path).wall


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds of this process."""
    begun = time.process_time()
    work()
    return round(time.process_time() - begun, 2)
