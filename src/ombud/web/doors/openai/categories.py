"""The thirteen categories of OpenAI's moderation endpoint, and what of them can be judged here."""

from collections.abc import Mapping
from typing import Any

from ombud.model import Signal
from ombud.signals.thresholds import flagged

__all__ = ["CATEGORIES", "result"]

CATEGORIES: Mapping[str, tuple[str, ...]] = {
    "harassment": ("harassment",),
    "harassment/threatening": ("threat",),
    "hate": ("identity_hate",),
    "hate/threatening": ("identity_hate", "threat"),
    "illicit": (),
    "illicit/violent": (),
    "self-harm": ("self_harm",),
    "self-harm/intent": (),
    "self-harm/instructions": (),
    "sexual": ("sexual",),
    "sexual/minors": (),
    "violence": ("threat",),
    "violence/graphic": (),
}
"""Our signals for each. Of two, both have to hold, and it cannot be likelier than either: the lower one counts. What
has none is not judged. Of violence only threats are known; depictions are not. A category is true when each of its
signals reaches its threshold (`ombud.signals.thresholds`); self-harm is scored and never true."""


def result(signals: Mapping[str, Signal]) -> dict[str, Any]:
    """One result. What was not judged is 0 and false, and its list of input types is empty."""
    scores = {name: _score(signals, needed) for name, needed in CATEGORIES.items()}
    flags = {
        name: scores[name] is not None and all(flagged(one, signals[one]) for one in needed)
        for name, needed in CATEGORIES.items()
    }
    return {
        "flagged": any(flags.values()),
        "categories": flags,
        "category_scores": {name: score or 0.0 for name, score in scores.items()},
        "category_applied_input_types": {name: [] if score is None else ["text"] for name, score in scores.items()},
    }


def _score(signals: Mapping[str, Signal], needed: tuple[str, ...]) -> float | None:
    values = [signals[name].value if name in signals else None for name in needed]
    numbers = [float(value) for value in values if isinstance(value, int | float)]
    return min(numbers) if needed and len(numbers) == len(needed) else None
