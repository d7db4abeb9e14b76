"""Prints the table, as JSON:  python -m training.measure [--data ../shared/data] [--model default]"""

import argparse
import json
from pathlib import Path

from ombud.wiring import MODELS, open_scorer
from training.corpus import load
from training.measure.table import measured


def main() -> None:
    """Measure the model that is installed."""
    parser = argparse.ArgumentParser(prog="python -m training.measure", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--model", choices=MODELS, default=MODELS[0])
    asked = parser.parse_args()
    print(json.dumps(measured(open_scorer(asked.model).model, load(asked.data)), indent=1))


if __name__ == "__main__":
    main()
