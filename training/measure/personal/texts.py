"""Sentences around made-up personal data in several languages, and as many that merely look as if."""

import random
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from training.measure.personal.values import IDS, MAKERS, filled

__all__ = ["Labelled", "sentences", "texts"]

_MADE_OF: dict[str, Any] = tomllib.loads((Path(__file__).parent / "made_of.toml").read_text(encoding="utf-8"))
_SIGNS = {ord(sign): None for sign in " .-/"}


class Labelled(NamedTuple):
    """A text with what is in it: ``(start, end, kind)``. `of` is the language or the national number, where it is one
    language's or one country's."""

    text: str
    spans: tuple[tuple[int, int, str], ...]
    of: str = ""


def texts(seed: int, rounds: int) -> Iterator[Labelled]:
    """`rounds` times each kind once in each of its languages, and as many texts with nothing in them."""
    chance = random.Random(seed)
    for _ in range(rounds):
        something = list(_round(chance))
        for one in something:
            yield _among(chance, one)
        for _ in something:
            yield _among(chance, Labelled(_nothing(chance), ()))


def sentences(kind: str, name: str) -> tuple[str, ...]:
    """Those around a ``phone`` or an ``address`` in a language, a ``national_id`` by its name, or, under
    ``sentences``, anything else by its kind."""
    table = _MADE_OF[kind]
    found = table["sentences"] if kind in ("phone", "address") else table
    one = found[name]
    return tuple(one["sentences"] if isinstance(one, dict) else one)


def _round(chance: random.Random) -> Iterator[Labelled]:
    for kind, written in (("phone", "numbers"), ("address", "addresses")):
        for lang, sentences in _MADE_OF[kind]["sentences"].items():
            yield _around(chance, sentences, filled(chance, _MADE_OF[kind][written][lang]), kind, lang)
    for name, made_of in _MADE_OF["national_id"].items():
        number = filled(chance, made_of["forms"])
        while not IDS[name](number.translate(_SIGNS)):
            number = filled(chance, made_of["forms"])
        yield _around(chance, made_of["sentences"], number, "national_id", name)
    for kind, sentences in _MADE_OF["sentences"].items():
        value = MAKERS[kind](chance) if kind in MAKERS else filled(chance, _MADE_OF["forms"][kind])
        yield _around(chance, sentences, value, kind.removeprefix("disguised_"))


def _around(chance: random.Random, sentences: Sequence[str], value: str, kind: str, of: str = "") -> Labelled:
    sentence = chance.choice(sentences)
    start = sentence.index("{}")
    return Labelled(sentence.replace("{}", value), ((start, start + len(value), kind),), of)


def _nothing(chance: random.Random) -> str:
    return filled(chance, _MADE_OF["nothing"]["sentences"])


def _among(chance: random.Random, one: Labelled) -> Labelled:
    """By itself, or with a sentence before it and after it in which there is nothing to be found."""
    if chance.random() < 0.4:
        return one
    small_talk = _MADE_OF["nothing"]["small_talk"]
    before = chance.choice((_nothing(chance), chance.choice(small_talk))) + chance.choice((". ", "\n", "! "))
    after = chance.choice(("", f". {chance.choice(small_talk)}", f"\n{_nothing(chance)}"))
    spans = tuple((start + len(before), end + len(before), kind) for start, end, kind in one.spans)
    return one._replace(text=before + one.text + after, spans=spans)
