"""Ids, texts, errors and measures."""

from datetime import UTC, datetime, timedelta

import pytest

from ombud.model import BadInput, Measure, Text, gravest, new_id, restricts

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_ids_sort_by_age_and_say_what_they_name() -> None:
    ids = [new_id("dec", NOON + timedelta(milliseconds=ms), bytes([255 - ms]) * 10) for ms in range(50)]
    assert ids == sorted(ids)
    assert all(one.startswith("dec_") and len(one) == 36 for one in ids)


def test_the_same_moment_and_chance_give_the_same_id_and_other_chance_another() -> None:
    assert new_id("dec", NOON, b"0123456789") == new_id("dec", NOON, b"0123456789")
    assert new_id("dec", NOON, b"0123456789") != new_id("dec", NOON, b"9876543210")


def test_spans_of_an_unchanged_text_are_where_they_were() -> None:
    assert Text(raw="kill", normal="kill").span(1, 3) == (1, 3)


def test_spans_point_into_what_the_person_wrote() -> None:
    hidden = Text(raw="k\u200bi\u200bll!", normal="kill!", offsets=(0, 2, 4, 5, 6, 7))
    assert hidden.raw[slice(*hidden.span(0, 4))] == "k\u200bi\u200bll"
    assert hidden.span(2, 2) == (4, 4)


def test_one_character_that_became_several_is_one_span() -> None:
    ligature = Text(raw="\ufb01", normal="fi", offsets=(0, 0, 1))
    assert ligature.span(0, 1) == (0, 1)
    assert ligature.span(0, 2) == (0, 1)


def test_everything_but_leaving_alone_and_putting_back_restricts() -> None:
    assert {measure for measure in Measure if not restricts(measure)} == {Measure.ALLOW, Measure.RESTORE}


@pytest.mark.parametrize(
    ("several", "winner"),
    [
        ([], Measure.ALLOW),
        ([Measure.LABEL, Measure.HOLD, Measure.WARN], Measure.HOLD),
        ([Measure.SUSPEND, Measure.REMOVE], Measure.SUSPEND),
    ],
)
def test_the_gravest_measure_wins(several: list[Measure], winner: Measure) -> None:
    assert gravest(several) is winner


def test_errors_say_what_is_wrong_where_and_what_to_do() -> None:
    error = BadInput("wrong_type", "It is a number.", advice="Send a string.", field="item.text")
    assert error.describe() == {
        "code": "wrong_type",
        "detail": "It is a number.",
        "field": "item.text",
        "advice": "Send a string.",
    }
    assert BadInput("x", "y").describe() == {"code": "x", "detail": "y"}
