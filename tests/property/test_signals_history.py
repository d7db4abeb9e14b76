"""Windows against the plainest possible bookkeeping, in any order, with anything taken back."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from ombud.intake import internal
from ombud.model import Arrival, Author, Event, Item
from ombud.ports import UNKNOWN, Asked, Tally
from ombud.signals import WindowKeeper, Windows, fingerprint

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


FEW = Asked(
    (
        Tally("author", "item.created", "", 60.0, 3),
        Tally("author", "item.created", "item.text", 60.0, 2),
    ),
    copies=60.0,
    enough_copies=2,
)


@SOME
@given(
    st.lists(NOTES, max_size=4), st.integers(1, 60), st.integers(0, 60), st.sampled_from((10**6, 64, 1)), st.booleans()
)
def test_an_answer_is_exact_or_enough_or_unknown_and_the_same_after_a_restart(
    batches: list[list[tuple[int, str, str]]], window: int, at: int, capacity: int, restart: bool
) -> None:
    windows, keeper = Windows(FEW, capacity), WindowKeeper()
    noted: list[tuple[int, str, str]] = []
    for batch in batches:
        windows.mark()
        for note in batch:
            windows.note(arrival(len(noted), note))
            noted.append(note)
        windows.keep()
        windows.sweep()
        if restart:
            windows, _ = keeper.load(keeper.save(windows.image(0)))
    end = START + timedelta(seconds=at)
    for author in "uvw":
        said = [text for seconds, who, text in noted if who == author and at - window < seconds <= at]
        counted = windows.count(f"author:{author}", "item.created", window, end)
        assert counted in ({UNKNOWN, min(len(said), 3)} if capacity < 10**6 else {min(len(said), 3)})
        different = windows.distinct(f"author:{author}", "item.created", "item.text", window, end)
        assert different in ({UNKNOWN, len(set(said))} if capacity < 10**6 else {len(set(said))})
