"""A background thread that works when woken, and otherwise at the times it asks for."""

import threading
from collections.abc import Callable

import structlog

from ombud.model import OmbudError

__all__ = ["Worker"]

_LONGEST_PAUSE = 60.0
_AFTER_A_FAULT = 1.0
_log = structlog.get_logger("ombud.worker")


class Worker:
    """Runs `work` until it returns 0, then waits for `wake` or for `pause()` seconds. A fault is tried again.

    Woken, it waits `gather` seconds for more to come, so that a busy hour makes few big rounds, not many small ones.
    """

    def __init__(self, name: str, work: Callable[[], int], pause: Callable[[], float], *, gather: float = 0.0) -> None:
        self._name = name
        self._gather = gather
        self._work = work
        self._pause = pause
        self._woken = threading.Event()
        self._stopping = False
        self._quit = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Start the thread."""
        self._stopping = False
        self._quit.clear()
        self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """There is work. Cheap, from any thread."""
        self._woken.set()

    def stop(self) -> None:
        """Finish the round under way, then stop."""
        if self._thread is not None:
            self._stopping = True
            self._quit.set()
            self._woken.set()
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        while not self._stopping:
            self._woken.clear()
            try:
                while self._work() and not self._stopping:
                    pass
                seconds = min(self._pause(), _LONGEST_PAUSE)
            except OmbudError as fault:
                _log.warning("worker_fault", worker=self._name, code=fault.code, detail=fault.detail)
                seconds = _AFTER_A_FAULT
            except Exception:  # noqa: BLE001 - the work stays in the store: it is logged and tried again, never lost
                _log.exception("worker_bug", worker=self._name)
                seconds = _AFTER_A_FAULT
            if self._woken.wait(seconds) and not self._stopping:
                self._quit.wait(self._gather)
