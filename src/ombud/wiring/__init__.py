"""Builds everything from a `Config`: the only place that knows which implementation stands behind which port."""

from ombud.wiring.config import DEFAULT_MODEL, MODELS, STARTER_POLICY, Config
from ombud.wiring.dry import open_dry
from ombud.wiring.folder import read_policy_files
from ombud.wiring.log import VKEY_FILE
from ombud.wiring.policies import (
    check_policy,
    detectors_for,
    installation,
    plugins_here,
    policy_from,
    run_examples,
)
from ombud.wiring.running import Ombud
from ombud.wiring.scoring import open_scorer, with_plugins
from ombud.wiring.world import calm_collector

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
