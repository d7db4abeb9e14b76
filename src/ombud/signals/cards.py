"""The cards of the detectors that ship: what each measures, how well, and for whom it must not be used.

A card is prose, ``card.md`` in the detector's folder, and where something was measured also ``measured.json`` beside
it, which the program that measured has written. Nothing in it is typed by hand (Mitchell et al., "Model Cards for Model
Reporting", 2019).
"""

from importlib.resources import files
from importlib.resources.abc import Traversable

import msgspec

from ombud.signals.spam.model import NAMES as SPAM
from ombud.signals.text.names import DOCS

__all__ = ["Card", "Measured", "Mistake", "Table", "shipped_cards"]


class Table(msgspec.Struct, frozen=True):
    """`columns` name what stands in each of `rows`; the first is what the row is about. `note` says on what data."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | int | float | None, ...], ...]
    note: str = ""


class Mistake(msgspec.Struct, frozen=True):
    """A text from a development set that is judged wrongly: what the detector says, and what would be right."""

    text: str
    says: str
    right: str


class Measured(msgspec.Struct, frozen=True):
    """`version` is that of the model which was measured, `command` what measures it again."""

    version: str
    command: str
    tables: tuple[Table, ...]
    mistakes: tuple[Mistake, ...] = ()


class Card(msgspec.Struct, frozen=True):
    """`text` is Markdown, without its title. `summary` is its first paragraph. `signals` are those that it is about."""

    name: str
    text: str
    measured: Measured | None = None
    signals: tuple[str, ...] = ()

    @property
    def summary(self) -> str:
        """What it measures."""
        return self.text.partition("\n\n")[0]


_WORDS = tuple(name for name in DOCS if name not in SPAM)
_ABOUT = {"text": _WORDS, "encoder": _WORDS, "languages": _WORDS, "spam": SPAM}
"""The signals of a folder that has several; any other has the one of its name."""


def shipped_cards() -> tuple[Card, ...]:
    """The cards in this package, by name."""
    folders = (folder for folder in files(__package__).iterdir() if folder.joinpath("card.md").is_file())
    return tuple(sorted(map(_read, folders), key=lambda card: card.name))


def _read(folder: Traversable) -> Card:
    title, _, text = folder.joinpath("card.md").read_text(encoding="utf-8").partition("\n")
    measured = folder.joinpath("measured.json")
    return Card(
        title.removeprefix("# ").strip(),
        text.strip(),
        msgspec.json.decode(measured.read_bytes(), type=Measured) if measured.is_file() else None,
        _ABOUT.get(folder.name, (folder.name,)),
    )
