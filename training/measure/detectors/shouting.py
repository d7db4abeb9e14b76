"""Whether what reads as shouting is measured as such, script by script, on cases that we wrote."""

from collections.abc import Callable, Sequence
from pathlib import Path

from ombud.signals.cards import Measured, Table
from ombud.signals.history import Windows
from ombud.signals.shouting import Shouting
from training.measure.detectors.hard import hard
from training.measure.detectors.texts import Text, arrival, measured_on, ours, posts, share

__all__ = ["shouting"]

_LOUD = 0.7


def shouting(data: Path) -> Measured:
    """The measured part of the card."""
    found, own = posts(data), ours()
    cases = hard("shouting", _says, f"What a reader would call shouting, held against {_LOUD} and more.")
    return Measured(
        Shouting.spec.version,
        "python -m training.measure.detectors shouting",
        (
            measured_on(found, len(own) + cases.texts),
            _ordinary("Posts of others", "posts of", found, lambda one: one.of,
                      f"How many of them would a rule at {_LOUD} meet: it says nothing of how they are meant."),
            _ordinary("What we wrote, by script", "script", own, lambda one: one.of,
                      "Nobody shouts in any of them. A script without capitals has nothing to measure."),
            cases.table,
        ),
        cases.mistakes,
    )  # fmt: skip


def _measured(text: str) -> float | None:
    value = Shouting().measure(arrival(text), Windows()).value
    return None if value is None else float(value)


def _says(text: str) -> str:
    value = _measured(text)
    if value is None:
        return "nothing"
    return "shouting" if value >= _LOUD else "not shouting"


def _ordinary(title: str, what: str, texts: Sequence[Text], name: Callable[[Text], str], note: str) -> Table:
    groups: dict[str, list[float | None]] = {}
    for one in texts:
        groups.setdefault(name(one), []).append(_measured(one.text))
    rows = []
    for named, values in sorted(groups.items()):
        known = [value for value in values if value is not None]
        loud = sum(value >= _LOUD for value in known)
        mean = round(sum(known) / len(known), 3) if known else None
        rows.append((named, len(values), len(values) - len(known), mean, loud, share(loud, len(known))))
    columns = (what, "texts", "abstains", "share of capitals", f"{_LOUD} and more", "share of texts")
    return Table(title, columns, tuple(rows), note)
