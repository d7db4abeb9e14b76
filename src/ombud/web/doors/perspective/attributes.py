"""Perspective's attributes, and which signal of ours answers for which."""

from collections.abc import Mapping

__all__ = ["ORIGINAL", "PRESUPPOSES", "SIGNAL_OF"]

SIGNAL_OF: Mapping[str, str] = {
    "TOXICITY": "toxic",
    "SEVERE_TOXICITY": "severe",
    "IDENTITY_ATTACK": "identity_hate",
    "INSULT": "insult",
    "PROFANITY": "profanity",
    "THREAT": "threat",
    "SEXUALLY_EXPLICIT": "sexual",
}
"""The last one was experimental there, and is here."""

PRESUPPOSES: Mapping[str, str] = {"SEVERE_TOXICITY": "TOXICITY"}
"""What nothing can be without being the other: its score is the product of both signals, and never above the other's.
Our `severe` by itself says too much of texts that are hardly toxic (calibration error 0.11, and 0.02 so)."""

_EXPERIMENTS = (
    "TOXICITY", "SEVERE_TOXICITY", "IDENTITY_ATTACK", "INSULT", "PROFANITY", "THREAT", "AFFINITY", "ALIENATION",
    "COMPASSION", "CONSTRUCTIVE", "CURIOSITY", "FEARMONGERING", "GENERALIZATION", "MORAL_OUTRAGE", "NUANCE",
    "PERSONAL_STORY", "POWER_APPEAL", "REASONING", "RESPECT", "SCAPEGOATING",
)  # fmt: skip

ORIGINAL = frozenset(SIGNAL_OF) | {
    "ATTACK_ON_AUTHOR", "ATTACK_ON_COMMENTER", "FLIRTATION", "INCOHERENT", "INFLAMMATORY", "LIKELY_TO_REJECT",
    "OBSCENE", "SPAM", "TOXICITY_FAST", "UNSUBSTANTIAL", *(f"{name}_EXPERIMENTAL" for name in _EXPERIMENTS),
}  # fmt: skip
"""Every attribute that Perspective had. Of those that we have no signal for, none supports any language here."""
