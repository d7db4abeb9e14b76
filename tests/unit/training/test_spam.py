"""What marks add is fitted within bounds, and held to what was expected where nothing is known."""

import numpy as np
import pytest

from ombud.signals.spam import MARKS
from training.corpus import HEADS, Row
from training.spam.fit import EXPECTED, fit
from training.spam.sets import domains, said

NAMES = list(MARKS)


def row(source: str, text: str = "hello", kind: str = "", **labels: float) -> Row:
    return Row("r1", text, "en", source, tuple(labels.get(head, float("nan")) for head in HEADS), kind=kind)


def test_without_a_case_of_a_mark_it_keeps_what_was_expected() -> None:
    nothing = fit(np.zeros(0), np.zeros((0, len(NAMES))), np.zeros(0, bool))
    assert nothing.marks == pytest.approx(dict(EXPECTED), abs=1e-3)
    assert (nothing.slope, nothing.shift) == pytest.approx((1, 0), abs=1e-3)


def test_a_mark_of_spam_gains_and_one_of_ordinary_posts_speaks_for_nothing() -> None:
    chance = np.random.default_rng(1)
    yes = chance.random(600) < 0.5
    found = np.zeros((600, len(NAMES)))
    found[:, NAMES.index("phone")] = yes & (chance.random(600) < 0.8)
    found[:, NAMES.index("shouting")] = ~yes & (chance.random(600) < 0.8)
    fitted = fit(np.where(yes, 0.5, -0.5), found, yes)
    assert EXPECTED["phone"] < fitted.marks["phone"] <= 2.5
    assert fitted.marks["shouting"] == 0
    values = fitted.apply(np.zeros(2), np.eye(len(NAMES))[[NAMES.index("phone"), NAMES.index("shouting")]])
    assert values[0] > values[1]


def test_an_ordinary_post_is_neither_and_others_are_what_their_source_says() -> None:
    assert said(row("text/jigsaw-wikipedia", toxic=0), "spam") == 0
    assert said(row("text/sms-spam", spam=1), "spam") == 1
    assert np.isnan(said(row("text/sms-spam", spam=1), "scam"))
    assert np.isnan(said(row("text/hatexplain", toxic=0), "spam"))


def test_every_row_goes_where_it_belongs_and_toxic_posts_nowhere() -> None:
    rows = [
        row("text/sms-spam", spam=1), row("text/smishing", scam=1), row("contrast/spam_scam", kind="spam_scam", spam=1),
        row("text/jigsaw-wikipedia", toxic=0), row("text/jigsaw-wikipedia", toxic=1), row("text/hatexplain", toxic=0),
    ]  # fmt: skip
    assert {domain.name: len(domain.rows) for domain in domains(rows)} == {
        "sms-spam": 1, "smishing": 1, "written by us": 1, "ordinary posts": 1
    }  # fmt: skip
