"""An example as the events that it stands for: what came before it, its repetitions, and the last, which is judged."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from ombud.model import Arrival
from ombud.policy.document.examples import Example
from ombud.policy.document.given import COPIES, EXAMPLE_AT
from ombud.policy.engine.policy import Policy
from ombud.policy.testing.usual import merge, usual_event
from ombud.ports import History

__all__ = ["play"]

_OTHER = "example-other"


def play(policy: Policy, example: Example, history: History, arrive: Callable[[dict[str, Any]], Arrival]) -> Arrival:
    """The last of `repeat` events, one second apart, after those that came earlier; `history` has noted them all.

    `arrive` turns an event (as plain JSON data) into an arrival, as intake would. Raises what it raises.
    """
    events = [
        merge(_usual(policy, example, f"-{number + 1}", timedelta(seconds=example.repeat - 1 - number)), example.event)
        for number in range(example.repeat)
    ]
    arrivals = [arrive(event) for event in [*_earlier(policy, example, events[-1]), *events]]
    for arrival in arrivals:
        history.note(arrival)
    return arrivals[-1]


def _usual(policy: Policy, example: Example, suffix: str, before: timedelta) -> dict[str, Any]:
    return usual_event(policy, f"example-{example.line}{suffix}", EXAMPLE_AT - before)


def _earlier(policy: Policy, example: Example, event: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What came before, the first of each kind almost a window ago, the last just before the example."""
    for kind, earlier in enumerate(example.earlier):
        for number in range(earlier.number):
            before = timedelta(seconds=example.repeat + earlier.window * (number + 0.5) / (earlier.number + 1))
            made = _usual(policy, example, f"-earlier-{kind}-{number}", before)
            own = {"author": event.get("author")}
            if earlier.what == COPIES:
                text = {"text": event["item"].get("text", "")}
                yield merge(made, {"item": text, "author": {"id": f"{_OTHER}-{number}"}})
            elif earlier.what == "item.created":
                yield merge(made, own)
            else:
                yield merge(made, own | {"type": earlier.what, "item": {"id": event["item"]["id"]}})
