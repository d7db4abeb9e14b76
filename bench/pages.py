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
    """Milliseconds from a question to the whole answer: by the clock (the middle one), and of processor time (the
    mean): of this process, and of the database's server where there is one."""

    wall: float
    cpu: float


def taken(
    client: TestClient[Litestar],
    path: str,
    asked: int = _ASKED,
    server: Callable[[], float] = lambda: 0.0,
    **headers: str,
) -> Taken:
    """`path` asked for so many times. `server` gives the seconds of processor time that the database has taken."""
    walls = []
    before = time.process_time() + server()
    for _ in range(asked):
        begun = time.perf_counter()
        answer = client.get(path, headers={"accept": "text/html", **headers})
        walls.append(time.perf_counter() - begun)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:200])
    cpu_ms = (time.process_time() + server() - before) / asked * 1000
    return Taken(round(statistics.median(walls) * 1000, 1), round(cpu_ms, 1))


def page(client: TestClient[Litestar], path: str) -> float:
    """Milliseconds from the question to the whole answer: the middle one of 15."""
    return taken(client, path).wall


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds of this process."""
    begun = time.process_time()
    work()
    return round(time.process_time() - begun, 2)
