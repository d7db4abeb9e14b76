"""The form of a call, in whatever letters the site writes."""

import codecs
import re
from collections.abc import Iterable, Mapping
from itertools import islice
from urllib.parse import parse_qsl

from ombud.model import BadInput
from ombud.web.doors.call import MOST_FIELDS, Call, too_many_fields
from ombud.web.doors.multipart import boundary, parts

__all__ = ["form_of"]

_NAME = re.compile(rb'(?i);\s*name="([^"]*)"')
_DECLARED = re.compile(r'(?i);\s*charset="?([^\s;"]+)')
_SEPARATORS = re.compile(r"[^a-z0-9]+")
_CHARSET = "blog_charset"

_ENCODINGS: Mapping[str, str] = {
    "cp866": "866 cp866 csibm866 ibm866",
    "iso8859-2": "csisolatin2 iso88592 isoir101 l2 latin2 iso885921987",
    "iso8859-3": "csisolatin3 iso88593 isoir109 l3 latin3 iso885931988",
    "iso8859-4": "csisolatin4 iso88594 isoir110 l4 latin4 iso885941988",
    "iso8859-5": "csisolatincyrillic cyrillic iso88595 isoir144 iso885951988",
    "iso8859-6": "arabic asmo708 csiso88596e csiso88596i csisolatinarabic ecma114 iso88596 iso88596e iso88596i"
                 " isoir127 iso885961987",
    "iso8859-7": "csisolatingreek ecma118 elot928 greek greek8 iso88597 isoir126 suneugreek iso885971987",
    "iso8859-8": "csiso88598e csisolatinhebrew hebrew iso88598 iso88598e iso88598i isoir138 logical visual csiso88598i",
    "iso8859-10": "csisolatin6 iso885910 isoir157 l6 latin6",
    "iso8859-13": "iso885913",
    "iso8859-14": "iso885914",
    "iso8859-15": "csisolatin9 iso885915 l9",
    "iso8859-16": "iso885916",
    "koi8-r": "cskoi8r koi koi8 koi8r",
    "koi8-u": "koi8ru koi8u",
    "mac-roman": "csmacintosh mac macintosh xmacroman",
    "mac-cyrillic": "xmaccyrillic xmacukrainian",
    "cp874": "dos874 iso885911 tis620 windows874",
    "cp1250": "cp1250 windows1250 xcp1250",
    "cp1251": "cp1251 windows1251 xcp1251",
    "cp1252": "ansix341968 ascii cp1252 cp819 csisolatin1 ibm819 iso88591 isoir100 l1 latin1 usascii windows1252"
              " xcp1252 iso885911987",
    "cp1253": "cp1253 windows1253 xcp1253",
    "cp1254": "cp1254 csisolatin5 iso88599 isoir148 l5 latin5 windows1254 xcp1254 iso885991989",
    "cp1255": "cp1255 windows1255 xcp1255",
    "cp1256": "cp1256 windows1256 xcp1256",
    "cp1257": "cp1257 windows1257 xcp1257",
    "cp1258": "cp1258 windows1258 xcp1258",
    "gb18030": "chinese csgb2312 csiso58gb231280 gb2312 gb231280 gbk isoir58 xgbk gb18030",
    "big5hkscs": "big5 big5hkscs cnbig5 csbig5 xxbig5",
    "euc_jp": "cseucpkdfmtjapanese eucjp xeucjp",
    "iso2022_jp": "csiso2022jp iso2022jp",
    "cp932": "csshiftjis ms932 ms kanji shiftjis sjis windows31j xsjis mskanji",
    "cp949": "cseuckr csksc56011987 euckr isoir149 korean ksc56011987 ksc56011989 ksc5601 windows949",
    "utf-8": "unicode11utf8 unicode20utf8 utf8 xunicode20utf8",
}  # fmt: skip
"""The encodings of the WHATWG's standard by their names there, signs left out: a site that says ISO-8859-1 writes
windows-1252, and one that says GB2312 writes GB18030. UTF-16 is not among them: no form can be sent in it."""

_BY_NAME: Mapping[str, str] = {name: codec for codec, names in _ENCODINGS.items() for name in names.split()}


async def form_of(call: Call) -> dict[str, str]:
    """The fields of a request, which PHP's cURL sends in parts when it is given an array.

    They are read in ``blog_charset``, or else in the charset of the Content-Type, or else as UTF-8; bytes that are none
    are replaced. A name that nobody knows does no harm to what is UTF-8. Raises BadInput (``malformed_form``,
    ``unknown_charset``).
    """
    body = await call.read()
    kind = call.header(b"content-type")
    between = boundary(kind, "form-data")
    fields = dict(_urlencoded(body) if between is None else _in_parts(body, between))
    declared = fields.get(_CHARSET, b"").decode("latin-1").strip()
    if not declared and (found := _DECLARED.search(kind)):
        declared = found[1]
    return _read(fields, declared)


def _urlencoded(body: bytes) -> list[tuple[str, bytes]]:
    try:
        found = parse_qsl(
            body.decode("latin-1"), keep_blank_values=True, encoding="latin-1", max_num_fields=MOST_FIELDS
        )
    except ValueError as error:
        raise too_many_fields() from error
    return [(name, value.encode("latin-1")) for name, value in found]


def _in_parts(body: bytes, between: bytes) -> Iterable[tuple[str, bytes]]:
    found = ((_NAME.search(about.get(b"content-disposition", b"")), value) for about, value in parts(body, between))
    fields = [(name[1].decode("latin-1"), value) for name, value in islice(found, MOST_FIELDS + 1) if name]
    if len(fields) > MOST_FIELDS:
        raise too_many_fields()
    return fields


def _read(fields: Mapping[str, bytes], declared: str) -> dict[str, str]:
    codec = _BY_NAME.get(_SEPARATORS.sub("", declared.lower())) if declared else "utf-8"
    if codec is not None:
        return {name: codecs.decode(value, codec, "replace") for name, value in fields.items()}
    try:
        return {name: value.decode() for name, value in fields.items()}
    except UnicodeDecodeError as error:
        raise BadInput(
            "unknown_charset", f'Unknown "blog_charset" value: {declared[:40]}', field=_CHARSET,
            advice="send UTF-8, or name an encoding of the WHATWG's Encoding Standard",
        ) from error  # fmt: skip
