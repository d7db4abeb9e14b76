"""Published numbers are reproduced within a tolerance that is written down."""

from ombud.signals.cards import Measured, Table
from training.measure.compare import differences


def card(auc: float, news: float = 0.2, *, sets: tuple[str, ...] = ("social", "news")) -> Measured:
    numbers = {"social": (5000, auc, 0.8), "news": (4000, 0.8, news)}
    rows = tuple((name, *numbers[name]) for name in sets)
    few = Table("Signals", ("signal", "texts", "AUC"), (("scam", 40, auc),))
    return Measured("v", "c", (Table("Properties", ("set", "texts", "AUC", "F1"), rows), few))


def test_what_lies_within_the_tolerance_is_the_same() -> None:
    assert differences(card(0.95), card(0.955)) == []


def test_what_lies_outside_is_named_with_both_numbers() -> None:
    assert differences(card(0.95), card(0.93)) == ["Properties social AUC was 0.95, is 0.93"]


def test_what_has_no_tolerance_and_what_few_texts_say_is_not_compared() -> None:
    assert differences(card(0.95, 0.2), card(0.945, 0.9)) == []


def test_a_set_that_is_gone_or_new_is_a_difference() -> None:
    whole, part = card(0.95), card(0.95, sets=("social",))
    assert differences(whole, part) == ["Properties news AUC is not there any more"]
    assert differences(part, whole) == ["Properties news AUC was not there, is 0.8"]
