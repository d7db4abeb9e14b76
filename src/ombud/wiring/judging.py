"""The policy in force, and what decides by it."""

import threading
from collections.abc import Callable, Mapping
from functools import partial

import structlog

from ombud.intake import internal, read
from ombud.model import Conflict, SystemFault
from ombud.pipeline import CompiledPolicy, Context, Decider, Engine, Memory, Publisher, Sealer, hash_of
from ombud.policy import Policy
from ombud.ports import Clock, Store
from ombud.signals import WindowKeeper, Windows
from ombud.store import FolderBlobs
from ombud.wiring.config import STARTER_POLICY, Config
from ombud.wiring.folder import read_policy_files
from ombud.wiring.policies import policy_from
from ombud.wiring.signals import Signals

__all__ = ["Judging"]

_log = structlog.get_logger("ombud.wiring")

Compile = Callable[[Mapping[str, str]], Policy]


class Judging:
    """Decides; another version that is put in force, here or by another process, is taken over while it runs.

    Raises PolicyError when the policy does not compile.
    """

    def __init__(
        self, config: Config, store: Store, clock: Clock, sealer: Sealer, signals: Signals, wake: Callable[[], None]
    ) -> None:
        compile_: Compile = partial(policy_from, cache=config.data / "cache", plugins=config.plugin_folder)
        revive = partial(policy_from, cache=config.data / "cache", plugins=config.plugin_folder, unfit=True)
        self.context = Context(store, clock, sealer, internal, revive, wake)
        policy = _in_force(config, self.context, compile_, revive)
        self.policy: CompiledPolicy = policy
        self._store = store
        self._signals = signals
        self._revive = revive
        self._swapping = threading.Lock()
        self._foresight = signals.foresight(lambda: engine.policy.clauses)
        memory = Memory(store, FolderBlobs(config.data / "memory", private=True), WindowKeeper(), internal, policy.asks)
        engine = Engine(policy, signals.tuned(self._foresight), memory.windows, read)
        recorder = self.context.recorder
        self.decider = Decider(store, engine, memory, sealer, recorder, clock, wake, self._foresight)
        self.publisher = Publisher(self.context, compile_, self.swap)

    def afresh(self) -> Engine:
        """An engine with the policy in force and no past, for trying things out."""
        policy = self.policy
        return Engine(policy, self._signals.afresh(lambda: policy.clauses), Windows(policy.asks), read)

    def swap(self, policy: CompiledPolicy) -> None:
        """Judge by it from the next batch on, unless yet another version is in force: then `watch` takes that."""
        with self._swapping:
            with self._store.read() as unit:
                current = unit.policies.current()
            if current is None or current.version != policy.version:
                return
            self.decider.swap(policy)
            self.policy = policy

    def watch(self) -> int:
        """What another process put in force is in force here too; precision follows what people judged."""
        with self._store.read() as unit:
            current = unit.policies.current()
        if current is not None and current.version != self.policy.version:
            self.swap(self._revive(current.files))
            _log.info("policy_in_force", version=current.version)
        self._signals.retune()
        self.decider.refresh_precision()
        self.decider.save_windows()
        return 0

    def close(self) -> None:
        """Save what is remembered, and ask nobody any more."""
        try:
            self.decider.save_windows(ending=True)
        except SystemFault as fault:  # the next start counts from the record what it does not find saved
            _log.warning("windows_not_saved", detail=fault.detail)
        self._foresight.close()


def _in_force(config: Config, context: Context, compile_: Compile, revive: Compile) -> Policy:
    """The folder that was named, else the one published last, else the starter policy; published if it is new.

    A folder that holds a version from before changes nothing: what was published since then is newer than it.
    """
    with context.store.read() as unit:
        current = unit.policies.current()
        if config.policy is None and current is not None:
            return revive(current.files)
        files = read_policy_files(config.policy or STARTER_POLICY)
        folder = hash_of(files)
        known = unit.policies.get(folder) is not None
    if current is not None and known:
        if current.version != folder:
            _log.warning("policy_folder_behind", folder=folder, in_force=current.version,
                         advice="`ombud policy export DIR` brings a folder up to date")  # fmt: skip
        return revive(current.files)
    policy = compile_(files)
    try:
        Publisher(context, lambda _: policy, lambda _: None).start(policy.files)
    except Conflict:  # another process began at the same moment: what it put in force is there now
        return _in_force(config, context, compile_, revive)
    return policy
