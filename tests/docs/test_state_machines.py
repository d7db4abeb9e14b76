"""The drawn machines are the machines."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def test_the_drawings_are_made_from_the_code_as_it_is() -> None:
    command = [sys.executable, str(ROOT / "tools" / "state_diagrams.py"), "--check"]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
