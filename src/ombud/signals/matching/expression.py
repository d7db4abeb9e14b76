"""A pattern as the scanning engine is to look for it: bytes, no flags, and never less than what RE2 would match.

Only whether there is a match is asked of the engine, not where. So what may be missing at either end is left out, and
what would make the automaton large is written more loosely: a counted gap becomes a gap of any length. RE2 then
confirms the hits.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from ombud.signals.matching.letters import Char
from ombud.signals.matching.syntax import Alt, Concat, Look, Node, Repeat

__all__ = ["MAX_EXPRESSION", "Expression", "express", "literal"]

MAX_EXPRESSION = 12_000
"""Bytes of one expression; the engine itself refuses 16,000."""

_MAX_COPIES = 32
"""A counted repeat is written out up to this many characters."""

_MAX_LOOP = 12
"""What repeats without bound and is longer than this becomes a run of its characters: loops cost most."""

_CHARACTER = r"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"


class Expression(NamedTuple):
    """`exact`: a hit of it is a hit of the pattern."""

    source: bytes
    exact: bool


def literal(data: bytes) -> bytes:
    """The expression for these very bytes."""
    return "".join(map(_byte, data)).encode()


def express(root: Node) -> Expression | None:
    """None for a pattern that could match nothing at all, or that is too long to be looked for this way."""
    node = _trim(_trim(root, last=True), last=False)
    if _least(node) == 0:
        return None
    writer = _Writer()
    source = writer.write(node)
    return Expression(source.encode(), writer.exact) if len(source) <= MAX_EXPRESSION else None


def _least(node: Node) -> int:
    """The fewest characters it takes."""
    if isinstance(node, Char):
        return 1
    if isinstance(node, Look):
        return 0
    if isinstance(node, Repeat):
        return node.least * _least(node.node)
    if isinstance(node, Concat):
        return sum(map(_least, node.items))
    return min(map(_least, node.branches))


def _trim(node: Node, *, last: bool) -> Node:
    """Without what may be missing at its end (or its beginning): "is there a match?" has the same answer."""
    if isinstance(node, Repeat):
        return _trimmed_repeat(node, last=last)
    if isinstance(node, Alt):
        return Alt(tuple(_trim(branch, last=last) for branch in node.branches), ())
    if isinstance(node, Concat):
        items = list(node.items)
        while items:
            edge = _trim(items[-1 if last else 0], last=last)
            if edge != Concat((), ()):
                items[-1 if last else 0] = edge
                break
            items.pop(-1 if last else 0)
        return Concat(tuple(items), ())
    return node


def _trimmed_repeat(node: Repeat, *, last: bool) -> Node:
    if node.least == 0:
        return Concat((), ())
    return _trim(node.node, last=last) if node.least == 1 else Repeat(node.node, node.least, node.least)


class _Writer:
    """Writes a tree; `exact` turns false where it had to write more than the pattern says."""

    def __init__(self) -> None:
        self.exact = True

    def write(self, node: Node) -> str:
        if isinstance(node, Char):
            return self._char(node)
        if isinstance(node, Look):
            self.exact &= node.expression != ""
            return node.expression
        if isinstance(node, Repeat):
            return self._repeat(node)
        if isinstance(node, Concat):
            return "".join(f"(?:{self.write(one)})" if isinstance(one, Alt) else self.write(one) for one in node.items)
        return "|".join(map(self.write, node.branches))

    def _char(self, char: Char) -> str:
        self.exact &= char.exact
        parts = [_set(char.ascii)] if char.ascii else []
        parts += [_CHARACTER] if char.other is None else ["".join(map(_byte, one)) for one in char.other]
        if not parts:
            return r"[^\x00-\xff]"
        return parts[0] if len(parts) == 1 and char.other is not None else f"(?:{'|'.join(parts)})"

    def _repeat(self, node: Repeat) -> str:
        inner, least, most = node.node, node.least, node.most
        if most == 0:
            return ""
        if most == 1:
            return f"(?:{self.write(inner)})?" if least == 0 else f"(?:{self.write(inner)})"
        size = _size(inner)
        if (isinstance(inner, Char) and inner.other is None) or (most is None and size > _MAX_LOOP):
            self.exact = False
            return self._any_of(inner) + ("+" if _least(node) else "*")
        if size * max(least, most or 0) > _MAX_COPIES:
            self.exact = False
            return self._repeat(Repeat(inner, min(least, max(1, _MAX_COPIES // size)), None))
        return f"(?:{self.write(inner)}){_quantifier(least, most)}"

    def _any_of(self, node: Node) -> str:
        """One byte of any character in it."""
        chars = list(_chars(node))
        inside = bytes(sorted(set().union(*(char.ascii for char in chars))))
        beyond = "" if all(char.other == () for char in chars) else r"\x80-\xff"
        return f"[{_ranges(inside)}{beyond}]"


def _quantifier(least: int, most: int | None) -> str:
    if most is None and least < 2:
        return "+" if least else "*"
    return f"{{{least},{'' if most is None else most}}}"


def _size(node: Node) -> int:
    """How many characters it is written with, roughly."""
    if isinstance(node, (Char, Look)):
        return 1
    if isinstance(node, Repeat):
        return _size(node.node) * max(node.least, node.most or 1, 1)
    return sum(map(_size, node.items if isinstance(node, Concat) else node.branches)) or 1


def _chars(node: Node) -> Iterator[Char]:
    if isinstance(node, Char):
        yield node
    elif isinstance(node, Repeat):
        yield from _chars(node.node)
    elif not isinstance(node, Look):
        for one in node.items if isinstance(node, Concat) else node.branches:
            yield from _chars(one)


def _byte(code: int) -> str:
    char = chr(code)
    return char if code < 128 and (char.isalnum() or char in " _") else f"\\x{code:02x}"


@lru_cache(maxsize=4096)
def _set(codes: bytes) -> str:
    return _byte(codes[0]) if len(codes) == 1 else f"[{_ranges(codes)}]"


def _ranges(codes: bytes) -> str:
    out, start = [], 0
    for i, code in enumerate(codes):
        if i + 1 == len(codes) or codes[i + 1] != code + 1:
            first = codes[start]
            out.append(_byte(first) if first == code else f"{_byte(first)}-{_byte(code)}")
            start = i + 1
    return "".join(out)
