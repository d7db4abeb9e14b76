"""A small community in which somebody appeals: a policy with an ordinary and a critical clause, and its people."""

import json
from pathlib import Path

from ombud.model import Measure, Role, User, Waiting
from ombud.pipeline import Decided
from ombud.wiring import Config, Ombud
from tests.support.clock import SetClock
from tests.support.opening import policy_in

__all__ = [
    "PASSWORD",
    "held",
    "holder",
    "judged",
    "newest",
    "open_community",
    "person",
    "run",
    "state_of",
    "token_of",
    "waiting",
]

PASSWORD = "correct horse battery"
POLICY = """---
policy: calm
title: Calm
language: en
---

# Calm

## No shouting {#shouting}

Do not shout.

```rule
id: hey
when: mentions(item.text, "hey")
then: hold
```

```examples
violates: hey you
allows: hello you
```

## No bombs {#bombs}

Do not explain bombs.

```rule
id: bomb
when: mentions(item.text, "bomb")
then: hold
severity: critical
```

```examples
violates: a bomb
allows: a cake
```
"""


def open_community(folder: Path, clock: SetClock, **config: object) -> Ombud:
    """Its data is in `folder`."""
    return Ombud.open(Config(data=folder / "data", policy=policy_in(folder, POLICY), **config), clock)  # type: ignore[arg-type]  # its own fields


def person(ombud: Ombud, name: str, role: Role = Role.REVIEWER) -> User:
    """Somebody who works there."""
    return ombud.accounts.add_user(name, role, PASSWORD)


def held(ombud: Ombud, number: int, text: str = "hey you", lang: str | None = None, author: str = "u-1") -> str:
    """Post `number` comes in and is held; the token of its author's link."""
    item = {"id": f"post-{number}", "kind": "post", "text": text} | ({"lang": lang} if lang else {})
    event = {"id": f"evt-{number}", "type": "item.created", "author": {"id": author}, "item": item}
    (answer,) = ombud.decider.decide([json.dumps(event).encode()], "api")
    assert isinstance(answer, Decided), answer
    decision = json.loads(answer.record)
    assert decision["measure"] == "hold", decision
    return token_of(ombud, decision["id"])


def judged(ombud: Ombud, number: int, user: User, measure: Measure = Measure.REMOVE) -> str:
    """`user` judges post `number`; the new decision."""
    item = f"post-{number}"
    with ombud.store.read() as unit:
        case = unit.cases.open_of([item])[item]
    return ombud.review.judge(case.id, case.version, user, measure, "It shouts.").id


def token_of(ombud: Ombud, decision: str) -> str:
    """The last part of the link in the notice of a decision."""
    url = ombud.notices.url(decision)
    assert url is not None
    return url.rpartition("/")[2]


def state_of(ombud: Ombud, appeal: str, kind: str = "appeal") -> str:
    """Where it is."""
    with ombud.store.read() as unit:
        found = unit.processes.state(kind, appeal)
    assert found is not None
    return found.state


def waiting(ombud: Ombud, appeal: str) -> Waiting:
    """Where an appeal waits."""
    with ombud.store.read() as unit:
        found = unit.board.get(appeal)
    assert found is not None
    return found


def holder(ombud: Ombud, appeal: str) -> str | None:
    """Who has it before them."""
    return waiting(ombud, appeal).holder


def newest(ombud: Ombud, item: str = "post-1") -> tuple[str, str]:
    """What holds for an item now, and who said so."""
    with ombud.store.read() as unit:
        decision = unit.records.latest([item])[item].decision
    return str(decision.measure), decision.actor.kind


def run(ombud: Ombud) -> None:
    """Everything that is due is done."""
    while ombud.deadlines.run_once():
        pass
