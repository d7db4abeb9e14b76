"""What `ombud doctor` finds."""

import msgspec

__all__ = ["FAIL", "OK", "WARN", "Finding"]

OK, WARN, FAIL = "ok", "warn", "fail"


class Finding(msgspec.Struct, frozen=True):
    """One line of the report. `state` is ``ok``, ``warn`` or ``fail``."""

    name: str
    state: str
    said: str
    advice: str = ""
