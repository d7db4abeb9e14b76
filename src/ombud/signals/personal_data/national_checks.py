"""Check digits of national numbers, over letters and digits without signs, by the rules of who issues them."""

from ombud.signals.personal_data.checks import is_date, iso7064_11_10, luhn, verhoeff, weighted

__all__ = [
    "always",
    "be_nn",
    "br_cpf",
    "cl_rut",
    "cn_id",
    "cz_rc",
    "de_pension",
    "de_tax",
    "dk_cpr",
    "es_dni",
    "fi_hetu",
    "fr_nir",
    "il_id",
    "in_aadhaar",
    "it_cf",
    "kr_rrn",
    "nl_bsn",
    "no_fnr",
    "pl_pesel",
    "pt_nif",
    "ro_cnp",
    "se_pnr",
    "tr_tckn",
    "uk_nhs",
    "uk_nino",
    "us_ssn",
    "za_id",
]


def always(_: str) -> bool:
    """For numbers that have no public check digit."""
    return True


def _day(yymmdd: str) -> bool:
    """Whether six digits are a day of some year of either century."""
    year, month, day = int(yymmdd[:2]), int(yymmdd[2:4]), int(yymmdd[4:6])
    return is_date(2000 + year, month, day) or is_date(1900 + year, month, day)


def us_ssn(digits: str) -> bool:
    """No check digit: areas 000, 666 and 900 up, group 00 and serial 0000 are not issued (42 U.S.C. 405, SSA)."""
    area, group, serial = digits[:3], digits[3:5], digits[5:]
    return area not in {"000", "666"} and area[0] != "9" and group != "00" and serial != "0000" and len(set(digits)) > 1


def es_dni(code: str) -> bool:
    """DNI and NIE: the letter is the number modulo 23."""
    number = code[:-1].replace("X", "0").replace("Y", "1").replace("Z", "2")
    return "TRWAGMYFPDXBNJZSQVHLCKE"[int(number) % 23] == code[-1]


_ODD = dict(zip(
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10,
     22, 25, 24, 23), strict=True,
))  # fmt: skip


def it_cf(code: str) -> bool:
    """Codice fiscale (D.M. 23 December 1976): the last letter, and a day that may be 40 higher for women."""
    total = sum(_ODD[char] for char in code[:15:2])
    total += sum(int(char) if char.isdecimal() else ord(char) - 65 for char in code[1:15:2])
    return chr(65 + total % 26) == code[15] and 1 <= int(code[9:11]) % 40 <= 31


def fr_nir(code: str) -> bool:
    """NIR: 97 minus the number modulo 97; Corsican departments count as 19 and 18."""
    number = code[:13].replace("2A", "19").replace("2B", "18")
    return number.isdecimal() and 97 - int(number) % 97 == int(code[13:])


def de_tax(digits: str) -> bool:
    """Steuer-ID: not beginning with 0, one digit twice or thrice in the first ten, ISO/IEC 7064 MOD 11,10."""
    often = sorted((digits[:10].count(digit) for digit in set(digits[:10])), reverse=True)
    return digits[0] != "0" and often[0] in {2, 3} and often[1] == 1 and iso7064_11_10(digits)


def de_pension(code: str) -> bool:
    """Versicherungsnummer (VKVV): area, day of birth, initial, serial, and a check digit over cross sums."""
    digits = code[:8] + f"{ord(code[8]) - 64:02}" + code[9:11]
    total = sum(sum(divmod(int(d) * w, 10)) for d, w in zip(digits, (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1), strict=True))
    return total % 10 == int(code[11]) and _day(code[6:8] + code[4:6] + f"{int(code[2:4]) % 50:02}")


def nl_bsn(digits: str) -> bool:
    """BSN: the test of eleven, the last digit counting negative."""
    return weighted(digits, (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0 and len(set(digits)) > 1


def be_nn(digits: str) -> bool:
    """Belgian national number: 97 minus the number modulo 97, with a 2 before it for those born since 2000."""
    check = int(digits[9:])
    month = int(digits[2:4]) % 20
    return month <= 12 and any(97 - int(before + digits[:9]) % 97 == check for before in ("", "2"))


def dk_cpr(digits: str) -> bool:
    """CPR: a day of birth; those given since 2007 have no check digit."""
    return _day(digits[4:6] + digits[2:4] + digits[:2])


def no_fnr(digits: str) -> bool:
    """Fødselsnummer: a day of birth, and two sums divisible by 11."""
    first = weighted(digits, (3, 7, 6, 1, 8, 9, 4, 5, 2, 1))
    second = weighted(digits, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1))
    return first % 11 == 0 and second % 11 == 0 and _day(digits[4:6] + digits[2:4] + digits[:2])


def pl_pesel(digits: str) -> bool:
    """PESEL: weights 1 3 7 9; months carry the century."""
    total = weighted(digits, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1))
    return total % 10 == 0 and _day(digits[:2] + f"{int(digits[2:4]) % 20:02}" + digits[4:6])


def pt_nif(digits: str) -> bool:
    """NIF of a person: first digit 1, 2, 3 or 45; modulo 11."""
    check = 11 - weighted(digits, (9, 8, 7, 6, 5, 4, 3, 2)) % 11
    return digits[0] in "123" + ("4" if digits[1] == "5" else "") and (0 if check > 9 else check) == int(digits[8])


def br_cpf(digits: str) -> bool:
    """CPF: two digits modulo 11."""
    if len(set(digits)) == 1:
        return False
    first = weighted(digits[:9], range(10, 1, -1)) * 10 % 11 % 10
    second = weighted(digits[:10], range(11, 1, -1)) * 10 % 11 % 10
    return digits[9:] == f"{first}{second}"


def cn_id(code: str) -> bool:
    """GB 11643: region, day, and ISO/IEC 7064 MOD 11-2."""
    total = weighted(code[:17], (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2))
    return "10X98765432"[total % 11] == code[17] and is_date(int(code[6:10]), int(code[10:12]), int(code[12:14]))


def kr_rrn(digits: str) -> bool:
    """Resident registration number: a day of birth; those given since October 2020 have no check digit to test."""
    return _day(digits[:6])


def in_aadhaar(digits: str) -> bool:
    """Aadhaar: Verhoeff."""
    return verhoeff(digits)


def uk_nino(code: str) -> bool:
    """National Insurance number: prefixes that are not given out (HMRC, NIM39110)."""
    return code[:2] not in {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"}


def uk_nhs(digits: str) -> bool:
    """NHS number: modulo 11."""
    check = 11 - weighted(digits, range(10, 1, -1)) % 11
    return check != 10 and check % 11 == int(digits[9]) and len(set(digits)) > 1


def fi_hetu(code: str) -> bool:
    """Henkilötunnus: day of birth, and the number modulo 31 as a sign. The sign of the century may be gone already."""
    digits = code[:6] + code[-4:-1]
    year = code[4:6] + code[2:4] + code[:2]
    return digits.isdecimal() and _day(year) and "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(digits) % 31] == code[-1]


def se_pnr(digits: str) -> bool:
    """Personnummer and samordningsnummer (day plus 60): Luhn over ten digits."""
    ten = digits[-10:]
    return luhn(ten) and _day(ten[:4] + f"{int(ten[4:6]) % 60:02}")


def tr_tckn(digits: str) -> bool:
    """T.C. kimlik no: two check digits."""
    odd, even = sum(map(int, digits[:9:2])), sum(map(int, digits[1:8:2]))
    return (odd * 7 - even) % 10 == int(digits[9]) and sum(map(int, digits[:10])) % 10 == int(digits[10])


def cl_rut(code: str) -> bool:
    """RUT: modulo 11, K standing for ten."""
    total = sum(int(digit) * (2 + place % 6) for place, digit in enumerate(reversed(code[:-1])))
    return "0K987654321"[total % 11] == code[-1]


def za_id(digits: str) -> bool:
    """South African identity number: day of birth and Luhn."""
    return luhn(digits) and _day(digits[:6])


def il_id(digits: str) -> bool:
    """Israeli identity number: Luhn over nine digits."""
    return luhn(digits) and len(set(digits)) > 1


def ro_cnp(digits: str) -> bool:
    """CNP: day of birth, modulo 11."""
    check = weighted(digits, (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)) % 11
    return _day(digits[1:7]) and (1 if check == 10 else check) == int(digits[12])


def cz_rc(digits: str) -> bool:
    """Rodné číslo: ten digits divisible by 11 (nine before 1954); months 50 higher for women, 20 more where short."""
    month = int(digits[2:4]) % 50
    day = _day(digits[:2] + f"{month - 20 if month > 20 else month:02}" + digits[4:6])
    return day and (len(digits) == 9 or int(digits[:9]) % 11 % 10 == int(digits[9]))
