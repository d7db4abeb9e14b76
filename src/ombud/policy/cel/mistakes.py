"""What people write who know another language, or none: recognised where the parser stops, with advice of its own."""

import re
from collections.abc import Sequence

from ombud.policy.cel.lexer import Token
from ombud.policy.problems import Fault

__all__ = ["infix_word", "unexpected"]

_OPERATORS = {"and": "&&", "or": "||", "not": "!", "is": "=="}
_PART = frozenset(("contains", "includes", "mentions", "has", "like", "matches"))
_HOURS = {"d": 24, "day": 24, "days": 24, "week": 168, "weeks": 168, "month": 720, "months": 720, "year": 8760}
_UNITS = {"h": "h", "hour": "h", "hours": "h", "m": "m", "min": "m", "minute": "m", "minutes": "m", "s": "s"} | {
    "sec": "s", "second": "s", "seconds": "s",
}  # fmt: skip
_TILDES = frozenset(("~", "=~", "!~"))
_LONGEST_SHOWN = 60
_BRACKETS = {")": "(", "]": "[", "}": "{"}


def infix_word(tokens: Sequence[Token], at: int) -> Fault | None:
    """The fault of a word that stands where an operator belongs; None when the word at `at` is none of those."""
    token = tokens[at]
    word = token.text.lower()
    if token.kind != "name" or _follows_name(tokens, at):
        return None
    if word == "not" and tokens[at + 1].text == "in":
        advice = 'Turn the whole test around: `!(item.kind in ["post"])`.'
        return _fault(token, "`not in` is not an operator", advice, "word_operator", tokens[at + 1])
    if word in _OPERATORS:
        return _fault(
            token, f"`{token.text}` is not an operator", f"Write `{_OPERATORS[word]}`.", "word_operator", token
        )
    if word == "has" and tokens[at + 1].kind == "(":
        return None  # the function: it is the operator before it that is missing
    subject, text = _subject(tokens, at), _text(tokens, at + 1)
    if word in _PART:
        advice = f"Write `mentions({subject}, {text})` for whole words, or `{subject}.contains({text})`."
    elif re.fullmatch(r"(starts?|ends?)(_?with)?", word):
        method = "startsWith" if word.startswith("start") else "endsWith"
        advice = f"Write `{subject}.{method}({text})`."
    else:
        return None
    return _fault(token, f"`{token.text}` does not stand between two values", advice, "word_operator", token)


def unexpected(tokens: Sequence[Token], at: int, what: str) -> Fault:
    """The fault of a token that does not belong where it is; `what` says what would."""
    token = tokens[at]
    known = _known_mistake(tokens, at)
    if known is not None:
        return known
    found = "the condition ends here" if token.kind == "end" else f"found `{token.text[:40]}`"
    advice = ""
    if token.kind in _BRACKETS:
        advice = f"There is no opening `{_BRACKETS[token.kind]}` that this `{token.kind}` closes."
    elif at and token.kind in ("name", "literal", "quoted"):
        advice = f"Is an operator missing between `{tokens[at - 1].text[:40]}` and `{token.text[:40]}`?"
    elif token.kind == "end" and at:
        advice = f"Something is missing after `{tokens[at - 1].text[:40]}`."
    return Fault(f"expected {what}, but {found}", token.start, token.end, advice, code="unexpected", expected=what)


def _known_mistake(tokens: Sequence[Token], at: int) -> Fault | None:
    token, before = tokens[at], tokens[at - 1] if at else tokens[at]
    if token.kind in _TILDES or token.kind == "slashed":
        return _of_patterns(tokens, at)
    if at and token.kind == "name":
        if _is_number(before):
            return _length_of_time(before, token)
        return infix_word(tokens, at) or (_bare_words(tokens, at) if before.kind == "name" else None)
    if token.kind == "," and _is_number(before) and _is_number(tokens[at + 1]):
        number = f"{before.text}.{tokens[at + 1].text}"
        return _fault(
            before, "a number has a decimal point, no comma", f"Write `{number}`.", "decimal_comma", tokens[at + 1]
        )
    if before.kind == "%" and at >= 2 and _is_number(tokens[at - 2]) and isinstance(tokens[at - 2].value, int | float):
        part = tokens[at - 2].value / 100
        advice = f"Write a part of 1: `{part:g}` for {tokens[at - 2].text} percent."
        return _fault(tokens[at - 2], "a number has no percent sign", advice, "percent_sign", before)
    if before.kind == "<" and token.kind == ">":
        return _fault(before, "`<>` is not an operator", "Write `!=` for “is not”.", "word_operator", token)
    return None


def _of_patterns(tokens: Sequence[Token], at: int) -> Fault:
    """``/foo/i`` for a pattern, ``~`` for whether one fits."""
    token, following = tokens[at], tokens[at + 1] if tokens[at].kind in _TILDES else tokens[at]
    turned = "!" if token.kind == "!~" else ""
    if following.kind != "slashed":
        subject, text = _subject(tokens, at), _text(tokens, at + 1)
        advice = f"Write `{turned}{subject}.contains({text})`, or `{turned}matches({subject}, {text})` for a pattern."
    elif token is following:
        advice = f"Write `{_quoted_pattern(token)}`, as in `matches(item.text, {_quoted_pattern(token)})`."
    else:
        advice = f"Write `{turned}matches({_subject(tokens, at)}, {_quoted_pattern(following)})`."
    if token is following:
        return _fault(token, "a pattern stands in quotation marks", advice, "unexpected", token)
    return _fault(token, f"`{token.text}` is not an operator", advice, "word_operator", token)


def _quoted_pattern(token: Token) -> str:
    """``r"(?i)foo"`` for ``/foo/i``. Of its flags, those that RE2 has are kept."""
    body, _, letters = token.text[1:].rpartition("/")
    flags = "".join(sorted(set(letters) & set("ims")))
    pattern = (f"(?{flags})" if flags else "") + body.replace("\\/", "/")
    quote = next((mark for mark in ('"', "'") if mark not in pattern), "'''")
    return f"r{quote}{pattern}{quote}" if len(pattern) <= _LONGEST_SHOWN else 'r"..."'


def _length_of_time(number: Token, unit: Token) -> Fault | None:
    name = unit.text.lower()
    if name in _HOURS and isinstance(number.value, int):
        text = f"{number.value * _HOURS[name]}h"
    elif name in _UNITS:
        text = f"{number.text}{_UNITS[name]}"
    else:
        return None
    return _fault(
        number, "a length of time is written in quotation marks", f'Write `duration("{text}")`.', "bare_duration", unit
    )


def _bare_words(tokens: Sequence[Token], at: int) -> Fault:
    first = at - 1
    last = at
    while tokens[last + 1].kind == "name" and tokens[last + 1].text.lower() not in _OPERATORS:
        last += 1
    words = " ".join(token.text for token in tokens[first : last + 1])
    return _fault(
        tokens[first],
        f"`{words[:40]}` are words next to each other",
        f'A text stands in quotation marks: `"{words[:40]}"`. Tests are joined with `&&` or `||`.',
        "bare_words",
        tokens[last],
    )


def _subject(tokens: Sequence[Token], at: int) -> str:
    """The dotted name that ends before `at`, or a field that would do."""
    first = at
    while first and tokens[first - 1].kind == ("." if first < at and tokens[first].kind == "name" else "name"):
        first -= 1
    while first < at and tokens[first].kind == ".":
        first += 1
    return "".join(token.text for token in tokens[first:at]) or "item.text"


def _text(tokens: Sequence[Token], at: int) -> str:
    """The text in quotation marks that follows, behind a bracket or a `with`; or a placeholder for it."""
    near = tokens[at : at + 2]
    return next((token.text[:60] for token in near if isinstance(token.value, str)), '"..."')


def _follows_name(tokens: Sequence[Token], at: int) -> bool:
    """Whether what stands at `at` is a field or function of its own: ``x.contains``, ``contains(...)``."""
    return bool(at and tokens[at - 1].kind == ".")


def _is_number(token: Token) -> bool:
    return token.kind == "literal" and type(token.value) in (int, float)


def _fault(first: Token, message: str, advice: str, code: str, last: Token) -> Fault:
    return Fault(message, first.start, last.end, advice, code=code)
