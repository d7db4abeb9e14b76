"""Canonical JSON bytes, RFC 8785 (JCS), and the digests taken over them.

Every record that is hashed is turned into bytes once, here, and those bytes are stored: a hash is always
checked against stored bytes, never against something serialised again.
"""

import hashlib
import math
from json.encoder import encode_basestring
from typing import Any

import msgspec

from ombud.model.errors import BadInput

__all__ = ["canonical", "sha256_hex", "to_plain"]

_MAX_SAFE_INTEGER = 2**53 - 1  # RFC 8785 3.2.2.3: beyond this an integer does not survive IEEE 754


def canonical(value: Any) -> bytes:
    """`value` (None, bool, int, float, str, list, tuple, dict with str keys) as RFC 8785 bytes, UTF-8.

    Raises BadInput for what I-JSON cannot carry: NaN, infinities, integers that no double holds, lone surrogates.
    """
    parts: list[str] = []
    _write(value, parts)
    try:
        return "".join(parts).encode("utf-8")
    except UnicodeEncodeError as error:
        raise BadInput("lone_surrogate", "a string holds half of a surrogate pair") from error


def _write(value: Any, out: list[str]) -> None:
    if isinstance(value, str):
        out.append(encode_basestring(value))
    elif value is None or isinstance(value, bool):
        out.append({None: "null", True: "true", False: "false"}[value])
    elif isinstance(value, int):
        out.append(str(value) if abs(value) <= _MAX_SAFE_INTEGER else _large(value))
    elif isinstance(value, float):
        out.append(_number(value))
    elif isinstance(value, dict):
        _write_object(value, out)
    elif isinstance(value, list | tuple):
        out.append("[")
        for i, item in enumerate(value):
            if i:
                out.append(",")
            _write(item, out)
        out.append("]")
    else:
        raise BadInput("not_json", f"{type(value).__name__} has no canonical JSON form")


def _write_object(value: dict[str, Any], out: list[str]) -> None:
    out.append("{")
    # RFC 8785 3.2.3 sorts by UTF-16 code units: for ASCII keys that is plain string order.
    keys = sorted(value) if all(map(str.isascii, value)) else sorted(value, key=_utf16)
    for i, key in enumerate(keys):
        if i:
            out.append(",")
        out.append(encode_basestring(key))
        out.append(":")
        _write(value[key], out)
    out.append("}")


def _utf16(key: str) -> bytes:
    return key.encode("utf-16-be", "surrogatepass")


def _large(value: int) -> str:
    """An integer beyond 53 bits has a form only where a double stands for it: JSON knows no other numbers."""
    try:
        double = float(value)
    except OverflowError:
        double = math.inf
    written = _number(double) if math.isfinite(double) else ""
    if double != value and written != str(value):
        raise BadInput("unsafe_integer", "an integer beyond 53 bits does not survive as a JSON number")
    return written


def _number(value: float) -> str:
    """A double as ECMAScript prints it (ECMA-262, Number::toString), which RFC 8785 3.2.2.3 requires."""
    if not math.isfinite(value):
        raise BadInput("not_finite", f"{value} has no JSON form")
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    mantissa, _, exponent = repr(abs(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    if fraction == "0":
        fraction = ""
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent or 0) if whole != "0" else len(digits) - len(fraction) + int(exponent or 0)
    digits = digits.rstrip("0")
    return sign + _place_point(digits, point)


def _place_point(digits: str, point: int) -> str:
    """`digits` with the decimal point after `point` of them, in ECMAScript's choice of notation."""
    count = len(digits)
    if count <= point <= 21:
        return digits + "0" * (point - count)
    if 0 < point <= 21:
        return f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return "0." + "0" * -point + digits
    tail = f".{digits[1:]}" if count > 1 else ""
    return f"{digits[0]}{tail}e{'+' if point > 0 else '-'}{abs(point - 1)}"


def to_plain(value: Any) -> Any:
    """A msgspec struct (or anything holding some) as plain dicts and lists, ready for `canonical`."""
    return msgspec.to_builtins(value)


def sha256_hex(data: bytes) -> str:
    """``sha256:`` and the hex digest: how Ombud names content by what it is."""
    return "sha256:" + hashlib.sha256(data).hexdigest()
