"""The default model of texts. See card.md."""

from ombud.signals.text.model import TextModel

__all__ = ["TextModel"]
