"""Whether links are counted, in each form in which people write them, on cases that we wrote."""

from pathlib import Path

from ombud.signals.cards import Measured, Table
from ombud.signals.history import Windows
from ombud.signals.link_count import LinkCount
from training.measure.detectors.hard import hard
from training.measure.detectors.texts import arrival, measured_on, ours, posts, share

__all__ = ["link_count"]


def link_count(data: Path) -> Measured:
    """The measured part of the card."""
    found, own = posts(data), ours()
    cases = hard(
        "link_count",
        lambda text: str(_links(text)),
        "How many links there are, in every form, and in what merely looks like one.",
    )
    return Measured(
        LinkCount.spec.version,
        "python -m training.measure.detectors link_count",
        (
            measured_on(found, len(own) + cases.texts),
            cases.table,
            _counted("What we wrote, by script", "script", [(one.of, one.text) for one in own],
                     "There is a link in none of them: those with any are false alarms."),
            _counted("Posts of others", "posts of", [(one.of, one.text) for one in found],
                     "How common links are there. Nobody counted them by hand."),
        ),
        cases.mistakes,
    )  # fmt: skip


def _links(text: str) -> int:
    return int(LinkCount().measure(arrival(text), Windows()).value or 0)


def _counted(title: str, what: str, texts: list[tuple[str, str]], note: str) -> Table:
    groups: dict[str, list[int]] = {}
    for name, text in texts:
        groups.setdefault(name, []).append(_links(text))
    rows = []
    for name, counts in sorted(groups.items()):
        some = sum(count > 0 for count in counts)
        rows.append((name, len(counts), some, share(some, len(counts)), max(counts)))
    return Table(title, (what, "texts", "with any", "share", "most in one"), tuple(rows), note)
