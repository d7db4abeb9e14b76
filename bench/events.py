"""Events to measure with: the sample community's posts over and over, each time with ids and words of their own."""

import json
from collections.abc import Iterator
from pathlib import Path

__all__ = ["STREAM", "events"]

STREAM = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "streams" / "real-posts.jsonl.gz"
"""Real posts, where they are at hand."""

_POSTS = Path(__file__).parent.parent / "src" / "ombud" / "starter" / "community" / "posts.jsonl"


def events(count: int, prefix: str) -> Iterator[bytes]:
    """`count` different events as JSON, reproducible for a `prefix`."""
    posts = [json.loads(line) for line in _POSTS.read_text(encoding="utf-8").splitlines() if line.strip()]
    for i in range(count):
        post, other = posts[i % len(posts)], posts[(i * 7 + 13 * (i // len(posts))) % len(posts)]
        event = {
            **post,
            "id": f"{prefix}-{i:07}",
            "item": {
                **post["item"],
                "id": f"{prefix}-post-{i:07}",
                "text": f"{post['item']['text']} {other['item']['text']}",
            },
        }
        if "author" in post:
            event["author"] = {**post["author"], "id": f"{post['author']['id']}-{i // len(posts)}"}
        yield json.dumps(event, ensure_ascii=False).encode()
