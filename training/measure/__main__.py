"""What a model of texts can do:  python -m training.measure [--model default] [--data ../shared/data] [--card]

Prints the measured part of the model's card as JSON, or with ``--card`` writes it beside the card.
"""

import argparse
from pathlib import Path

import msgspec

from ombud.wiring import MODELS, open_scorer
from training.corpus import load
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
    parser.add_argument("--card", action="store_true", help="write measured.json beside the model's card")
    asked = parser.parse_args()
    corpus = load(asked.data)
    found = report(
        open_scorer(asked.model).model, corpus, [*corpus.train, *term_rows(asked.data)],
        f"python -m training.measure --model {asked.model}",
    )  # fmt: skip
    written = msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n"
    if asked.card:
        (_SIGNALS / _FOLDERS[asked.model] / "measured.json").write_bytes(written)
    else:
        print(written.decode())


if __name__ == "__main__":
    main()
