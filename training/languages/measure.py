"""How good the heads are, each on texts that they have not seen: what card.md is written from."""

from collections.abc import Sequence
from random import Random

import msgspec
import numpy as np
import numpy.typing as npt

from ombud.intake import normalise
from ombud.signals.cards import Mistake
from ombud.signals.languages.heads import Heads
from ombud.signals.languages.pieces import pieces
from ombud.signals.languages.plain import plain
from ombud.signals.languages.scope import reason
from training.attack import ATTACKS, attacked
from training.languages.examples import NAMES, Examples, Floats
from training.languages.matrix import Embeddings
from training.measure.metrics import auc

__all__ = ["GOOD", "Evasion", "Language", "Test", "measured", "tested"]

GOOD = 0.80
"""A language has a signal where the area under the curve is at least this on every set that it was measured on."""

_FEWEST = 100
"""Sets with fewer texts on either side do not decide."""

_DRAWS = 1000
_ATTACKED = 800
_FLAG = 0.5
_SHOWN = 3
_OF_LETTERS = ("leet", "homoglyph", "accents")
"""Attacks on Latin letters alone."""

Doubles = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


class Test(msgspec.Struct, frozen=True):
    """One signal on one set. `low` and `high` hold the middle 95 % of bootstrap samples' areas under the curve."""

    set: str
    signal: str
    yes: int
    no: int
    auc: float
    low: float
    high: float
    decides: bool


class Evasion(msgspec.Struct, frozen=True):
    """The area under the curve of `toxic` on a sample as it was written, and in each disguise."""

    plain: float
    auc: dict[str, float]


class Language(msgspec.Struct, frozen=True):
    """`false_alarms` and `found` are shares of our held-out neutral and hostile sentences about groups that get one
    half, by signal; `abstained` the shares of unseen texts on which nothing is said, by reason.
    `mistakes` are some of those sentences."""

    offered: list[str]
    tests: list[Test]
    false_alarms: dict[str, float] = {}
    found: dict[str, float] = {}
    abstained: dict[str, float] = {}
    evasion: Evasion | None = None
    mistakes: list[Mistake] = []


def tested(found: Examples, logits: Floats) -> list[Test]:
    """Every signal on every set that has both sides."""
    out = []
    for name, rows in found.tests.items():
        for at, signal in enumerate(NAMES):
            known = rows & ~np.isnan(found.labels[:, at])
            yes, scores = found.labels[known, at] == 1, logits[known, at].astype(np.float64)
            if yes.any() and not yes.all():
                low, high = _interval(yes, scores)
                few = min(int(yes.sum()), int((~yes).sum())) < _FEWEST
                out.append(
                    Test(
                        name, signal, int(yes.sum()), int((~yes).sum()), round(auc(yes, scores), 4), low, high, not few
                    )
                )
    return out


def _interval(yes: Bools, scores: Doubles) -> tuple[float, float]:
    """Percentile bootstrap over texts (Efron and Tibshirani 1993, ch. 13), always the same draws."""
    chance = np.random.default_rng(0)
    draws = (chance.integers(0, len(yes), len(yes)) for _ in range(_DRAWS))
    low, high = np.nanpercentile([auc(yes[draw], scores[draw]) for draw in draws], [2.5, 97.5])
    return round(float(low), 4), round(float(high), 4)


def measured(lang: str, found: Examples, tests: list[Test], model: Heads, embeddings: Embeddings) -> Language:
    """What there is to say about one language: of one without signals, why."""
    offered = list(model.offered(lang))
    plain = Language(offered, tests)
    if not offered:
        return plain
    unseen = np.flatnonzero(
        np.logical_or.reduce([rows for name, rows in found.tests.items() if "contrast" not in name])
    )
    reasons = [reason(found.normals[row], lang) for row in unseen]
    ours = np.flatnonzero(found.tests["our contrast sentences"])
    flags = _scores(lang, [found.normals[row] for row in ours], model, embeddings) >= _FLAG
    kept = [NAMES.index(name) for name in offered]
    hostile = found.labels[ours, 0] == 1
    return msgspec.structs.replace(
        plain,
        false_alarms={NAMES[at]: round(float(flags[~hostile, at].mean()), 3) for at in kept},
        found={NAMES[at]: round(float(flags[hostile, at].mean()), 3) for at in kept},
        abstained={str(why): round(reasons.count(why) / len(reasons), 4) for why in sorted({r for r in reasons if r})},
        evasion=_evasion(lang, found, model, embeddings),
        mistakes=_mistakes(found, ours[hostile & ~flags[:, 0]], ours[~hostile & flags[:, 0]]),
    )


def _mistakes(found: Examples, missed: npt.NDArray[np.intp], alarmed: npt.NDArray[np.intp]) -> list[Mistake]:
    """The first sentences about groups of each kind of error, by `toxic` from one half."""
    says = [(row, "toxic below one half", "toxic") for row in missed[:_SHOWN]]
    says += [(row, "toxic from one half", "not toxic") for row in alarmed[:_SHOWN]]
    return [Mistake(found.raws[row], said, right) for row, said, right in says]


def _both_sides(found: Examples, rows: Bools) -> Bools:
    """Those of these rows that say whether they are toxic, where some are and some are not."""
    yes, no = rows & (found.labels[:, 0] == 1), rows & (found.labels[:, 0] == 0)
    both: Bools = (yes | no) if yes.any() and no.any() else np.zeros(len(rows), bool)
    return both


def _scores(lang: str, normals: Sequence[str], model: Heads, embeddings: Embeddings) -> Doubles:
    texts = [plain(normal) for normal in normals]
    rows = zip(embeddings.of(texts), texts, strict=True)
    return np.array([model.probabilities(lang, embedded, pieces(text, lang)) for embedded, text in rows])


def _evasion(lang: str, found: Examples, model: Heads, embeddings: Embeddings) -> Evasion:
    rows = np.flatnonzero(np.logical_or.reduce([_both_sides(found, some) for some in found.tests.values()]))
    chance = np.random.default_rng(0)
    rows = chance.permutation(rows)[:_ATTACKED]
    yes = found.labels[rows, 0] == 1

    def area(texts: Sequence[str]) -> float:
        return auc(yes, _scores(lang, [normalise(text).normal for text in texts], model, embeddings)[:, 0])

    raws = [found.raws[row] for row in rows]
    before = area(raws)
    attacks = {name: attack for name, attack in ATTACKS.items() if lang in ("de", "fr") or name not in _OF_LETTERS}
    disguised = {
        name: round(area([attacked(raw, attack, Random(at)) for at, raw in enumerate(raws)]), 4)
        for name, attack in attacks.items()
    }
    return Evasion(round(before, 4), disguised)
