"""A running Ombud: every part, built from a `Config`."""

import threading
import time
from collections.abc import Mapping
from datetime import timedelta
from functools import cached_property, partial
from typing import TYPE_CHECKING

import structlog

from ombud.intake import NORMAL_FORM, internal, normalise, read
from ombud.languages import first_known, tongue
from ombud.ledger import Ed25519Signer
from ombud.model import Conflict, Decision, SignalSpec, SystemFault
from ombud.pipeline import (
    Accounts,
    AppealClock,
    AppealDesk,
    AppealRouting,
    CompiledPolicy,
    ComplaintDesk,
    ContactBook,
    Context,
    CorrectionDesk,
    Courier,
    Deadlines,
    Decider,
    DisputeDesk,
    DraftDesk,
    Engine,
    Examiner,
    Explainer,
    Filer,
    FlaggerDesk,
    Letters,
    Measures,
    Memory,
    MisuseDesk,
    Notices,
    OrderDesk,
    OutsideDesk,
    Persons,
    Postman,
    Publisher,
    Receipts,
    Register,
    Replayer,
    ReportDesk,
    Review,
    Scorer,
    Sealer,
    Sequencer,
    StrikeBook,
    Teller,
    Tombstones,
    TuningDesk,
    Worker,
    hash_of,
)  # fmt: skip
from ombud.pipeline.courier import WEBHOOK
from ombud.pipeline.in_public import in_public
from ombud.pipeline.sealer import LETTER
from ombud.pipeline.steady import Steady
from ombud.plugins import open_plugins
from ombud.policy import Policy, translations_of
from ombud.ports import Clock, Detectors, History, Sender, Store, TextScorer
from ombud.process import APPEAL, NOTICE, OUTSIDE
from ombud.process.measures import MEASURE
from ombud.process.misuse import REPORTER
from ombud.process.orders import ORDER
from ombud.process.reports import REPORT
from ombud.process.strikes import STRIKE
from ombud.process.tdb import payload_of
from ombud.signals import Recorded, Replayed, WindowKeeper, Windows
from ombud.signals.cards import shipped_cards
from ombud.signals.tuning import Tuned, TunedDetectors, TunedScorer, suffixes
from ombud.store import FolderBlobs, open_store
from ombud.wiring.config import LONGEST_HISTORY, STARTER_POLICY, Config
from ombud.wiring.folder import read_policy_files
from ombud.wiring.models import model_then, words_of
from ombud.wiring.outward import mail_sender, told_in_public, transparency_database, webhook_sender
from ombud.wiring.policies import check_policy, explain_example, policy_from, run_examples
from ombud.wiring.scoring import open_scorer
from ombud.wiring.world import SystemClock, SystemRandomness, must_be_the_same_log, retry_with_jitter, secret_in

if TYPE_CHECKING:
    from ombud.history import Backtests, HistoryFiles
    from ombud.pipeline.archivist import Archivist

__all__ = ["VKEY_FILE", "Ombud"]

VKEY_FILE = "ledger.vkey"
"""Where the log's public key is kept in the data folder, for `ombud ledger verify` and `ombud receipt verify`."""

_WATCH_SECONDS = 2.0
_ARCHIVE_SECONDS = 30.0
_FORGET_SECONDS = 3600.0
_UNSETTLED = timedelta(minutes=1)
"""How long a transaction on PostgreSQL may take to store decisions whose places others have overtaken meanwhile."""
_log = structlog.get_logger("ombud.wiring")


class Ombud:
    """A running Ombud. `open` builds it, `start` sets its background work going, `stop` ends it cleanly."""

    def __init__(self, config: Config, store: Store, clock: Clock | None = None) -> None:
        self.config = config
        self.store = store
        self.clock: Clock = clock or SystemClock()
        randomness = SystemRandomness()
        keys = config.data / "keys"
        self.signer = Ed25519Signer(config.origin, secret_in(keys / "ledger.seed"))
        must_be_the_same_log(store, self.signer)
        (config.data / VKEY_FILE).write_text(self.signer.vkey + "\n", encoding="utf-8")
        self.blobs = FolderBlobs(config.data / "ledger")
        self.sequencer = Sequencer(store, self.blobs, self.signer, self.clock, randomness)
        self._sender = webhook_sender(config)
        self._mailer = mail_sender(config)
        database = transparency_database(config)
        self.filer = Filer(store, database, self.clock, retry_with_jitter) if database else None
        self.public_record = partial(payload_of, provider=told_in_public(config))
        sealer = Sealer(
            randomness=randomness, secret=secret_in(keys / "notice.secret"), public_url=config.url,
            webhooks=self._sender is not None, mails=self._mailer is not None, translate=str,
            public_record=self.public_record if database else None,
        )  # fmt: skip
        letters = Letters(lambda *tags: tongue(first_known(tags)), sealer.notice_url, translations_of)
        self.teller = Teller(store, self.clock, sealer, letters)
        self.courier = self._courier(self._sender, WEBHOOK) if self._sender else None
        self.post = self._courier(Postman(store, self._mailer, letters), LETTER) if self._mailer else None
        self._swapping = threading.Lock()
        self.tunings = TuningDesk(store, self.clock, sealer, self._wake)
        self._tuned = Tuned(self.tunings.in_force())
        folder = config.plugin_folder
        self._tried = open_plugins(folder)
        self._plugins = self._tried.apart()
        self._words = words_of(config.model)
        self._compile = partial(policy_from, cache=config.data / "cache", plugins=folder)
        self._revive = partial(self._compile, unfit=True)
        context = Context(store, self.clock, sealer, internal, self._revive, self._wake)
        policy = self._policy_in_force(context)
        memory = Memory(store, FolderBlobs(config.data / "memory", private=True), WindowKeeper(), internal, policy.asks)
        self._foresight = self._plugins.foresight(lambda: engine.policy.clauses, words=self._words)
        detectors = TunedDetectors(self._foresight, self._tuned)
        engine = Engine(policy=policy, detectors=detectors, windows=memory.windows, read=read)
        self.decider = Decider(store, engine, memory, sealer, context.recorder, self.clock, self._wake, self._foresight)
        self.publisher = Publisher(context, self._compile, self._swap)
        self.examiner = Examiner(
            partial(check_policy, plugins=folder), partial(policy_from, plugins=folder),
            partial(run_examples, plugins=folder, model=config.model),
            partial(explain_example, plugins=folder, model=config.model),
        )  # fmt: skip
        self.drafts = DraftDesk(context, self.publisher, self.examiner.judge)
        self.review = Review(context)
        self.appeals = AppealDesk(context, config.appeal_times)
        self.routing = AppealRouting(context)
        self.appeal_clock = AppealClock(context)
        self.outside = OutsideDesk(context)
        self.disputes = DisputeDesk(context)
        self.reports = ReportDesk(context, lambda: self.policy)
        self.complaints = ComplaintDesk(context, self.review)
        self.misuse = MisuseDesk(context, self.reports)
        self.flaggers = FlaggerDesk(store, self.clock, sealer)
        self.notices = Notices(context, letters)
        self.contacts = ContactBook(store, self.clock, self.teller, self._wake)
        self.measures = Measures(context)
        self.tombstones = Tombstones(store)
        self.strikes = StrikeBook(store, lambda: self.policy.strikes)
        self.orders = OrderDesk(context, config.order_languages.replace(",", " ").split())
        self.register = Register(self.orders, self.clock, in_public)
        self.receipts = Receipts(store, self.blobs)
        self.persons = Persons(context, self.strikes, self.reports, self.receipts)
        self.replayer = Replayer(context, self._as_recorded)
        self.explainer = Explainer(context, self._as_recorded, self._afresh)
        self.accounts = Accounts(store, self.clock, randomness)
        self.cards = (*shipped_cards(), *self._plugins.cards)
        self.corrections = CorrectionDesk(store, self.clock, randomness)
        self.policy: CompiledPolicy = policy
        self.deadlines = Deadlines(
            store,
            self.clock,
            {
                NOTICE.kind: self.teller.due,
                APPEAL.kind: self.appeal_clock.when_due,
                OUTSIDE.kind: self.appeal_clock.outside_when_due,
                ORDER.kind: self.orders.when_due,
                REPORT.kind: self.reports.resume,
                REPORTER.kind: self.misuse.due,
                MEASURE.kind: self.measures.expire,
                STRIKE.kind: context.recorder.tally.expire,
            },
            self._wake,
            Steady(time.monotonic) if clock is None else None,
        )
        self._watcher = Worker("watcher", self._watch, lambda: _WATCH_SECONDS)
        self._forgetter = Worker("forgetter", self.corrections.forget, lambda: _FORGET_SECONDS)
        self._contacts = Worker("contacts", self.reports.forget_contacts, lambda: _FORGET_SECONDS)
        self._archiver = Worker("archivist", lambda: self.archivist.run_once(), lambda: _ARCHIVE_SECONDS)

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
        """Begin to deliver webhooks, write the log, and notice published policies."""
        self.sequencer.worker.start()
        for courier in self.couriers:
            courier.worker.start()
        if self.filer:
            self.filer.worker.start()
        self._watcher.start()
        self.appeal_clock.mend()
        self.deadlines.worker.start()
        self._forgetter.start()
        self._contacts.start()
        if self.config.history_days:
            self._archiver.start()

    def stop(self) -> None:
        """Finish what has begun, sequence what waits, close the store."""
        self._watcher.stop()
        self.deadlines.worker.stop()
        self._forgetter.stop()
        self._contacts.stop()
        self._archiver.stop()
        if "backtests" in self.__dict__:
            self.backtests.close()
        self.decider.stop()
        for courier in self.couriers:
            courier.worker.stop()
            courier.close()
        if self.filer:
            self.filer.worker.stop()
        self.sequencer.worker.stop()
        self.close()

    def close(self) -> None:
        """Save what is remembered, and close the store."""
        try:
            self.decider.save_windows(ending=True)
        except SystemFault as fault:  # the next start counts from the record what it does not find saved
            _log.warning("windows_not_saved", detail=fault.detail)
        if self._sender:
            self._sender.close()
        self._plugins.close()
        self._foresight.close()
        self._tried.close()
        self.store.close()

    @property
    def couriers(self) -> tuple[Courier, ...]:
        """Those that there is something to send with."""
        return tuple(one for one in (self.courier, self.post) if one)

    def _courier(self, sender: Sender, topic: str) -> Courier:
        return Courier(
            self.store, sender, self.clock, retry_with_jitter,
            topic=topic, first=self.teller.run_once, note=self.teller.note,
        )  # fmt: skip

    @cached_property
    def scorer(self) -> Scorer:
        """What scores texts for those who only ask for scores. Raises NotFound as `open_scorer`."""
        return Scorer(TunedScorer(self.untuned(), self._tuned), normalise)

    def applied(self, signal: str) -> list[str]:
        """The ids of the tunings that this signal gets, in rules or at the doors."""
        versions = {self.catalogue[signal].version} if signal in self.catalogue else set()
        told = self.untuned().score([normalise("")], [None])[0].get(signal)
        versions |= {told.version} if told is not None else set()
        return [one for version in versions for one in suffixes(self._tuned.version(signal, version))]

    def untuned(self, model: str | None = None) -> TextScorer:
        """A model of texts as it ships. Raises NotFound as `open_scorer`."""
        return open_scorer(model or self.config.model).model

    @property
    def catalogue(self) -> Mapping[str, SignalSpec]:
        """The signals of this installation, by name."""
        return self._tried.detectors(dict, words=self._words).catalogue

    @property
    def model_version(self) -> str:
        """The version of the model of texts, which rules and those who ask for scores go by."""
        return self.untuned().version

    @cached_property
    def history(self) -> "HistoryFiles":
        """The past in Parquet files, under ``history`` in the data folder."""
        from ombud.history import HistoryFiles  # loads Polars, which most commands do without

        return HistoryFiles(self.config.data / "history", NORMAL_FORM)

    @cached_property
    def backtests(self) -> "Backtests":
        """Holds policies against the history, in the background."""
        from ombud.history import Backtests

        return Backtests(self.config.data / "history", plugins=self.config.plugin_folder)

    @cached_property
    def archivist(self) -> "Archivist":
        """Writes the history."""
        from ombud.pipeline.archivist import Archivist

        settle = timedelta(0) if self.config.store_url.startswith("sqlite") else _UNSETTLED
        keep = self.config.history_days or LONGEST_HISTORY
        return Archivist(self.store, self.history, self.clock, internal, keep=keep, settle=settle)

    def _policy_in_force(self, context: Context) -> Policy:
        """The folder that was named, else the one published last, else the starter policy; published if it is new.

        A folder that holds a version from before changes nothing: what was published since then is newer than it.
        """
        with self.store.read() as unit:
            current = unit.policies.current()
            if self.config.policy is None and current is not None:
                return self._revive(current.files)
            files = read_policy_files(self.config.policy or STARTER_POLICY)
            folder = hash_of(files)
            known = unit.policies.get(folder) is not None
        if current is not None and known:
            if current.version != folder:
                _log.warning("policy_folder_behind", folder=folder, in_force=current.version,
                             advice="`ombud policy export DIR` brings a folder up to date")  # fmt: skip
            return self._revive(current.files)
        policy = self._compile(files)
        try:
            Publisher(context, lambda _: policy, lambda _: None).start(policy.files)
        except Conflict:  # another process began at the same moment: what it put in force is there now
            return self._policy_in_force(context)
        return policy

    def _swap(self, policy: CompiledPolicy) -> None:
        """Judge by it from the next batch on, unless yet another version is in force: then the watcher takes that."""
        with self._swapping:
            with self.store.read() as unit:
                current = unit.policies.current()
            if current is None or current.version != policy.version:
                return
            self.decider.swap(policy)
            self.policy = policy

    def _afresh(self) -> Engine:
        """An engine with the policy in force and no past, for trying things out."""
        policy = self.policy
        detectors = self._tried.detectors(lambda: policy.clauses, words=words_of(self.config.model))
        tuned = TunedDetectors(detectors, self._tuned)
        return Engine(policy=policy, detectors=tuned, windows=Windows(policy.asks), read=read)

    def _as_recorded(self, decision: Decision) -> tuple[Detectors, History]:
        """What a decision had observed of its past, as it was recorded; its words are measured with the model of then.
        Nobody outside is asked again."""
        versions = [signal.version for signal in decision.signals.values()]
        words = words_of(model_then(versions, self.config.model))
        ids = [one for version in versions for one in suffixes(version)]
        then = TunedDetectors(self._tried.detectors(dict, ask=False, words=words), Tuned(self.tunings.named(ids)))
        return Replayed(then, decision.signals), Recorded(decision.observed)

    def _wake(self) -> None:
        self.sequencer.worker.wake()
        for courier in self.couriers:
            courier.worker.wake()
        if self.filer:
            self.filer.worker.wake()

    def _watch(self) -> int:
        """What another process put in force is in force here too; precision follows what people judged."""
        with self.store.read() as unit:
            current = unit.policies.current()
        if current is not None and current.version != self.policy.version:
            self._swap(self._revive(current.files))
            _log.info("policy_in_force", version=current.version)
        self.retune()
        self.decider.refresh_precision()
        self.decider.save_windows()
        return 0

    def retune(self) -> None:
        """What was fitted to the community's own decisions, or taken back, elsewhere: it applies here too."""
        in_force = self.tunings.in_force()
        if {one.id for one in in_force} != self._tuned.ids:
            self._tuned.use(in_force)
            _log.info("tunings_in_force", tunings=[one.id for one in in_force])
