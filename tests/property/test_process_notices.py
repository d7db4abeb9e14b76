"""No sequence of moves brings a notice where the constitution does not let it be."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ombud.model import Conflict
from ombud.process.machine import BEGINNING
from ombud.process.notices import NOTICE

MOVES = sorted({move for _, move in NOTICE.arrows})


def walked(moves: list[str]) -> list[str]:
    """The states that these moves lead through; what is not possible is not done."""
    states = [BEGINNING]
    for move in moves:
        try:
            states.append(NOTICE.after(states[-1], move))
        except Conflict:
            continue
    return states


@given(st.lists(st.sampled_from(MOVES), max_size=40))
def test_nothing_that_is_withheld_is_sent_or_read_before_it_is_let_go(moves: list[str]) -> None:
    states = walked(moves)
    for before, after in pairwise(states):
        if before == "withheld":
            assert after == "created"


@given(st.lists(st.sampled_from(MOVES), max_size=40))
def test_who_was_told_is_never_untold_and_read_is_recorded_once(moves: list[str]) -> None:
    states = walked(moves)
    assert "withheld" not in states[2:]
    assert states.count("read") <= 1
    assert all(after != "read" or place == len(states) - 1 for place, after in enumerate(states))


@given(st.lists(st.sampled_from(MOVES), max_size=40))
def test_every_notice_can_still_be_read_whatever_happened_to_it(moves: list[str]) -> None:
    state = walked(moves)[-1]
    if state not in (BEGINNING, "read"):
        assert walked([*moves, "release", "read"])[-1] == "read"
