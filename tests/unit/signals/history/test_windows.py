"""Counting the past, taking notes back, and starting again."""

from collections.abc import Callable

import pytest

from ombud.model import Arrival, NotFound, SystemFault
from ombud.ports import UNKNOWN, Asked, Tally
from ombud.signals import Recorded, Registry, Windows, fingerprint
from ombud.signals.history import copies_key, count_key, distinct_key
from ombud.signals.history.prints import Prints
from ombud.signals.history.series import SLACK
from ombud.signals.near_duplicates import WINDOW

Arrive = Callable[..., Arrival]
DAY = 86400.0
SPAM = "Earn five hundred dollars a day from home, no skills needed, write to my assistant on the messenger now"
OTHER = "My cat has learned to open the fridge and now we live in fear of the butter thief"


def counted(windows: Windows, last: Arrival, window: float, subject: str = "author:u") -> int:
    return windows.count(subject, "item.created", window, last.event.at)


def copies(windows: Windows, arrival: Arrival, window: float = WINDOW) -> int:
    return windows.copies(fingerprint(arrival), window, arrival.event.at)


def test_events_are_counted_up_to_the_present_one_and_with_it(arrive: Arrive, windows: Windows) -> None:
    arrivals = [arrive(after=seconds) for seconds in (0, 10, 20, 30)]
    for arrival in arrivals:
        windows.note(arrival)
    assert [counted(windows, arrivals[3], window) for window in (0.5, 10, 10.000001, 20.5, 99)] == [1, 1, 2, 3, 4]
    assert counted(windows, arrivals[1], 99) == 2


def test_subjects_and_types_are_counted_apart(arrive: Arrive, windows: Windows) -> None:
    at = arrive().event.at
    for arrival in (arrive(item="p"), arrive(item="p", kind="item.reported"), arrive(author="v"), arrive(author=None)):
        windows.note(arrival)
    assert windows.count("author:u", "item.created", 60, at) == 1
    assert windows.count("author:v", "item.created", 60, at) == 1
    assert windows.count("item:p", "item.reported", 60, at) == 1
    assert windows.count("item:nobody", "item.reported", 60, at) == 0


def test_the_order_of_arrival_makes_no_difference(arrive: Arrive) -> None:
    arrivals = [arrive(SPAM, after=seconds) for seconds in (0, 10, 20, 30)]
    shuffled = [arrivals[i] for i in (2, 0, 3, 1)]
    first, second = Windows.rebuild(arrivals), Windows.rebuild(shuffled)
    for window in (5, 15, 25, 99):
        assert counted(first, arrivals[3], window) == counted(second, arrivals[3], window)


def test_a_copy_by_another_item_counts_once_and_the_present_one_not(arrive: Arrive, windows: Windows) -> None:
    windows.note(arrive(SPAM, item="a"))
    windows.note(arrive(SPAM, item="a", after=1, kind="item.edited"))
    windows.note(arrive(OTHER, item="b", after=2))
    present = arrive(SPAM, item="c", after=3)
    windows.note(present)
    assert copies(windows, present) == 1
    assert copies(windows, present, window=1.5) == 0


def test_the_present_item_is_not_taken_off_when_it_is_no_copy(arrive: Arrive, windows: Windows) -> None:
    spam = arrive(SPAM)
    assert copies(windows, spam) == 0
    for arrival in (spam, arrive(OTHER)):
        windows.note(arrival)
    assert copies(windows, spam) == 1


def test_an_edited_item_is_what_it_is_now(arrive: Arrive, windows: Windows) -> None:
    windows.note(arrive(SPAM, item="a"))
    windows.note(arrive("sorry", item="a", after=2, kind="item.edited"))
    windows.note(arrive(SPAM, item="a", after=1, kind="item.edited"))
    windows.note(arrive(OTHER, item="b", after=3))
    windows.note(arrive(SPAM, item="b", after=1, kind="item.edited"))
    windows.note(arrive(SPAM, item="c", after=4, kind="item.reported"))
    assert copies(windows, arrive(SPAM, after=5)) == 1  # a's older edit came late, and is what is on file again


def test_nearly_the_same_fingerprint_is_a_copy(arrive: Arrive, windows: Windows) -> None:
    arrival = arrive(SPAM)
    windows.note(arrival)
    windows.note(arrive(OTHER))
    print64, at = fingerprint(arrival), arrival.event.at
    for flipped in (0, 1, 1 << 63, 1 | 1 << 20 | 1 << 40):
        assert windows.copies(print64 ^ flipped, DAY, at) == 1
    assert windows.copies(print64 ^ 0b1111, DAY, at) == 0
    assert windows.copies(print64 ^ (1 | 1 << 16 | 1 << 32 | 1 << 48), DAY, at) == 0


def test_what_was_noted_since_a_mark_can_be_undone(arrive: Arrive, windows: Windows) -> None:
    kept = arrive(SPAM, item="a")
    windows.note(kept)
    mark = windows.mark()
    for arrival in (arrive(OTHER, item="a", after=1, kind="item.edited"), arrive(SPAM, after=2), arrive(SPAM, after=3)):
        windows.note(arrival)
    inner = windows.mark()
    windows.note(arrive(SPAM, after=4))
    windows.note(arrive(SPAM, item="a", after=3, kind="item.reported"))
    windows.rollback(inner)
    assert counted(windows, kept, 0.5) == 1
    assert copies(windows, arrive(SPAM, after=5)) == 1
    windows.rollback(mark)
    assert copies(windows, arrive(SPAM, after=5)) == 0  # the present item is the kept one again
    windows.note(arrive(OTHER, after=6))
    assert copies(windows, arrive(SPAM, after=6)) == 1
    assert windows.count("author:u", "item.created", DAY, arrive(after=7).event.at) == 2


def test_what_was_kept_cannot_be_undone(arrive: Arrive, windows: Windows) -> None:
    windows.mark()
    arrival = arrive()
    windows.note(arrival)
    windows.keep()
    windows.rollback(0)
    assert counted(windows, arrival, 1) == 1


def test_what_is_older_than_the_longest_window_is_forgotten_and_not_guessed(arrive: Arrive) -> None:
    windows = Windows(Asked((Tally("author", "item.created", "", 60.0, 5),), copies=60.0))
    for i in range(40_000):
        windows.note(arrive(SPAM, author=f"old{i}"))
    for batch in range(3):
        windows.mark()
        for i in range(400):
            windows.note(arrive(OTHER, author=f"new{i}", after=DAY + batch * 400 + i, item=f"new{i}"))
        windows.keep()
    windows.sweep()
    assert windows.held == 1200 + 400
    long_ago = arrive(SPAM)
    assert windows.count("author:old0", "item.created", 60.0, long_ago.event.at) == UNKNOWN
    assert windows.copies(fingerprint(long_ago), 60.0, long_ago.event.at) == UNKNOWN
    signal = Registry().measure("near_duplicates", long_ago, windows)
    assert (signal.value, signal.abstained) == (None, "forgotten")


def test_what_was_undone_or_edited_is_forgotten_once(arrive: Arrive, windows: Windows) -> None:
    mark = windows.mark()
    windows.note(arrive(SPAM, author="undone", item="undone"))
    windows.rollback(mark)
    windows.keep()
    windows.note(arrive(SPAM, item="edited"))
    windows.note(arrive(OTHER, after=DAY, item="edited", kind="item.edited"))
    for i in range(1100):
        windows.note(arrive(after=DAY + 7200 + i, item="other"))
    assert len(windows._prints) == 1
    assert copies(windows, arrive(OTHER, after=DAY + 9000)) == 1


def test_fingerprints_that_share_a_band_are_kept_apart() -> None:
    prints = Prints(100)
    prints.file("a", (0b1 << 60, 10))
    prints.file("b", (0b1 << 40, 10))
    prints.file("a", None)
    assert prints.near(0b1 << 40, -50, 10) == 1
    assert prints.near(0b1 << 60, -50, 10) == 1  # two bits away
    prints.file("b", None)
    assert prints.near(0b1 << 40, -50, 10) == 0


def test_a_subject_that_goes_on_keeps_its_last_thirty_days(arrive: Arrive, windows: Windows) -> None:
    for day in range(40):
        for _ in range(30):
            windows.note(arrive(after=day * DAY, item=f"p{day}"))
    assert windows.count("author:u", "item.created", 30 * DAY, arrive(after=39 * DAY).event.at) == 30 * 30


def test_one_subject_cannot_fill_the_memory(arrive: Arrive) -> None:
    windows = Windows(Asked((Tally("item", "item.created", "", 10 * DAY, 6),)))
    for i in range(500):
        windows.note(arrive(after=i, item="p", author=None))
    assert windows.held == 6 + SLACK
    assert windows.count("item:p", "item.created", DAY, arrive(after=499).event.at) == 6
    assert windows.count("item:p", "item.created", 3, arrive(after=499).event.at) == 3
    assert windows.count("item:p", "item.created", 3, arrive(after=100).event.at) == UNKNOWN  # it comes late


def test_what_a_policy_does_not_ask_is_not_remembered(arrive: Arrive) -> None:
    windows = Windows(Asked())
    arrival = arrive(SPAM)
    windows.note(arrival)
    assert windows.held == 0
    with pytest.raises(SystemFault, match="never said"):
        windows.count("author:u", "item.created", 60.0, arrival.event.at)
    with pytest.raises(SystemFault, match="never said"):
        windows.distinct("author:u", "item.created", "item.kind", 60.0, arrival.event.at)
    with pytest.raises(SystemFault, match="never said"):
        windows.copies(5, 60.0, arrival.event.at)


def test_a_recorded_past_answers_what_it_was_asked_and_nothing_else(arrive: Arrive) -> None:
    arrival = arrive()
    past = Recorded(
        {"count/author:u/item.created/600": 4, "copies/86400": 2, "distinct/item:p/item.reported/author.id/60": 7}
    )
    past.note(arrival)
    assert past.count("author:u", "item.created", 600.0, arrival.event.at) == 4
    assert past.copies(5, DAY, arrival.event.at) == 2
    assert past.distinct("item:p", "item.reported", "author.id", 60.0, arrival.event.at) == 7
    with pytest.raises(NotFound) as caught:
        past.count("author:u", "item.created", 60, arrival.event.at)
    assert caught.value.code == "not_recorded"
    assert distinct_key("item:p", "item.reported", "author.id", 60) == "distinct/item:p/item.reported/author.id/60"
    assert (count_key("author:u", "item.created", 0.5), copies_key(60)) == (
        "count/author:u/item.created/0.5",
        "copies/60",
    )
