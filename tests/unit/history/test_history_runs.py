"""A backtest in a process of its own: bounded, cancellable, and honest about how it ended."""

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ombud.history import Backtests, HistoryFiles, Run, RunState
from ombud.intake import NORMAL_FORM
from ombud.model import SystemFault
from ombud.policy.backtest import Past
from tests.support.policies import arrive, document

NOW = datetime(2026, 11, 22, tzinfo=UTC)
OLD, NEW = (
    {"policy.md": document("false")},
    {"lists/x.txt": "casino\n", "policy.md": document('mentions(item.text, "casino")')},
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A history of one post."""
    HistoryFiles(tmp_path, NORMAL_FORM).write([Past(1, arrive({"item": {"text": "the casino"}}))])
    return tmp_path


def ended(backtests: Backtests) -> Run:
    for _ in range(600):
        run = backtests.current()
        if run is not None and run.state is not RunState.RUNNING:
            return run
        time.sleep(0.1)
    raise AssertionError("it did not end")


def test_it_runs_beside_everything_else_and_leaves_nothing_behind(folder: Path) -> None:
    backtests = Backtests(folder, plugins=folder.parent / "plugins")
    assert backtests.current() is None
    begun = backtests.start(("old", OLD), ("new", NEW), None, NOW)
    assert (begun.state, begun.old, begun.new) == (RunState.RUNNING, "old", "new")
    run = ended(backtests)
    assert run.outcome is not None
    assert (run.share, run.outcome.events, run.outcome.changed) == (1.0, 1, 1)
    place = backtests._place
    backtests.close()
    assert place is not None
    assert not place.exists()


def test_what_takes_too_long_is_ended(folder: Path) -> None:
    backtests = Backtests(folder, plugins=folder.parent / "plugins")
    backtests.start(("old", OLD), ("new", NEW), None, NOW)
    assert backtests._process is not None
    backtests._too_long(backtests._process)
    assert ended(backtests).fault == "It took longer than 15 minutes."
    backtests._too_long(backtests._process)
    assert ended(backtests).state is RunState.FAILED
    backtests.close()


def test_a_policy_writes_no_file_outside_its_folder(folder: Path) -> None:
    backtests = Backtests(folder, plugins=folder.parent / "plugins")
    with pytest.raises(SystemFault, match="not a file inside a policy"):
        backtests.start(("old", {"../../x.md": "x"}), ("new", NEW), None, NOW)
    backtests.close()


def test_an_answer_that_is_none_is_a_failure(folder: Path) -> None:
    backtests = Backtests(folder, plugins=folder.parent / "plugins")
    backtests.start(("old", OLD), ("new", NEW), None, NOW)
    assert backtests._process is not None
    assert backtests._place is not None
    backtests._process.wait()
    (backtests._place / "out").write_text("{")
    run = ended(backtests)
    assert (run.state, run.outcome) == (RunState.FAILED, None)
    assert "cannot be read" in run.fault
    backtests.close()
