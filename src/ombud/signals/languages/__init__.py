"""Other languages than English, experimentally, with the extra ``ombud[languages]``. See card.md."""

from ombud.signals.languages.embedder import EXTRA, installed
from ombud.signals.languages.model import LanguagesModel
from ombud.signals.languages.polyglot import Polyglot, with_languages

__all__ = ["EXTRA", "LanguagesModel", "Polyglot", "installed", "with_languages"]
