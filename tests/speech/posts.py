"""The speech that must be left alone, as it was written and in the ways in which people pass it on."""

import csv
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

__all__ = ["KINDS", "POSTS", "WAYS", "Post"]

_FOLDER = Path(__file__).parent
_LINK = "https://letters.example/7f3a"
_QUOTATION_MARKS = frozenset('"“”„«»「」『』')
_STRAIGHT = str.maketrans("“”„«»‘’", '"""""\'\'')
_TURKISH = str.maketrans("iı", "İI")


class Post(msgspec.Struct, frozen=True):
    """One post. `lang` is a BCP 47 tag; `kind` names the file it stands in."""

    id: str
    lang: str
    kind: str
    text: str


def _read(file: Path) -> list[Post]:
    with file.open(encoding="utf-8", newline="") as lines:
        return [Post(**row) for row in csv.DictReader(lines, strict=True)]


def _as_written(post: Post) -> str:
    return post.text


def _in_capitals(post: Post) -> str:
    return (post.text.translate(_TURKISH) if post.lang == "tr" else post.text).upper()


def _with_curly_quotes(post: Post) -> str:
    """As a phone sets them: every second double quotation mark closes, every single one is an apostrophe."""
    pieces = post.text.replace("'", "’").split('"')
    return "".join(piece + "“”"[number % 2] * (number < len(pieces) - 1) for number, piece in enumerate(pieces))


def _with_straight_quotes(post: Post) -> str:
    return post.text.translate(_STRAIGHT)


def _without_quotation_marks(post: Post) -> str:
    """As it is typed in a hurry: that somebody else said it shows from the other words alone."""
    return "".join(char for char in post.text if char not in _QUOTATION_MARKS)


def _with_a_link(post: Post) -> str:
    return f"{post.text} {_LINK}"


POSTS: tuple[Post, ...] = tuple(post for file in sorted(_FOLDER.glob("*.csv")) for post in _read(file))

KINDS: tuple[str, ...] = tuple(dict.fromkeys(post.kind for post in POSTS))

WAYS: Mapping[str, Callable[[Post], str]] = {
    "as written": _as_written,
    "in capitals": _in_capitals,
    "with curly quotes": _with_curly_quotes,
    "with straight quotes": _with_straight_quotes,
    "without quotation marks": _without_quotation_marks,
    "with a link": _with_a_link,
}
