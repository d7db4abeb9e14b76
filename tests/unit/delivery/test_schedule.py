"""When a failed delivery is tried again."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombud.delivery.schedule import DELAYS, WINDOW, retry_at

START = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


def test_the_first_try_again_comes_after_seconds_and_the_later_ones_after_hours() -> None:
    waits = [retry_at(attempts, START, START, 0.0) for attempts in range(1, 11)]
    assert waits[0] == START + timedelta(seconds=5)
    assert waits[4] == START + timedelta(minutes=30)
    assert waits[9] == START + timedelta(hours=8)


def test_after_the_last_try_the_task_is_parked() -> None:
    assert retry_at(len(DELAYS), START, START, 0.0) is not None
    assert retry_at(len(DELAYS) + 1, START, START, 0.0) is None


def test_the_last_wait_ends_with_the_24_hours() -> None:
    late = START + timedelta(hours=20)
    assert retry_at(len(DELAYS), START, late, 0.0) == START + WINDOW


def test_a_task_from_last_week_that_is_sent_again_gets_the_whole_schedule() -> None:
    now = START + timedelta(days=7)
    assert retry_at(1, START, now, 0.0) == now + timedelta(seconds=5)


@pytest.mark.parametrize("attempts", [-1, 0])
def test_a_task_never_tried_waits_like_one_tried_once(attempts: int) -> None:
    assert retry_at(attempts, START, START, 0.0) == START + DELAYS[0]


@given(
    jitters=st.lists(st.floats(0, 1, exclude_max=True), min_size=len(DELAYS), max_size=len(DELAYS)),
    slow=st.floats(0, 10),
)
def test_all_tries_fall_into_24_hours_and_most_of_that_day_is_used(jitters: list[float], slow: float) -> None:
    now = START
    for attempts, jitter in enumerate(jitters, start=1):
        due = retry_at(attempts, START, now + timedelta(seconds=slow), jitter)
        assert due is not None
        assert due > now
        now = due
    assert START + timedelta(hours=18) < now <= START + WINDOW
    assert retry_at(len(DELAYS) + 1, START, now, 0.5) is None
