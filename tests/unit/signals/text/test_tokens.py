"""Where words begin and end, and that the same word has the same hash wherever it stands."""

import numpy as np
import pytest

from ombud.signals.text.tokens import Tokens


def words(*texts: str) -> list[str]:
    """The words that were found, as they stand in the texts."""
    tokens = Tokens(texts)
    joined = "".join(f"{text}\n" for text in texts)
    return [joined[tokens.at[a] : tokens.at[b - 1] + 1] for a, b in zip(tokens.begins, tokens.ends, strict=True)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("you are late, again", ["you", "are", "late", "again"]),
        ("don't say it’s fine", ["don't", "say", "it’s", "fine"]),
        ("**id**iot f**k snake_case", ["id**iot", "f**k", "snake_case"]),
        ("good 👍👍 job", ["good", "👍", "👍", "job"]),
        ('she said "no"', ["she", "said", '"', "no", '"']),
        ("日本 ok", ["日", "本", "ok"]),
        ("... , !", []),
        ("", []),
    ],
)
def test_words_are_what_readers_take_for_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    "written", ["id<b>io</b>t", "[b]idiot[/b]", "**id**iot", "ïdïöt", "&#105;diot", "&#x69;diot", "🇮🇩🇮🇴🇹", "id'iot"]
)
def test_what_stands_between_the_letters_makes_no_difference(written: str) -> None:
    assert Tokens([written]).hashes.tolist() == Tokens(["idiot"]).hashes.tolist()


@pytest.mark.parametrize("written", ["you<br>there", "you<p>there", "you&nbsp;there", "you</li>there"])
def test_what_a_reader_sees_as_a_gap_is_one(written: str) -> None:
    assert Tokens([written]).hashes.tolist() == Tokens(["you there"]).hashes.tolist()


@pytest.mark.parametrize("text", ["a < b", "&unknown; thing", "[sic]", "🇺🇸 flag", "x &#0; y", "<" * 50])
def test_what_only_looks_like_markup_stays(text: str) -> None:
    assert Tokens([text]).at.max(initial=0) < len(text)


def test_a_word_has_one_hash_wherever_it_stands() -> None:
    tokens = Tokens(["rain", "no rain today", "the rain " * 3000, "train"])
    rain = tokens.hashes[0]
    assert (tokens.hashes[tokens.owners == 2][1::2] == rain).all()
    assert tokens.hashes[2] == rain
    assert tokens.hashes[-1] != rain


def test_a_text_reads_the_same_in_any_batch() -> None:
    texts = ["see <b", "c> d", "", "end\nof line", "last"]
    together = Tokens(texts)
    for i, text in enumerate(texts):
        assert together.hashes[together.owners == i].tolist() == Tokens([text]).hashes.tolist()


def test_owners_and_places_lead_back_to_the_texts() -> None:
    tokens = Tokens(["one two", "", "three"])
    assert tokens.owners.tolist() == [0, 0, 2]
    assert (tokens.at[tokens.begins] - tokens.offsets[tokens.owners]).tolist() == [0, 4, 0]


def test_different_words_have_different_hashes() -> None:
    made = [f"{a}{b}{c}" for a in "abcdefghij" for b in "abcdefghij" for c in "abcdefghij"]
    assert len(np.unique(Tokens([" ".join(made)]).hashes)) == len(made)
