"""Builds everything from a `Config`: the only place that knows which implementation stands behind which port."""

import gc
import hashlib
import os
import random
import threading
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import structlog

from ombud.delivery import TransparencyDatabase, WebhookSender, retry_at
from ombud.intake import NORMAL_FORM, internal, normalise, read
from ombud.ledger import Ed25519Signer, open_checkpoint
from ombud.model import Arrival, BadInput, Conflict, Decision, NotFound, SignalSpec, SystemFault
from ombud.pipeline import (
    Accounts,
    AppealDesk,
    CompiledPolicy,
    Context,
    CorrectionDesk,
    Courier,
    Decider,
    DraftDesk,
    Dry,
    DryDecider,
    Engine,
    Examiner,
    Explainer,
    Filer,
    Memory,
    Notices,
    Publisher,
    Receipts,
    Replayer,
    Review,
    Scorer,
    Sealer,
    Sequencer,
    TuningDesk,
    Verdicts,
    Worker,
    hash_of,
)  # fmt: skip
from ombud.pipeline.in_public import in_public
from ombud.plugins import Plugins, WithPlugins, open_plugins
from ombud.policy import Explanation, Policy, Problem, TestReport, check, compile_policy, explain, play, test
from ombud.ports import Detectors, History, Signer, Store, TextScorer
from ombud.process.tdb import STARTER, Provider, payload_of, read_categories
from ombud.scanning import database_builder
from ombud.signals import Recorded, Replayed, WindowKeeper, Windows, fingerprint, matcher_factory
from ombud.signals.cards import shipped_cards
from ombud.signals.encoder import full_model
from ombud.signals.languages import with_languages
from ombud.signals.spam import WithMarks
from ombud.signals.text import TextModel
from ombud.signals.tuning import Tuned, TunedDetectors, TunedScorer, suffixes
from ombud.store import FolderBlobs, FolderShelf, open_store

if TYPE_CHECKING:
    from ombud.history import Backtests, HistoryFiles
    from ombud.pipeline.archivist import Archivist
    from ombud.policy.backtest import Installation

__all__ = [
    "DEFAULT_MODEL",
    "MODELS",
    "STARTER_POLICY",
    "VKEY_FILE",
    "Config",
    "Ombud",
    "calm_collector",
    "check_policy",
    "detectors_for",
    "installation",
    "open_dry",
    "open_scorer",
    "plugins_here",
    "policy_from",
    "read_policy_files",
    "run_examples",
    "with_plugins",
]

STARTER_POLICY = Path(__file__).parent / "starter" / "policy"
"""The policy that ships, and runs until somebody publishes another."""

DEFAULT_MODEL = "default"
FULL_MODEL = "full"
MODELS = (DEFAULT_MODEL, FULL_MODEL)
"""The models of texts that can be chosen. The full one needs the extra ``ombud[full]``."""

VKEY_FILE = "ledger.vkey"
"""Where the log's public key is kept in the data folder, for `ombud ledger verify` and `ombud receipt verify`."""

_MAX_POLICY_BYTES = 64 * 1024 * 1024
_SECRET_BYTES = 32
_MOST_DATABASES = 256
_WATCH_SECONDS = 2.0
_ARCHIVE_SECONDS = 30.0
_FORGET_SECONDS = 3600.0
_LONGEST_HISTORY = 36_500
_UNSETTLED = timedelta(minutes=1)
"""How long a transaction on PostgreSQL may take to store decisions whose places others have overtaken meanwhile."""
_log = structlog.get_logger("ombud.wiring")


class Config(msgspec.Struct, frozen=True):
    """Everything that can be set. `from_env` reads ``OMBUD_*`` variables; the command line overrides them."""

    data: Path = Path("data")
    database_url: str | None = None
    policy: Path | None = None
    plugins: Path | None = None
    host: str = "127.0.0.1"
    port: int = 8400
    public_url: str | None = None
    webhook_url: str | None = None
    webhook_secret: str | None = None
    tdb_url: str | None = None
    tdb_token_file: Path | None = None
    tdb_categories: Path | None = None
    origin: str = "ombud.local/log"
    demo: bool = False
    history_days: int = 90
    model: str = DEFAULT_MODEL

    @classmethod
    def from_env(cls, environment: Mapping[str, str] | None = None, **given: object) -> "Config":
        """`given` wins over the environment; what is None in it counts as not given. Raises BadInput."""
        values = _from_environment(os.environ if environment is None else environment)
        values.update({name: value for name, value in given.items() if value is not None})
        return cls(**values)  # type: ignore[arg-type]  # the names come from the fields themselves

    @property
    def url(self) -> str:
        """Where people reach this server."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def store_url(self) -> str:
        """The database: PostgreSQL when one is named, else SQLite in the data folder."""
        return self.database_url or f"sqlite:///{self.data / 'ombud.db'}"

    @property
    def plugin_folder(self) -> Path:
        """Where plug-ins lie: the folder that was named, else ``plugins`` in the data folder."""
        return self.plugins or self.data / "plugins"


def _from_environment(environment: Mapping[str, str]) -> dict[str, object]:
    values: dict[str, object] = {}
    for name in Config.__struct_fields__:
        text = environment.get(f"OMBUD_{name.upper()}")
        if not text:
            continue
        if name in {"data", "policy", "plugins", "tdb_token_file", "tdb_categories"}:
            values[name] = Path(text)
        elif name == "port":
            if not text.isdecimal() or not 0 < int(text) < 65536:
                raise BadInput("bad_port", f"OMBUD_PORT is {text!r}; a port is a number from 1 to 65535.")
            values[name] = int(text)
        elif name == "history_days":
            if not text.isdecimal() or int(text) > _LONGEST_HISTORY:
                raise BadInput(
                    "bad_history_days", f"OMBUD_HISTORY_DAYS is {text!r}; it is a number of days, 0 for no history."
                )
            values[name] = int(text)
        elif name == "demo":
            values[name] = text.lower() in {"1", "true", "yes"}
        else:
            values[name] = text
    return values


class _SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class _SystemRandomness:
    def bytes(self, n: int) -> bytes:
        return os.urandom(n)


class Ombud:
    """A running Ombud. `open` builds it, `start` sets its background work going, `stop` ends it cleanly."""

    def __init__(self, config: Config, store: Store) -> None:
        self.config = config
        self.store = store
        self.clock = _SystemClock()
        randomness = _SystemRandomness()
        keys = config.data / "keys"
        self.signer = Ed25519Signer(config.origin, _secret(keys / "ledger.seed"))
        _same_log(store, self.signer)
        (config.data / VKEY_FILE).write_text(self.signer.vkey + "\n", encoding="utf-8")
        self.blobs = FolderBlobs(config.data / "ledger")
        self.sequencer = Sequencer(store, self.blobs, self.signer, self.clock, randomness)
        self._sender = _sender(config)
        self.courier = Courier(store, self._sender, self.clock, _retry_with_jitter) if self._sender else None
        database = _transparency_database(config)
        self.filer = Filer(store, database, self.clock, _retry_with_jitter) if database else None
        self.public_record = partial(payload_of, provider=_told_in_public(config))
        sealer = Sealer(
            randomness=randomness, secret=_secret(keys / "notice.secret"), public_url=config.url,
            webhooks=self._sender is not None, translate=str, public_record=self.public_record if database else None,
        )  # fmt: skip
        self._swapping = threading.Lock()
        self.tunings = TuningDesk(store, self.clock)
        self._tuned = Tuned(self.tunings.in_force())
        folder = config.plugin_folder
        self._tried = open_plugins(folder)
        self._plugins = self._tried.apart()
        self._compile = partial(policy_from, cache=config.data / "cache", plugins=folder)
        self._revive = partial(self._compile, unfit=True)
        context = Context(store, self.clock, sealer, internal, self._revive, self._wake)
        policy = self._policy_in_force(context)
        memory = Memory(store, FolderBlobs(config.data / "memory", private=True), WindowKeeper(), internal, policy.asks)
        detectors = TunedDetectors(self._plugins.detectors(lambda: engine.policy.clauses), self._tuned)
        engine = Engine(policy=policy, detectors=detectors, windows=memory.windows, read=read)
        self.decider = Decider(store, engine, memory, sealer, self.clock, self._wake)
        self.publisher = Publisher(context, self._compile, self._swap)
        self.examiner = Examiner(
            partial(check_policy, plugins=folder), partial(policy_from, plugins=folder),
            partial(run_examples, plugins=folder), partial(explain_example, plugins=folder),
        )  # fmt: skip
        self.drafts = DraftDesk(context, self.publisher, self.examiner.judge)
        self.review = Review(context)
        self.appeals = AppealDesk(context)
        self.notices = Notices(context)
        self.receipts = Receipts(store, self.blobs)
        self.replayer = Replayer(context, self._as_recorded)
        self.explainer = Explainer(context, self._as_recorded, self._afresh)
        self.accounts = Accounts(store, self.clock, randomness)
        self.cards = (*shipped_cards(), *self._plugins.cards)
        self.corrections = CorrectionDesk(store, self.clock, randomness)
        self.policy: CompiledPolicy = policy
        self._watcher = Worker("watcher", self._watch, lambda: _WATCH_SECONDS)
        self._forgetter = Worker("forgetter", self.corrections.forget, lambda: _FORGET_SECONDS)
        self._archiver = Worker("archivist", lambda: self.archivist.run_once(), lambda: _ARCHIVE_SECONDS)

    @classmethod
    def open(cls, config: Config) -> "Ombud":
        """Open or create everything under `config.data`, and put the policy in force.

        Raises PolicyError when the policy does not compile, SystemFault when the store or the folder is unusable.
        """
        try:
            config.data.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SystemFault("data_folder", f"{config.data} cannot be used: {error.strerror}") from error
        store = open_store(config.store_url)
        try:
            return cls(config, store)
        except BaseException:
            store.close()
            raise

    def start(self) -> None:
        """Begin to deliver webhooks, write the log, and notice published policies."""
        self.sequencer.worker.start()
        if self.courier:
            self.courier.worker.start()
        if self.filer:
            self.filer.worker.start()
        self._watcher.start()
        self._forgetter.start()
        if self.config.history_days:
            self._archiver.start()

    def stop(self) -> None:
        """Finish what has begun, sequence what waits, close the store."""
        self._watcher.stop()
        self._forgetter.stop()
        self._archiver.stop()
        if "backtests" in self.__dict__:
            self.backtests.close()
        self.decider.stop()
        if self.courier:
            self.courier.worker.stop()
            self.courier.close()
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
        self._tried.close()
        self.store.close()

    @cached_property
    def scorer(self) -> Scorer:
        """What scores texts for those who only ask for scores. Raises NotFound as `open_scorer`."""
        return Scorer(TunedScorer(self.untuned(), self._tuned), normalise)

    def applied(self, signal: str) -> list[str]:
        """The ids of the tunings that this signal gets: in rules, or at the doors where they have another model."""
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
        return self._tried.catalogue

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
        keep = self.config.history_days or _LONGEST_HISTORY
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
        detectors = self._tried.detectors(lambda: policy.clauses)
        tuned = TunedDetectors(detectors, self._tuned)
        return Engine(policy=policy, detectors=tuned, windows=Windows(policy.asks), read=read)

    def _as_recorded(self, decision: Decision) -> tuple[Detectors, History]:
        """What a decision had observed of its past, as it was recorded. Nobody outside is asked again."""
        ids = [one for signal in decision.signals.values() for one in suffixes(signal.version)]
        then = TunedDetectors(self._tried.detectors(dict, ask=False), Tuned(self.tunings.named(ids)))
        return Replayed(then, decision.signals), Recorded(decision.observed)

    def _wake(self) -> None:
        self.sequencer.worker.wake()
        if self.courier:
            self.courier.worker.wake()
        if self.filer:
            self.filer.worker.wake()

    def _watch(self) -> int:
        """What another process put in force is in force here too; precision follows what people judged."""
        with self.store.read() as unit:
            current = unit.policies.current()
        if current is not None and current.version != self.policy.version:
            self._swap(self._revive(current.files))
            _log.info("policy_in_force", version=current.version)
        self._retune()
        self.decider.refresh_precision()
        self.decider.save_windows()
        return 0

    def _retune(self) -> None:
        """What was fitted to the community's own decisions, or taken back, elsewhere: it applies here too."""
        in_force = self.tunings.in_force()
        if {one.id for one in in_force} != self._tuned.ids:
            self._tuned.use(in_force)
            _log.info("tunings_in_force", tunings=[one.id for one in in_force])


def calm_collector() -> None:
    """Let Python's cycle collector look less often, and not at what stays for good: a seventh of the time was its.

    For the programs that decide without end. Their batches make many small objects and no cycles.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


def open_dry(
    policy: Path | None = None, *, verdicts: bool = False, cache: Path | None = None, plugins: Path | None = None
) -> Dry:
    """What decides without a store, or only asks the rules, for the command line. `cache` and `plugins`
    are as in `policy_from`."""
    clock, randomness = _SystemClock(), _SystemRandomness()
    compiled = policy_from(read_policy_files(policy or STARTER_POLICY), cache, plugins=plugins)
    engine = Engine(
        policy=compiled, detectors=detectors_for(compiled, plugins), windows=Windows(compiled.asks), read=read
    )
    if verdicts:
        return Verdicts(engine, clock)
    sealer = Sealer(
        randomness=randomness, secret=randomness.bytes(_SECRET_BYTES), public_url="", webhooks=False, translate=str
    )
    return DryDecider(engine, sealer, clock)


def plugins_here(folder: Path | None = None) -> Plugins:
    """The plug-ins in a folder; without one, in that of the environment, as a command without a server finds them."""
    return open_plugins(folder or Config.from_env().plugin_folder)


def detectors_for(policy: CompiledPolicy, plugins: Path | None = None) -> Detectors:
    """The signals of this installation, under a policy. `plugins` is as in `plugins_here`."""
    return plugins_here(plugins).detectors(lambda: policy.clauses)


def open_scorer(model: str = DEFAULT_MODEL) -> Scorer:
    """What scores texts, with one of `MODELS`. Raises NotFound (``unknown_model``, ``extra_missing``)."""
    if model not in MODELS:
        raise NotFound("unknown_model", f"there is no model {model!r}", advice=f"there is {', '.join(MODELS)}")
    default = TextModel()
    return Scorer(WithMarks(with_languages(full_model(default) if model == FULL_MODEL else default)), normalise)


def with_plugins(scorer: Scorer, policy: Path | None = None) -> Scorer:
    """The same, and what the plug-ins say beside it; endpoints that go by a clause take it from this policy."""
    plugins = plugins_here()
    if not plugins.found:
        return scorer
    files = read_policy_files(policy or STARTER_POLICY)
    return Scorer(WithPlugins(scorer.model, plugins, lru_cache(lambda: policy_from(files).clauses)), normalise)


def policy_from(
    files: Mapping[str, str], cache: Path | None = None, *, plugins: Path | None = None, unfit: bool = False
) -> Policy:
    """Compile a policy's files with the signals and the matcher of this installation.

    With a folder to keep things in it scans faster, and what was compiled before is there at once; without one there
    is nothing to prepare, and commands that end soon begin at once. `plugins` is as in `plugins_here`, `unfit` as in
    `compile_policy`.
    """
    return compile_policy(
        files,
        catalogue=plugins_here(plugins).catalogue,
        matcher=matcher_factory(normalise, database_builder(_databases(cache)) if cache else None),
        fingerprint=fingerprint,
        normalise=normalise,
        shelf=FolderShelf(cache / f"policies-{_code()[:16]}") if cache else None,
        unfit=unfit,
    )


def _databases(cache: Path | None) -> FolderShelf | None:
    """Where compiled patterns are kept."""
    return FolderShelf(cache / "databases", most=_MOST_DATABASES) if cache else None


@lru_cache(maxsize=1)
def _code() -> str:
    """What checked policies depend on beside their files: a digest of the code that checks and runs them."""
    package = Path(__file__).parent
    sources = sorted(path for part in ("model", "policy", "ports") for path in (package / part).rglob("*.py"))
    digest = hashlib.sha256()
    for path in sources:
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


def installation(cache: Path | None = None, plugins: Path | None = None) -> "Installation":
    """What past events are judged with, for a backtest. `cache` is a folder for compiled patterns,
    `plugins` as in `plugins_here`.

    No endpoint is asked about a past post: what it said then is on record, or the signal abstains.
    """
    from ombud.policy.backtest import Installation  # loads Polars, which most commands do without

    return Installation(
        detectors=plugins_here(plugins).detectors(dict, ask=False),
        matcher=matcher_factory(normalise, database_builder(_databases(cache))),
        normalise=normalise,
        normal_form=NORMAL_FORM,
        history=Windows,
        fingerprint=fingerprint,
    )


def check_policy(files: Mapping[str, str], *, plugins: Path | None = None) -> list[Problem]:
    """Everything that is wrong with a policy, given the signals and the matcher of this installation."""
    return check(
        files, catalogue=plugins_here(plugins).catalogue, matcher=matcher_factory(normalise), fingerprint=fingerprint
    )


def run_examples(policy: Policy, *, plugins: Path | None = None) -> TestReport:
    """A policy's examples, run with the signals of this installation."""
    return test(
        policy, detectors=detectors_for(policy, plugins), history=lambda: Windows(policy.asks),
        arrive=partial(_arrive, policy),
    )  # fmt: skip


def explain_example(policy: Policy, file: str, line: int, *, plugins: Path | None = None) -> Explanation:
    """One of them taken apart: the one that stands there. Raises NotFound; BadInput when its event would be refused."""
    example = next((one for one in policy.examples if (one.file, one.line) == (file, line)), None)
    if example is None:
        raise NotFound("no_such_example", "No example stands there.", advice="The text has changed: check it again.")
    windows = Windows(policy.asks)
    arrival = play(policy, example, windows, partial(_arrive, policy))
    return explain(policy, arrival, detectors_for(policy, plugins), windows)


def _arrive(policy: Policy, event: dict[str, Any]) -> Arrival:
    arrival: Arrival = read(
        msgspec.json.encode(event), schema=policy.schema, now=datetime.now(UTC), source="policy-test"
    )
    return arrival


def read_policy_files(folder: Path) -> dict[str, str]:
    """The Markdown and list files of a policy folder, by relative path. Raises BadInput."""
    if not folder.is_dir():
        raise BadInput("no_such_folder", f"{folder} is not a folder.", advice="Name a folder of Markdown files.")
    files: dict[str, str] = {}
    total = 0
    for path in sorted(folder.rglob("*")):
        if path.suffix not in {".md", ".txt"} or not path.exists():
            continue
        if not path.is_file():
            raise BadInput(
                "not_a_file", f"{path} is named like a part of the policy, and is no file.",
                advice="Give it another name, or take it out of the folder.",
            )  # fmt: skip
        if not path.resolve().is_relative_to(folder.resolve()):
            raise BadInput(
                "outside_folder", f"{path} leads out of the policy's folder.", advice="Copy the file into the folder."
            )
        with path.open("rb") as file:
            data = file.read(_MAX_POLICY_BYTES + 1 - total)
        total += len(data)
        if total > _MAX_POLICY_BYTES:
            raise BadInput("policy_too_large", f"{folder} holds more than {_MAX_POLICY_BYTES >> 20} MiB of policy.")
        try:
            files[path.relative_to(folder).as_posix()] = _with_plain_line_ends(data.decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            raise BadInput(
                "not_utf8", f"{path} is not UTF-8 text.", advice="Save it as UTF-8.", field=str(path)
            ) from error
    if not any(name.endswith(".md") for name in files):
        raise BadInput("no_policy", f"{folder} holds no Markdown file.", advice="A policy is a folder of .md files.")
    return files


def _with_plain_line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _secret(path: Path) -> bytes:
    """32 secret bytes from a file only its owner can read, made at the first start. Raises SystemFault."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(os.urandom(_SECRET_BYTES))
                file.flush()
                os.fsync(file.fileno())
        secret = path.read_bytes()
    except OSError as error:
        raise SystemFault("key_unreadable", f"{path}: {error.strerror}") from error
    if len(secret) != _SECRET_BYTES:
        raise SystemFault("key_damaged", f"{path} must hold {_SECRET_BYTES} bytes, and holds {len(secret)}.")
    return secret


def _same_log(store: Store, signer: Signer) -> None:
    """Raises SystemFault when the log was begun under another key or name: signing on would make it two logs."""
    with store.read() as unit:
        head = unit.ledger.head()
    if head is None:
        return
    try:
        open_checkpoint(head.note, signer.vkey)
    except BadInput as error:
        raise SystemFault(
            "not_the_log_s_key",
            f"The log on record was signed by another key or under another name ({error.detail}).",
            advice="Put keys/ledger.seed back from a backup, and OMBUD_ORIGIN as it was.",
        ) from error


def _sender(config: Config) -> WebhookSender | None:
    if not config.webhook_url:
        return None
    if not config.webhook_secret:
        raise BadInput(
            "webhook_secret_missing",
            "OMBUD_WEBHOOK_URL is set, and OMBUD_WEBHOOK_SECRET is not.",
            advice="Webhooks are always signed: set the secret that the receiver checks with.",
        )
    return WebhookSender(config.webhook_url, config.webhook_secret)


def _transparency_database(config: Config) -> TransparencyDatabase | None:
    if not config.tdb_url:
        return None
    if config.tdb_token_file is None:
        raise BadInput(
            "tdb_token_missing",
            "OMBUD_TDB_URL is set, and OMBUD_TDB_TOKEN_FILE is not.",
            advice="Put the token of your platform into a file that only Ombud can read, and name that file.",
        )
    return TransparencyDatabase(config.tdb_url, _file(config.tdb_token_file).decode("utf-8", "replace").strip())


def _told_in_public(config: Config) -> Provider:
    """What the DSA Transparency Database is told beside the decision; the starter policy's clauses have categories."""
    categories = {**STARTER, **(read_categories(_file(config.tdb_categories)) if config.tdb_categories else {})}
    return Provider(config.url, categories, in_public)


def _file(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput("file_unreadable", f"{path} cannot be read: {error.strerror}") from error


def _retry_with_jitter(attempts: int, first_try: datetime, now: datetime) -> datetime | None:
    return retry_at(attempts, first_try, now, random.random())  # noqa: S311 - spreads retries, guards nothing
