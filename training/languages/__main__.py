"""Makes the experimental heads for other languages:  python -m training.languages [--data ../shared/data] [--work DIR]

Writes the heads, and what was measured. Ten minutes of one processor, most of it for embedding;
DIR keeps the embeddings for the next time. The same data and versions give the same heads, up to the last bits that
processors differ in. ``--check`` measures anew and compares with what is written down.
"""

import argparse
import sys
import time
from pathlib import Path

import msgspec
from scipy import sparse

from ombud.model import BadInput
from ombud.signals.cards import Measured
from ombud.signals.languages.heads import HEADS_FILE, Heads
from ombud.signals.languages.plain import plain
from training.languages.card import TESTS, card
from training.languages.examples import NAMES, Examples, examples
from training.languages.make import Learnt, calibrated, image, learnt
from training.languages.matrix import Embeddings, matrix
from training.languages.measure import GOOD, Test, measured, tested

_MEASURED = HEADS_FILE.parents[1] / "measured.json"
_TOLERANCE = 0.01


def main() -> None:
    """Learn, measure, decide which language has what, write."""
    parser = argparse.ArgumentParser(
        prog="python -m training.languages", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--work", type=Path, help="where to keep embeddings")
    parser.add_argument("--check", action="store_true", help="compare with what is written down, and change nothing")
    asked = parser.parse_args()
    begun = time.monotonic()

    def say(what: str) -> None:
        print(f"{time.monotonic() - begun:6.0f} s  {what}", file=sys.stderr, flush=True)

    embeddings = Embeddings(asked.work)
    made: dict[str, Learnt] = {}
    tests: dict[str, list[Test]] = {}
    found = examples(asked.data)
    for lang, some in found.items():
        rows = matrix([plain(normal) for normal in some.normals], lang, embeddings)
        embeddings.save()
        made[lang], tests[lang] = _language(rows, some)
        say(f"{lang}: {rows.shape[0]:,} texts; {', '.join(f'{t.set} {t.signal} {t.auc}' for t in tests[lang])}")
    file = image(made)
    model = Heads(file)
    each = {lang: measured(lang, found[lang], tests[lang], model, embeddings) for lang in found}
    embeddings.save()
    told = card(model.version, each)
    if asked.check:
        _compare(told)
        say("the same, within the tolerance")
        return
    written = msgspec.json.format(msgspec.json.encode(told), indent=1) + b"\n"
    HEADS_FILE.parent.mkdir(exist_ok=True)
    HEADS_FILE.write_bytes(file)
    _MEASURED.write_bytes(written)
    say(f"{model.version}, {len(file):,} bytes")


def _language(rows: sparse.csr_matrix, found: Examples) -> tuple[Learnt, list[Test]]:
    fitted = learnt(rows, found)
    tests = tested(found, rows @ fitted.weights + fitted.bias)
    deciding = {name: [test.auc for test in tests if test.signal == name and test.decides] for name in NAMES}
    offered = [bool(areas) and min(areas) >= GOOD for areas in deciding.values()]
    return Learnt(fitted, calibrated(rows, found), offered), tests


def _compare(told: Measured) -> None:
    before = msgspec.json.decode(_MEASURED.read_bytes(), type=Measured)
    now, then = _areas(told), _areas(before)
    if now.keys() != then.keys():
        raise BadInput("not_reproduced", "other sets were measured")
    for what, area in now.items():
        if abs(area - then[what]) > _TOLERANCE:
            raise BadInput("not_reproduced", f"{', '.join(what)}: {area}, was {then[what]}")


def _areas(told: Measured) -> dict[tuple[str, ...], float]:
    """By language, signal and set."""
    (rows,) = (table.rows for table in told.tables if table.title == TESTS)
    return {tuple(map(str, row[:3])): float(row[5] or 0) for row in rows}


if __name__ == "__main__":
    main()
