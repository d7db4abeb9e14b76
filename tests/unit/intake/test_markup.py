"""What tags, comments and entities hide, and what only looks like them."""

import pytest

from ombud.intake import normalise


def normal(raw: str) -> str:
    return normalise(raw).normal


@pytest.mark.parametrize(
    "written",
    [
        "id<!-- -->iot", "id<!---->iot", "id<!-- a\n<b> -- -->iot", "id<!x>iot", "id<?x?>iot",
        "id<b></b>iot", "<b>id</b>iot", "ID<B>IO</B>T", 'id<span class="x">io</span>t', "id<wbr/>iot", "id<wbr />iot",
        "id<x>iot", "id<x></y>iot", "id<a>iot", "id＜b＞iot",
        "idi&#111;t", "idi&#111t", "idi&#0111;t", "idi&#x6F;t", "&#105;&#100;&#105;&#111;&#116;", "idi&oopf;t",
        "id&#8203;iot", "id&shy;iot", "id&ZeroWidthSpace;iot", "id&#x202e;iot", "i&#776;diot",
        "[b]id[/b]iot", "id[color=#ff0000]io[/color]t", "idiot[/b]",
        "**id**iot", "id~~io~~t", "id||io||t", "__id__iot",
        "i<b>d</b>&#105;[i]o[/i]t", "i &#100; i o t",
    ],
)  # fmt: skip
def test_what_a_screen_does_not_show_hides_nothing(written: str) -> None:
    assert normal(written) == "idiot"
    assert normal(f"you {written} you") == "you idiot you"


@pytest.mark.parametrize(
    "written",
    [
        "kill<br>yourself", "kill <br/> yourself", "kill</p><p>yourself", "kill&nbsp;yourself", "kill&#32;yourself",
        "kill<!-- --> yourself", "kill <b>yourself</b>", "kill&NewLine;yourself", '<p class="x">kill yourself</p>',
    ],
)  # fmt: skip
def test_what_a_screen_shows_as_a_gap_is_one(written: str) -> None:
    assert normal(written).strip() == "kill yourself"


@pytest.mark.parametrize(
    "raw",
    [
        "a < b and c > d", "i <3 you", "1<2", "if a<b and c>d", "x <- y", "<3<3",
        "fish &amp; chips, &lt;b&gt;, &quot;so&quot;", "at&t; &unknown; &#0; &#99999999;", "a&#38;#105;b",
        "[s]he said [i]t was", "a[i] = b[s]", "see [url=x]this[/url]",
        '<a href="x">here</a> and <img src=x> <script>',
        "<!-- no end", "-->", "hello <user>, see<url>now", "john <john@example.com>",
        "2**3**4 a ** b",
        "**bold** words, a**b", "obj.__init__", "a || b", "<" * 40, "&" * 40,
        "https://a.example/?q=1&gl;=2&lr;=3",
    ],
)  # fmt: skip
def test_what_only_looks_like_markup_and_what_rules_look_for_stays(raw: str) -> None:
    assert normal(raw) == raw


def test_typographic_characters_are_read_as_they_are() -> None:
    assert normal("don&#8217;t &#8220;stop&#8221; beyonc&eacute; &#128514;") == 'don\'t "stop" beyoncé 😂'


def test_spans_lead_back_to_the_markup() -> None:
    text = normalise("you id<b>io</b>t &#105;diot.")
    first, last = text.span(4, 9)
    assert text.raw[first:last] == "id<b>io</b>t"
    first, last = text.span(10, 15)
    assert text.raw[first:last] == "&#105;diot"
