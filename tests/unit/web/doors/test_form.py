"""Forms in the letters in which sites write."""

import asyncio
from urllib.parse import quote_plus

import pytest

from ombud.model import BadInput
from ombud.web.doors.akismet.form import form_of
from ombud.web.doors.call import Call

URLENCODED = b"application/x-www-form-urlencoded"
TEXTS = [
    ("ISO-8859-1", "latin-1", "Ein schöner Garten, où est-il?"),
    ("iso-8859-1", "cp1252", "“Curly”, and 5 €"),
    ("US-ASCII", "cp1252", "café"),
    ("ISO-8859-2", "iso8859-2", "Zażółć gęślą jaźń"),
    ("ISO-8859-9", "cp1254", "Güneş doğdu"),
    ("ISO-8859-15", "iso8859-15", "5 € für Œuvres"),
    ("windows-1251", "cp1251", "Дешёвые часы, звоните"),
    ("KOI8-R", "koi8-r", "Дешёвые часы, звоните"),
    ("koi8-u", "koi8-u", "Їжак і ґанок"),
    ("windows-1252", "cp1252", "naïve – yes"),
    ("windows-1255", "cp1255", "שלום לכולם"),
    ("windows-1256", "cp1256", "صباح الخير"),
    ("TIS-620", "cp874", "สวัสดีตอนเช้า"),
    ("GB2312", "gb2312", "今天下午有雨"),
    ("gbk", "gbk", "朱镕基和喆"),
    ("GB18030", "gb18030", "𠀀今天"),
    ("Big5", "big5", "今天下午有雨"),
    ("Shift_JIS", "cp932", "①番の店は九時に開きます"),
    ("x-sjis", "cp932", "おはようございます"),
    ("EUC-JP", "euc_jp", "おはようございます"),
    ("iso-2022-jp", "iso2022_jp", "おはようございます"),
    ("EUC-KR", "euc_kr", "안녕하세요"),
    ("ks_c_5601-1987", "cp949", "똠방각하"),
    ("macintosh", "mac-roman", "café – Ω"),
    ("UTF-8", "utf-8", "Grüße, 你好 🙂"),
    ("utf8", "utf-8", "Grüße"),
    ("", "utf-8", "Grüße"),
]


def read(body: bytes, kind: bytes = URLENCODED) -> dict[str, str]:
    async def whole() -> bytes:
        return body

    return asyncio.run(form_of(Call(b"", {b"content-type": kind}, ("127.0.0.1", 80), whole)))


def encoded(text: str, codec: str, charset: str) -> bytes:
    return f"comment_content={quote_plus(text, encoding=codec)}&blog_charset={quote_plus(charset)}".encode()


@pytest.mark.parametrize(("charset", "codec", "text"), TEXTS)
def test_a_form_is_read_in_the_charset_of_the_site(charset: str, codec: str, text: str) -> None:
    assert read(encoded(text, codec, charset))["comment_content"] == text


@pytest.mark.parametrize(("charset", "codec", "text"), TEXTS)
def test_a_form_in_parts_is_too(charset: str, codec: str, text: str) -> None:
    body = b"".join(
        b'--x\r\nContent-Disposition: form-data; name="' + name + b'"\r\n\r\n' + value + b"\r\n"
        for name, value in ((b"comment_content", text.encode(codec)), (b"blog_charset", charset.encode()))
    )
    assert read(body + b"--x--\r\n", b"multipart/form-data; boundary=x")["comment_content"] == text


def test_bytes_that_are_not_encoded_for_the_form_are_read_as_well() -> None:
    body = "comment_content=Дешёвые+часы&blog_charset=windows-1251".encode("cp1251")
    assert read(body)["comment_content"] == "Дешёвые часы"


def test_the_content_type_says_it_where_the_form_does_not() -> None:
    body = b"comment_content=" + quote_plus("Güneş", encoding="cp1254").encode()
    assert read(body, URLENCODED + b"; Charset=iso-8859-9")["comment_content"] == "Güneş"
    both = body + b"&blog_charset=utf-8"
    assert read(both, URLENCODED + b"; charset=iso-8859-9")["comment_content"] == "G\ufffdne\ufffd"


@pytest.mark.parametrize(
    "charset", ["klingon", "utf-7", "rot13", "hex", "unicode_escape", "idna", "utf-16", "\0", "ü" * 99]
)
def test_a_name_that_no_page_can_have_is_told_so_unless_all_is_utf_8(charset: str) -> None:
    assert read(encoded("Grüße", "utf-8", charset))["comment_content"] == "Grüße"
    with pytest.raises(BadInput) as caught:
        read(encoded("Grüße", "latin-1", charset))
    assert caught.value.code == "unknown_charset"


@pytest.mark.parametrize(
    ("charset", "sent", "text"),
    [
        ("", "a%ffb", "a\ufffdb"),
        ("utf-8", "a%ed%a0%bdb", "a\ufffd\ufffd\ufffdb"),
        ("windows-1251", "a%98%e0", "a\ufffd\u0430"),
        ("windows-1252", "a%81%fc", "a\ufffd\xfc"),
        ("windows-1255", "a%ff%e0", "a\ufffd\u05d0"),
        ("ISO-8859-7", "a%ff%e1", "a\ufffd\u03b1"),
        ("TIS-620", "a%ff%a1", "a\ufffd\u0e01"),
        ("gbk", "a%ffb", "a\ufffdb"),
        ("Big5", "a%ffb", "a\ufffdb"),
        ("Shift_JIS", "a%81", "a\ufffd"),
        ("EUC-JP", "a%ffb", "a\ufffdb"),
        ("iso-2022-jp", "a%ffb", "a\ufffdb"),
        ("EUC-KR", "a%ffb", "a\ufffdb"),
    ],
)
def test_bytes_that_the_charset_does_not_have_are_replaced(charset: str, sent: str, text: str) -> None:
    assert read(f"comment_author={sent}&blog_charset={charset}".encode())["comment_author"] == text
