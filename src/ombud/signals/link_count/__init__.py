"""How many links an item holds."""

from ombud.model import Arrival, Signal, SignalSpec
from ombud.ports import History

__all__ = ["LinkCount"]


class LinkCount:
    """See card.md."""

    spec = SignalSpec("link_count", "int", "link_count-1", "How many links the item holds, each address once.")

    def measure(self, arrival: Arrival, history: History) -> Signal:  # noqa: ARG002 - the port's shape
        """0 to 100; the spans are the addresses as far as they stand in the text."""
        raw, spans, start = arrival.text.raw, [], 0
        for link in arrival.event.item.links:
            at = raw.find(link.url, start)
            if at >= 0:
                start = at + len(link.url)
                spans.append((at, start))
        return Signal(self.spec.version, len(arrival.event.item.links), tuple(spans))
