"""Text on pages: what people wrote, what policies say, dates and numbers, and languages."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from ombud.languages import LANGUAGES, first_known, known, locale_of, preferred
from ombud.web.formats import Formats
from ombud.web.hostile import highlight, isolated, merged, plain
from ombud.web.prose import prose


def inside(markup: Markup) -> str:
    return str(markup).removeprefix('<bdi class="said">').removesuffix("</bdi>")


def test_text_is_escaped_and_keeps_its_direction_to_itself() -> None:
    assert str(plain("<b>&\"'")) == '<bdi class="said">&lt;b&gt;&amp;&#34;&#39;</bdi>'


@pytest.mark.parametrize("trick", ["\u202e", "\u2066", "\u200b", "\ufeff", "\u0000", "\u009b", "\u200f"])
def test_what_deceives_by_not_being_seen_is_shown(trick: str) -> None:
    assert inside(plain(f"a{trick}b")) == f'a<span class="unseen">U+{ord(trick):04X}</span>b'


@pytest.mark.parametrize("text", ["👩‍👩‍👧", "می‌خواهم", "line\nline\ttab", "é"])
def test_what_is_needed_for_writing_stays_as_it_is(text: str) -> None:
    assert inside(plain(text)) == text


def test_where_no_element_can_stand_a_text_keeps_its_direction_to_itself_too() -> None:
    assert isolated("תקנון (2)") == "\u2068תקנון (2)\u2069"
    assert isolated("a\u2069b") == "\u2068aU+2069b\u2069"


def test_spans_are_marked_by_code_points() -> None:
    assert inside(highlight("🐈 bad 🐈 <i>", [(2, 5), (8, 11)])) == ("🐈 <mark>bad</mark> 🐈 <mark>&lt;i&gt;</mark>")


def test_spans_in_any_order_that_overlap_or_leave_the_text_are_put_in_order() -> None:
    assert merged([(5, 99), (1, 3), (2, 4), (4, 5), (7, 7), (-3, 0)], 9) == [(1, 9)]


@settings(max_examples=50)
@given(
    st.text(alphabet="ab<&\u202e🐈"),
    st.lists(st.tuples(st.integers(-2, 12), st.integers(-2, 12)), max_size=4),
)
def test_marking_never_changes_the_text(text: str, spans: list[tuple[int, int]]) -> None:
    marked = inside(highlight(text, spans)).replace("<mark>", "").replace("</mark>", "")
    assert marked == inside(plain(text))


def test_prose_is_markdown_without_html() -> None:
    text = str(prose("**bold** <script>x</script> ![p](x.png) [a](javascript:x) [b](#c) [d](https://e.example)", "/p"))
    assert "<strong>bold</strong>" in text
    assert "&lt;script&gt;" in text
    assert "<img" not in text
    assert 'href="javascript' not in text
    assert 'href="/p#c"' in text
    assert 'href="https://e.example"' in text


def test_times_are_utc_and_readable_by_machines() -> None:
    formats = Formats(locale_of("de"))
    moment = datetime(2026, 11, 22, 1, 30, tzinfo=timezone(timedelta(hours=2)))
    assert str(formats.when(moment)) == ('<time datetime="2026-11-21T23:30:00Z">21. November 2026, 23:30 UTC</time>')
    assert str(formats.day(moment)) == '<time datetime="2026-11-21">21. November 2026</time>'
    assert "21 نوفمبر 2026، 23:30 UTC" in str(Formats(locale_of("ar")).when(moment))
    assert "2026年11月21日 23:30 UTC" in str(Formats(locale_of("zh")).when(moment))
    assert str(formats.day(date(2026, 1, 2))) == '<time datetime="2026-01-02">2. Januar 2026</time>'


def test_numbers_look_as_the_language_writes_them() -> None:
    english, german = (Formats(locale_of(code)) for code in ("en", "de"))
    assert (english.number(15234), english.percent(1 / 3)) == ("15,234", "33%")
    assert (german.number(15234), german.percent(1 / 3)) == ("15.234", "33\xa0%")
    assert english.when(datetime(2026, 11, 22, tzinfo=UTC)).endswith("22 November 2026, 00:00 UTC</time>")


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("", None),
        ("de", "de"),
        ("de-AT,en;q=0.5", "de"),
        ("nl,en;q=0.5,de;q=0.9", "de"),
        ("nl", None),
        ("de;q=0", None),
        ("de;q=x", None),
        ("*", None),
        (",;q=,;;;", None),
        ("zh-Hant-TW", "zh"),
        ("de;q=0.2," * 10_000, "de"),
    ],
)
def test_the_language_is_the_best_that_the_browser_asks_for(header: str, code: str | None) -> None:
    assert preferred(header) == code


def test_of_what_is_known_of_somebody_the_first_that_is_spoken_here_counts() -> None:
    assert first_known((None, "", "tlh", "pt-BR", "de")) == "pt"
    assert first_known(()) == LANGUAGES[0]
    assert [known(tag) for tag in ("AR", "zh_Hans", "und", None)] == ["ar", "zh", None, None]
