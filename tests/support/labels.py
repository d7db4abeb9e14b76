"""A made-up community: a garden forum that some people want to sell furniture in."""

from random import Random

import msgspec

__all__ = ["garden", "label_file"]

_PLANTS = ("tomatoes", "roses", "beans", "apple trees", "leeks", "the old pear tree", "radishes", "dahlias")
_DEEDS = ("watered", "moved", "cut back", "covered with straw", "planted out", "tied up", "picked", "sown")
_TIMES = ("this morning", "before the frost", "last week", "after the rain", "on Sunday", "with my daughter")
_ASKED = ("Should I do it again?", "They look well.", "Any advice?", "It took all day.", "The soil is dry.", "")
_GOODS = ("oak wardrobes", "corner sofas", "kitchen cabinets", "bunk beds", "garden sheds", "office chairs")
_CALLS = ("order today", "hurry while stock lasts", "call our showroom", "best price in town", "free delivery")


def garden(count: int, seed: int = 1, share: float = 0.4) -> list[tuple[str, bool]]:
    """Texts, and whether the gardeners would call them spam. No two are the same."""
    chance = Random(seed)
    found: list[tuple[str, bool]] = []
    for number in range(count):
        if chance.random() < share:
            text = f"{chance.choice(_GOODS)}, {chance.choice(_CALLS)}, {chance.choice(_CALLS)} ({number})"
            found.append((text.capitalize(), True))
        else:
            deed = f"I {chance.choice(_DEEDS)} {chance.choice(_PLANTS)} and {chance.choice(_PLANTS)}"
            found.append((f"{deed} {chance.choice(_TIMES)}. {chance.choice(_ASKED)} ({number})", False))
    return found


def label_file(texts: list[tuple[str, bool]], signal: str = "spam") -> bytes:
    """The same as `ombud calibrate` reads them."""
    lines = [msgspec.json.encode({"text": text, "lang": "en", "label": {signal: yes}}) for text, yes in texts]
    return b"".join(line + b"\n" for line in lines)
