"""How people hide words from filters."""

from random import Random

import pytest

from training.attack import ATTACKS, attacked

TEXT = "You are a complete and utter disgrace, all of you, so be quiet"


@pytest.mark.parametrize("name", ATTACKS)
def test_every_disguise_changes_words_and_only_some(name: str) -> None:
    hidden = attacked(TEXT, ATTACKS[name], Random(1))
    assert hidden != TEXT
    assert ", " in hidden
    assert attacked(TEXT, ATTACKS[name], Random(1)) == hidden


@pytest.mark.parametrize("name", ATTACKS)
def test_every_disguise_takes_any_word(name: str) -> None:
    for seed in range(30):
        for text in ("cat", "Straße näher", "ВСЕМ привет", "no"):
            assert attacked(text, ATTACKS[name], Random(seed), share=1.0)


def test_a_text_without_words_stays() -> None:
    assert attacked("... ok?", ATTACKS["leet"], Random(1)) == "... ok?"
