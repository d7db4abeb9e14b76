"""Telephone numbers: their form, weighed with what the words around them say."""

import re
from collections.abc import Iterator
from itertools import pairwise

from ombud.signals.personal_data.cues import OTHER
from ombud.signals.personal_data.edges import BEGINS, ENDS
from ombud.signals.personal_data.kinds import CERTAIN, LIKELY, Candidate
from ombud.signals.personal_data.phone_forms import Form, form_of
from ombud.signals.personal_data.reading import Reading

__all__ = ["HINT", "phones"]

HINT = r"\d(?:[ .\-/()]{0,3}\d){6}"

_ROW = re.compile(
    rf"(?=[\d(+])(?<![@#%=&]){BEGINS}(?<!\d -)(?:\(?\+ ?\(?|\()?\d(?:(?:[ \-/()]{{1,4}}|\.)?\d){{6,18}}"
    rf"(?:(?=x\d)|{ENDS}(?!@))",
    re.ASCII,
)
_GROUP = re.compile(r"\d+")
_EXTENSION = re.compile(r"[ ,]{0,2}(?:x|ext\.?|extension|durchwahl|poste) ?\d{1,6}(?!\w)", re.IGNORECASE | re.ASCII)
_UNIT = re.compile(
    r" ?(?:usd|eur|euros?|dollars?|pounds?|people|persons?|views|followers|users|votes|km|kg|miles|m²|tons?|bytes|hits|"
    r"million|years|mb|gb|кг|руб|元|円|원|人|次)\b",
    re.IGNORECASE,
)
_MONEY = frozenset((OTHER, "payment_card", "bank_account"))


def phones(reading: Reading) -> Iterator[Candidate]:
    """7 to 15 digits that are a telephone number by their form, or by the words around them."""
    for row in _ROW.finditer(reading.text):
        yield from _in_row(reading, row)


def _in_row(reading: Reading, row: re.Match[str]) -> Iterator[Candidate]:
    """The longest telephone numbers in a row of groups: beside one may stand a house number, or another one.

    They begin and end where a space, not a sign, parts the groups; digit by digit they are the whole row.
    """
    groups = list(_GROUP.finditer(reading.text, row.start(), row.end()))
    starts, ends = [row.start()], []
    single = all(len(group[0]) == 1 for group in groups)
    for left, right in pairwise(groups):
        between = reading.text[left.end() : right.start()]
        if not between.strip(" (+)") and not single:
            ends.append(left.end() + between.startswith(")"))
            starts.append(right.start() - len(between) + len(between.rstrip("(+")))
    ends.append(row.end())
    first = 0
    while first < len(starts):
        for last in range(len(ends) - 1, first - 1, -1):
            weight = _weight(reading, starts[first], ends[last])
            if weight:
                extension = _EXTENSION.match(reading.text, ends[last])
                yield Candidate(starts[first], extension.end() if extension else ends[last], "phone", weight)
                first = last
                break
        first += 1


def _weight(reading: Reading, start: int, end: int) -> int:
    """The weight of the candidate; 0 when it is none."""
    text = reading.text[start:end]
    form = form_of(text)
    if form is Form.NONE or _UNIT.match(reading.text, end):
        return 0
    cue = reading.cue(start, end)
    if cue == "phone":
        return CERTAIN if form > Form.WEAK else LIKELY
    if cue in _MONEY:
        return 0
    alone = form is Form.MEDIUM and _is_alone(reading.text, start, end)
    return LIKELY if form is Form.STRONG or alone or reading.disguised else 0


def _is_alone(text: str, start: int, end: int) -> bool:
    """Whether it has a line for itself, as in a signature or an advertisement."""
    line_end = text.find("\n", end)
    beside = text[text.rfind("\n", 0, start) + 1 : start] + text[end : line_end if line_end >= 0 else len(text)]
    return not beside.strip(" .,;")
