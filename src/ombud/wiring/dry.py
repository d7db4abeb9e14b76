"""Deciding without a store, for the command line."""

from pathlib import Path

from ombud.intake import read
from ombud.pipeline import Dry, DryDecider, Engine, Sealer, Verdicts
from ombud.signals import Windows
from ombud.wiring.config import STARTER_POLICY
from ombud.wiring.folder import read_policy_files
from ombud.wiring.policies import detectors_for, policy_from
from ombud.wiring.world import SECRET_BYTES, SystemClock, SystemRandomness

__all__ = ["open_dry"]


def open_dry(
    policy: Path | None = None,
    *,
    verdicts: bool = False,
    cache: Path | None = None,
    plugins: Path | None = None,
    model: str | None = None,
) -> Dry:
    """What decides without a store, or only asks the rules, for the command line. `cache` and `plugins` are as in
    `policy_from`, `model` as in `detectors_for`."""
    clock, randomness = SystemClock(), SystemRandomness()
    compiled = policy_from(read_policy_files(policy or STARTER_POLICY), cache, plugins=plugins)
    engine = Engine(
        policy=compiled, detectors=detectors_for(compiled, plugins, model), windows=Windows(compiled.asks), read=read
    )
    if verdicts:
        return Verdicts(engine, clock)
    sealer = Sealer(randomness=randomness, secret=randomness.bytes(SECRET_BYTES), public_url="", webhooks=False)
    return DryDecider(engine, sealer, clock)
