"""A data directory belongs to one process at a time."""

import subprocess
import sys
from pathlib import Path

import pytest

from ombud.cli.folder import occupy
from ombud.model import Conflict

_HOLD = """
import sys
from pathlib import Path
from ombud.cli.folder import occupy
with occupy(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_process_is_refused_and_told_who_holds_it(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD, tmp_path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(Conflict, match=str(holder.pid)) as caught, occupy(tmp_path):
            pass
        holder.kill()
    assert caught.value.code == "data_in_use"


def test_what_a_killed_process_held_is_free_again(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD, tmp_path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        holder.kill()
    with occupy(tmp_path):
        assert (tmp_path / "in-use").exists()


def test_a_missing_folder_is_made_for_its_owner_only(tmp_path: Path) -> None:
    with occupy(tmp_path / "new"):
        assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700
