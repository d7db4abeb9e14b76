"""Posts meet the shipped policy as they would on a platform: as events, each from an account that is an hour old."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count

import msgspec
import pytest

from ombud.pipeline import Decided
from ombud.wiring import MODELS, open_dry

Decide = Callable[[str], list[str]]
"""What is done about a post that says this, in words; nothing when it is left alone."""

_UNTOUCHED: dict[str, object] = {
    "measure": "allow",
    "labels": [],
    "matches": [],
    "shadow": [],
    "proposed": None,
    "case": None,
}


@pytest.fixture(params=MODELS)
def done(request: pytest.FixtureRequest) -> Decide:
    """The shipped policy through the real engine, with nothing in its memory yet, with each of the models of texts."""
    dry = open_dry(model=request.param)
    now = datetime.now(UTC)
    born = now - timedelta(hours=1)
    numbers = count()

    def decide(text: str) -> list[str]:
        number = next(numbers)
        event = {
            "id": f"evt-{number}", "type": "item.created", "at": now,
            "item": {"id": f"post-{number}", "kind": "post", "text": text},
            "author": {"id": f"account-{number}", "created_at": born},
        }  # fmt: skip
        (answer,) = dry.decide([msgspec.json.encode(event)], "speech")
        assert isinstance(answer, Decided), answer
        decision = msgspec.json.decode(answer.record)
        return [f"{name}: {decision[name]}" for name, wanted in _UNTOUCHED.items() if decision[name] != wanted]

    return decide
