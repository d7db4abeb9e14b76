"""How a text reads: digits of all scripts as ASCII digits, nothing invisible, and spelled-out digits as digits."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from html import unescape
from itertools import pairwise

from ombud.model import Text
from ombud.signals.personal_data.cues import NEAR, cue_after, cue_before

__all__ = ["SPELLED_HINT", "Reading", "plain", "spelled"]

_CACHED = 0x20000
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u02d7\ufe58"
_DOTS = "\u00b7\u2022\u2219\u22c5\u30fb"
_MARKS = "\u20e3"  # the frame of a keycap emoji


class _Plain(dict[int, str | None]):
    """What each character reads as, by its code point; None for one that nobody sees. Filled as it is asked."""

    def __missing__(self, code: int) -> str | None:
        read = _read(chr(code))
        if code < _CACHED:
            self[code] = read
        return read


def _read(char: str) -> str | None:
    category = unicodedata.category(char)
    if category == "Cf" or "\ufe00" <= char <= "\ufe0f" or char in _MARKS or char == "\u034f":
        return None
    if category == "Nd":
        return str(unicodedata.decimal(char))
    if char in _DASHES:
        return "-"
    if char in _DOTS:
        return "."
    if category == "Zs":
        return " "
    read = unicodedata.normalize("NFKC", char)
    return read if len(read) == 1 and read.isascii() else char


_PLAIN = _Plain()


_MARKUP = re.compile(
    r"<!--.{0,200}?-->|</?(?:abbr|b|big|code|em|font|i|mark|s|small|span|strong|sub|sup|tt|u|wbr)(?: [^<>]{0,200})?/?>"
    r"|(&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,31}(?=;));?)",
    re.IGNORECASE | re.ASCII,
)


def plain(raw: str) -> Text:
    """The text with every character that has a plain ASCII reading in it, and without invisible ones or markup."""
    shown, places = _shown(raw) if "&" in raw or "<" in raw else (raw, range(len(raw)))
    read = shown if shown.isascii() else shown.translate(_PLAIN)
    if len(read) == len(raw):
        return Text(raw, read)
    if len(read) < len(shown):
        places = [place for place, char in zip(places, shown, strict=True) if _PLAIN[ord(char)] is not None]
    return Text(raw, read, (*places, len(raw)))


def _shown(raw: str) -> tuple[str, Sequence[int]]:
    """The text without tags of style, with the characters that entities stand for, and where each is in `raw`."""
    parts: list[str] = []
    places: list[int] = []
    done = 0
    for match in _MARKUP.finditer(raw):
        meant = unescape(match[1]) if match[1] else ""
        if len(meant) < 2:
            parts += raw[done : match.start()], meant
            places += range(done, match.start() + len(meant))
            done = match.end()
    parts.append(raw[done:])
    return "".join(parts), [*places, *range(done, len(raw))]


_DIGIT_WORDS = {
    "0": "zero oh null cero zéro nul zero ноль нуль nolla sıfır sero",
    "1": "one uno un une eins ein een um один en ett yksi bir jeden",
    "2": "two dos deux zwei zwo due twee dois duas два to två kaksi iki dwa",
    "3": "three tres trois drei tre drie três три kolme üç trzy",
    "4": "four cuatro quatre vier quattro quatro четыре fire fyra neljä dört cztery",
    "5": "five cinco cinq fünf fuenf cinque vijf пять fem viisi beş pięć",
    "6": "six seis sechs sei zes meia шесть seks sex kuusi altı sześć",
    "7": "seven siete sept sieben sette zeven sete семь syv sju seitsemän yedi siedem",
    "8": "eight ocho huit acht otto oito восемь åtte otte åtta kahdeksan sekiz osiem",
    "9": "nine nueve neuf neun nove negen девять ni nio yhdeksän dokuz dziewięć",
}
_VALUE = {word: digit for digit, words in _DIGIT_WORDS.items() for word in words.split()}
_HAN_DIGITS = "〇零一二三四五六七八九幺"
_HAN = str.maketrans(_HAN_DIGITS, "001234567891")
_TIMES = {"double": 2, "triple": 3, "doppel": 2, "doble": 2}
_TOKEN = re.compile(
    rf"\b(?:{'|'.join(sorted((*_VALUE, *_TIMES), key=len, reverse=True))})\b|[{_HAN_DIGITS}]+|\d+",
    re.IGNORECASE,
)
_ANY = "|".join((*_VALUE, *_TIMES))
SPELLED_HINT = rf"(?i)\b(?:(?:{_ANY})[ ,.\-_/*]{{1,3}}){{2}}(?:{_ANY})\b|[〇零一二三四五六七八九幺]{{3}}"
_GAP = re.compile(r"[ ,\-_/*]{0,3}|\.")
_FEWEST_WORDS, _FEWEST_DIGITS, _MOST_DIGITS = 3, 7, 19


def spelled(text: Text) -> Text | None:
    """The text with long rows of spelled-out digits written as digits; None when there is no such row.

    ``five five five, one two three four`` reads ``5551234``. Counting up or down (one, two, three…) is left alone.
    """
    read: list[str] = []
    places: list[int] = []
    done = 0
    for start, end, digits in _rows(text.normal):
        read += text.normal[done:start], "".join(digit for digit, _ in digits)
        places += range(done, start)
        places += (place for _, place in digits)
        done = end
    if not read:
        return None
    read.append(text.normal[done:])
    places += range(done, len(text.normal) + 1)
    back = text.offsets
    offsets = tuple(places) if back is None else tuple(back[place] for place in places)
    return Text(text.raw, "".join(read), offsets)


def _rows(text: str) -> Iterator[tuple[int, int, list[tuple[str, int]]]]:
    """Start, end and the digits, each with its place."""
    row: list[re.Match[str]] = []
    for token in _TOKEN.finditer(text):
        if row and not _GAP.fullmatch(text, row[-1].end(), token.start()):
            yield from _row(row)
            row = []
        row.append(token)
    yield from _row(row)


def _row(tokens: list[re.Match[str]]) -> Iterator[tuple[int, int, list[tuple[str, int]]]]:
    digits: list[tuple[str, int]] = []
    words, times, place = 0, 1, None
    for token in tokens:
        word = token[0].lower()
        place = token.start() if place is None else place
        if word in _TIMES:
            times = _TIMES[word]
            continue
        words += len(word) if word[0] in _HAN_DIGITS else not word.isdecimal()
        value = _VALUE.get(word) or word.translate(_HAN)
        digits += [(digit, place) for digit in value * times]
        times, place = 1, None
    row = "".join(digit for digit, _ in digits)
    if words >= _FEWEST_WORDS and _FEWEST_DIGITS <= len(row) <= _MOST_DIGITS and not _counts(row):
        yield tokens[0].start(), tokens[-1].end(), digits


def _counts(row: str) -> bool:
    """Whether most steps go up by one, or most go down: somebody counts."""
    steps = [int(b) - int(a) for a, b in pairwise(row)]
    return len(set(row)) == 1 or max(steps.count(1), steps.count(-1)) > len(steps) * 2 // 3


class Reading:
    """A text as finders see it: the normal side of a Text. `disguised` when digits were spelled out."""

    def __init__(self, text: str, *, disguised: bool = False) -> None:
        self.text = text
        self.disguised = disguised
        self._before: dict[tuple[int, int], str] = {}  # several finders ask about the same places

    def cue(self, start: int, end: int) -> str:
        """What the nearest telling word calls this place: a label of `cues`, ``""`` where none is near.

        Words before the place go before words after it.
        """
        return self.cue_before(start) or cue_after(self.text, end)

    def cue_before(self, start: int, within: int = NEAR) -> str:
        """The same for the words before it alone, `within` so many characters."""
        found = self._before.get((start, within))
        if found is None:
            found = self._before[start, within] = cue_before(self.text, start, within)
        return found
