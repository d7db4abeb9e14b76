"""How one series keeps to its bounds, and that it never says less than the truth."""

import hashlib
from collections.abc import Callable

import pytest

from ombud.model import Arrival, BadInput
from ombud.ports import UNKNOWN, Asked, Tally
from ombud.signals import WindowKeeper, Windows, fingerprint
from ombud.signals.history.prints import Prints
from ombud.signals.history.series import SLACK, Counts, Distincts
from ombud.signals.history.snapshot import pack
from ombud.signals.history.ticks import HOUR

Arrive = Callable[..., Arrival]
SPAM = "Earn five hundred dollars a day from home, no skills needed, write to my assistant on the messenger now"
ASKED = Asked(
    (
        Tally("author", "item.created", "", 3600.0, 3),
        Tally("author", "item.created", "item.kind", 3600.0, 3),
        Tally("item", "item.reported", "author.id", 60.0, 2),
    ),
    copies=3600.0,
)


def test_a_series_forgets_who_was_quiet_for_longest_and_does_not_guess_about_them() -> None:
    counts = Counts(64 * 8)
    counts.expect(1)
    for number in range(20_000):
        counts.add(f"u{number}", number)
        counts.settle(f"u{number}")
    assert counts.held == len(counts) <= 64 * (4 * (1 + SLACK))
    assert counts.evicted == 20_000 - len(counts)
    assert counts.ask("u19999", 0, 20_000) == 1
    assert counts.ask("u0", -1, 20_000) == UNKNOWN
    assert counts.ask("u0", counts.missing, 20_000) == 0
    counts.add("u0", 20_000)  # who comes back may have been here before
    assert counts.ask("u0", counts.missing, 20_000) == 1
    counts.expect(2)
    assert counts.ask("u0", -1, 20_000) == UNKNOWN
    counts.remove("u0", 20_000)
    assert counts.ask("u0", counts.missing, 20_000) == 0
    counts.settle("u0")  # forgotten already: nothing to hold to a bound


def test_a_flood_of_values_keeps_the_newest_of_each() -> None:
    distincts = Distincts(10**6)
    distincts.expect(3)
    for number in range(500):
        distincts.add("u", number, number % 2)
        distincts.settle("u")
    assert distincts.held <= 2 * (3 + SLACK) + 1
    assert distincts.ask("u", 400, 499) == 2
    assert distincts.ask("u", 100, 300) == UNKNOWN  # it comes late, and repetitions were let go
    for number in range(500, 1000):
        distincts.add("u", number, number)
        distincts.settle("u")
    assert distincts.ask("u", 0, 999) == 3
    assert distincts.ask("u", 997, 999) == 2
    assert distincts.ask("u", 0, 550) == UNKNOWN
    assert distincts.ask("nobody", 0, 999) == 0


def test_values_may_come_in_any_order_and_be_taken_back() -> None:
    distincts = Distincts(10**6)
    distincts.expect(9)
    for at, value in ((5, 1), (3, 2), (4, 1), (9, 3)):
        distincts.add("u", at, value)
    assert [distincts.ask("u", start, end) for start, end in ((0, 9), (2, 4), (3, 5), (5, 9), (9, 20))] == [
        3, 2, 1, 1, 0,
    ]  # fmt: skip
    distincts.remove("u", 3, 2)
    assert distincts.ask("u", 0, 9) == 2
    for at, value in ((5, 1), (4, 1), (9, 3)):
        distincts.remove("u", at, value)
    assert len(distincts) == 0


def test_what_nobody_asks_for_any_more_is_swept_subject_by_subject() -> None:
    counts, distincts = Counts(10**6), Distincts(10**6)
    counts.expect(9)
    distincts.expect(9)
    for at in (1, 2, 3, 100):
        counts.add("goes on", at)
        distincts.add("goes on", at, at)
    counts.add("gone", 2)
    distincts.add("gone", 2, 2)
    counts.add("once", 50)
    for series in (counts, distincts):
        series.since = 10
        series.sweep()
    assert (counts.held, len(counts), distincts.held, len(distincts)) == (2, 2, 1, 1)
    assert counts.ask("goes on", 10, 100) == distincts.ask("goes on", 10, 100) == 1
    assert counts.ask("goes on", 9, 100) == UNKNOWN
    for _ in range(64):
        counts.since = 200
        counts.sweep_next()
    assert len(counts) == 0


def test_fingerprints_beyond_the_capacity_are_forgotten_oldest_first() -> None:
    prints = Prints(80)
    for number in range(100):
        prints.file(f"p{number}", (number << 20 | number, number))
    prints.file("p99", (0b11111 << 59, 99))
    prints.sweep()
    assert (len(prints), prints.evicted) == (70, 30)
    forgotten = 100 - len(prints)
    assert prints.missing == 29
    assert prints.near(0b11111 << 59, prints.missing, 99) == 1
    assert prints.near(0b11111 << 59, -1, 99) == UNKNOWN
    prints.enough = 0
    assert prints.near(0b11111 << 59, -1, 99) == 1  # that is enough, whatever was forgotten
    assert forgotten == 30
    prints.since = 2 * HOUR
    prints.sweep()
    assert len(prints) == 0


def test_many_fingerprints_in_one_band_are_compared_all_the_same() -> None:
    prints = Prints(1000)
    for number in range(200):
        prints.file(f"p{number}", (number << 30 | 0xABCD, number))
    found = prints.near(0xABCD, -1, 1000)
    assert found == sum(number.bit_count() <= 3 for number in range(200))


def test_a_flood_of_one_text_is_forgotten_in_one_go_also_after_edits() -> None:
    prints = Prints(1000)
    for number in range(300):
        prints.file(f"p{number}", (7, number))
    prints.file("p5", (7, HOUR * 9))
    prints.file("p6", None)
    prints.since = HOUR * 2
    prints.sweep()
    assert prints.near(7, HOUR * 2, HOUR * 9) == len(prints) == 1


@pytest.fixture
def filled(arrive: Arrive) -> Windows:
    windows = Windows(ASKED)
    for number in range(300):
        for author in ("u", f"v{number}"):
            windows.note(arrive(SPAM if number % 2 else "", after=number, author=author))
        windows.note(arrive(after=number, item="p", author=f"r{number}", kind="item.reported"))
    return windows


def test_windows_that_were_saved_answer_as_they_did(filled: Windows, arrive: Arrive) -> None:
    keeper = WindowKeeper()
    again, place = keeper.load(keeper.save(filled.image(42)))
    assert (place, again.held, again.reach) == (42, filled.held, filled.reach)
    last = arrive(SPAM, after=300)
    for windows in (filled, again):
        windows.note(last)
    at = last.event.at
    for window in (0.5, 1.5, 60.0, 3600.0):
        for subject in ("author:u", "author:v7", "author:nobody"):
            assert filled.count(subject, "item.created", window, at) == again.count(subject, "item.created", window, at)
            assert filled.distinct(subject, "item.created", "item.kind", window, at) == again.distinct(
                subject, "item.created", "item.kind", window, at
            )
        assert filled.copies(fingerprint(last), window, at) == again.copies(fingerprint(last), window, at)
    assert again.distinct("item:p", "item.reported", "author.id", 60.0, at) == 2


def test_what_was_saved_and_is_damaged_or_of_another_version_is_refused(filled: Windows) -> None:
    data = pack(filled.image(1))
    keeper = WindowKeeper()
    head = data.index(b"\n") + 1
    nonsense = b"\x01"
    for broken in (b"", data[:-1], b"x" + data, data[:head] + hashlib.sha256(nonsense).digest() + nonsense):
        with pytest.raises(BadInput) as caught:
            keeper.load(broken)
        assert caught.value.code == "snapshot_unusable"


def test_an_event_nobody_can_be_counted_for_or_that_comes_too_late_is_not_counted(arrive: Arrive) -> None:
    windows = Windows(ASKED)
    windows.note(arrive(after=86400))
    held = windows.held
    windows.note(arrive(SPAM, after=0))
    windows.note(arrive(after=86400, author=None))
    assert windows.held == held


def test_values_are_taken_back_with_the_batch_that_failed(arrive: Arrive) -> None:
    windows = Windows(ASKED)
    windows.note(arrive())
    mark = windows.mark()
    for number in range(5):
        windows.note(arrive(SPAM, author=f"v{number}", after=number))
    windows.rollback(mark)
    windows.keep()
    assert windows.held == 2
    last = arrive(after=9)
    assert windows.distinct("author:u", "item.created", "item.kind", 60.0, last.event.at) == 1
    assert windows.distinct("author:v1", "item.created", "item.kind", 60.0, last.event.at) == 0


def test_windows_know_what_they_cover_and_can_be_asked_less(filled: Windows, arrive: Arrive) -> None:
    tally = ASKED.tallies[0]
    assert filled.covers(ASKED)
    assert filled.covers(Asked((tally,)))
    assert not filled.covers(Asked((Tally("author", "item.created", "", 7200.0, 3),)))
    assert not filled.covers(Asked((Tally("author", "item.created", "", 60.0, 9),)))
    assert not filled.covers(Asked((Tally("author", "item.edited", "", 60.0, 1),)))
    assert not filled.covers(Asked(copies=7200.0))
    assert not filled.covers(Asked(signals={"near_duplicates": 3}))
    filled.ask(Asked((tally,)))
    last = arrive(after=301)
    filled.note(last)
    assert filled.count("author:u", "item.created", 60.0, last.event.at) == 3
    assert (filled.reach, filled.forgotten) == (3600.0 + 7200.0, 0)
    assert WindowKeeper().empty(Asked()).reach == 0
