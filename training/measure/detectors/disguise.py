"""How often plain text is called disguised, in many languages and scripts, and which disguises are counted."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random

from ombud.signals.cards import Measured, Table
from ombud.signals.disguise import Disguise
from ombud.signals.history import Windows
from training.attack import ATTACKS, EVASIONS, attacked
from training.measure.detectors.hard import hard
from training.measure.detectors.texts import Text, arrival, measured_on, ours, posts, share

__all__ = ["disguise"]

_SEED = 7
_MANY = 5


def disguise(data: Path) -> Measured:
    """The measured part of the card."""
    found, own = posts(data), ours()
    cases = hard(
        "disguise",
        lambda text: str(_hidden(text)),
        "How many characters are hidden. Signs and joiners that people write for other reasons, and disguises.",
    )
    return Measured(
        Disguise.spec.version,
        "python -m training.measure.detectors disguise",
        (
            measured_on(found, len(own) + cases.texts),
            _plain("Posts of others", "posts of", found, lambda one: one.of,
                   "Nobody looked whether somebody hid something in them: false alarms are these at most."),
            _plain("Plain text, by script", "script", own, lambda one: one.of, "Nothing is hidden in any of them."),
            _plain("Plain text, by language", "language", own, lambda one: one.lang,
                   "The same three sentences in 65 languages, and the speech that must be left alone."),
            Table("Disguises", ("disguise", "texts", "share seen", "characters in each"),
                  tuple(_attacks([one.text for one in own if one.lang == "en"])),
                  "English sentences of ours with half of their words in disguise. Invisible and look-alike characters"
                  " are counted, and nothing else; the normal form undoes most of the others."),
            cases.table,
        ),
        cases.mistakes,
    )  # fmt: skip


def _hidden(text: str) -> int:
    return int(Disguise().measure(arrival(text), Windows()).value or 0)


def _plain(title: str, what: str, texts: Sequence[Text], name: Callable[[Text], str], note: str) -> Table:
    groups: dict[str, list[int]] = {}
    for one in texts:
        groups.setdefault(name(one), []).append(_hidden(one.text))
    rows = []
    for named, counts in sorted(groups.items()):
        some = sum(count > 0 for count in counts)
        rows.append((named, len(counts), some, share(some, len(counts)), sum(count >= _MANY for count in counts)))
    return Table(title, (what, "texts", "with any", "share", f"with {_MANY} or more"), tuple(rows), note)


def _attacks(texts: Sequence[str]) -> Iterator[tuple[str, int, float | None, float]]:
    for name, attack in {**ATTACKS, **EVASIONS}.items():
        chance = Random(_SEED)  # the same disguises every time
        counts = [_hidden(attacked(text, attack, chance)) for text in texts]
        seen = sum(count > 0 for count in counts)
        yield name, len(counts), share(seen, len(counts)), round(sum(counts) / len(counts), 1)
