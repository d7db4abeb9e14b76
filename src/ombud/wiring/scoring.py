"""Texts in, scores out: a model of texts, with what plug-ins say beside it."""

from functools import lru_cache
from pathlib import Path

from ombud.intake import normalise
from ombud.pipeline import Scorer
from ombud.plugins import WithPlugins
from ombud.signals.spam import WithMarks
from ombud.wiring.config import DEFAULT_MODEL, STARTER_POLICY
from ombud.wiring.folder import read_policy_files
from ombud.wiring.models import text_model
from ombud.wiring.policies import plugins_here, policy_from

__all__ = ["open_scorer", "with_plugins"]


def open_scorer(model: str = DEFAULT_MODEL) -> Scorer:
    """What scores texts, with one of `MODELS`. Raises NotFound (``unknown_model``, ``extra_missing``)."""
    return Scorer(WithMarks(text_model(model)), normalise)


def with_plugins(scorer: Scorer, policy: Path | None = None) -> Scorer:
    """The same, and what the plug-ins say beside it; endpoints that go by a clause take it from this policy."""
    plugins = plugins_here()
    if not plugins.found:
        return scorer
    files = read_policy_files(policy or STARTER_POLICY)
    return Scorer(WithPlugins(scorer.model, plugins, lru_cache(lambda: policy_from(files).clauses)), normalise)
