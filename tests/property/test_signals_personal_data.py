"""Of any text: what is found lies in it, apart and in order, and redacting twice is redacting once."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ombud.signals.personal_data import KINDS, Found, find, redact
from ombud.signals.personal_data.checks import iso7064_11_10, luhn, verhoeff
from ombud.signals.personal_data.finding import GROUPS, disguised, located, settled
from ombud.signals.personal_data.national import NUMBERED, ids
from ombud.signals.personal_data.reading import Reading, plain, spelled

PIECES = st.sampled_from([
    "call ", "my number is ", "order ", "card ", "ssn ", "IBAN ", "born on ", "lives at ", "plate ", "account ", "ip ",
    "212-555-0143", "(212) 555 0143", "+49 171 2345678", "4111 1111 1111 1111", "078-05-1120", "jane@example.com",
    "DE89 3704 0044 0532 0130 00", "203.0.113.77", "2001:db8::8a2e:370:7334", "12 March 1985", "14 Maple Street",
    "Musterstraße 12, 10115 Berlin", "https://example.com/x", "five five six ", "double two ", "one ", "x123", "\n",
    " at ", " dot ", "com", ". ", ", ", "-", "/", "(", ")", "+", "0", "7", "\u200b", "\u00a0", "５", "電話", "号",
    "&#49;", "&nbsp;", "<b>", "&#64;", "<!-- -->",
])  # fmt: skip
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=20).map("".join))


@given(TEXTS)
def test_places_lie_in_the_text_in_order_and_apart(text: str) -> None:
    found = find(text)
    assert all(0 <= one.start < one.end <= len(text) and one.kind in KINDS for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@given(TEXTS)
def test_redacting_twice_is_redacting_once_and_leaves_nothing(text: str) -> None:
    once = redact(text)
    assert redact(once) == once
    assert find(once) == ()


@given(TEXTS)
def test_what_was_found_is_gone_and_the_rest_stays(text: str) -> None:
    found = find(text)
    left = redact(text, found)
    for one in found:
        left = left.replace(f"[{one.kind.replace('_', ' ')}]", "", 1)
    kept = [0, *(edge for one in found for edge in (one.start, one.end)), len(text)]
    assert left == "".join(text[start:end] for start, end in zip(kept[::2], kept[1::2], strict=True))


@given(st.text("0123456789", min_size=2, max_size=20), st.data())
def test_every_changed_digit_is_noticed(body: str, data: st.DataObject) -> None:
    for check in (luhn, iso7064_11_10, verhoeff):
        right = [body + last for last in "0123456789" if check(body + last)]
        assert len(right) == 1
        place = data.draw(st.integers(0, len(body)))
        other = data.draw(st.sampled_from("0123456789".replace(right[0][place], "")))
        assert not check(right[0][:place] + other + right[0][place + 1 :])


def _whoever_looks(raw: str) -> tuple[Found, ...]:
    """What is found when every finder looks at every text, and at all of it."""
    text = plain(raw)
    reading = Reading(text.normal)
    finders = [finder for group in GROUPS for _, some in group for finder in some]
    found = [located(text, candidate) for finder in finders for candidate in finder(reading)]
    found += (located(text, one) for one in ids(reading, NUMBERED, 0, len(reading.text)))
    if (digits := spelled(text)) is not None:
        found += disguised(digits)
    return settled(found)


@given(TEXTS)
def test_nothing_is_overlooked_for_the_sake_of_speed(text: str) -> None:
    assert find(text) == _whoever_looks(text)


def test_half_a_surrogate_pair_hides_nothing() -> None:
    found = find("\ud800 write to jane@example.com \udfff")
    assert [one.kind for one in found] == ["email"]
