"""How well the detectors that learn nothing do:  python -m training.measure.detectors [NAME ...] [--check]

Writes measured.json beside each one's card, or with ``--check`` says which of them are no longer what the code gives.
"""

import argparse
import sys
from pathlib import Path

import msgspec

from training.measure.detectors import MEASURED

_SIGNALS = Path(__file__).parents[3] / "src" / "ombud" / "signals"


def main() -> None:
    """Measure those that are named, or all. Ends with 1 where something shipped is not what is measured."""
    parser = argparse.ArgumentParser(
        prog="python -m training.measure.detectors",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(MEASURED)}; all, where none is named")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--check", action="store_true", help="write nothing, and say what has changed")
    asked = parser.parse_args()
    if unknown := set(asked.names) - set(MEASURED):
        parser.error(f"there is no detector {', '.join(sorted(unknown))}")
    changed = []
    for name in asked.names or MEASURED:
        file = _SIGNALS / name / "measured.json"
        found = msgspec.json.format(msgspec.json.encode(MEASURED[name](asked.data)), indent=1) + b"\n"
        if not asked.check:
            file.write_bytes(found)
        elif not file.is_file() or file.read_bytes() != found:
            changed.append(name)
    if changed:
        print(f"no longer what is measured: {', '.join(changed)}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
