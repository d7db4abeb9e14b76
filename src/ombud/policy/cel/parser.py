"""Tokens -> syntax tree. CEL specification, "Syntax": https://github.com/google/cel-spec/blob/master/doc/langdef.md#syntax

Nesting is limited, so that hostile input meets our own error and never Python's recursion limit.
"""

from ombud.policy.cel.lexer import Token, tokenize
from ombud.policy.cel.mistakes import infix_word, unexpected
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
from ombud.policy.cel.values import INT_MAX
from ombud.policy.problems import Fault

__all__ = ["MAX_DEPTH", "MAX_NESTING", "parse", "parse_on"]

MAX_NESTING = 48
"""How deep brackets, arguments and ``? :`` may nest."""

MAX_DEPTH = 80
"""How high the tree may grow, which chains such as ``a + b + c`` do without nesting."""

_LEVELS = {"||": 1, "&&": 2, "+": 4, "-": 4, "*": 5, "/": 5, "%": 5} | dict.fromkeys(
    ("<", "<=", ">", ">=", "==", "!=", "in"), 3
)
_WORDS = {"and": "&&", "or": "||"}
_MACROS = {"all": (2,), "exists": (2,), "exists_one": (2,), "filter": (2,), "map": (2, 3)}
_CONSTANTS = {"true": True, "false": False, "null": None}
_RESERVED = frozenset(
    [
        "as",
        "break",
        "const",
        "continue",
        "else",
        "for",
        "function",
        "if",
        "import",
        "let",
        "loop",
        "package",
        "namespace",
        "return",
        "var",
        "void",
        "while",
    ]
)


def parse(source: str) -> Node:
    """The tree of one expression. Raises Fault at the first thing that cannot be understood."""
    node, faults = parse_on(source)
    if node is None or faults:
        raise faults[0]
    return node


def parse_on(source: str) -> tuple[Node | None, list[Fault]]:
    """The tree and what is wrong with it: a word such as ``and`` for an operator is a fault, and is understood.

    What cannot be understood ends it: the tree is None, and the last of the faults says why.
    """
    faults: list[Fault] = []
    try:
        parser = _Parser(tokenize(source), faults)
        node = parser.expression()
        parser.finish()
    except Fault as fault:
        return None, [*faults, fault]
    return node, faults


class _Parser:
    def __init__(self, tokens: list[Token], faults: list[Fault]) -> None:
        self._tokens = tokens
        self._faults = faults
        self._at = 0
        self._nesting = 0

    # ── expressions, from the loosest operator to the tightest ───────────────────────────────────────────────────
    def expression(self) -> Node:
        self._deeper()
        node = self._chain(1)
        if self._accept("?"):
            then = self._chain(1)
            self._expect(":", "the `:` of `test ? a : b`")
            other = self.expression()
            node = Conditional(
                test=node, then=then, other=other, start=node.start, end=other.end, depth=_grow(node, then, other)
            )
        self._nesting -= 1
        return node

    def _deeper(self) -> None:
        token = self._tokens[self._at]
        self._nesting += 1
        if self._nesting > MAX_NESTING:
            raise Fault(
                f"the condition nests deeper than {MAX_NESTING} levels",
                token.start,
                token.end,
                "Split it into several rules.",
                code="condition_too_deep",
            )

    def _chain(self, level: int) -> Node:
        left = self._unary()
        while (found := self._level(self._tokens[self._at])) >= level:
            operator = self._next().text
            right = self._chain(found + 1)
            if operator in ("&&", "||"):
                left = self._logic(operator, left, right)
            else:
                left = Binary(
                    operator=operator,
                    left=left,
                    right=right,
                    start=left.start,
                    end=right.end,
                    depth=_grow(left, right),
                )
        return left

    def _logic(self, operator: str, first: Node, second: Node) -> Node:
        """The whole chain of one operator becomes one node: a long list of tests is wide, not deep."""
        operands = [first, second]
        while self._accept(operator):
            operands.append(self._chain(_LEVELS[operator] + 1))
        return Logic(
            operator=operator,
            operands=tuple(operands),
            start=first.start,
            end=operands[-1].end,
            depth=_grow(*operands),
        )

    def _level(self, token: Token) -> int:
        if token.kind == "name" and token.text != "in" and (mistaken := infix_word(self._tokens, self._at)):
            operator = _WORDS.get(token.text.lower())
            if operator is None:
                raise mistaken
            self._faults.append(mistaken)
            self._tokens[self._at] = token = Token(operator, operator, token.start, token.end)
        return _LEVELS.get(token.text, 0) if token.kind not in ("literal", "quoted") else 0

    def _unary(self) -> Node:
        token = self._tokens[self._at]
        if token.kind == "name" and token.text.lower() == "not":
            return self._worded_not(token)
        signs = self._signs()
        literal = self._negative(signs)
        node = self._postfix(literal) if literal is not None else self._postfix(self._primary())
        for sign in reversed(signs):
            node = Unary(operator=sign.kind, operand=node, start=sign.start, end=node.end, depth=_grow(node))
        return node

    def _worded_not(self, token: Token) -> Node:
        """Elsewhere ``not a == b`` turns the whole comparison around."""
        after = self._tokens[self._at + 1]
        mistaken = infix_word(self._tokens, self._at) if after.kind in ("name", "literal", "(") else None
        if mistaken is None or after.text == "in":
            return self._postfix(self._primary())
        self._faults.append(mistaken)
        self._at += 1
        self._deeper()
        node = self._chain(_LEVELS["=="])
        self._nesting -= 1
        return Unary(operator="!", operand=node, start=token.start, end=node.end, depth=_grow(node))

    def _signs(self) -> list[Token]:
        """``!!`` or ``--``, never one kind after the other, except that a number may bring its own minus."""
        signs: list[Token] = []
        kind = self._tokens[self._at].kind
        while kind in ("!", "-") and self._tokens[self._at].kind == kind:
            signs.append(self._next())
        if kind == "!" and self._tokens[self._at].kind == "-" and _is_number(self._tokens[self._at + 1]):
            signs.append(self._next())
        return signs

    def _negative(self, signs: list[Token]) -> Node | None:
        """A minus directly before a number belongs to the number: -9223372036854775808 is an int."""
        token = self._tokens[self._at]
        if not (signs and signs[-1].kind == "-" and _is_number(token)):
            return None
        self._at += 1
        return Literal(value=-token.value, start=signs.pop().start, end=token.end)

    def _postfix(self, node: Node) -> Node:
        while True:
            token = self._tokens[self._at]
            if token.kind == ".":
                self._at += 1
                node = self._member(node)
            elif token.kind == "[":
                self._at += 1
                index = self.expression()
                end = self._close("]", token).end
                node = Binary(
                    operator="[]", left=node, right=index, start=node.start, end=end, depth=_grow(node, index)
                )
            elif token.kind == "{" and isinstance(node, Ident | Select):
                raise Fault(
                    "messages cannot be built in a condition",
                    token.start,
                    token.end,
                    "Name a field by itself, such as `item.text`.",
                    code="message_built",
                )
            else:
                return node

    def _member(self, operand: Node) -> Node:
        token = self._next()
        plain = token.kind == "name" and token.text not in _CONSTANTS and token.text != "in"
        if not plain and token.kind != "quoted":
            raise self._unexpected(token, "the name of a field or function after the dot")
        opening = self._tokens[self._at]
        if plain and opening.kind == "(":
            args, end = self._arguments()
            if len(args) in _MACROS.get(token.text, ()):
                return self._macro(token, operand, args, end)
            return Call(
                function=token.text,
                target=operand,
                args=args,
                name_start=token.start,
                start=operand.start,
                end=end,
                depth=_grow(operand, *args),
            )
        return Select(operand=operand, field=token.text, start=operand.start, end=token.end, depth=_grow(operand))

    # ── what an expression begins with ───────────────────────────────────────────────────────────────────────────
    def _primary(self) -> Node:
        token = self._next()
        if token.kind == "literal":
            if token.value == INT_MAX + 1 and type(token.value) is int:
                raise Fault(f"{token.text} does not fit in 64 bits", token.start, token.end, code="number_too_large")
            return Literal(value=token.value, start=token.start, end=token.end)
        absolute = token.kind == "." and self._tokens[self._at].kind == "name"
        if absolute:
            token = self._next()
        if token.kind == "name":
            return self._named(token, absolute=absolute)
        if token.kind == "(":
            node = self.expression()
            self._close(")", token)
            return node
        if token.kind == "[":
            items, end = self._items("]", token)
            return ListOf(items=tuple(items), start=token.start, end=end, depth=_grow(*items))
        if token.kind == "{":
            return self._map(token)
        raise self._unexpected(token, "a value")

    def _named(self, token: Token, *, absolute: bool) -> Node:
        if token.text in _CONSTANTS:
            return Literal(value=_CONSTANTS[token.text], start=token.start, end=token.end)
        if token.text.lower() in ("and", "or", "not") and self._tokens[self._at].kind in ("name", "literal", "("):
            mistaken = infix_word(self._tokens, self._at - 1)
            if mistaken is not None:
                raise mistaken
        if token.text == "if":
            raise Fault(
                "a condition has no `if`",
                token.start,
                token.end,
                "Remove it: the rule does what stands behind `then:` whenever the condition holds.",
                code="reserved_word",
            )
        if token.text in _RESERVED or token.text == "in":
            raise Fault(
                f"`{token.text}` is a reserved word and cannot be a name",
                token.start,
                token.end,
                "Use another name, or `x.exists(y, ...)` to go over a list.",
                code="reserved_word",
            )
        if self._tokens[self._at].kind != "(":
            return Ident(name=token.text, absolute=absolute, start=token.start, end=token.end)
        args, end = self._arguments()
        if token.text == "has":
            return self._has(token, args, end)
        return Call(
            function=token.text,
            target=None,
            args=args,
            name_start=token.start,
            start=token.start,
            end=end,
            depth=_grow(*args),
        )

    def _map(self, opening: Token) -> Node:
        entries: list[tuple[Node, Node]] = []
        self._lone_comma("}")
        while self._tokens[self._at].kind != "}":
            key = self.expression()
            self._expect(":", "`:` between the key and its value")
            entries.append((key, self.expression()))
            if not self._accept(","):
                break
        end = self._close("}", opening).end
        parts = [part for entry in entries for part in entry]
        return MapOf(entries=tuple(entries), start=opening.start, end=end, depth=_grow(*parts))

    # ── calls and macros ─────────────────────────────────────────────────────────────────────────────────────────
    def _arguments(self) -> tuple[tuple[Node, ...], int]:
        opening = self._next()
        items, end = self._items(")", opening, trailing_comma=False)
        return tuple(items), end

    def _items(self, closing: str, opening: Token, *, trailing_comma: bool = True) -> tuple[list[Node], int]:
        items: list[Node] = []
        if trailing_comma:
            self._lone_comma(closing)
        while self._tokens[self._at].kind != closing:
            items.append(self.expression())
            if not self._accept(","):
                break
            if not trailing_comma and self._tokens[self._at].kind == closing:
                raise self._unexpected(self._tokens[self._at], "another argument after the comma")
        return items, self._close(closing, opening).end

    def _lone_comma(self, closing: str) -> None:
        """``[,]`` is an empty list: the comma that may follow the last element may also follow none."""
        if self._tokens[self._at].kind == "," and self._tokens[self._at + 1].kind == closing:
            self._at += 1

    @staticmethod
    def _has(token: Token, args: tuple[Node, ...], end: int) -> Node:
        if len(args) != 1 or not isinstance(args[0], Select | Ident):
            raise Fault(
                "has() asks about one field",
                token.start,
                end,
                "Write it like `has(author.name)`.",
                code="has_of_no_field",
            )
        return Has(target=args[0], start=token.start, end=end, depth=_grow(*args))

    @staticmethod
    def _macro(token: Token, operand: Node, args: tuple[Node, ...], end: int) -> Node:
        variable, *steps = args
        if not isinstance(variable, Ident) or variable.absolute:
            raise Fault(
                f"{token.text}() needs a name for each element first",
                variable.start,
                variable.end,
                f'Write it like `item.links.{token.text}(link, link.domain == "example.org")`.',
                code="macro_without_name",
            )
        return Macro(
            kind=token.text,
            range=operand,
            variable=variable.name,
            steps=tuple(steps),
            start=operand.start,
            end=end,
            depth=_grow(operand, *steps),
        )

    # ── tokens ───────────────────────────────────────────────────────────────────────────────────────────────────
    def _next(self) -> Token:
        token = self._tokens[self._at]
        if token.kind != "end":
            self._at += 1
        return token

    def _accept(self, kind: str) -> bool:
        if self._tokens[self._at].kind != kind:
            return False
        self._at += 1
        return True

    def _expect(self, kind: str, what: str) -> None:
        if not self._accept(kind):
            raise self._unexpected(self._tokens[self._at], what)

    def _close(self, kind: str, opening: Token) -> Token:
        token = self._tokens[self._at]
        if token.kind == kind:
            return self._next()
        if token.kind == "end":
            raise Fault(
                f"this `{opening.text}` is never closed",
                opening.start,
                opening.end,
                f"Add a `{kind}`.",
                code="unclosed_bracket",
            )
        raise self._unexpected(token, f"`{kind}`, `,` or an operator")

    def finish(self) -> None:
        """Nothing may follow the expression."""
        token = self._tokens[self._at]
        if token.kind != "end":
            raise self._unexpected(token, "an operator or the end of the condition")

    def _unexpected(self, token: Token, what: str) -> Fault:
        return unexpected(self._tokens, next(at for at, known in enumerate(self._tokens) if known is token), what)


def _is_number(token: Token) -> bool:
    return token.kind == "literal" and type(token.value) in (int, float)


def _grow(*parts: Node) -> int:
    depth = 1 + max((part.depth for part in parts), default=0)
    if depth > MAX_DEPTH:
        tallest = max(parts, key=lambda part: part.depth)
        raise Fault(
            f"the condition is built of more than {MAX_DEPTH} steps in one another",
            tallest.start,
            tallest.end,
            "Split it into several rules.",
            code="condition_too_deep",
        )
    return depth
