"""An event on its way into the stages: with its text in normal form."""

from ombud.intake.normal import normalise
from ombud.model import Arrival, Event, event_from

__all__ = ["internal", "restore"]


def internal(event: Event) -> Arrival:
    """An event that did not come in through `read`: Ombud wrote it itself, or had accepted it before."""
    return Arrival(event, normalise(event.item.text))


def restore(body: bytes) -> Arrival:
    """The Arrival whose `body` these bytes are, for replay and for rebuilding history.

    Raises SystemFault (``event_damaged``) when they are not what was stored.
    """
    event, defaulted = event_from(body)
    return Arrival.of_stored(body, event, normalise(event.item.text), defaulted)
