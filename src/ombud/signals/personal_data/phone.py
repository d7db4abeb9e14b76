"""Telephone numbers: how they are grouped, what numbering plans allow, and what the words around them say."""

import re
from collections.abc import Iterator
from enum import IntEnum
from functools import lru_cache

from ombud.signals.personal_data.cues import OTHER
from ombud.signals.personal_data.kinds import CERTAIN, LIKELY, Candidate
from ombud.signals.personal_data.reading import Reading

__all__ = ["HINT", "phones"]

HINT = r"\d(?:[ .\-/()]{0,3}\d){6}"

_ROW = re.compile(
    r"(?<![\w@#$€£¥%=&_/+.,:-])(?<!\d -)(?:\(?\+ ?\(?|\()?\d(?:[ .\-/()]{0,3}\d){6,18}"
    r"(?!(?!x\d)[\w%€$£¥@]|[-/]\w|[.,:]\d)",
    re.ASCII,
)
_EXTENSION = re.compile(r"[ ,]{0,2}(?:x|ext\.?|extension|durchwahl|poste) ?\d{1,6}(?!\w)", re.IGNORECASE | re.ASCII)
_GROUP = re.compile(r"\d+")
_UNIT = re.compile(
    r" ?(?:usd|eur|euros?|dollars?|pounds?|people|persons?|views|followers|users|votes|km|kg|miles|m²|tons?|bytes|hits|"
    r"million|years|mb|gb|кг|руб|元|円|원|人|次)\b",
    re.IGNORECASE,
)
_NONE = re.compile(
    r"\d{1,2}\.\d+[ /]"  # decimals beside something else
    r"|\D*(?:1[-. ]?\(?|0|00)?8(?:00|33|44|55|66|77|88)[-. )]+\d|0800|1800"  # calls that are free: help lines, shops
    r"|(?:19|20)\d\d([-./ ])(\d\d?)\1(\d\d?)|(\d\d?)([-./ ])(\d\d?)\5(?:19|20)\d\d"  # days
)
_FEWEST, _MOST = 7, 15  # ITU-T E.164: at most 15 digits with the country code
_MOST_GROUPS = 8


class Form(IntEnum):
    """How much the mere form of a row of digits looks like a telephone number."""

    NONE = -9
    WEAK = 0
    MEDIUM = 1
    STRONG = 2


def phones(reading: Reading) -> Iterator[Candidate]:
    """Rows of 7 to 15 digits whose form, with the words around them, makes two points."""
    for row in _ROW.finditer(reading.text):
        yield from _in_row(reading, row.start(), row.end())


def _in_row(reading: Reading, start: int, end: int) -> Iterator[Candidate]:
    """The longest telephone numbers in a row of groups: what stands beside one may be a house or another number."""
    groups = [(match.start(), match.end()) for match in _GROUP.finditer(reading.text, start, end)]
    first = 0
    while first < len(groups):
        taken = first
        begin = start if first == 0 else _opened(reading.text, groups[first][0])
        for last in range(min(len(groups), first + 15), first, -1):
            stop = _closed(reading.text, groups[last - 1][1])
            if _splits(reading.text, groups, first, last) and (weight := _weigh(reading, begin, stop)):
                extension = _EXTENSION.match(reading.text, stop)
                yield Candidate(begin, extension.end() if extension else stop, "phone", weight)
                taken = last
                break
        first = max(taken, first + 1)


def _opened(text: str, start: int) -> int:
    """With the bracket or plus before the first digit."""
    while text[start - 1] in "(+":
        start -= 1
    return start


def _closed(text: str, end: int) -> int:
    return end + 1 if text[end : end + 1] == ")" and "(" in text[max(0, end - 6) : end] else end


def _splits(text: str, groups: list[tuple[int, int]], first: int, last: int) -> bool:
    """Whether a number may begin and end here: only where a space, not a sign, parts it from its neighbours."""
    before = first == 0 or text[groups[first - 1][1] : groups[first][0]].strip(" (+)") == ""
    after = last == len(groups) or text[groups[last - 1][1] : groups[last][0]].strip(" (+)") == ""
    return before and after


def _weigh(reading: Reading, start: int, end: int) -> int:
    """The weight of the candidate; 0 when it is none."""
    text = reading.text[start:end]
    form = _form(text)
    if form is Form.NONE or _UNIT.match(reading.text, end):
        return 0
    cue = reading.cue(start, end)
    if cue == "phone":
        return CERTAIN if form >= Form.MEDIUM else LIKELY
    if cue in {OTHER, "payment_card", "bank_account", "iban"}:
        return LIKELY if text.startswith(("+", "(+")) and form is Form.STRONG and cue != OTHER else 0
    alone = form is Form.MEDIUM and _alone(reading.text, start, end)
    return LIKELY if form is Form.STRONG or alone or reading.disguised else 0


def _alone(text: str, start: int, end: int) -> bool:
    """Whether it has a line for itself, as in a signature or an advertisement."""
    line = text[text.rfind("\n", 0, start) + 1 : start] + (text[end:].partition("\n")[0])
    return not line.strip(" .,;")


def _form(text: str) -> Form:
    groups = tuple(_GROUP.findall(text))
    digits = "".join(groups)
    if not _FEWEST <= len(digits) <= _MOST or len(set(digits)) < 3 or _NONE.match(text):
        return Form.NONE
    if "+" in text or (digits.startswith("00") and digits[2] != "0"):
        return _international(text, digits)
    if len(groups) > _MOST_GROUPS:
        return Form.MEDIUM if len(digits) == len(groups) else Form.NONE
    return _national(text, groups, digits)


def _international(text: str, digits: str) -> Form:
    """With the code of a country: the plan of that country knows."""
    number = digits.removeprefix("00") if "+" not in text else digits
    if "(0)" in text:
        number = re.sub(r"\(0\)", "", text)
        number = "".join(_GROUP.findall(number))
    if _possible("+" + number):
        return Form.STRONG
    return Form.MEDIUM


_LENGTHS = {
    (3, 3, 3): Form.MEDIUM, (2, 3, 2, 2): Form.MEDIUM, (3, 2, 2, 2): Form.STRONG, (3, 3, 2, 2): Form.MEDIUM,
    (2, 2, 2, 2): Form.MEDIUM, (3, 2, 3): Form.MEDIUM, (4, 4): Form.MEDIUM, (5, 5): Form.MEDIUM, (5, 6): Form.MEDIUM,
    (3, 4, 4): Form.STRONG, (2, 4, 4): Form.MEDIUM, (2, 5, 4): Form.STRONG, (5, 4): Form.MEDIUM, (3, 4): Form.MEDIUM,
    (2, 3, 4): Form.MEDIUM, (1, 3, 3, 2, 2): Form.STRONG, (3, 3, 4): Form.MEDIUM, (1, 3, 3, 4): Form.MEDIUM,
    (4, 3, 3): Form.MEDIUM, (3, 2, 2): Form.MEDIUM, (2, 3, 3): Form.MEDIUM, (3, 5): Form.MEDIUM, (4, 6): Form.MEDIUM,
    (4, 3, 4): Form.MEDIUM, (3, 3, 2): Form.MEDIUM, (3, 3): Form.MEDIUM, (3, 6): Form.MEDIUM, (3, 7): Form.MEDIUM,
    (2, 8): Form.MEDIUM, (3, 8): Form.MEDIUM, (2, 7): Form.MEDIUM, (4, 7): Form.MEDIUM,
}  # fmt: skip
"""How national numbers without a leading zero are grouped. Strong are those that hardly anything else has."""


def _national(text: str, groups: tuple[str, ...], digits: str) -> Form:
    lengths = tuple(len(group) for group in groups)
    if text.startswith("("):
        return Form.STRONG if ")" in text and 2 <= lengths[0] <= 5 and len(digits) >= 8 else Form.WEAK
    if len(groups) == 1:
        return _solid(digits)
    if lengths == (3, 3, 4) or lengths == (1, 3, 3, 4):
        return _north_american(text, groups)
    if digits.startswith("0") and 9 <= len(digits) <= 12:
        return Form.STRONG if "(" in text or _valid_somewhere(digits) else Form.MEDIUM
    if digits.startswith("0"):
        return Form.MEDIUM if len(digits) > 7 else Form.WEAK
    if lengths == (4, 4) and all(group[:2] in {"19", "20"} for group in groups):
        return Form.NONE
    if len(set(lengths)) == 1 and lengths[0] == 3 and digits.endswith("000"):
        return Form.NONE
    if re.fullmatch(r"\d\d \d{4,5}-\d{4}", text):  # Brazil
        return Form.STRONG
    form = _LENGTHS.get(lengths, Form.WEAK)
    if set(lengths) == {1}:
        return Form.MEDIUM if len(digits) >= 9 else Form.WEAK
    if lengths == (3, 4, 4) and not re.match(r"1[3-9]", digits):
        return Form.MEDIUM
    if lengths == (1, 3, 3, 2, 2) and digits[0] not in "78":
        return Form.WEAK
    return form


def _north_american(text: str, groups: tuple[str, ...]) -> Form:
    """Three, three and four digits, where area and exchange begin with 2 to 9 (NANP), are hardly anything else."""
    area, exchange = groups[-3:-1]
    plan = area[0] in "23456789" and exchange[0] in "23456789" and (len(groups) == 3 or groups[0] == "1")
    if plan:
        return Form.MEDIUM if text.endswith("000") else Form.STRONG
    if groups[0][0] == "0":
        return Form.STRONG if _valid_somewhere("".join(groups)) else Form.MEDIUM
    return Form.MEDIUM if re.search(r"\d[-.]\d", text) else Form.WEAK


def _solid(digits: str) -> Form:
    """Digits without any sign between them."""
    if re.fullmatch(r"1[3-9]\d{9}", digits):  # China
        return Form.MEDIUM
    if re.fullmatch(r"(?:[2-9]\d\d){2}\d{4}", digits):  # North America
        return Form.MEDIUM
    if digits[0] == "0" and 9 <= len(digits) <= 12 and _valid_somewhere(digits):
        return Form.STRONG if len(digits) in {10, 11} else Form.MEDIUM
    return Form.WEAK


_ZERO_REGIONS = (
    "FR", "DE", "GB", "IT", "NL", "BE", "CH", "AT", "AU", "JP", "KR", "SE", "FI", "IE", "TR", "ZA", "NZ", "IN", "CN",
    "TW", "TH", "VN", "ID", "MY", "PH", "RO", "BG", "HR", "RS", "SI", "SK", "UA", "IL", "EG", "MA", "DZ", "NG", "KE",
    "PK", "BD", "IR", "SA", "AE", "JO", "AR", "BR", "HU",
)  # fmt: skip
"""Where national numbers are written with a zero before them."""


@lru_cache(maxsize=4096)
def _possible(number: str) -> bool:
    """Whether the country of an international number has numbers of this length."""
    import phonenumbers  # the plans of all countries take a twentieth of a second to load

    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_possible_number(parsed)


@lru_cache(maxsize=4096)
def _valid_somewhere(digits: str) -> bool:
    """Whether a national number with its leading zero is in use in some country that writes it so."""
    import phonenumbers

    for region in _ZERO_REGIONS:
        try:
            parsed = phonenumbers.parse(digits, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number_for_region(parsed, region):
            return True
    return False
