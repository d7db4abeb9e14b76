"""Signs in the middle of words."""

import pytest

from ombud.intake import normalise


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("id.iot stu_pid", "idiot stupid"),
        ("(f.uck) fu*ck!", "(fuck) fuck!"),
        ("i.d-i_o/t", "idiot"),
        ("id-io.t", "idiot"),
        ("stu·pid", "stupid"),
        ("id.i0t", "idiot"),
    ],
)
def test_a_sign_that_breaks_a_common_word_goes(raw: str, expected: str) -> None:
    assert normalise(raw).normal == expected


@pytest.mark.parametrize(
    "raw",
    [
        "the end.start good_day no.one",
        "re-form e-mail co-op and/or isn't mother-in-law",
        "a.m. i.e. u.s.a x.y-z.w",
        "st.ate/x www.stu.pid @stu.pid stu.pid/x https://a.example/stu.pid",
        "main.py event.target en.wikipedia.org",
    ],
)
def test_signs_between_words_and_in_addresses_stay(raw: str) -> None:
    assert normalise(raw).normal == raw


def test_its_span_holds_the_sign() -> None:
    text = normalise("you id.iot!")
    first, last = text.span(4, 9)
    assert text.raw[first:last] == "id.iot"
