"""Fits the `calibration` of a plug-in's signal to labels.

    ombud score labelled.jsonl | python calibrate.py SIGNAL labelled.jsonl

Each line of the labelled file is {"text": "...", "label": true}; the scores come in on standard input, in that order.
Prints the line for plugin.toml, and how far off the scores were before and after (Brier score, 0 is perfect) on every
third line, which is not fitted to: where they come out no better, it says to leave them as they are. Needs numpy. Leave
`calibration` out of plugin.toml while you measure.
"""

import json
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt

LEAST, ROUNDS, PRIOR = 30, 50, 0.01

Numbers = npt.NDArray[np.float64]


def main(signal: str, labelled: Path) -> None:
    """Print it; end with 1 where there is too little to fit."""
    labels = [bool(json.loads(line)["label"]) for line in labelled.read_text("utf-8").splitlines()]
    scores = [json.loads(line)["signals"][signal].get("value") for line in sys.stdin]
    pairs = [(score, label) for score, label in zip(scores, labels, strict=True) if score is not None]
    told = {label for _, label in pairs}
    if len(pairs) < LEAST or len(told) < 2:
        raise SystemExit(f"{len(pairs)} scored lines are too few, or all alike: label {LEAST} at least, of both kinds")
    odds = log_odds(np.array([score for score, _ in pairs]))
    wanted = np.array([float(label) for _, label in pairs])
    held = np.arange(len(pairs)) % 3 == 2
    slope, shift = fit(odds[~held], wanted[~held])
    before, after = (brier(a * odds[held] + b, wanted[held]) for a, b in ((1.0, 0.0), (slope, shift)))
    better = after < before
    print(f"calibration = [{slope:.4f}, {shift:.4f}]" if better else "# leave the scores as they are")
    print(f"# on {held.sum()} others: Brier score {before:.4f} before, {after:.4f} after")


def log_odds(scores: Numbers) -> Numbers:
    """As `ombud.plugins` takes them."""
    inside = np.clip(scores, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(inside / (1 - inside)))


def fit(odds: Numbers, wanted: Numbers) -> tuple[float, float]:
    """Logistic regression by Newton's method, drawn a little towards changing nothing."""
    rows = np.stack([odds, np.ones_like(odds)], axis=1)
    usual = np.array([1.0, 0.0])
    found = usual.copy()
    for _ in range(ROUNDS):
        chance = probability(rows @ found)
        slope = rows.T @ (chance - wanted) + PRIOR * len(rows) * (found - usual)
        bend = (rows * (chance * (1 - chance))[:, None]).T @ rows + PRIOR * len(rows) * np.eye(2)
        found -= np.linalg.solve(bend, slope)
    return float(found[0]), float(found[1])


def probability(odds: Numbers) -> Numbers:
    """Without overflow on either side."""
    return np.asarray(0.5 + np.tanh(odds / 2) / 2)


def brier(odds: Numbers, wanted: Numbers) -> float:
    """The mean square of what is missing from the truth."""
    return float(np.mean((probability(odds) - wanted) ** 2))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
