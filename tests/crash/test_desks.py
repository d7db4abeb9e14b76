"""kill -9 while every desk works: nothing acknowledged is lost, and nothing is half done.

`OMBUD_DESK_KILLS` sets how many times (4 by default, 16 in CI).
"""

import contextlib
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ombud.model import restricts
from ombud.pipeline.deciding.standing import what_holds
from ombud.ports import Unit
from ombud.process.measures import MEASURE
from tests.support.desks_at_work import opened_desks

KILLS = int(os.environ.get("OMBUD_DESK_KILLS") or ("16" if os.environ.get("CI") else "4"))
ROOT = Path(__file__).parents[2]


def killed(folder: Path, seed: str, hours: int, steps: int, chance: random.Random) -> list[str]:
    """Let the desks work until `steps` things were acknowledged, and a little longer; what these were."""
    command = [sys.executable, "-m", "tests.support.desks_at_work", str(folder), seed, str(hours)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as work:
        assert work.stdout is not None
        said = [line.strip() for _, line in zip(range(steps), work.stdout, strict=False)]
        with contextlib.suppress(subprocess.TimeoutExpired):
            work.wait(chance.uniform(0.0, 0.2))
        assert work.returncode is None, "it must be killed, and not end"
        work.send_signal(signal.SIGKILL)
        said += [line.strip() for line in work.stdout if line.endswith("\n")]
    return said


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_and_nothing_is_half_done(tmp_path: Path) -> None:
    chance, said, hours = random.Random(20261123), [], 0
    for n in range(KILLS):
        said += killed(tmp_path, f"k{n}", hours, chance.randint(5, 40), chance)
        hours += 60
        ombud, _ = opened_desks(tmp_path, hours)
        try:
            while ombud.deadlines.run_once():
                pass
            with ombud.store.read() as unit:
                _is_there(unit, said)
                _is_whole(unit)
        finally:
            ombud.telling.stop()
            ombud.close()
    assert len({line.partition(" ")[0] for line in said}) >= min(7, KILLS)


def _is_there(unit: Unit, said: list[str]) -> None:
    """Whatever was acknowledged is on the record."""
    for line in said:
        what, _, name = line.partition(" ")
        match what:
            case "event":
                assert unit.records.known([name]), line
            case "decision":
                assert unit.records.decision(name) is not None, line
            case "report":
                assert unit.processes.state("report", name) is not None, line
            case "appeal":
                assert unit.appeals.get(name) is not None, line
            case "heard":
                view = unit.appeals.get(name)
                assert view is not None, line
                assert view.outcome is not None, line
            case "order" | "lifted" | "data":
                state = unit.processes.state("order", name)
                assert state is not None, line
                allowed = {"order": ("in_effect", "ended", "lifted"), "lifted": ("lifted",), "data": ("refused",)}
                assert state.state in allowed[what], line
            case _:
                raise AssertionError(line)


def _is_whole(unit: Unit) -> None:
    """Every decision has its entry, its notice and its measure; every step of an order its entry; whoever's data was
    asked for is told; and what is in force is what holds."""
    views = unit.records.decisions(unit.records.ids(limit=10**6))
    items = {view.decision.item for view in views.values()}
    for view in views.values():
        decision = view.decision
        assert unit.ledger.entry(decision.id) is not None
        if not restricts(decision.measure):
            continue
        assert view.statement is not None
        notice = unit.notices.of_decision(decision.id)
        assert notice is not None
        assert unit.processes.state("notice", notice.id) is not None
        assert unit.processes.state(MEASURE.kind, decision.id) is not None
    states = unit.processes.states(MEASURE.kind, list(views))
    for item, newest in unit.records.latest(items).items():
        theirs = [name for name, state in states.items() if views[name].decision.item == item]
        force = [name for name in theirs if not MEASURE.is_over(states[name].state)]
        holds = what_holds(unit, newest).decision
        assert force == ([holds.id] if restricts(holds.measure) else []), item
    orders = unit.processes.at("order", ["refused", "in_effect", "ended", "lifted", "acknowledged"], 10**6)
    asked = unit.inquiries.of_orders([one.subject for one in orders])
    for order in orders:
        for step in unit.processes.steps("order", order.subject):
            assert step.entry is not None
            assert unit.ledger.entry(step.entry) is not None
        if order.state == "refused":
            people = asked[order.subject]
            assert sorted(one.person for one in people) == ["u-1", "u-2"]
            assert len(unit.processes.states("inquiry", [one.id for one in people])) == len(people)
