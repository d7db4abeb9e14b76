"""No sequence of steps gives an order effect that nobody checked, and none goes on after its end."""

from hypothesis import given
from hypothesis import strategies as st

from ombud.model import Conflict, ProcessState
from ombud.process.orders import ORDER
from tests.support.records import later

MOVES = st.lists(st.sampled_from(sorted({move for _, move in ORDER.arrows})), max_size=30)


@given(MOVES)
def test_nothing_has_effect_that_was_not_acknowledged_and_nothing_follows_an_end(moves: list[str]) -> None:
    state: ProcessState | None = None
    passed = [""]
    for n, move in enumerate(moves):
        try:
            step = ORDER.step(state, "ord-1", move, later(minutes=n), role="lead")
        except Conflict:
            continue
        assert not ORDER.is_over(passed[-1])
        passed.append(step.state)
        state = ProcessState("order", "ord-1", step.n, step.state, step.at)
    if "in_effect" in passed:
        assert passed[passed.index("in_effect") - 1] == "acknowledged"
        assert passed.count("in_effect") == 1
    if "ended" in passed or "lifted" in passed:
        assert "in_effect" in passed
    assert passed[1:2] in ([], ["received"])
