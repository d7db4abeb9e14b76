"""A payload becomes an arrival, or an error that says which field is wrong and what would be right."""

from datetime import datetime

from ombud.intake.careful import read_carefully
from ombud.intake.normal import normalise
from ombud.intake.plan import plan_of
from ombud.intake.quick import read_quickly
from ombud.model import Arrival, Schema

__all__ = ["read"]


def read(payload: bytes, *, schema: Schema, now: datetime, source: str = "api") -> Arrival:
    """One event as a platform sends it (UTF-8 JSON, at most 256 KiB), checked against the policy's schema.

    `now` (UTC) is the time an event without `at` gets, and what "in the future" is measured from. Raises BadInput
    or TooLarge, with the dotted name of the field at fault; nothing else, whatever the bytes are.
    """
    plan = plan_of(schema)
    event, defaulted = read_quickly(payload, plan, now, source) or read_carefully(payload, plan, now, source)
    return Arrival(event, normalise(event.item.text), defaulted)
