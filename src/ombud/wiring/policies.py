"""Policies with the signals, the matcher and the plug-ins of this installation."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from ombud.intake import NORMAL_FORM, normalise, read
from ombud.model import Arrival, NotFound
from ombud.pipeline import CompiledPolicy
from ombud.plugins import Plugins, open_plugins
from ombud.policy import Explanation, Policy, Problem, TestReport, check, compile_policy, explain, play, test
from ombud.ports import Detectors
from ombud.scanning import database_builder
from ombud.signals import Windows, fingerprint, matcher_factory
from ombud.store import FolderShelf
from ombud.wiring.config import Config
from ombud.wiring.models import words_of

if TYPE_CHECKING:
    from ombud.policy.backtest import Installation

__all__ = [
    "check_policy",
    "detectors_for",
    "explain_example",
    "installation",
    "plugins_here",
    "policy_from",
    "run_examples",
]

_MOST_DATABASES = 256


def plugins_here(folder: Path | None = None) -> Plugins:
    """The plug-ins in a folder; without one, in that of the environment, as a command without a server finds them."""
    return open_plugins(folder or Config.from_env().plugin_folder)


def detectors_for(policy: CompiledPolicy, plugins: Path | None = None, model: str | None = None) -> Detectors:
    """The signals of this installation, under a policy. `plugins` is as in `plugins_here`, `model` one of `MODELS`;
    without it the one that the environment chooses. Raises what `words_of` raises."""
    return plugins_here(plugins).detectors(lambda: policy.clauses, words=words_of(model))


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
        matcher=matcher_factory(normalise, database_builder(databases(cache)) if cache else None),
        fingerprint=fingerprint,
        normalise=normalise,
        shelf=FolderShelf(cache / f"policies-{_code()[:16]}") if cache else None,
        unfit=unfit,
    )


def databases(cache: Path | None) -> FolderShelf | None:
    """Where compiled patterns are kept."""
    return FolderShelf(cache / "databases", most=_MOST_DATABASES) if cache else None


@lru_cache(maxsize=1)
def _code() -> str:
    """What checked policies depend on beside their files: a digest of the code that checks and runs them."""
    package = Path(__file__).parent.parent
    sources = sorted(path for part in ("model", "policy", "ports") for path in (package / part).rglob("*.py"))
    digest = hashlib.sha256()
    for path in sources:
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


def installation(cache: Path | None = None, plugins: Path | None = None, model: str | None = None) -> "Installation":
    """What past events are judged with, for a backtest. `cache` is a folder for compiled patterns, the rest as in
    `detectors_for`.

    No endpoint is asked about a past post: what it said then is on record, or the signal abstains.
    """
    from ombud.policy.backtest import Installation  # loads Polars, which most commands do without

    return Installation(
        detectors=plugins_here(plugins).detectors(dict, ask=False, words=words_of(model)),
        matcher=matcher_factory(normalise, database_builder(databases(cache))),
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


def run_examples(policy: Policy, *, plugins: Path | None = None, model: str | None = None) -> TestReport:
    """A policy's examples, run with the signals of this installation, which are as in `detectors_for`."""
    return test(
        policy, detectors=detectors_for(policy, plugins, model), history=lambda: Windows(policy.asks),
        arrive=partial(_arrive, policy),
    )  # fmt: skip


def explain_example(
    policy: Policy, file: str, line: int, *, plugins: Path | None = None, model: str | None = None
) -> Explanation:
    """One of them taken apart: the one that stands there. Raises NotFound; BadInput when its event would be refused."""
    example = next((one for one in policy.examples if (one.file, one.line) == (file, line)), None)
    if example is None:
        raise NotFound("no_such_example", "No example stands there.", advice="The text has changed: check it again.")
    windows = Windows(policy.asks)
    arrival = play(policy, example, windows, partial(_arrive, policy))
    return explain(policy, arrival, detectors_for(policy, plugins, model), windows)


def _arrive(policy: Policy, event: dict[str, Any]) -> Arrival:
    arrival: Arrival = read(
        msgspec.json.encode(event), schema=policy.schema, now=datetime.now(UTC), source="policy-test"
    )
    return arrival
