"""Syntax tree -> text: one form for every condition, with no brackets that say nothing.

Brackets stand where the tree needs them, and around ``&&`` inside ``||``, which few people read the way it is meant.
A condition that fits on its line is one line. A longer one is broken before ``&&``, ``||``, ``?`` and ``:``, and behind
the commas of long lists of words, where the author's own line breaks are kept: they often group words by language.
"""

import re
from collections.abc import Callable, Mapping

from ombud.policy.cel.lexer import tokenize
from ombud.policy.cel.parser import parse
from ombud.policy.cel.syntax import (
    Binary,
    Call,
    Conditional,
    Has,
    Ident,
    ListOf,
    Literal,
    Logic,
    Macro,
    MapOf,
    Node,
    Select,
    Unary,
)
from ombud.policy.cel.values import Uint, Value

__all__ = ["WIDTH", "format_condition", "has_comments", "print_expression", "printer", "same_tree"]

WIDTH = 100
"""Columns of a line, where it can be broken."""

_NO_LIMIT = 10**9
_STEP = 2
_LEVELS = {"||": 1, "&&": 2, "+": 4, "-": 4, "*": 5, "/": 5, "%": 5}
_RELATION = 3
_SIGN, _POSTFIX = 6, 7
_PLAIN_NAME = re.compile(r"(?!(?:true|false|null|in)\Z)[_a-zA-Z][_a-zA-Z0-9]*")
_AS_IT_IS = re.compile(r"""[ !$-\[\]-~]*""")
"""Printable ASCII without what is ever escaped: quotation marks, backslashes, `#`."""
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def format_condition(source: str, indent: int, width: int | None = WIDTH) -> str:
    """The condition in its canonical form: on lines that begin in column `indent`, or on one when `width` is None.

    Raises Fault when it cannot be parsed. Literals stay as they were spelt, comments do not stay: see `has_comments`.
    """
    return _Printer(source, width or _NO_LIMIT).layout(parse(source), indent, indent, 0)


def print_expression(root: Node, spelt: Mapping[Node, str] | None = None) -> str:
    """The tree as one line of text that parses to the same tree, but for the nodes of `spelt`, which are written so."""
    return _Printer("", _NO_LIMIT, spelt).flat(root)


def printer() -> Callable[[Node], str]:
    """`print_expression` for the nodes of one tree, which remembers what it has printed: parts stand in parts."""
    return _Printer("", _NO_LIMIT).flat


def has_comments(source: str) -> bool:
    """Whether there is a ``//`` comment in the expression. Raises Fault."""
    at = 0
    for token in tokenize(source):
        if "//" in source[at : token.start]:
            return True
        at = token.end
    return False


def same_tree(one: object, other: object) -> bool:
    """Whether two trees (or parts of them) say the same, wherever they stand."""
    if type(one) is not type(other):
        return False
    if isinstance(one, Node):
        names = [name for name in one.__struct_fields__ if name not in ("start", "end", "depth", "name_start")]
        return all(same_tree(getattr(one, name), getattr(other, name)) for name in names)
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(same_tree, one, other))
    return one == other


class _Printer:
    """`source` is what the nodes were parsed from; without one, literals are spelt anew."""

    def __init__(self, source: str, width: int, spelt: Mapping[Node, str] | None = None) -> None:
        self._source = source
        self._width = width
        self._flat: dict[Node, str] = dict(spelt or {})

    # ── on one line ──────────────────────────────────────────────────────────────────────────────────────────────
    def flat(self, node: Node) -> str:
        """The node on one line."""
        found = self._flat.get(node)
        if found is None:
            found = self._flat[node] = self._on_one_line(node)
        return found

    def _on_one_line(self, node: Node) -> str:
        match node:
            case Logic(operator=operator, operands=operands):
                return f" {operator} ".join(self._bracketed(part, _needs(part)) for part in operands)
            case Conditional(test=test, then=then, other=other):
                sides = [self._bracketed(part, isinstance(part, Conditional)) for part in (test, then)]
                return f"{sides[0]} ? {sides[1]} : {self.flat(other)}"
            case Binary(operator="[]", left=left, right=right):
                return f"{self._base(left)}[{self.flat(right)}]"
            case Binary(operator=operator, left=left, right=right):
                first = self._bracketed(left, _level(left) < _level(node))
                return f"{first} {operator} {self._bracketed(right, _level(right) <= _level(node))}"
            case Unary(operator=sign, operand=operand):
                return sign + self._bracketed(operand, self._sign_needs(sign, operand))
        return self._simple(node)

    def _simple(self, node: Node) -> str:
        match node:
            case Literal():
                return self._literal(node)
            case Ident(name=name, absolute=absolute):
                return f".{name}" if absolute else name
            case Select(operand=operand, field=field):
                return f"{self._base(operand)}.{field if _PLAIN_NAME.fullmatch(field) else f'`{field}`'}"
            case Has(target=target):
                return f"has({self.flat(target)})"
            case ListOf(items=items):
                return f"[{', '.join(map(self.flat, items))}]"
            case Call() | Macro():
                opening, items = self._call(node)
                return f"{opening}{', '.join(map(self.flat, items))})"
        entries = node.entries if isinstance(node, MapOf) else ()
        return f"{{{', '.join(f'{self.flat(key)}: {self.flat(value)}' for key, value in entries)}}}"

    def _call(self, node: Call | Macro) -> tuple[str, tuple[Node, ...]]:
        """What a call or macro begins with, and what stands in its brackets."""
        if isinstance(node, Macro):
            return f"{self._base(node.range)}.{node.kind}({node.variable}, ", node.steps
        before = "" if node.target is None else f"{self._base(node.target)}."
        return f"{before}{node.function}(", node.args

    def _base(self, node: Node) -> str:
        return self._bracketed(node, _level(node) < _POSTFIX)

    def _bracketed(self, node: Node, needed: bool) -> str:
        return f"({self.flat(node)})" if needed else self.flat(node)

    def _sign_needs(self, sign: str, operand: Node) -> bool:
        """``-(5)`` is no literal; ``!-x`` is not CEL."""
        if _level(operand) < _SIGN or (isinstance(operand, Unary) and operand.operator != sign):
            return True
        return sign == "-" and self.flat(operand)[0] in "0123456789."

    def _literal(self, node: Literal) -> str:
        spelt = self._source[node.start : node.end]
        if not spelt:
            return _spelling(node.value)
        if spelt[0] == "-":
            return "-" + spelt[1:].lstrip()
        body = spelt[1:-1]
        plain = spelt[0] == "'" and len(spelt) > 1 and spelt[:3] != "'''" and not set(body) & {'"', "\\"}
        return f'"{body}"' if plain else spelt

    # ── over several lines ───────────────────────────────────────────────────────────────────────────────────────
    def layout(self, node: Node, column: int, indent: int, tail: int) -> str:
        """The node from `column` on, on lines that begin at `indent`; `tail` columns must be left behind it."""
        text = self.flat(node)
        if column + len(text) + tail <= self._width:
            return text
        newline = "\n" + " " * indent
        match node:
            case Logic(operator=operator, operands=operands):
                lead = len(operator) + 1
                parts = [
                    self._part(part, _needs(part), (indent + lead) if number else column, indent, tail)
                    for number, part in enumerate(operands)
                ]
                return f"{newline}{operator} ".join(parts)
            case Conditional(test=test, then=then, other=other):
                inner, deeper = indent + _STEP, newline + " " * _STEP
                lines = [
                    self._part(test, isinstance(test, Conditional), column, indent, 0),
                    self._part(then, isinstance(then, Conditional), inner + 2, inner, 0),
                    self.layout(other, inner + 2, inner, tail),
                ]
                return f"{lines[0]}{deeper}? {lines[1]}{deeper}: {lines[2]}"
            case Unary(operator=sign, operand=operand):
                return sign + self._part(operand, self._sign_needs(sign, operand), column + 1, indent, tail)
            case Binary(operator=operator, left=left, right=right) if operator != "[]":
                first = self._part(left, _level(left) < _level(node), column, indent, len(operator) + 1)
                start = f"{first} {operator} "
                at = _last_column(start, column)
                return start + self._part(right, _level(right) <= _level(node), at, indent, tail)
            case ListOf(items=items) if items:
                return self._filled("[", items, "]", column, indent, tail)
            case Call() | Macro():
                opening, items = self._call(node)
                return self._filled(opening, items, ")", column, indent, tail) if items else text
        return text

    def _part(self, node: Node, bracketed: bool, column: int, indent: int, tail: int) -> str:
        if not bracketed:
            return self.layout(node, column, indent, tail)
        return f"({self.layout(node, column + 1, indent + _STEP, tail + 1)})"

    def _filled(self, opening: str, items: tuple[Node, ...], closing: str, column: int, indent: int, tail: int) -> str:
        """As many items on each line as fit; the author's own line breaks stay."""
        inner = indent + _STEP
        newline = "\n" + " " * inner
        text = opening
        for number, item in enumerate(items):
            last = number == len(items) - 1
            room = tail + len(closing) if last else 1
            at = _last_column(text, column)
            if number:
                own = "\n" in self._source[items[number - 1].end : item.start]
                wide = len(self.flat(item)) + room
                helps = inner + wide <= self._width or number > 1
                text += newline if own or (at + 1 + wide > self._width and helps) else " "
                at = _last_column(text, column)
            text += self.layout(item, at, inner, room) + (closing if last else ",")
        return text


def _last_column(text: str, column: int) -> int:
    """The column behind `text`, which begins in `column`."""
    _, newline, line = text.rpartition("\n")
    return len(line) if newline else column + len(line)


def _needs(part: Node) -> bool:
    """Whether an operand of ``&&`` or ``||`` stands in brackets: so that nobody need know which binds tighter."""
    return isinstance(part, Logic | Conditional)


def _level(node: Node) -> int:
    match node:
        case Conditional():
            return 0
        case Logic(operator=operator):
            return _LEVELS[operator]
        case Binary(operator="[]"):
            return _POSTFIX
        case Binary(operator=operator):
            return _LEVELS.get(operator, _RELATION)
        case Unary():
            return _SIGN
    return _POSTFIX


def _spelling(value: Value) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case None:
            return "null"
        case Uint():
            return f"{int(value)}u"
        case bytes():
            return 'b"' + "".join(f"\\x{byte:02x}" for byte in value) + '"'
        case str() if _AS_IT_IS.fullmatch(value):
            return f'"{value}"'
        case str():
            # A space and `#` would begin a comment in a block.
            spelt = "".join(_ESCAPES.get(char) or (char if char.isprintable() else _escape(char)) for char in value)
            return '"' + re.sub(r"(?<=[ \t])#|^#", r"\\x23", spelt) + '"'
    return repr(value)


def _escape(char: str) -> str:
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"
