"""What the model offers, and the version that it goes by, without loading it."""

from pathlib import Path

__all__ = ["DOCS", "VERSION"]

DOCS = {
    "toxic": "How rude, disrespectful, abusive or hateful the text is, from 0 to 1.",
    "severe": "How sure it is that the text is very hateful or abusive, from 0 to 1.",
    "insult": "How sure it is that the text insults a person or a group, from 0 to 1.",
    "threat": "How sure it is that the text threatens or wishes harm, from 0 to 1.",
    "identity_hate": "How sure it is that the text shows hate or contempt for a group of people, from 0 to 1.",
    "sexual": "How sure it is that the text is sexually explicit, from 0 to 1.",
    "profanity": "How sure it is that the text swears, at whatever, from 0 to 1.",
    "harassment": "How sure it is that the text goes for a particular person, from 0 to 1.",
    "spam": "How sure it is that the text is unwanted advertising, from 0 to 1.",
    "scam": "How sure it is that the text is a fraud, from 0 to 1.",
    "self_harm": "How sure it is that somebody needs help: suicide or self-harm. To offer help, never to restrict.",
}
"""One sentence for each signal, in the order of the model's columns."""

VERSION = (Path(__file__).parent / "data" / "version.txt").read_text(encoding="utf-8").strip()
"""``text-en-3+sha256:`` and the first sixteen digits of the digest of the weights: a test compares them."""
