"""The signals: how many places of each kind, and of all."""

from ombud.model import Arrival, Signal, SignalSpec
from ombud.ports import History
from ombud.signals.personal_data.kinds import PERSONAL, Found
from ombud.signals.personal_data.looking import find

__all__ = ["PersonalData"]

_NAME = "personal_data"
_VERSION = "personal_data-2"
_MAX_SPANS = 100


class PersonalData:
    """See card.md."""

    specs = (
        SignalSpec(_NAME, "int", _VERSION, "How many places of the text are personal data of some kind."),
        *(
            SignalSpec(f"{_NAME}_{kind}", "int", _VERSION, f"How many places of the text are {what}.")
            for kind, what in PERSONAL.items()
        ),
    )

    def __init__(self) -> None:
        self._last: tuple[Arrival | None, tuple[Found, ...]] = None, ()

    def measure(self, name: str, arrival: Arrival, history: History) -> Signal:  # noqa: ARG002 - the port's shape
        """0 and more; the spans are the places. Web addresses do not count: `link_count` has them."""
        kind = name.removeprefix(f"{_NAME}_")
        spans = tuple((one.start, one.end) for one in self._found(arrival) if name == _NAME or one.kind == kind)
        return Signal(_VERSION, len(spans), spans[:_MAX_SPANS])

    def _found(self, arrival: Arrival) -> tuple[Found, ...]:
        """Looked for once, though the rules of a policy may ask for several kinds."""
        last, found = self._last
        if last is not arrival:
            found = tuple(one for one in find(arrival.text.raw) if one.kind in PERSONAL)
            self._last = arrival, found  # in one step: another thread reads both or neither
        return found
