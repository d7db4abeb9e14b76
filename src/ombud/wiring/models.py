"""The models of texts, chosen by name: one choice for the rules of policies and for those who ask for scores."""

from collections.abc import Iterable
from functools import lru_cache

from ombud.model import NotFound
from ombud.ports import TextScorer
from ombud.signals.encoder import full_model
from ombud.signals.languages import with_languages
from ombud.signals.text import TextModel
from ombud.signals.text.detector import TextSignals
from ombud.signals.text.names import VERSION
from ombud.wiring.config import DEFAULT_MODEL, FULL_MODEL, MODELS, Config

__all__ = ["model_of", "model_then", "text_model", "words_of"]

_ENGLISH, _FULL = "text-en-", "text-en-full-"
"""What the versions of both models begin with, and those of the full one."""


def model_of(name: str | None) -> str:
    """The same; for None the one that the environment chooses. Raises NotFound (``unknown_model``)."""
    chosen = name or Config.from_env().model
    if chosen not in MODELS:
        raise NotFound("unknown_model", f"there is no model {chosen!r}", advice=f"there is {', '.join(MODELS)}")
    return chosen


@lru_cache(maxsize=1)
def _default() -> TextModel:
    return TextModel()


@lru_cache(maxsize=len(MODELS))
def text_model(name: str) -> TextScorer:
    """One of `MODELS`, with other languages beside it where they are installed. Raises NotFound (``unknown_model``,
    ``extra_missing``)."""
    return with_languages(full_model(_default()) if model_of(name) == FULL_MODEL else _default())


def words_of(name: str | None) -> TextSignals:
    """Its signals as rules ask for them; `name` as in `model_of`. Raises what `text_model` raises.

    The default model is loaded when a rule asks first: most commands never do.
    """
    chosen = model_of(name)
    version = VERSION if chosen == DEFAULT_MODEL else full_model(_default()).version
    return TextSignals(lambda: text_model(chosen), version)


def model_then(versions: Iterable[str], now: str) -> str:
    """The model that signals of these versions were measured with; `now` where none of them tells."""
    for version in versions:
        if version.startswith(_ENGLISH):
            return FULL_MODEL if version.startswith(_FULL) else DEFAULT_MODEL
    return now
