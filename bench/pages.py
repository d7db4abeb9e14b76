"""How long pages take on the server, and how much processor time work takes."""

import statistics
import time
from collections.abc import Callable

from litestar import Litestar
from litestar.testing import TestClient

__all__ = ["cpu", "page"]

_ASKED = 15


def page(client: TestClient[Litestar], path: str) -> float:
    """Milliseconds from the question to the whole answer: the middle one of 15."""
    taken = []
    for _ in range(_ASKED):
        begun = time.perf_counter()
        answer = client.get(path, headers={"accept": "text/html"})
        taken.append(time.perf_counter() - begun)
        assert answer.status_code == 200, (path, answer.status_code)
    return round(statistics.median(taken) * 1000, 1)


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds of this process."""
    begun = time.process_time()
    work()
    return round(time.process_time() - begun, 2)
