"""How well it does where it has seen nothing like it: each corpus left out in turn, and what few own labels add."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from ombud.intake import normalise
from ombud.signals.cards import Measured, Mistake, Table
from ombud.signals.spam import WithMarks
from ombud.signals.spam.marks import MARKS, marks
from ombud.signals.spam.weights import suffix
from ombud.signals.text import TextModel
from ombud.signals.tuning import auc, fit_head, logit, sigmoid
from training.corpus import Row, made_from
from training.measure import f1
from training.spam.fit import fit
from training.spam.sets import Domain, said

__all__ = ["measured"]

Floats = npt.NDArray[np.float64]
_LEFT_OUT = ("sms-spam", "smishing", "written by us")
_OWN = 200
_HALF = 0.5
_PRECISE = 0.95
_MISTAKES = 4


def measured(learnt: Sequence[Domain], held_out: Sequence[Domain]) -> Measured:
    """For the card."""
    model = WithMarks(TextModel())
    rows = [_shipped(model, domain, head) for head in ("spam", "scam") for domain in held_out]
    return Measured(
        version=model.version + suffix(),
        command="python -m training.spam",
        tables=(
            made_from(row for domain in learnt for row in domain.rows),
            Table(
                "On rows like those that it learnt from",
                ("", "texts", "AUC", "F1 at 0.5", "flagged wrongly at 0.5"),
                tuple(row for row in rows if row[1]),
                "Held-out rows; what marks add was fitted on them: a dozen numbers.",
            ),
            Table(
                "On a corpus that it never saw",
                ("left out", "texts", "AUC, words", "and marks", "and 200 own labels", "found at precision 0.95"),
                tuple(_across(name, learnt, held_out) for name in _LEFT_OUT),
                "Spam, a model trained on the other corpora alone. Own labels: 200 rows of the one that was left out.",
            ),
        ),
        mistakes=tuple(_mistakes(model, next(domain for domain in held_out if domain.name == "written by us"))),
    )  # fmt: skip


def _mistakes(model: WithMarks, ours: Domain) -> list[Mistake]:
    """The surest ones of either side, of sentences that we wrote."""
    rows = _known(ours.rows)
    answers = model.score([normalise(row.text) for row in rows], ["en"] * len(rows))
    values, yes = np.array([float(answer["spam"].value or 0) for answer in answers]), _yes(rows)
    order = np.argsort(np.where(yes, values, 1 - values))
    return [
        Mistake(rows[i].text, f"spam {values[i]:.2f}", right)
        for side, right in ((True, "spam"), (False, "not spam"))
        for i in [int(i) for i in order if yes[i] == side and (values[i] >= _HALF) != side][:_MISTAKES]
    ]


def _shipped(model: WithMarks, domain: Domain, head: str) -> tuple[str, int, float | None, float | None, float]:
    rows = [row for row in domain.rows if said(row, head) == said(row, head)]
    yes = np.array([said(row, head) == 1 for row in rows], bool)
    texts = [normalise(row.text) for row in rows]
    values = np.array([float(answer[head].value or 0) for answer in model.score(texts, ["en"] * len(texts))])
    flagged = values >= _HALF
    wrongly = round(float(flagged[~yes].mean()), 4) if (~yes).any() else 0.0
    both = yes.any()
    return (
        f"{head}: {domain.name}", len(rows), round(auc(values, yes), 3) if both else None,
        round(f1(yes, flagged), 3) if both else None, wrongly,
    )  # fmt: skip


def _across(
    name: str, learnt: Sequence[Domain], held_out: Sequence[Domain]
) -> tuple[str, int, float, float, float, float]:
    others = _known([row for domain in learnt if domain.name != name for row in domain.rows])
    fitting = _known([row for domain in held_out if domain.name != name for row in domain.rows])
    there = _known([row for domain in held_out if domain.name == name for row in domain.rows])
    own = _known([row for domain in learnt if domain.name == name for row in domain.rows])[:_OWN]
    words = fit_head(_normals(others), np.zeros(len(others)), _yes(others))
    both = fit(words.shifts(_normals(fitting)), _there(fitting), _yes(fitting))
    values = both.apply(words.shifts(_normals(there)), _there(there))
    mine = both.apply(words.shifts(_normals(own)), _there(own))
    local = fit_head(_normals(own), logit(mine), _yes(own))
    tuned = sigmoid(logit(values) + local.shifts(_normals(there)))
    yes = _yes(there)
    return (
        name, len(there), round(auc(words.shifts(_normals(there)), yes), 3), round(auc(values, yes), 3),
        round(auc(tuned, yes), 3), round(_recall(values, yes), 3),
    )  # fmt: skip


def _known(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if said(row, "spam") == said(row, "spam")]


def _normals(rows: Sequence[Row]) -> list[str]:
    return [normalise(row.text).normal for row in rows]


def _yes(rows: Sequence[Row]) -> npt.NDArray[np.bool_]:
    return np.array([said(row, "spam") == 1 for row in rows], bool)


def _there(rows: Sequence[Row]) -> Floats:
    return np.array([[float(mark in marks(row.text)) for mark in MARKS] for row in rows])


def _recall(values: Floats, yes: npt.NDArray[np.bool_]) -> float:
    """The largest share of the yes that some threshold finds with so few wrong among what it flags."""
    order = np.argsort(-values, kind="stable")
    hits = np.cumsum(yes[order])
    precise = hits / np.arange(1, len(hits) + 1) >= _PRECISE
    return float(hits[precise].max(initial=0) / max(1, yes.sum()))
