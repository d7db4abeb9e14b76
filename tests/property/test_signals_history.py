"""Windows against the plainest possible bookkeeping, in any order, with anything taken back."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from ombud.intake import internal
from ombud.model import Arrival, Author, Event, Item
from ombud.signals import Windows, fingerprint

SOME = settings(max_examples=50, deadline=None)
START = datetime(2026, 1, 1, tzinfo=UTC)
TEXTS = (
    "Earn money from home, no skills needed, write to me now",
    "The butter thief has struck again, says my cat, hm",
)
NOTES = st.lists(st.tuples(st.integers(0, 50), st.sampled_from("uvw"), st.sampled_from(TEXTS)), max_size=12)


def arrival(number: int, note: tuple[int, str, str]) -> Arrival:
    seconds, author, text = note
    item = Item(f"p{number}", "post", text)
    return internal(Event(f"e{number}", "item.created", START + timedelta(seconds=seconds), item, Author(author)))


@SOME
@given(NOTES, NOTES, st.integers(1, 60), st.integers(0, 60))
def test_counts_are_those_of_a_plain_list_also_after_a_rollback(
    kept: list[tuple[int, str, str]], undone: list[tuple[int, str, str]], window: int, at: int
) -> None:
    windows = Windows.rebuild(arrival(i, note) for i, note in enumerate(kept))
    mark = windows.mark()
    for i, note in enumerate(undone):
        windows.note(arrival(100 + i, note))
    windows.rollback(mark)
    end = START + timedelta(seconds=at)
    for author in "uvw":
        expected = sum(who == author and at - window < seconds <= at for seconds, who, _ in kept)
        assert windows.count(f"author:{author}", "item.created", window, end) == expected
    for text in TEXTS:
        expected = sum(said == text and at - window < seconds <= at for seconds, _, said in kept[:-1])
        assert windows.copies(fingerprint(arrival(0, (0, "u", text))), window, end) == expected
