"""Made-up numbers and addresses as people of many countries write them. Nobody's: drawn by seeded chance."""

import random
from collections.abc import Callable, Sequence

from ombud.signals.personal_data import checks
from ombud.signals.personal_data import national_checks as national

__all__ = ["IDS", "MAKERS", "filled"]

_SOME = {"1": "123456789", "2": "23456789", "4": "4567"}
_DIGITS = "0123456789"


def filled(chance: random.Random, patterns: Sequence[str]) -> str:
    """One of the patterns: ``#`` is any digit; ``{1}``, ``{2}``, ``{4}`` are 1 to 9, 2 to 9, 4 to 7."""
    out = chance.choice(patterns)
    for name, digits in _SOME.items():
        while (place := out.find(f"{{{name}}}")) >= 0:
            out = out[:place] + chance.choice(digits) + out[place + 3 :]
    return "".join(chance.choice(_DIGITS) if char == "#" else char for char in out)


_HEADS = {"4": 16, "51": 16, "55": 16, "2221": 16, "34": 15, "37": 15, "6011": 16, "36": 14, "3530": 16, "62": 16}


def _card(chance: random.Random) -> str:
    """Any issuer's, by groups or in one."""
    head, length = chance.choice(list(_HEADS.items()))
    body = head + "".join(chance.choice(_DIGITS) for _ in range(length - len(head) - 1))
    digits = next(body + check for check in _DIGITS if checks.luhn(body + check))
    groups = {15: (4, 6, 5), 14: (4, 6, 4)}.get(length, (4, 4, 4, 4))
    return chance.choice((digits, _grouped(digits, groups, " "), _grouped(digits, groups, "-")))


def _grouped(text: str, groups: tuple[int, ...], sign: str) -> str:
    parts, at = [], 0
    for size in groups:
        parts.append(text[at : at + size])
        at += size
    return sign.join(parts)


_IBANS = {"DE": "#" * 18, "FR": "#" * 23, "GB": "NWBK" + "#" * 14, "ES": "#" * 20, "NL": "ABNA" + "#" * 10,
          "IT": "X" + "#" * 22, "PL": "#" * 24, "BE": "#" * 12}  # fmt: skip


def _iban(chance: random.Random) -> str:
    """By fours, or in one."""
    country, form = chance.choice(list(_IBANS.items()))
    body = filled(chance, [form])
    code = f"{country}{98 - checks.mod97(f'{body}{country}00'):02}{body}"
    return code if chance.random() < 0.5 else " ".join(code[i : i + 4] for i in range(0, len(code), 4))


_NAMES = ("anna.kowalska", "j.doe", "max", "lena_m", "pedro.alves", "tom-k", "s.lee77", "info", "maria", "olga.petrova")
_HOSTS = ("example.com", "mail.example.org", "post.example.de", "example.co.uk", "correo.example.es", "uni.example.edu")
_SIGNS = ((" at ", " dot "), ("(at)", "."), (" [at] ", " [dot] "), (" (at) ", " (dot) "), (" @ ", "."))


def _email(chance: random.Random) -> str:
    """As it is, or with its signs in words."""
    local, host = chance.choice(_NAMES), chance.choice(_HOSTS)
    at, dot = ("@", ".") if chance.random() < 0.7 else chance.choice(_SIGNS)
    return local.replace(".", dot) + at + host.replace(".", dot)


def _ip(chance: random.Random) -> str:
    """Version 4, or version 6."""
    if chance.random() < 0.6:
        return ".".join(str(chance.randint(1, 254)) for _ in range(3)) + f".{chance.randint(20, 254)}"
    return "2001:db8:" + ":".join(f"{chance.randint(0x10, 0xFFFF):x}" for _ in range(6))


def _mac(chance: random.Random) -> str:
    """With colons or hyphens."""
    return chance.choice(":-").join(f"{chance.randint(0, 255):02X}" for _ in range(6))


def _coordinates(chance: random.Random) -> str:
    """Decimal, or in degrees, minutes and seconds."""
    if chance.random() < 0.7:
        return f"{chance.uniform(-80, 80):.5f}, {chance.uniform(-170, 170):.5f}"
    north, east = chance.randint(1, 80), chance.randint(1, 170)
    return f"{north}°{chance.randint(1, 59)}'12\"N {east}°{chance.randint(1, 59)}'09\"E"


_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def _disguised_phone(chance: random.Random) -> str:
    """In words, in full-width digits, with signs between all digits, or with invisible ones."""
    digits = filled(chance, ["{2}1#{2}##81#2", "07{4}##92#41#"])
    how = chance.randrange(4)
    if how == 0:
        return " ".join(_WORDS[int(digit)] for digit in digits)
    if how == 1:
        return "".join(chr(ord(digit) + 0xFEE0) for digit in digits)
    if how == 2:
        return chance.choice(" .-").join(digits)
    return "\u200b".join((digits[:3], digits[3:6], digits[6:]))


MAKERS: dict[str, Callable[[random.Random], str]] = {
    "payment_card": _card,
    "iban": _iban,
    "email": _email,
    "ip_address": _ip,
    "mac_address": _mac,
    "coordinates": _coordinates,
    "disguised_phone": _disguised_phone,
}

IDS: dict[str, Callable[[str], bool]] = {
    "us_ssn": national.us_ssn,
    "uk_nino": national.uk_nino,
    "uk_nhs": national.uk_nhs,
    "za_id": national.za_id,
    "in_aadhaar": national.in_aadhaar,
    "in_pan": national.always,
    "de_tax": national.de_tax,
    "fr_nir": national.fr_nir,
    "es_dni": national.es_dni,
    "cl_rut": national.cl_rut,
    "it_cf": national.it_cf,
    "nl_bsn": national.nl_bsn,
    "be_nn": national.be_nn,
    "pl_pesel": national.pl_pesel,
    "pt_nif": national.pt_nif,
    "br_cpf": national.br_cpf,
    "cn_id": national.cn_id,
    "kr_rrn": national.kr_rrn,
    "tr_tckn": national.tr_tckn,
    "se_pnr": national.se_pnr,
}
"""What the check digits of each national number have to fulfil."""
