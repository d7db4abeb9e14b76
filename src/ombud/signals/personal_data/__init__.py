"""Personal data in a text: where it stands, what it is, and the text without it."""

from ombud.signals.personal_data.detector import PersonalData
from ombud.signals.personal_data.kinds import KINDS, PERSONAL, Found
from ombud.signals.personal_data.looking import find
from ombud.signals.personal_data.redacting import redact

__all__ = ["KINDS", "PERSONAL", "Found", "PersonalData", "find", "redact"]
