"""Appeals that come due together are worked on together, and each gets what is its own."""

import json

from ombud.model import User
from ombud.wiring import Ombud
from tests.support.appealing import held, run
from tests.support.clock import SetClock

MANY = 30
GRAVE = set(range(0, MANY, 5))
EDITED = {7, 8}


def test_many_that_come_due_together_each_get_what_is_theirs(ombud: Ombud, clock: SetClock, ana: User) -> None:
    """Ordinary and grave, with and without somebody who may hear them, of posts that were edited since or not."""
    appeals = [ombud.appeals.file(held(ombud, n, "a bomb" if n in GRAVE else "hey you"), "No.") for n in range(MANY)]
    with ombud.store.write() as unit:
        for n in range(0, MANY, 3):
            unit.appeal_files.involve(f"post-{n}", "", ana.id, "led", clock.now())
    for n in EDITED:
        _edit(ombud, n)
    for _ in range(20):
        clock.turn(days=1)
        run(ombud)
    with ombud.store.read() as unit:
        states = unit.processes.states("appeal", [one.id for one in appeals])
        latest = unit.records.latest([one.item for one in appeals])
        waiting = unit.board.of([one.id for one in appeals])
        cases = unit.cases.open_of([one.item for one in appeals])
    for n, one in enumerate(appeals):
        assert states[one.id].state == ("overdue" if n in GRAVE else "lapsed_restored"), n
        assert (one.id in waiting) == (n in GRAVE), n
        assert (latest[one.item].decision.measure == "restore") == (n not in GRAVE), n
        assert (one.item in cases) == (n in GRAVE | EDITED), n


def test_of_many_each_has_its_own_steps_and_nobody_touched_has_one(
    ombud: Ombud, clock: SetClock, ana: User, ben: User
) -> None:
    tokens = [held(ombud, n) for n in range(MANY)]
    with ombud.store.write() as unit:
        for n in range(0, MANY, 2):
            unit.appeal_files.involve(f"post-{n}", "", ana.id, "led", clock.now())
    appeals = [ombud.appeals.file(token, "No.") for token in tokens]
    for _ in range(8):
        clock.turn(days=1)
        run(ombud)
        with ombud.store.read() as unit:
            board = unit.board.of([one.id for one in appeals])
        for n, one in enumerate(appeals):
            assert n % 2 or board[one.id].holder != ana.id, n
    with ombud.store.read() as unit:
        moves = {n: [step.move for step in unit.processes.steps("appeal", one.id)] for n, one in enumerate(appeals)}
        board = unit.board.of([one.id for one in appeals])
    assert {one.holder for one in board.values()} <= {None, ana.id, ben.id}
    assert all(taken[0] == "file" and "remind" in taken for taken in moves.values())
    assert any("give_back" in taken for taken in moves.values())


def _edit(ombud: Ombud, number: int) -> None:
    item = {"id": f"post-{number}", "kind": "post", "text": "hey you, and hello"}
    event = {"id": f"edit-{number}", "type": "item.edited", "author": {"id": "u-1"}, "item": item}
    ombud.decider.decide([json.dumps(event).encode()], "api")
