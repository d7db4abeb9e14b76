"""A real Ombud on a temporary SQLite, with a small policy of its own, and browsers that are signed in to it."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from ombud.model import Role, User
from ombud.web import create_app
from ombud.wiring import Config, Ombud

PASSWORD = "a long enough password"
POLICY = """---
policy: test
title: Test policy
language: en
---

# Harassment

## Do not threaten people {#threats}

Saying that you will hurt somebody is not allowed.

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
queue: spam
severity: low
```

```examples
violates: cheap pills here
allows: pills are expensive
```

# Care

## Rumours get context {#rumours}

We add what is known. Nothing is removed for being wrong.

```rule
id: rumour
when: mentions(item.text, "drink bleach")
then: label
label: health-context
queue: context
severity: low
```

```examples
violates: drink bleach
allows: bleach is for floors
```
"""

Browser = TestClient[Litestar]
Post = Callable[..., dict[str, Any]]
SignedIn = Callable[[str], Browser]


@pytest.fixture
def ombud(tmp_path: Path) -> Iterator[Ombud]:
    """Without its threads: what is decided here is decided in the test's own thread."""
    folder = tmp_path / "policy"
    folder.mkdir()
    (folder / "policy.md").write_text(POLICY, encoding="utf-8")
    opened = Ombud.open(Config(data=tmp_path / "data", policy=folder))
    yield opened
    opened.close()


@pytest.fixture
def person(ombud: Ombud) -> Callable[[str], User]:
    """Somebody by name, added when first asked for: ada and ben are reviewers, lea is a lead, ann an admin."""
    roles = {"ada": Role.REVIEWER, "ben": Role.REVIEWER, "lea": Role.LEAD, "ann": Role.ADMIN}
    known: dict[str, User] = {}

    def get(name: str) -> User:
        if name not in known:
            known[name] = ombud.accounts.add_user(name, roles[name], PASSWORD)
        return known[name]

    return get


@pytest.fixture
def open_browser(ombud: Ombud) -> Iterator[Callable[[], Browser]]:
    """One more browser that nobody has signed in with. All are closed together, the last one first."""
    with ExitStack() as opened:

        def browser() -> Browser:
            client = opened.enter_context(TestClient(create_app(ombud), base_url="http://127.0.0.1:8400"))
            client.headers["accept"] = "text/html"
            client.follow_redirects = False
            return client

        yield browser


@pytest.fixture
def stranger(open_browser: Callable[[], Browser]) -> Browser:
    """A browser that nobody has signed in with."""
    return open_browser()


@pytest.fixture
def signed_in(open_browser: Callable[[], Browser], person: Callable[[str], User]) -> SignedIn:
    """Browsers by the name of who sits before them."""

    def browser(name: str) -> Browser:
        person(name)
        client = open_browser()
        answer = client.post("/console/sign-in", data={"name": name, "password": PASSWORD})
        assert answer.status_code == 303
        return client

    return browser


@pytest.fixture
def post(ombud: Ombud) -> Post:
    """Something that somebody wrote, as the platform sends it; the decision comes back."""
    count = 0

    def send(text: str, **event: Any) -> dict[str, Any]:
        nonlocal count
        count += 1
        body = {
            "id": f"evt-{count}",
            "type": "item.created",
            "at": "2026-11-22T10:00:00Z",
            "item": {"id": f"post-{count}", "kind": "post", "text": text},
            "author": {"id": "u-1", "name": "Robin", "created_at": "2026-11-20T10:00:00Z"},
            "context": {"community": "pets"},
        } | event
        [answer] = ombud.decider.decide([json.dumps(body).encode()], "test")
        decision: dict[str, Any] = json.loads(answer.record)  # type: ignore[union-attr]  # a Refused fails here, loudly
        return decision

    return send
