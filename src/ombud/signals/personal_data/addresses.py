"""Street addresses as far as patterns carry: precision first, country by country."""

import re
from collections.abc import Callable, Iterator

from ombud.signals.personal_data.kinds import CERTAIN, LIKELY, Candidate
from ombud.signals.personal_data.reading import Reading

__all__ = ["FAMILIES"]

_SEP = r"(?:,? |,? ?\n|, ?|,? - )"
_CAPITAL = r"(?-i:[^\W\d_a-zà-ÿ])"
_TOWN = rf"{_CAPITAL}[\w'’.-]{{1,30}}(?:[ -]{_CAPITAL}[\w'’.-]{{1,30}}){{0,3}}"
_NAME = r"[\w'’.-]{1,30}(?: [\w'’.-]{1,30}){0,4}?"
_NUMBER = r"(?:n[ºo°]?\.? ?|#)?\d{1,5}"


class _Family:
    """How one or several countries write addresses: `complete` by themselves, `street` only after a telling word."""

    def __init__(self, complete: str, street: str | None = None) -> None:
        self._complete = _whole(complete)
        self._street = None if street is None else _whole(street)

    def find(self, reading: Reading) -> Iterator[Candidate]:
        for match in self._complete.finditer(reading.text):
            yield Candidate(match.start(), match.end(), "address", CERTAIN)
        for match in () if self._street is None else self._street.finditer(reading.text):
            if reading.cue_before(match.start()) == "address":
                yield Candidate(match.start(), match.end(), "address", LIKELY)


def _whole(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w$€£#/-]){pattern}(?!\w)", re.IGNORECASE)


def _english() -> tuple[str, _Family]:
    """The United States, Canada, the United Kingdom, Australia, New Zealand."""
    suffix = (
        "street|st|road|rd|avenue|ave|lane|ln|drive|dr|court|ct|boulevard|blvd|way|close|crescent|cres|place|pl|square|sq|"
        "terrace|gardens|grove|parkway|pkwy|circle|cir|highway|hwy|row|mews|hill|walk"
    )
    units = (
        "miles?|km|m|met(?:er|re)s?|yards?|feet|blocks?|min(?:ute)?s?|hours?|days?|years?|people|more|other|percent|of"
    )
    unit = rf"(?:{_SEP}(?:apt|apartment|suite|ste|unit|flat|floor|#)\.? ?#?\w{{1,5}})?"
    number = rf"\d{{1,5}}[a-z]?(?:[-/]\d{{1,4}}[a-z]?)?,? (?!(?:{units})\b)(?:[NSEW]{{1,2}}\.? )?"
    house = rf"{number}{_NAME} (?:{suffix})\b\.?(?: [NSEW]{{1,2}}\b\.?)?"
    american = r"(?-i:[A-Z]{2})\.?,? (?:\d{5}(?:-\d{4})?|[A-Z]\d[A-Z] ?\d[A-Z]\d)"
    australian = r"(?-i:NSW|VIC|QLD|WA|SA|TAS|ACT|NT),? \d{4}"
    british = r"(?-i:[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})"
    town = rf"(?:{_TOWN}{_SEP}){{0,3}}"
    coded = rf"(?:{house}|{number}{_TOWN}){unit}{_SEP}{town}(?:{american}|{british}|{australian})"
    complete = rf"(?:{coded}|{house}{unit}, ?{_TOWN} \d{{4}})"
    box = rf"P\.? ?O\.? Box \d{{1,6}}(?:{_SEP}{_TOWN}{_SEP}(?:{american}|{british}))?"
    street = rf"(?:{house}{unit}(?:, {_TOWN}(?:, [A-Z]{{2}})?)?|{box})"
    codes = rf"(?-i:[A-Z]{{2}})\.?,? (?:\d{{5}}|[A-Z]\d[A-Z])|{british}|{australian}"
    few = r"(?:[\w'’.-]+ ){1,6}"  # words that a street may have, and a wind before them
    return rf"\d[a-z]?,? {few}(?:{suffix})\b|box \d|{codes}", _Family(complete, street)


def _suffixed(suffixes: str, code: str) -> tuple[str, _Family]:
    """Where the kind of street ends its name and the number follows."""
    street = rf"(?:{_CAPITAL}[\w.-]{{1,30}} )?[\w.-]{{0,30}}(?:{suffixes}) \d{{1,4}}(?: ?[a-z]\b)?(?:[-/]\d{{1,4}})?"
    return rf"(?:{suffixes}) \d", _Family(rf"{street}{_SEP}{code}", street)


def _prefixed(kinds: str, rest: str, code: str, *, number_first: bool = False) -> tuple[str, _Family]:
    """Where the kind of street comes first."""
    before = r"\d{1,4}(?: ?(?:bis|ter|quater))?,? " if number_first else ""
    street = rf"{before}(?:{kinds}) ?{_NAME}{rest}"
    hint = rf"\d,? ?(?:bis |ter )?(?:{kinds}) " if number_first else rf"\b(?:{kinds}) ?[^\n\d]*\d"
    return hint, _Family(rf"{street}{_SEP}{code}", street)


_HAN = r"\u4e00-\u9fff"

_BY_HINT: tuple[tuple[str, _Family], ...] = (
    _english(),
    _suffixed(r"stra(?:ß|ss)e|str\.|weg|platz|allee|gasse|ring|damm|ufer", rf"(?:[A-Z]{{1,2}}-)?\d{{4,5}} {_TOWN}"),
    _suffixed(r"straat|laan|weg|plein|gracht|kade|dijk|singel", rf"\d{{4}} ?[A-Z]{{2}}\b(?:,? {_TOWN})?"),
    _suffixed(r"gatan|vägen|gata|veien|vej|gade|katu|tie", rf"(?:\d{{3}} \d\d|\d{{4,5}}) {_TOWN}"),
    _prefixed(
        r"rue|avenue|av\.|boulevard|bd|place|all[ée]e|chemin|impasse|quai|route|cours|square", "",
        rf"(?:F-|B-)?\d{{4,5}} {_TOWN}", number_first=True,
    ),
    _prefixed(
        r"calle|c/|avenida|avda\.?|av\.|paseo|plaza|camino|carrera",
        rf",? {_NUMBER}(?:,? \d{{1,2}}[ºª°]? ?[a-z]?\b)?", rf"\d{{5}},? {_TOWN}",
    ),
    _prefixed(
        r"via|viale|v\.le|piazza|p\.za|corso|largo|vicolo|strada",
        rf",? {_NUMBER}(?:/?[a-z]\b)?", rf"(?:I-)?\d{{5}},? {_TOWN}",
    ),
    _prefixed(
        r"rua|r\.|avenida|av\.|travessa|pra[çc]a|alameda|estrada",
        rf",? {_NUMBER}(?:{_SEP}(?:apto?\.?|bloco) ?\w{{1,5}})?",
        rf"(?:{_TOWN}{_SEP}){{0,3}}(?:CEP:? ?)?(?:\d{{5}}-\d{{3}}|\d{{4}}-\d{{3}})(?: {_TOWN})?",
    ),
    _prefixed(r"ul\.|al\.|os\.|ulica|aleja", r" \d{1,4}[a-z]?(?:/\d{1,4}| m\. ?\d{1,4})?", rf"\d\d-\d{{3}} {_TOWN}"),
    (
        r"(?:улица|ул|проспект|пр-т|переулок|пер|шоссе)[. ][^\n]*\d",
        _Family(
            rf"(?:ул\.?|улица|проспект|пр-т|пр\.|переулок|пер\.|шоссе) ?{_NAME},? (?:д\.? ?|дом )\d{{1,4}}[а-я]?"
            r"(?:,? (?:корп?\.|кв\.?|квартира) ?\d{1,4}){0,2}"
        ),
    ),
    (
        r"(?:mah|sok|cad)[a-zı]*[. ][^\n]*no[:. ]? ?\d",
        _Family(
            rf"\w{{2,20}}(?: \w{{2,20}})? (?:mah\.?|mahallesi|sok\.?|sokak|cad\.?|caddesi),?"
            rf"(?: {_NAME} (?:sok\.?|sokak|cad\.?|caddesi),?)? no[:. ]? ?\d{{1,4}}"
        ),
    ),
    (
        r"[路街道巷弄]\d",
        _Family(
            rf"(?:[{_HAN}]{{1,8}}[省市区區县縣镇]){{1,3}}[{_HAN}]{{1,10}}[路街道巷弄]\d{{1,5}}[号號弄]"
            r"(?:\d{1,3}[号楼栋])?(?:\d{1,4}室)?"
        ),
    ),
    (
        r"[都道府県].*\d(?:丁目|-\d)",
        _Family(
            rf"(?:〒\d{{3}}-\d{{4}} ?)?[{_HAN}]{{1,3}}[都道府県][\u3040-\u30ff{_HAN}]{{2,12}}"
            r"(?:\d{1,2}丁目\d{1,3}(?:番地?)?(?:-?\d{1,3}号?)?|\d{1,3}-\d{1,3}-\d{1,3})"
        ),
    ),
    (
        r"[로길] ?\d",
        _Family(r"(?:[가-힣]{1,7}[시도구군] ){1,3}[가-힣\d]{1,12}[로길] ?\d{1,4}(?:번길 ?\d{1,4})?(?:-\d{1,4})?"),
    ),
)  # fmt: skip

FAMILIES: tuple[tuple[str, Callable[[Reading], Iterator[Candidate]]], ...] = tuple(
    (f"(?i){hint}", family.find) for hint, family in _BY_HINT
)
"""What a text has to have in it, and who looks then. Street, number and postcode make an address, or a word such as
"lives at" before street and number; where words mark street and number, these two."""
