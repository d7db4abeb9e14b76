"""Known phrases that run together."""

import pytest

from ombud.intake import normalise


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("killyourself", "kill yourself"),
        ("just #gokillyourself.", "just #go kill yourself."),
        ("KillYourself now", "kill yourself now"),
        ("kill\u200byourself", "kill yourself"),
        ("YOUAREANIDIOT", "you are an idiot"),
        ("theyareallthesame", "they are all the same"),
        ("fuckyou fuckoff", "fuck you fuck off"),
        ("godie youshoulddie", "go die you should die"),
        ("ihateyou", "i hate you"),
        ("k1lly0urself", "kill yourself"),
    ],
)
def test_they_are_taken_apart(raw: str, expected: str) -> None:
    assert normalise(raw).normal == expected


@pytest.mark.parametrize(
    "raw",
    ["yourself whatever skilled overkill audience", "@killyourself x.example/killyourself", "qzgodieqz", "goodies"],
)
def test_other_words_and_addresses_stay(raw: str) -> None:
    assert normalise(raw).normal == raw


def test_each_word_leads_back_to_its_letters() -> None:
    text = normalise("so killyourself!")
    assert [text.raw[slice(*text.span(*span))] for span in ((3, 7), (8, 16))] == ["kill", "yourself"]
