"""A running Ombud: every part, built from a `Config`, in the order in which a post goes through them."""

import time
from datetime import datetime

from ombud.model import SystemFault
from ombud.pipeline import Deadlines, Sequencer, TuningDesk, Worker
from ombud.pipeline.background.counting import gather_counts
from ombud.pipeline.background.steady import Steady
from ombud.ports import Clock, Store
from ombud.store import FolderBlobs, open_store
from ombud.wiring.config import Config
from ombud.wiring.desks import Desks
from ombud.wiring.judging import Judging
from ombud.wiring.log import open_signer
from ombud.wiring.past import Past
from ombud.wiring.signals import Signals
from ombud.wiring.telling import Telling
from ombud.wiring.world import SystemClock, SystemRandomness

__all__ = ["Ombud"]

_WATCH_SECONDS = 2.0
_ARCHIVE_SECONDS = 30.0
_FORGET_SECONDS = 3600.0


class Ombud(Desks):
    """A running Ombud: its desks, and what goes on behind them.

    `open` builds it, `start` sets its background work going, `stop` ends it cleanly.
    """

    def __init__(self, config: Config, store: Store, clock: Clock | None = None) -> None:
        self.config = config
        self.store = store
        self.clock: Clock = clock or SystemClock()
        randomness = SystemRandomness()

        self.signer = open_signer(config, store)
        self.blobs = FolderBlobs(config.data / "ledger")
        self.sequencer = Sequencer(store, self.blobs, self.signer, self.clock, randomness)

        self.telling = Telling(config, store, self.clock, randomness)
        self.teller, self.courier, self.post = self.telling.teller, self.telling.courier, self.telling.post
        self.filer, self.public_record = self.telling.filer, self.telling.public_record
        self._effects = (self.sequencer.worker, *self.telling.workers)

        sealer = self.telling.sealer
        self.tunings = TuningDesk(store, self.clock, sealer, self._wake)
        self.signals = Signals(config, self.tunings)
        judging = Judging(config, store, self.clock, sealer, self.signals, self._wake)
        self._steady = _steady(config, store) if clock is None else None
        super().__init__(config, judging, self.signals, self.telling, self.blobs, randomness, self._steadily)

        self.past = Past(config, store, self.clock)
        self.deadlines = Deadlines(store, self.clock, self.when_due, self._wake, self._steady)
        self._upkeep = [
            self.deadlines.worker,
            Worker("watcher", judging.watch, lambda: _WATCH_SECONDS),
            Worker("counter", lambda: gather_counts(store), lambda: _WATCH_SECONDS),
            Worker("forgetter", self._forget, lambda: _FORGET_SECONDS),
        ]
        if config.history_days:
            self._upkeep.append(Worker("archivist", lambda: self.past.archivist.run_once(), lambda: _ARCHIVE_SECONDS))

    @classmethod
    def open(cls, config: Config, clock: Clock | None = None) -> "Ombud":
        """Open or create everything under `config.data`, and put the policy in force. `clock` is the machine's own.

        Raises PolicyError when the policy does not compile, SystemFault when the store or the folder is unusable.
        """
        try:
            config.data.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SystemFault("data_folder", f"{config.data} cannot be used: {error.strerror}") from error
        store = open_store(config.store_url)
        try:
            return cls(config, store, clock)
        except BaseException:
            store.close()
            raise

    def start(self) -> None:
        """Begin to write the log, to tell people, and to do what is due."""
        for worker in self._effects:
            worker.start()
        self.appeal_clock.mend()
        for worker in self._upkeep:
            worker.start()

    def stop(self) -> None:
        """Finish what has begun, sequence what waits, close the store."""
        for worker in self._upkeep:
            worker.stop()
        self.past.close()
        self.decider.stop()
        self.telling.stop()
        self.sequencer.worker.stop()
        self.close()

    def close(self) -> None:
        """Save what is remembered, and close the store."""
        self._judging.close()
        self.telling.close()
        self.signals.close()
        self.store.close()

    def _forget(self) -> int:
        """What was kept for a time, and is over; how much it was. A clock in doubt is no reason to lose anything."""
        if self._steady is not None and not self._steady.believes(self.clock.now()):
            return 0
        return self.corrections.forget() + self.reports.forget_contacts() + self.accounts.forget_sessions()

    def _steadily(self) -> datetime:
        now = self.clock.now()
        return now if self._steady is None else self._steady.moment(now)

    def _wake(self) -> None:
        """Something was stored that has effects."""
        for worker in self._effects:
            worker.wake()


def _steady(config: Config, store: Store) -> Steady:
    """Begins with what the log says of the time."""
    with store.read() as unit:
        head = unit.ledger.head()
    return Steady(time.monotonic, head.at if head is not None else None, config.clock_confirmed)
