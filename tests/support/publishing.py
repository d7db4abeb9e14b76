"""Three versions of a small policy, drafts of them, and which one is in force."""

import json

from ombud.model import User
from ombud.wiring import Ombud

TEXT = """---
policy: mini
title: Mini
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

## Be kind {#kind}

Please be kind.

```rule
id: unkind
when: mentions(item.text, "you fool")
then: hold
```

```examples
violates: you fool
allows: no fool
```
"""
GERMAN = """# Ruhe {#calm}

## Nicht schreien {#shouting from=e93cbf6e2e31}

Schreie nicht.

## Sei nett {#kind from=7dd7407fa310}

Sei nett.
"""
"""`TEXT`'s clauses in German: a file such as ``policy.de.md``."""
FILES = {"policy.md": TEXT}
LOUDER = {"policy.md": TEXT.replace('"hey"', '"oi"').replace("hey you", "oi you")}
KINDER = {"policy.md": TEXT.replace("Please be kind.", "Be kind, always.")}
PASSWORD = "correct horse battery"


def event(name: str, text: str = "hey you") -> bytes:
    return json.dumps(
        {"id": name, "type": "item.created", "item": {"id": f"post-{name}", "kind": "post", "text": text}}
    ).encode()


def in_force(ombud: Ombud) -> str:
    with ombud.store.read() as unit:
        current = unit.policies.current()
    assert current is not None
    assert current.version == ombud.policy.version
    return current.version


def drafted(ombud: Ombud, author: User, files: dict[str, str]) -> str:
    draft = ombud.drafts.open(author, "A test")
    ombud.drafts.save(draft.id, 1, author, files)
    return draft.id


def approved(ombud: Ombud, author: User, other: User, files: dict[str, str]) -> str:
    draft = drafted(ombud, author, files)
    ombud.drafts.submit(draft, 2, author, "Because.")
    ombud.drafts.approve(draft, 3, other)
    return draft
