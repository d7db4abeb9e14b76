"""Finding a policy's words and patterns in a text, all in one go."""

from ombud.signals.matching.matcher import PolicyMatcher, matcher_factory

__all__ = ["PolicyMatcher", "matcher_factory"]
