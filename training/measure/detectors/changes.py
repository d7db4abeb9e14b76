"""What people change about a text that they post again. By word; the source of chance makes it the same every time."""

from collections.abc import Callable, Mapping
from random import Random

__all__ = ["CHANGES", "Change", "replaced"]

Change = Callable[[list[str], Random], list[str]]
"""The words of a text, and a source of chance; the words of the other one."""

_NEW = ("umbrella", "yesterday", "carrots", "between", "violin", "harbour", "twelve", "painted", "loudly", "gardens")


def replaced(words: list[str], chance: Random, many: int) -> list[str]:
    """So many words replaced by long ones that are not in the text."""
    places = set(chance.sample(range(len(words)), many))
    return [chance.choice(_NEW) if place in places else word for place, word in enumerate(words)]


def _typed_wrong(words: list[str], chance: Random) -> list[str]:
    place = chance.randrange(len(words))
    word = words[place]
    at = chance.randrange(len(word))
    return [*words[:place], word[:at] + "q" + word[at + 1 :], *words[place + 1 :]]


def _inserted(words: list[str], chance: Random) -> list[str]:
    place = chance.randrange(len(words))
    return [*words[:place], "umbrella", *words[place:]]


def _deleted(words: list[str], chance: Random) -> list[str]:
    place = chance.randrange(len(words))
    return [*words[:place], *words[place + 1 :]]


CHANGES: Mapping[str, Change] = {
    "a number at the end": lambda words, chance: [*words, str(chance.randrange(10**6))],
    "an address at the end": lambda words, _: [*words, "https://example.com/offer"],
    "an emoji and exclamation marks": lambda words, _: ["\N{FIRE}", *words, "!!!"],
    "capitals": lambda words, _: " ".join(words).upper().split(),
    "words in another order": lambda words, _: words[::-1],
    "a word taken out": _deleted,
    "a word put in": _inserted,
    "a typing error": _typed_wrong,
    "a greeting in front": lambda words, _: ["hello", "there", *words],
    "a word replaced": lambda words, chance: replaced(words, chance, 1),
}
"""By the name under which they are reported."""
