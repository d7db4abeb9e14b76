"""How much a row of digits looks like a telephone number by its form: grouping, and what numbering plans allow."""

import re
from enum import IntEnum
from functools import lru_cache
from typing import Any

__all__ = ["Form", "form_of"]

_GROUP = re.compile(r"\d+")
_NEVER = re.compile(
    r"\d{1,2}\.\d+[ /]|\d{1,3}\.\d{5,}$"  # decimals
    r"|\D*(?:1[-. ]?\(?|0|00)?8(?:00|33|44|55|66|77|88)[-. )]+\d|0800|1800"  # calls that are free: help lines, shops
    r"|(?:19|20)\d\d([-./ ])(\d\d?)\1(\d\d?)|(\d\d?)([-./ ])(\d\d?)\5(?:19|20)\d\d"  # days
    r"|(?:19|20)\d\d ?- ?(?:19|20)\d\d$"  # from year to year
    r"|(?:\d{3} ?)+000$"  # millions
)
_ABROAD = re.compile("00[1-9]")
_FEWEST, _MOST = 7, 15  # ITU-T E.164: at most 15 digits with the country code
_FEWEST_DIFFERENT = 3
_FEWEST_NATIONAL, _MOST_NATIONAL = 9, 12
"""How many digits the national numbers of the countries in _WITH_ZERO have, with their leading zero."""


class Form(IntEnum):
    """STRONG is enough by itself, MEDIUM where it stands alone in its line, WEAK only beside a word that says so."""

    NONE = 0
    WEAK = 1
    MEDIUM = 2
    STRONG = 3


def form_of(text: str) -> Form:
    """The form of digits with spaces, dots, hyphens, slashes and brackets between them, perhaps after a plus."""
    groups = tuple(_GROUP.findall(text))
    digits = "".join(groups)
    if not _FEWEST <= len(digits) <= _MOST or len(set(digits)) < _FEWEST_DIFFERENT or _NEVER.match(text):
        return Form.NONE
    if "+" in text or _ABROAD.match(digits):
        return _international(text)
    if len(groups) == len(digits):
        signs = set(text) - set(digits)
        return Form.MEDIUM if len(digits) >= _FEWEST_NATIONAL and len(signs) == 1 else Form.WEAK
    return _national(text, groups, digits)


def _international(text: str) -> Form:
    """With the code of a country: its plan knows how long a number is. ``(0)`` is what one leaves out from abroad."""
    digits = "".join(_GROUP.findall(text.replace("(0)", "")))
    return Form.STRONG if _is_possible(digits if "+" in text else digits.removeprefix("00")) else Form.MEDIUM


_TELLING = re.compile(
    r"\(\d{2,5}\)\D{0,2}\d{3,5}(?:[-. ]?\d{2,4}){0,3}"  # an area code in brackets
    r"|[679]\d\d \d\d \d\d \d\d"  # Spain
    r"|1[3-9]\d[ -]\d{4}[ -]\d{4}"  # China
    r"|\d\d[ -]9?\d{4}-\d{4}"  # Brazil
    r"|[78][ -]9\d\d[ -]\d{3}[ -]\d\d[ -]\d\d"  # Russia
    r"|(?:1[-. ])?[2-9]\d\d([-. ])[2-9]\d\d\1\d{4}|(?:1[-. ])?[2-9]\d\d[-. ][2-9]\d\d-\d{4}"  # North America
)
_SOLID = re.compile(r"1[3-9]\d{9}|(?:[2-9]\d\d){2}\d{4}")  # China, North America


def _national(text: str, groups: tuple[str, ...], digits: str) -> Form:
    """Without the code of a country."""
    if _TELLING.fullmatch(text):
        return Form.STRONG
    if digits[0] == "0" and _FEWEST_NATIONAL <= len(digits) <= _MOST_NATIONAL and _is_valid_somewhere(digits):
        return Form.STRONG
    if len(groups) == 1:
        return Form.MEDIUM if _SOLID.fullmatch(digits) else Form.WEAK
    return Form.MEDIUM if len(digits) > _FEWEST and all(len(group) > 1 for group in groups) else Form.WEAK


_WITH_ZERO = (
    "FR", "DE", "GB", "IT", "NL", "BE", "CH", "AT", "AU", "JP", "KR", "SE", "FI", "IE", "TR", "ZA", "NZ", "IN", "CN",
    "TW", "TH", "VN", "ID", "MY", "PH", "RO", "BG", "HR", "RS", "SI", "SK", "UA", "IL", "EG", "MA", "DZ", "NG", "KE",
    "PK", "BD", "IR", "SA", "AE", "JO", "AR", "BR", "HU",
)  # fmt: skip
"""Where national numbers are written with a zero before them."""


@lru_cache(maxsize=4096)
def _is_possible(digits: str) -> bool:
    """Whether the country of an international number has numbers of this length (metadata of libphonenumber)."""
    import phonenumbers  # the plans of all countries take a twentieth of a second to load, and most texts need none

    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(f"+{digits}"))
    except phonenumbers.NumberParseException:  # no such country
        return False


def _is_valid_somewhere(digits: str) -> bool:
    """Whether a national number with its leading zero is in use in some country that writes it so."""
    return _in_use().fullmatch(digits) is not None


@lru_cache(maxsize=1)
def _in_use() -> re.Pattern[str]:
    """The fixed and mobile numbers of all those countries in one expression: to ask for each takes a millisecond."""
    import phonenumbers

    patterns: list[str] = []
    for region in _WITH_ZERO:
        plan: Any = phonenumbers.PhoneMetadata.metadata_for_region(region)
        zero = "0" if plan.national_prefix == "0" else ""  # in Italy it belongs to the number
        patterns += (f"{zero}(?:{kind.national_number_pattern})" for kind in (plan.fixed_line, plan.mobile))
    return re.compile("|".join(patterns))
