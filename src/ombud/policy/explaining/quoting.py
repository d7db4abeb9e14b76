"""A part of a condition as its author wrote it, with the brackets that belong to it."""

from ombud.policy.cel.lexer import tokenize
from ombud.policy.cel.syntax import Node

__all__ = ["Quoting"]


class Quoting:
    """One condition. Parsed parts do not include brackets at their edges: ``(a || b) && c`` begins at ``a``."""

    def __init__(self, condition: str) -> None:
        self._condition = condition
        self._brackets = [token for token in tokenize(condition) if token.kind in ("(", ")")]

    def __call__(self, node: Node) -> str:
        """The part's own text, widened until its brackets are in pairs."""
        start, end = node.start, node.end
        unopened = unclosed = 0
        for bracket in self._brackets:
            if start <= bracket.start < end:
                if bracket.kind == "(":
                    unclosed += 1
                elif unclosed:
                    unclosed -= 1
                else:
                    unopened += 1
        before = [bracket.start for bracket in self._brackets if bracket.kind == "(" and bracket.start < start]
        after = [bracket.end for bracket in self._brackets if bracket.kind == ")" and bracket.start >= end]
        if unopened:
            start = before[-unopened]
        if unclosed:
            end = after[unclosed - 1]
        return self._condition[start:end]
