"""What only the words around it tell: dates of birth, passports, driving licences, licence plates."""

import re
from collections.abc import Iterator

from ombud.signals.personal_data.checks import is_date
from ombud.signals.personal_data.cues import hint
from ombud.signals.personal_data.kinds import LIKELY, Candidate
from ombud.signals.personal_data.reading import Reading

__all__ = ["CODE_HINT", "DATE_HINT", "births", "codes"]

DATE_HINT = hint("birth_date")
_MONTHS = (
    r"jan(?:uary|uar|vier|eiro|uari)?|feb(?:ruary|ruar|ruari)?|f[ée]v(?:rier|ereiro)?|mar(?:ch|s|zo|ço)?|märz|maart|apr(?:il|ile)?|"
    r"avr(?:il)?|abr(?:il)?|ma[iy]|maj|mayo|maggio|maio|mei|jun[ei]?|juin|junio|giugno|junho|jul[yi]?|juillet|julio|luglio|"
    r"julho|aug(?:ust|ustus)?|ao[uû]t|ago(?:sto)?|sep(?:t(?:ember|embre|iembre)?)?|set(?:tembre|embro)?|o[ck]t(?:ober|obre|ubre)?|"
    r"out(?:ubro)?|ottobre|nov(?:ember|embre|iembre|embro)?|de[cz](?:ember|embre|iembre|embro)?|d[ée]c(?:embre)?|dic(?:iembre|embre)?|"
    r"января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря"
)
_DATE = re.compile(
    rf"(?<![A-Za-z0-9_/])(?:(?P<d>\d{{1,2}})[./-](?P<m>\d{{1,2}})[./-](?P<y>(?:19|20)\d\d|\d\d)"
    rf"|(?P<y2>(?:19|20)\d\d)(?:[./-]|年 ?|년 ?)(?P<m2>\d{{1,2}})(?:[./-]|月 ?|월 ?)(?P<d2>\d{{1,2}})[日일]?"
    rf"|(?P<d3>\d{{1,2}})(?:st|nd|rd|th|\.|er|º)? (?:of |de |d')?(?:{_MONTHS})\.?,? (?:de |del )?(?P<y3>(?:19|20)\d\d)"
    rf"|(?:{_MONTHS})\.? (?P<d4>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y4>(?:19|20)\d\d))(?![A-Za-z0-9_/]|[.-]\d)",
    re.IGNORECASE,
)
_NEAR = 30
"""A date further from the word than this belongs to something else."""


def births(reading: Reading) -> Iterator[Candidate]:
    """Whole dates since 1900 after a word such as "born" or "geb."."""
    for match in _DATE.finditer(reading.text):
        if _is_day(match) and reading.cue_before(match.start(), _NEAR) == "birth_date":
            yield Candidate(match.start(), match.end(), "birth_date", LIKELY)


def _is_day(match: re.Match[str]) -> bool:
    if match["m"]:
        year, month, day = int(match["y"]) % 100 + 2000, int(match["m"]), int(match["d"])
        return is_date(year, month, day) or is_date(year, day, month) or is_date(year - 100, month, day)
    if match["m2"]:
        return is_date(int(match["y2"]), int(match["m2"]), int(match["d2"]))
    return 1 <= int(match["d3"] or match["d4"]) <= 31


CODE_HINT = hint("passport", "driving_licence", "licence_plate")
_PASSPORT = re.compile(r"(?<![\w-])(?:[A-Z]{0,3} ?\d{6,9}[A-Z]?|[A-Z]\d[A-Z0-9]{7})(?![\w-])", re.ASCII)
_LICENCE = re.compile(r"(?<![\w-])(?=(?:[A-Z -]*\d){4})[A-Z0-9](?:[ -]?[A-Z0-9]){5,19}(?![\w-])", re.ASCII)
_PLATE = re.compile(
    r"(?<![\w-])(?:[A-ZÄÖÜ0-9]{1,4}[ -]?[A-Z0-9]{1,4}(?:[ -]?[A-Z0-9]{1,4})?"
    r"|[АВЕКМНОРСТУХ] ?\d{3} ?[АВЕКМНОРСТУХ]{2} ?\d{2,3}|[\u4e00-\u9fff][A-Z][·. ]?[A-Z0-9]{5,6}"
    r"|\d{2,3} ?[가-힣] ?\d{4})(?![\w-])",
    re.ASCII,
)
_BETWEEN = 24


def codes(reading: Reading) -> Iterator[Candidate]:
    """Capitals and digits right after a word that says what they are."""
    for kind, pattern in (("passport", _PASSPORT), ("driving_licence", _LICENCE), ("licence_plate", _PLATE)):
        for match in pattern.finditer(reading.text):
            if _fits(kind, match[0]) and reading.cue_before(match.start(), _BETWEEN) == kind:
                yield Candidate(match.start(), match.end(), kind, LIKELY)


def _fits(kind: str, code: str) -> bool:
    """Plates have letters and digits, five to nine together."""
    if kind != "licence_plate":
        return True
    count = sum(char.isalnum() for char in code)
    return 5 <= count <= 9 and any(char.isdecimal() for char in code) and any(char.isalpha() for char in code)
