"""Check digits, by their own published rules, over strings of ASCII digits."""

from collections.abc import Sequence
from datetime import date

__all__ = ["is_date", "iso7064_11_10", "luhn", "mod97", "verhoeff", "weighted"]

_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


def luhn(digits: str) -> bool:
    """ISO/IEC 7812-1 Annex B: payment cards, Swedish and South African numbers."""
    values = [ord(digit) - 48 for digit in reversed(digits)]
    return (sum(values[::2]) + sum(_DOUBLED[value] for value in values[1::2])) % 10 == 0


def mod97(text: str) -> int:
    """ISO/IEC 7064 MOD 97-10 remainder, letters counting from ten."""
    return int("".join(str(int(char, 36)) for char in text)) % 97


def iso7064_11_10(digits: str) -> bool:
    """ISO/IEC 7064 MOD 11,10, the last digit being the check: German tax numbers."""
    product = 10
    for digit in digits[:-1]:
        total = (int(digit) + product) % 10 or 10
        product = total * 2 % 11
    return (11 - product) % 10 == int(digits[-1])


def weighted(digits: str, weights: Sequence[int]) -> int:
    """The sum of digit times weight, as far as there are weights."""
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))


_FLIP = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)


def _dihedral(a: int, b: int) -> int:
    """The product of the dihedral group of order ten."""
    if a < 5:  # rotations are 0 to 4, reflections 5 to 9
        return (a + b) % 5 if b < 5 else 5 + (a + b) % 5
    return 5 + (a - b) % 5 if b < 5 else (a - b) % 5


def verhoeff(digits: str) -> bool:
    """J. Verhoeff, Error Detecting Decimal Codes, 1969: Aadhaar."""
    check = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit)
        for _ in range(place % 8):
            value = _FLIP[value]
        check = _dihedral(check, value)
    return check == 0


def is_date(year: int, month: int, day: int) -> bool:
    """Whether there is such a day."""
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
