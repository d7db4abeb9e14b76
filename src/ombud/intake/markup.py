"""Tags, comments and characters written by their number: what a reader's screen shows of them."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from html.entities import html5

from ombud.intake.edits import Edit, Places, edited
from ombud.intake.fold import fold
from ombud.intake.prefilter import prefilter

__all__ = ["MARKUP_HINT", "unmark"]

_STYLES = (
    "abbr|acronym|b|bdi|bdo|big|blink|center|cite|code|del|dfn|em|font|i|ins|kbd|label|mark|nobr|q|s|samp|small|"
    "span|strike|strong|sub|sup|tt|u|var|wbr"
)
_BREAKS = (
    "article|aside|blockquote|br|dd|div|dl|dt|footer|h[1-6]|header|hr|li|main|nav|ol|p|pre|ref|section|table|tbody|td|"
    "th|tr|ul"
)
_BOARD = "b|center|code|color|font|i|s|size|spoiler|strike|sub|sup|u"
_ATTRIBUTES = r"(?: [^<>]{0,300}=[^<>]{0,300})?"

MARKUP_HINT = (
    rf"<(?:/?(?:{_STYLES}|{_BREAKS})[ />]|[!?])|[a-z0-9]<|\[/(?:{_BOARD})\]|&#[0-9x]"
    r"|&(?:[b-fh-km-pr-z]|a[a-ln-z]|g[a-su-z]|l[a-su-z]|q[a-tv-z])[a-z]{1,30};|[a-z0-9](?:\*\*|__|~~|\|\|)[a-z0-9]"
)
"""RE2: what is in every text that `unmark` changes. `&amp;`, `&lt;`, `&gt;` and `&quot;` hide nothing."""

_maybe_marked = prefilter(MARKUP_HINT)
_COMMENT = re.compile("<!--.*?-->")
_NOTE = re.compile("<[!?][^<>]{0,300}>")  # browsers take <!x> and <?x> for comments too
# Of tags with attributes only those of style: where a link goes and what a script is are for rules to see.
_STYLE = re.compile(rf"</?(?:{_STYLES}){_ATTRIBUTES} ?/?>")
_BREAK = re.compile(rf"</?(?:{_BREAKS}){_ATTRIBUTES} ?/?>")
# Any other one, known or not, vanishes inside a word. <user> and <url> stand for something in many data sets.
_INSIDE = re.compile(r"(?<=[^\W_])(?:</?(?!user>|url>)[a-z][a-z0-9]{0,15} ?/?>)++(?=[^\W_])")
_BOARD_TAG = re.compile(rf"\[(/?)({_BOARD})(?:=[^\[\]]{{0,100}})?\]")
_EMPHASIS = re.compile(r"(\*\*|__|~~|\|\|)(?=\d*[^\W\d_])[^\W_]{1,64}\1")
_ENTITY = re.compile(r"&(?:#0*([0-9]{1,7})|#x0*([0-9a-f]{1,6})|([a-z]{2,31}(?=;)));?")
_KEPT = frozenset('&<>[]#;"')  # that would begin markup of their own, or hides nothing


def unmark(text: str, at: Places) -> tuple[str, Places]:
    """``id<b>io</b>t``, ``id<!-- -->iot``, ``idi&#111;t`` as they are shown, in a folded text.

    Tags of style are nothing and tags of layout a space. Of bulletin boards' tags those count that are closed. What
    links, embeds or runs something stays, and so does what only looks like a tag: ``a < b``, ``[s]he``.
    """
    if not _maybe_marked(text):
        return text, at
    for find in _PASSES:
        text, at = edited(text, at, list(find(text)))
    return text, at


def _comments(text: str) -> Iterator[Edit]:
    last = text.rfind("-->") + 3  # none begins that does not end: linear
    yield from ((*match.span(), "") for match in _COMMENT.finditer(text, 0, max(last, 0)))


def _pass(pattern: re.Pattern[str], instead: str) -> Callable[[str], Iterator[Edit]]:
    return lambda text: ((*match.span(), instead) for match in pattern.finditer(text))


def _boards(text: str) -> Iterator[Edit]:
    closed = {match[2] for match in _BOARD_TAG.finditer(text) if match[1]}
    yield from ((*match.span(), "") for match in _BOARD_TAG.finditer(text) if match[2] in closed)


def _emphasis(text: str) -> Iterator[Edit]:
    for match in _EMPHASIS.finditer(text):
        start, end = match.span()
        if text[max(start - 1, 0) : start].isalnum() or text[end : end + 1].isalnum():
            yield start, start + 2, ""
            yield end - 2, end, ""


def _entities(text: str) -> Iterator[Edit]:
    for match in _ENTITY.finditer(text):
        number, hexadecimal, name = match.groups()
        meant = _named().get(name) if name else _numbered(int(number) if number else int(hexadecimal, 16))
        if meant is not None:
            yield *match.span(), meant


def _numbered(code: int) -> str | None:
    return _meant(chr(code)) if 0 < code <= 0x10FFFF else None


@lru_cache(maxsize=1)
def _named() -> dict[str, str]:
    """By its name in small letters, since the text is folded: capital and small letters have the same meaning then."""
    small_last = sorted((entity for entity in html5 if entity.endswith(";")), key=str.islower)
    meanings = {entity[:-1].lower(): _meant(html5[entity]) for entity in small_last}
    return {name: meant for name, meant in meanings.items() if meant is not None and _is_writing(meant)}


def _is_writing(meant: str) -> bool:
    """Whether it is letters, a space, nothing, or a sign of ASCII: ≷ and others are never in the middle of a word."""
    return meant.isalnum() or meant.isascii()


def _meant(chars: str) -> str | None:
    """What characters are in a folded text; None where they stay written as they are."""
    if chars in _KEPT:
        return None
    return fold(f"-{chars}")[0][1:]  # a mark joins no letter here: it goes


_PASSES: tuple[Callable[[str], Iterator[Edit]], ...] = (
    _comments, _pass(_NOTE, ""), _entities, _pass(_STYLE, ""), _pass(_BREAK, " "), _pass(_INSIDE, ""), _boards,
    _emphasis,
)  # fmt: skip
