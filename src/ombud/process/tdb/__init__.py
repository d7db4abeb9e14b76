"""The DSA Transparency Database: what it is told about a decision, and whether it would take it."""

from ombud.process.tdb.clauses import STARTER, read_categories
from ombud.process.tdb.derivation import payload_of, puid_of
from ombud.process.tdb.payload import Category, Payload, Provider
from ombud.process.tdb.validation import FieldError, validate

__all__ = [
    "STARTER",
    "Category",
    "FieldError",
    "Payload",
    "Provider",
    "payload_of",
    "puid_of",
    "read_categories",
    "validate",
]
