"""From a payload to an Arrival: size, shape, meaning, links, and the one normal form of the text."""

from ombud.intake.arrive import internal, restore
from ombud.intake.limits import MAX_PAYLOAD_BYTES, MAX_TEXT_BYTES
from ombud.intake.normal import NORMAL_FORM, normalise
from ombud.intake.read import read

__all__ = ["MAX_PAYLOAD_BYTES", "MAX_TEXT_BYTES", "NORMAL_FORM", "internal", "normalise", "read", "restore"]
