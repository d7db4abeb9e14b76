"""Terms that are hardly meant as they stand, and texts that nothing can be equal to."""

import re
from collections.abc import Iterator, Sequence

from ombud.policy.cel.syntax import Binary, Call, ListOf, Literal, Node, Select
from ombud.policy.cel.types import LINK
from ombud.policy.checking.uses import Checked

__all__ = ["NO_DOMAIN", "impossible_texts", "odd_term"]

NO_DOMAIN = re.compile(r"[\s/:@*,?#]|^\.|\.$")
"""In what is no bare domain."""

_NOT_IN_DOMAIN = re.compile(r"[\s/:@*,?#]")
_PARTS = ("contains", "startsWith", "endsWith")
# One comma alone may belong to a sentence, unless a word comes again behind it.
_ODD = (
    (re.compile(r"""^["'“„«‘].+["'”“»’]$"""), "quotation marks are part of this term", "Remove them."),
    (re.compile(r"^[-*•–+]\s+\S"), "this looks like a bullet: it is part of the term", "Remove it."),
    (re.compile(r"^\*\w|\w\*$"), "this looks like a wildcard: a `*` is looked for as it stands",
     r'Write out the words that are meant, or a pattern: `matches(item.text, r"\bfree\w*")`.'),
    (re.compile(r"\b(\w{4,})\b[^,]*,\s.*\b\1\b|\w,\s+\w[^,]*,\s+\w|\w;\s+\w"),
     "this looks like several terms, and is looked for as one", ""),
)  # fmt: skip


def odd_term(term: str, several: str) -> tuple[str, str] | None:
    """What is odd about a term, and what to do; `several` is what to do with several terms in one."""
    found = next(((message, advice) for sign, message, advice in _ODD if sign.search(term)), None)
    return found and (found[0], found[1] or several)


def impossible_texts(checked: Checked) -> Iterator[tuple[Literal, str, str]]:
    """Texts in comparisons that can never be equal, each with the reason and what to write."""
    for node in checked.types:
        match node:
            case Binary(operator="==" | "!=", left=left, right=right):
                yield from _against(checked, left, [right], part=False)
                yield from _against(checked, right, [left], part=False)
            case Binary(operator="in", left=left, right=ListOf(items=items)):
                yield from _against(checked, left, items, part=False)
            case Call(function=function, target=target, args=args) if function in _PARTS and target is not None:
                yield from _against(checked, target, args, part=True)


def _against(
    checked: Checked, subject: Node, texts: Sequence[Node], *, part: bool
) -> Iterator[tuple[Literal, str, str]]:
    for text in texts:
        if isinstance(text, Literal) and isinstance(text.value, str):
            found = _impossible(checked, subject, text.value, part=part)
            if found is not None:
                yield text, *found


def _impossible(checked: Checked, subject: Node, text: str, *, part: bool) -> tuple[str, str] | None:
    match subject:
        case Select(operand=operand, field="domain" | "registered_domain") if checked.type_of(operand) == LINK:
            if (_NOT_IN_DOMAIN if part else NO_DOMAIN).search(text):
                advice = "Write the bare domain, such as `bit.ly`, or ask about `link.url`."
                return f"`{text[:60]}` is no domain, and no link's domain can be equal to it", advice
            said = "a link's domain is in small letters"
        case Call(function="lowerAscii"):
            said = "lowerAscii() gives small letters"
        case _:
            return None
    letters = "".join(char.lower() if char.isascii() else char for char in text)
    return None if letters == text else (f"{said}, and `{text[:60]}` is not", f'Write `"{letters[:60]}"`.')
