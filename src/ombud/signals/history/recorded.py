"""The past as a decision saw it."""

from collections.abc import Mapping
from datetime import datetime

from ombud.model import Arrival, NotFound

__all__ = ["Recorded", "copies_key", "count_key", "distinct_key"]


def count_key(subject: str, event_type: str, window: float) -> str:
    """The name under which a decision records the answer to `History.count`."""
    return f"count/{subject}/{event_type}/{window:g}"


def distinct_key(subject: str, event_type: str, field: str, window: float) -> str:
    """The name under which a decision records the answer to `History.distinct`."""
    return f"distinct/{subject}/{event_type}/{field}/{window:g}"


def copies_key(window: float) -> str:
    """The name under which a decision records the answer to `History.copies`."""
    return f"copies/{window:g}"


class Recorded:
    """A History that answers from a decision's `observed`, so that a replay sees what the decision saw."""

    def __init__(self, observed: Mapping[str, int]) -> None:
        self._observed = observed

    def count(self, subject: str, event_type: str, window: float, at: datetime) -> int:  # noqa: ARG002 - the port's shape
        """Raises NotFound (``not_recorded``) for a question that the decision never asked."""
        return self._answer(count_key(subject, event_type, window))

    def distinct(self, subject: str, event_type: str, field: str, window: float, at: datetime) -> int:  # noqa: ARG002 - the port's shape
        """Raises NotFound (``not_recorded``) for a question that the decision never asked."""
        return self._answer(distinct_key(subject, event_type, field, window))

    def copies(self, fingerprint: int, window: float, at: datetime) -> int:  # noqa: ARG002 - the port's shape
        """Raises NotFound (``not_recorded``) for a question that the decision never asked."""
        return self._answer(copies_key(window))

    def note(self, arrival: Arrival) -> None:
        """The past stays as it is."""

    def _answer(self, key: str) -> int:
        answer = self._observed.get(key)
        if answer is None:
            raise NotFound("not_recorded", f"the decision did not record an answer to {key!r}")
        return answer
