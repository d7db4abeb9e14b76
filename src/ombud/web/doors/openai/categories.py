"""The thirteen categories of OpenAI's moderation endpoint, and what of them can be judged here."""

from collections.abc import Mapping
from typing import Any

from ombud.model import Signal
from ombud.signals.thresholds import Flags

__all__ = ["CATEGORIES", "result"]

Ways = tuple[tuple[str, ...], ...]

CATEGORIES: Mapping[str, Ways] = {
    "harassment": (("harassment",), ("insult",), ("toxic",)),
    "harassment/threatening": (("threat",),),
    "hate": (("identity_hate",),),
    "hate/threatening": (("identity_hate", "threat"),),
    "illicit": (),
    "illicit/violent": (),
    "self-harm": (("self_harm",),),
    "self-harm/intent": (),
    "self-harm/instructions": (),
    "sexual": (("sexual",),),
    "sexual/minors": (),
    "violence": (("threat",),),
    "violence/graphic": (),
}
"""The ways in which something falls under each: any one is enough, and all signals of a way have to hold. What has no
way is not judged. "Harassing language towards any target" is what our `insult` and `toxic` look for, too. Of violence
only threats are known; depictions are not. Self-harm is scored, and never true."""


def result(signals: Mapping[str, Signal], flags: Flags) -> dict[str, Any]:
    """One result. What was not judged is 0 and false, and its list of input types is empty."""
    scores = {name: _score(signals, ways) for name, ways in CATEGORIES.items()}
    true = {
        name: any(all(one in signals and flags.reached(one, signals[one]) for one in way) for way in ways)
        for name, ways in CATEGORIES.items()
    }
    return {
        "flagged": any(true.values()),
        "categories": true,
        "category_scores": {name: score or 0.0 for name, score in scores.items()},
        "category_applied_input_types": {name: [] if score is None else ["text"] for name, score in scores.items()},
    }


def _score(signals: Mapping[str, Signal], ways: Ways) -> float | None:
    """What has several ways is at least as likely as the likeliest; what takes two signals no likelier than either."""
    found = [one for way in ways if (one := _lowest(signals, way)) is not None]
    return max(found, default=None)


def _lowest(signals: Mapping[str, Signal], way: tuple[str, ...]) -> float | None:
    values = [signals[name].value if name in signals else None for name in way]
    numbers = [float(value) for value in values if isinstance(value, int | float)]
    return min(numbers) if len(numbers) == len(way) else None
