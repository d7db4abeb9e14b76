"""What the model reads of a text."""

import pytest

from ombud.signals.languages.embedder import READ
from ombud.signals.languages.plain import plain


@pytest.mark.parametrize(
    ("normal", "read"),
    [
        ("du bist ein i<b>di</b>ot", "du bist ein idiot"),
        ("**id**iot", "idiot"),
        ("id&#105;ot", "idiot"),
        ("ein <br> zwei", "ein      zwei"),
        ("geht's noch", "geht's noch"),
        ("今天[b]天气[/b]很好", "今天天气很好"),
        ("", ""),
        ("\ud800", "�"),
    ],
)
def test_markup_and_emphasis_are_not_read(normal: str, read: str) -> None:
    assert plain(normal) == read


def test_only_the_beginning_is_read() -> None:
    assert len(plain("ab " * READ)) == READ
