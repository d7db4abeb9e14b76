"""Writes docs/state-machines.md from the machines themselves; ``--check`` only says whether it is up to date."""

import sys
from pathlib import Path

from ombud.process.machines import drawn

TARGET = Path(__file__).parent.parent / "docs" / "state-machines.md"
_HEAD = """\
# State machines

What may follow what, in everything that a person can be part of. Drawn by `tools/state_diagrams.py` from the tables in
`src/ombud/process`; the database holds the same arrows and refuses any other step, whoever asks for it.

"""


def main() -> int:
    """The command line: 1 when ``--check`` finds the page out of date."""
    page = _HEAD + "\n".join(drawn()).rstrip() + "\n"
    if "--check" in sys.argv[1:]:
        fresh = TARGET.is_file() and TARGET.read_text(encoding="utf-8") == page
        if not fresh:
            print(f"{TARGET.name} is out of date: run tools/state_diagrams.py", file=sys.stderr)
        return 0 if fresh else 1
    TARGET.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
