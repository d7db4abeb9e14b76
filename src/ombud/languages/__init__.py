"""The languages that people are spoken to in: catalogues, and how each writes dates, numbers and lists."""

from ombud.languages.catalogues import LANGUAGES, catalogue, first_known, known, locale_of, preferred
from ombud.languages.tongue import Tongue, tongue

__all__ = ["LANGUAGES", "Tongue", "catalogue", "first_known", "known", "locale_of", "preferred", "tongue"]
