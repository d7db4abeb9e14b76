"""The breaker, the budget and the memory of answers, under a clock of ours."""

import pytest

from ombud.plugins.endpoint.limits import Breaker, Memory, Spending


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_the_breaker_opens_after_so_many_failures_in_a_row(clock: Clock) -> None:
    breaker = Breaker(3, 30, clock)
    for _ in range(2):
        breaker.failed()
    breaker.succeeded()
    for _ in range(2):
        breaker.failed()
    assert breaker.passes()
    breaker.failed()
    assert not breaker.passes()
    assert not breaker.closed


def test_after_its_rest_it_lets_one_call_try(clock: Clock) -> None:
    breaker = Breaker(1, 30, clock)
    breaker.failed()
    clock.now += 29.9
    assert not breaker.passes()
    clock.now += 0.2
    assert [breaker.passes(), breaker.passes()] == [True, False]
    breaker.failed()
    clock.now += 29.9
    assert not breaker.passes()
    clock.now += 0.2
    assert breaker.passes()
    breaker.succeeded()
    assert [breaker.passes(), breaker.passes()] == [True, True]


def test_a_call_that_never_comes_back_does_not_keep_it_open_for_good(clock: Clock) -> None:
    breaker = Breaker(1, 30, clock)
    breaker.failed()
    clock.now += 31
    assert breaker.passes()
    clock.now += 31
    assert breaker.passes()


def test_in_no_minute_more_is_spent_than_allowed(clock: Clock) -> None:
    spending = Spending(10, 1_000_000, clock)
    taken = []
    for tenth in range(3_000):
        clock.now = 1_000_000 + tenth / 10
        if spending.take():
            taken.append(clock.now)
    assert all(sum(start <= at < start + 60 for at in taken) <= 10 for start in taken)
    assert len(taken) >= 40


def test_the_day_s_budget_holds_beside_that_of_the_minute(clock: Clock) -> None:
    spending = Spending(5, 8, clock)
    first = sum(spending.take() for _ in range(10))
    clock.now += 62
    second = sum(spending.take() for _ in range(10))
    assert (first, second, spending.left) == (5, 3, (2, 0))
    clock.now += 86_400 + 1_440
    assert spending.left == (5, 8)


def test_the_memory_lets_the_longest_unused_go() -> None:
    memory: Memory[int] = Memory(2)
    memory.keep(b"a", 1)
    memory.keep(b"b", 2)
    assert memory.get(b"a") == 1
    memory.keep(b"c", 3)
    assert [memory.get(key) for key in (b"a", b"b", b"c")] == [1, None, 3]


def test_a_memory_for_nothing_keeps_nothing() -> None:
    memory: Memory[int] = Memory(0)
    memory.keep(b"a", 1)
    assert memory.get(b"a") is None
