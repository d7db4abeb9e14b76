"""Telling whether a decision, derived again from what it was made of, comes out the same."""

import difflib
import json

from ombud.model import Decision

__all__ = ["difference", "proven_then"]


def proven_then(decision: Decision) -> dict[str, float]:
    """Which rules were allowed to act alone when the decision was made: those that did not fall back."""
    return {
        match.rule: 1.0
        for match in decision.matches
        if match.automation == "decide" and match.rule not in decision.fallback
    }


def difference(recorded: bytes, derived: bytes) -> str:
    """Empty when the bytes are the same, else a line-by-line difference (``-`` recorded, ``+`` derived)."""
    if recorded == derived:
        return ""
    return "\n".join(difflib.unified_diff(_lines(recorded), _lines(derived), "recorded", "derived", lineterm="", n=1))


def _lines(record: bytes) -> list[str]:
    return json.dumps(json.loads(record), indent=1, ensure_ascii=False, sort_keys=True).splitlines()
