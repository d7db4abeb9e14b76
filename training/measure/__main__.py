"""What a model of texts can do:  python -m training.measure [--model default] [--data DATA] [--check] [--card]

Prints the measured part of the model's card as JSON. With ``--check`` it fails where a number is farther from the
published card's than `compare.TOLERANCE` allows; with ``--card`` it writes the card's part anew.
"""

import argparse
from pathlib import Path

import msgspec

from ombud.model import BadInput
from ombud.signals.cards import Measured
from ombud.wiring import MODELS, open_scorer
from training.corpus import load
from training.measure.compare import differences
from training.measure.remembering import Remembering
from training.measure.report import report
from training.text.terms import term_rows

_SIGNALS = Path(__file__).parents[2] / "src" / "ombud" / "signals"
_FOLDERS = {"default": "text", "full": "encoder"}


def main() -> None:
    """Measure the model that is installed."""
    parser = argparse.ArgumentParser(
        prog="python -m training.measure", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--model", choices=MODELS, default=MODELS[0])
    parser.add_argument("--check", action="store_true", help="fail where the published numbers are not reproduced")
    parser.add_argument("--card", action="store_true", help="write measured.json beside the model's card")
    asked = parser.parse_args()
    corpus = load(asked.data)
    found = report(
        Remembering(open_scorer(asked.model).model), corpus, [*corpus.train, *term_rows(asked.data)],
        f"python -m training.measure --model {asked.model}",
    )  # fmt: skip
    file = _SIGNALS / _FOLDERS[asked.model] / "measured.json"
    if asked.check:
        _check(msgspec.json.decode(file.read_bytes(), type=Measured), found)
    written = msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n"
    if asked.card:
        file.write_bytes(written)
    elif not asked.check:
        print(written.decode())


def _check(published: Measured, found: Measured) -> None:
    differ = differences(published, found)
    if differ:
        raise BadInput("not_reproduced", f"{len(differ)} numbers are not those of the card: {'; '.join(differ)}")
    print(f"{found.version} does what the card of {published.version} says")


if __name__ == "__main__":
    main()
