"""A real Ombud on a temporary SQLite, with a small policy of its own, behind Litestar's test client."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from ombud.model import Measure, Outcome, Role
from ombud.web import create_app
from ombud.wiring import Config, Ombud

POLICY = """---
policy: test
title: Test policy
language: en
---

# Harassment

## Do not threaten people {#threats}

Saying that you will **hurt** somebody is not allowed. See also [pills](#pills).

```rule
id: threat
when: mentions(item.text, "break your legs")
then: remove
queue: threats
severity: high
```

```examples
violates: I will break your legs
allows: I broke my leg
```

# Spam

## Do not sell pills {#pills}

Adverts for pills are not allowed.

```rule
id: pills
when: mentions(item.text, "cheap pills")
then: hold
detail: withheld
```

```examples
violates: {"item": {"text": "cheap pills <script>alert(1)</script>"}}
allows: pills are expensive
```

# Care

## When somebody may need help {#help}

You may say here that you cannot go on.

```rule
id: help
when: mentions(item.text, "cannot go on")
then: label
label: support
```

```examples
violates: I cannot go on
allows: the show must go on
```
"""

Client = TestClient[Litestar]
Send = Callable[..., dict[str, Any]]


@pytest.fixture
def ombud(tmp_path: Path) -> Iterator[Ombud]:
    """Running, with its threads."""
    folder = tmp_path / "policy"
    folder.mkdir()
    (folder / "policy.md").write_text(POLICY, encoding="utf-8")
    opened = Ombud.open(Config(data=tmp_path / "data", policy=folder))
    opened.start()
    yield opened
    opened.stop()


@pytest.fixture
def client(ombud: Ombud) -> Iterator[Client]:
    """A caller that is nobody in particular."""
    with TestClient(create_app(ombud), raise_server_exceptions=False) as caller:
        yield caller


@pytest.fixture
def platform(ombud: Ombud, client: Client) -> Client:
    """A platform with a key for everything."""
    _, secret = ombud.accounts.add_key("platform", ("events:write", "decisions:read"))
    client.headers["authorization"] = f"Bearer {secret}"
    return client


@pytest.fixture
def decided(ombud: Ombud) -> Send:
    """Has one post decided and gives its decision: ``decided("some text", item="p1")``."""

    def decide(text: str, item: str = "p1", **more: object) -> dict[str, Any]:
        event = {
            "id": f"evt-{item}",
            "type": "item.created",
            "item": {"id": item, "kind": "post", "text": text, **more},
            "author": {"id": "u1"},
        }
        (answer,) = ombud.decider.decide([json.dumps(event).encode()], "api")
        decision: dict[str, Any] = json.loads(answer.record)  # type: ignore[union-attr]  # the tests send good events
        return decision

    return decide


@pytest.fixture
def link(ombud: Ombud) -> Callable[[dict[str, Any]], str]:
    """The path of the person's page about a decision."""

    def path(decision: dict[str, Any]) -> str:
        url = ombud.notices.url(decision["id"])
        assert url is not None
        return url.removeprefix(ombud.config.url)

    return path


@pytest.fixture
def eventually() -> Callable[[Callable[[], Any]], Any]:
    """Asks again until the answer is 200: the log is written in the background, by one sequencer alone."""

    def ask(get: Callable[[], Any]) -> Any:
        answer = get()
        for _ in range(200):
            if answer.status_code == 200:
                break
            time.sleep(0.05)
            answer = get()
        assert answer.status_code == 200, answer.text
        return answer

    return ask


@pytest.fixture
def removed(ombud: Ombud, decided: Send) -> dict[str, Any]:
    """A post that a machine held and a reviewer took down; the first decision about it."""
    decision = decided("I will break your legs <script>alert(1)</script>")
    ana = ombud.accounts.add_user("ana", Role.REVIEWER, "a long enough password")
    with ombud.store.read() as unit:
        view = unit.cases.get(decision["case"])
    assert view is not None
    ombud.review.judge(view.case.id, view.case.version, ana, Measure.REMOVE, "This is a <b>threat</b>.")
    return decision


@pytest.fixture
def overturn(ombud: Ombud) -> Callable[[str], None]:
    """Somebody else hears an appeal and finds it right."""

    def hear(appeal_id: str) -> None:
        ben = ombud.accounts.add_user("ben", Role.REVIEWER, "a long enough password")
        ombud.appeals.hear(appeal_id, ben, Outcome.OVERTURN, "It was a <i>quotation</i>.")

    return hear
