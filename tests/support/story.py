"""The words of the tests that follow a post to its proof."""

import json
from typing import Any

from ombud.model import Measure, User
from ombud.pipeline import Decided, NoticeView
from ombud.wiring import Ombud
from tests.support.server import Receiver

__all__ = ["THREAT", "confirm", "decide", "deliver", "edited", "event", "notice", "token_from"]

THREAT = "I know where you live and I will break your legs"


def event(number: int, text: str, **more: Any) -> bytes:
    """A post by u-1, as the platform sends it."""
    return json.dumps(
        {
            "id": f"evt-{number}",
            "type": "item.created",
            "item": {"id": f"post-{number}", "kind": "post", "text": text},
            "author": {"id": "u-1"},
            **more,
        }
    ).encode()


def edited(number: int, text: str, kind: str = "item.edited") -> bytes:
    """Other words in the place of post `number`."""
    payload = json.loads(event(number, text))
    return json.dumps({**payload, "id": f"evt-{number}-{kind}-{len(text)}", "type": kind}).encode()


def decide(ombud: Ombud, payload: bytes) -> dict[str, Any]:
    """Has it decided."""
    (answer,) = ombud.decider.decide([payload], "api")
    assert isinstance(answer, Decided), answer
    decision: dict[str, Any] = json.loads(answer.record)
    return decision


def deliver(ombud: Ombud) -> None:
    """Sends every webhook that waits."""
    assert ombud.courier is not None
    while ombud.courier.run_once():
        pass


def token_from(receiver: Receiver, decision: str) -> str:
    """The last part of the link that the platform was told for a decision."""
    (url,) = [
        m["data"]["url"]
        for m in receiver.messages()
        if m["type"] == "notice.created" and m["data"]["decision"] == decision
    ]
    return str(url).rpartition("/")[2]


def notice(ombud: Ombud, token: str) -> NoticeView:
    """What is behind it."""
    view = ombud.notices.by_token(token)
    assert view is not None
    return view


def confirm(ombud: Ombud, item: str, user: User) -> str:
    """A reviewer removes what waits; the new decision."""
    with ombud.store.read() as unit:
        case = unit.cases.open_of([item])[item]
    return ombud.review.judge(case.id, case.version, user, Measure.REMOVE, "A threat against a neighbour.").id
