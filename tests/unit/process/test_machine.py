"""A machine says what may follow what, refuses the rest, and can draw itself."""

import pytest

from ombud.model import Conflict, ProcessState
from ombud.process import Machine
from ombud.process.machines import MACHINES, drawn
from tests.support.records import NOW, later

LAMP = Machine(
    "lamp",
    {("", "buy"): "off", ("off", "press"): "on", ("on", "press"): "off", ("on", "drop"): "broken"},
    {"off": "dark", "on": "shining", "broken": "in pieces"},
)


def test_a_step_follows_the_one_before() -> None:
    bought = LAMP.step(None, "mine", "buy", NOW, role="person")
    assert (bought.kind, bought.subject, bought.n, bought.state, bought.role) == ("lamp", "mine", 1, "off", "person")
    at = ProcessState("lamp", "mine", 1, "off", NOW)
    pressed = LAMP.step(at, "mine", "press", later(hours=1), role="clock", due=later(days=1), note="dusk")
    assert (pressed.n, pressed.state, pressed.due, pressed.note) == (2, "on", later(days=1), "dusk")


@pytest.mark.parametrize(("state", "move"), [("", "press"), ("broken", "press"), ("off", "drop")])
def test_what_no_arrow_allows_is_refused_with_the_state_it_is_in(state: str, move: str) -> None:
    with pytest.raises(Conflict) as caught:
        LAMP.after(state, move)
    assert caught.value.code == "process_wrong_step"
    assert LAMP.titles.get(state, "not there yet") in str(caught.value)


def test_it_knows_where_it_ends() -> None:
    assert LAMP.states == ("off", "on", "broken")
    assert [state for state in LAMP.states if LAMP.is_over(state)] == ["broken"]
    assert LAMP.moves("on") == ("press", "drop")


def test_it_draws_itself() -> None:
    assert list(LAMP.diagram()) == [
        "stateDiagram-v2",
        "    off: dark",
        "    on: shining",
        "    broken: in pieces",
        "    [*] --> off: buy",
        "    off --> on: press",
        "    on --> off: press",
        "    on --> broken: drop",
        "    broken --> [*]",
    ]


def test_the_page_of_all_machines_says_what_each_state_means_and_where_it_ends() -> None:
    page = list(drawn())
    for machine in MACHINES:
        assert f"## {machine.kind.capitalize()}" in page
        for state in machine.states:
            [row] = [line for line in page if line.startswith(f"| `{state}` | {machine.titles[state]} |")]
            assert ("it is over" in row) == machine.is_over(state)
