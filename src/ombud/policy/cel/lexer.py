"""Text -> tokens. CEL specification, "Syntax": https://github.com/google/cel-spec/blob/master/doc/langdef.md#syntax"""

import re

import msgspec

from ombud.policy.cel.values import INT_MAX, UINT_MAX, Uint, Value
from ombud.policy.problems import Fault

__all__ = ["MAX_LENGTH", "Token", "tokenize"]

MAX_LENGTH = 64 * 1024
"""Longest expression, in code points."""

_MANY_WORDS = 100

_SPACE = re.compile(r"(?:[ \t\n\f\r]+|//[^\n]*)+")
_NUMBER = re.compile(
    r"(?P<double>[0-9]*\.[0-9]+(?:[eE][+-]?[0-9]+)?|[0-9]+[eE][+-]?[0-9]+)"
    r"|(?P<hex>0[xX][0-9a-fA-F]+)(?P<hexu>[uU]?)|(?P<int>[0-9]+)(?P<intu>[uU]?)"
)
_NAME = re.compile(r"[_a-zA-Z][_a-zA-Z0-9]*")
_QUOTED_NAME = re.compile(r"`[A-Za-z0-9_./ -]+`")
_OPERATOR = re.compile(r"&&|\|\||<=|>=|==|!=|=~|!~|[-<>+*/%!?:.,()\[\]{}~]")
"""Those with a `~` mean nothing: the parser, which sees what stands around them, says what to write."""
_SLASHED = re.compile(r"/(?:[^/\\\n]|\\[^\n])+/[a-zA-Z]*")
"""A pattern as other languages write it."""
_ENDS_VALUE = frozenset(("literal", "name", "quoted", ")", "]", "}"))
_PREFIX = re.compile(r"(?:[bB]?[rR]?)(?=[\"'])")
_BODIES = {
    (raw, quote): re.compile(
        (r"(?P<body>[\s\S]*?)" if raw else r"(?P<body>(?:\\[\s\S]|[^\\])*?)") + quote
        if len(quote) == 3
        else (rf"(?P<body>[^{quote}\n\r]*)" if raw else rf"(?P<body>(?:\\[^\n\r]|[^{quote}\\\n\r])*)") + quote
    )
    for raw in (True, False)
    for quote in ('"""', "'''", '"', "'")
}
_SURROGATE = re.compile("[\ud800-\udfff]")
_ESCAPE = re.compile(
    r"\\(?:([abfnrtv\\?\"'`])|[xX]([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2})|)"
)
_CURLY = re.compile('[“”„‟«»‹›‘’‚‛「」『』＂＇]([^“”„‟«»‹›‘’‚‛「」『』＂＇"\n]*)[“”„‟«»‹›‘’‚‛「」『』＂＇"]?')
_SIMPLE = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_ADVICE = {
    "=": "To compare two values, write `==`.",
    "&": "Write `&&` for “and”.",
    "|": "Write `||` for “or”.",
    "#": "A comment in a block begins with two spaces and `#`.",
    ";": "A condition is one expression: join its parts with `&&` or `||`.",
    "≥": "Write `>=`.",
    "≤": "Write `<=`.",
    "≠": "Write `!=`.",
}


class Token(msgspec.Struct, frozen=True):
    """`kind` is ``literal``, ``name``, ``quoted`` (a field name in backticks), ``end`` or the operator itself.

    ``slashed``, a pattern between slashes, is in no expression that can be parsed.
    """

    kind: str
    text: str
    start: int
    end: int
    value: Value = None


def tokenize(source: str) -> list[Token]:
    """All tokens of an expression, the last one of kind ``end``. Raises Fault."""
    if len(source) > MAX_LENGTH:
        raise Fault(
            f"the condition is {len(source)} characters long",
            0,
            1,
            f"At most {MAX_LENGTH} are allowed. "
            + (
                "Put long word lists into a list file and use `in_list`."
                if "mentions" in source and source.count(",") >= _MANY_WORDS
                else "Split it into several rules."
            ),
            code="condition_too_long",
        )
    if half := _SURROGATE.search(source):
        raise Fault(
            "half of a surrogate pair is no character",
            half.start(),
            half.end(),
            "Write the character itself.",
            code="unknown_character",
        )
    tokens: list[Token] = []
    at = 0
    while True:
        if space := _SPACE.match(source, at):
            at = space.end()
        if at >= len(source):
            tokens.append(Token("end", "", at, at))
            return tokens
        try:
            token = _slashed(source, at, tokens) or _string(source, at) or _number(source, at) or _word(source, at)
        except Fault as fault:
            raise _closed_too_late(tokens, fault) from None
        tokens.append(token)
        at = token.end


def _closed_too_late(tokens: list[Token], fault: Fault) -> Fault:
    """Where a quotation mark is missing, the next text's opening one closes it: the last one is left over."""
    if fault.code != "unclosed_text" or not tokens or tokens[-1].kind != "name":
        return fault
    swallowed = tokens[-2] if len(tokens) > 1 else tokens[-1]
    if swallowed.kind != "literal" or swallowed.end != tokens[-1].start or not isinstance(swallowed.value, str):
        return fault
    quote = swallowed.text[-1]
    return Fault(
        "this text goes on too far: its closing quotation mark is missing",
        swallowed.start,
        swallowed.end,
        f"Add the closing {quote} where the text ends.",
        code="unclosed_text",
    )


def _slashed(source: str, at: int, before: list[Token]) -> Token | None:
    """A pattern between slashes: where a value is expected, as nothing can be divided there."""
    if source[at] != "/" or (before and before[-1].kind in _ENDS_VALUE):
        return None
    found = _SLASHED.match(source, at)
    return found and Token("slashed", found.group(), at, found.end())


def _word(source: str, at: int) -> Token:
    if name := _NAME.match(source, at):
        return Token("name", name.group(), at, name.end())
    if quoted := _QUOTED_NAME.match(source, at):
        return Token("quoted", quoted.group()[1:-1], at, quoted.end())
    if operator := _OPERATOR.match(source, at):
        return Token(operator.group(), operator.group(), at, operator.end())
    raise _meaningless(source, at)


def _meaningless(source: str, at: int) -> Fault:
    character = source[at]
    if quoted := _CURLY.match(source, at):
        return Fault(
            "a text stands in straight quotation marks",
            at,
            quoted.end(),
            f'Write `"{quoted[1][:60]}"`.',
            code="curly_quotes",
        )
    advice = _ADVICE.get(character, "")
    if character == "=" and source.startswith("=>", at):
        return Fault("`=>` is not an operator", at, at + 2, "Write `>=`.", code="unknown_character")
    if character == "=" and at and source[at - 1] == "=":
        return Fault("`===` is not an operator", at - 2, at + 1, "Write `==`.", code="unknown_character")
    return Fault(f"`{character}` has no meaning here", at, at + 1, advice, code="unknown_character")


def _number(source: str, at: int) -> Token | None:
    found = _NUMBER.match(source, at)
    if not found:
        return None
    text, end = found.group(), found.end()
    if found["double"]:
        value: Value = float(text)
        if value in (float("inf"), float("-inf")):
            raise Fault(
                f"{text} is too large for a double", at, end, "Write a smaller number.", code="number_too_large"
            )
        return Token("literal", text, at, end, value)
    unsigned = bool(found["hexu"] or found["intu"])
    digits = found["hex"] or found["int"]
    # Longer than any 64-bit number: do not even convert it, Python would take quadratic time.
    number = (int(digits, 16) if found["hex"] else int(digits)) if len(digits) <= 40 else UINT_MAX + 1
    # -9223372036854775808 is an int, though its digits alone are not: the parser decides about INT_MAX + 1.
    if number > (UINT_MAX if unsigned else INT_MAX + 1):
        raise Fault(
            f"{text[:24]} does not fit in 64 bits",
            at,
            end,
            "Write a smaller number, or a double: 1.0e20.",
            code="number_too_large",
        )
    return Token("literal", text, at, end, Uint(number) if unsigned else number)


def _string(source: str, at: int) -> Token | None:
    prefix = _PREFIX.match(source, at)
    if not prefix:
        return None
    flags = prefix.group().lower()
    quote = source[prefix.end()]
    if source.startswith(quote * 3, prefix.end()):
        quote *= 3
    start = prefix.end() + len(quote)
    found = _BODIES["r" in flags, quote].match(source, start)
    if not found:
        raise Fault(
            "this text is never closed",
            at,
            start,
            f"Add the closing {quote} on the same line." if len(quote) == 1 else f"Add the closing {quote}.",
            code="unclosed_text",
        )
    body = found["body"].replace("\r\n", "\n").replace("\r", "\n")  # as the reference implementation reads line ends
    if "r" not in flags:
        body = _unescape(body, start, is_bytes="b" in flags)
    elif "b" in flags:
        body = body.encode()
    return Token("literal", source[at : found.end()], at, found.end(), body)


def _unescape(body: str, start: int, *, is_bytes: bool) -> str | bytes:
    if "\\" not in body:
        return body.encode() if is_bytes else body
    parts: list[bytes] = []
    at = 0
    for found in _ESCAPE.finditer(body):
        parts.append(body[at : found.start()].encode())
        parts.append(_escaped(found, start, is_bytes=is_bytes))
        at = found.end()
    parts.append(body[at:].encode())
    joined = b"".join(parts)
    return joined if is_bytes else joined.decode()


def _escaped(found: "re.Match[str]", offset: int, *, is_bytes: bool) -> bytes:
    simple, hexadecimal, short, long, octal = found.groups()
    start, end = offset + found.start(), offset + found.end()
    if simple is not None:
        return _SIMPLE.get(simple, simple).encode()
    if hexadecimal is None and short is None and long is None and octal is None:
        raise Fault(
            "this backslash begins no escape that exists",
            start,
            end + 1,
            r'Write \\ for a backslash, or put r before the quotation mark: r"\d+".',
            code="unknown_escape",
        )
    code = int(octal, 8) if octal is not None else int(hexadecimal or short or long, 16)
    if is_bytes:
        if octal is None and hexadecimal is None:
            raise Fault(
                "bytes have no Unicode escapes",
                start,
                end,
                r"Write \x and two digits for each byte.",
                code="unknown_escape",
            )
        return bytes([code])
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        raise Fault(
            "this escape names no Unicode character", start, end, "Write the character itself.", code="unknown_escape"
        )
    return chr(code).encode()
