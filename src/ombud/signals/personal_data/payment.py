"""Where money is: cards, IBANs, and accounts by the words around them."""

import re
from collections.abc import Iterator

from ombud.signals.personal_data.checks import luhn, mod97
from ombud.signals.personal_data.cues import OTHER, hint
from ombud.signals.personal_data.edges import BEGINS, ENDS
from ombud.signals.personal_data.kinds import CERTAIN, LIKELY, Candidate
from ombud.signals.personal_data.reading import Reading

__all__ = ["ACCOUNT_HINT", "IBAN_HINT", "accounts", "cards", "ibans"]

_CARD = re.compile(rf"(?=\d){BEGINS}\d(?:[ .-]{{0,2}}\d){{11,18}}{ENDS}", re.ASCII)
_ISSUERS = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})"  # Visa
    r"|(?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}"  # Mastercard
    r"|3[47]\d{13}"  # American Express
    r"|3(?:0[0-59]|[689]\d)\d{11}(?:\d{2})?"  # Diners Club
    r"|(?:6011|64[4-9]\d|65\d\d)\d{12}(?:\d{3})?"  # Discover
    r"|35\d{14}|(?:1800|2131)\d{11}"  # JCB
    r"|62\d{14,17}|8[12]\d{14}"  # UnionPay, RuPay
    r"|(?:50[0-9]\d|5[6-8]\d\d|6\d{3})\d{8,15}"  # Maestro and kin
    r"|220[0-4]\d{12}|9792\d{12}|636\d{13}"  # Mir, Troy, Elo
)
_USUAL = frozenset(((4, 4, 4, 4), (4, 6, 5), (4, 6, 4), (4, 4, 4, 4, 3), (4, 4, 4, 3)))
_RARE = 13
"""Cards of up to so many digits are as long as trade numbers (EAN): only a word tells them apart."""


def cards(reading: Reading) -> Iterator[Candidate]:
    """ISO/IEC 7812: an issuer's first digits, its length, and the check digit."""
    for match in _CARD.finditer(reading.text):
        end = _card_end(match[0])
        if not end:
            continue
        stop = match.start() + end
        cue = reading.cue(match.start(), stop)
        groups = tuple(len(group) for group in re.findall(r"\d+", match[0][:end]))
        digits = sum(groups)
        if cue == "payment_card":
            yield Candidate(match.start(), stop, "payment_card", CERTAIN)
        elif (cue != OTHER or groups in _USUAL) and (digits > _RARE or reading.disguised):
            yield Candidate(match.start(), stop, "payment_card", CERTAIN if groups in _USUAL else LIKELY)


def _card_end(row: str) -> int:
    """Where the card number at the beginning of a row ends, the longest one; 0 when there is none."""
    ends = [i + 1 for i, char in enumerate(row) if char.isdecimal() and not row[i + 1 : i + 2].isdecimal()]
    for end in reversed(ends):
        digits = re.sub(r"\D", "", row[:end])
        if _ISSUERS.fullmatch(digits) and luhn(digits) and len(set(digits)) > 1:
            return end
    return 0


IBAN_HINT = r"[A-Za-z]{2}[ .-]?\d{2}[ .-]?[A-Za-z0-9]{4}"
_IBAN = re.compile(rf"(?={IBAN_HINT})(?<![A-Za-z0-9])[A-Za-z]{{2}}[ .-]?\d{{2}}(?:[ .-]?[A-Za-z0-9]){{11,30}}")
_SHORTEST = 15
_BETWEEN = re.compile("[ .-]")
_LENGTHS = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BI": 27, "BR": 29,
    "BY": 28, "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DJ": 27, "DK": 18, "DO": 28, "EE": 20, "EG": 29,
    "ES": 24, "FI": 18, "FK": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28,
    "HN": 28, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20,
    "LB": 28, "LC": 32, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19,
    "MN": 20, "MR": 27, "MT": 31, "MU": 30, "NI": 28, "NL": 18, "NO": 15, "OM": 23, "PK": 24, "PL": 28, "PS": 29,
    "PT": 25, "QA": 29, "RO": 24, "RS": 22, "RU": 33, "SA": 24, "SC": 31, "SD": 18, "SE": 24, "SI": 19, "SK": 24,
    "SM": 27, "SO": 23, "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24, "XK": 20,
    "YE": 30,
}  # fmt: skip
"""Length of each country's IBAN (ISO 13616, registry of SWIFT)."""


def ibans(reading: Reading) -> Iterator[Candidate]:
    """ISO 13616: the length of its country, and remainder 1 by ISO/IEC 7064 MOD 97-10."""
    for match in _IBAN.finditer(reading.text):
        row = match[0]
        left = _LENGTHS.get(row[:2].upper(), 0)
        end = 0
        while left and end < len(row):
            left -= row[end].isalnum()
            end += 1
        after = row[end : end + 1] or reading.text[match.end() : match.end() + 1]
        whole = end and not left and not after.isalnum() and _sums(row[:end])
        if not whole:  # some are in use that are a sign shorter or longer than their country has it
            end = len(row) if row.isalnum() else next(i for i, char in enumerate(row) if not char.isalnum())
        if whole or (end >= _SHORTEST and _sums(row[:end])):
            yield Candidate(match.start(), match.start() + end, "iban", CERTAIN)


def _sums(code: str) -> bool:
    plain = _BETWEEN.sub("", code)
    return mod97(plain[4:] + plain[:4]) == 1 and plain[:2].upper() in _LENGTHS


ACCOUNT_HINT = hint("bank_account")
_THOUSANDS = re.compile(r"\d{1,3}(?:[. ]\d{3})+")
_NEAR = 24
_ACCOUNT = re.compile(rf"(?=\d)(?<!&#){BEGINS}\d(?:[ .\-/]?\d){{5,21}}{ENDS}", re.ASCII)


def accounts(reading: Reading) -> Iterator[Candidate]:
    """6 to 22 digits that the text calls an account, a sort code or a routing number."""
    for match in _ACCOUNT.finditer(reading.text):
        if not _THOUSANDS.fullmatch(match[0]) and reading.cue_before(match.start(), _NEAR) == "bank_account":
            yield Candidate(match.start(), match.end(), "bank_account", LIKELY)
