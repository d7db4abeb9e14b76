"""Scores a second through the Perspective door, one comment a request, and latency at half of that.

    python -m bench.doors --json [--comments 6000]

The server is the real one (`ombud serve`), in a process of its own, and the load comes from this process, on the same
machine. Every comment is asked for the six attributes that Perspective had, and for its language.
"""

import argparse
import json
import tempfile
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from bench.api import CONNECTIONS, cpu_seconds, server
from bench.client import Load, post_all
from bench.ingest import payloads

ATTRIBUTES = ("TOXICITY", "SEVERE_TOXICITY", "IDENTITY_ATTACK", "INSULT", "PROFANITY", "THREAT")


def comments(file: Path | None, count: int) -> list[bytes]:
    """Requests to `comments:analyze`."""
    wanted: dict[str, dict[str, str]] = {name: {} for name in ATTRIBUTES}
    texts = (json.loads(payload)["item"].get("text", "") for payload in payloads(file, count))
    bodies = [{"comment": {"text": text or "."}, "requestedAttributes": wanted, "doNotStore": True} for text in texts]
    return [json.dumps(body).encode() for body in bodies]


def measure(file: Path | None, count: int) -> dict[str, object]:
    """All figures."""
    with tempfile.TemporaryDirectory() as folder, server(Path(folder), None) as (port, key, pid):

        def ask(bodies: Sequence[bytes], rate: float | None = None) -> Load:
            path = f"/v1alpha1/comments:analyze?key={key}"
            return post_all("127.0.0.1", port, key, bodies, CONNECTIONS, rate, path)

        todo = iter(comments(file, 1000 + count + count // 2))
        ask(list(islice(todo, 1000)))
        before = cpu_seconds(pid)
        full = ask(list(islice(todo, count)))
        cpu = cpu_seconds(pid) - before
        half = ask(list(todo), full.per_second / 2)
    return {
        "comments": count,
        "perspective_per_s": round(full.per_second),
        "perspective_per_cpu_s": round(count / cpu),
        "half_load_p50_ms": round(half.quantile(0.5), 2),
        "half_load_p99_ms": round(half.quantile(0.99), 2),
        "not_scored": full.refused + half.refused,
    }


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--comments", type=int, default=6000)
    parser.add_argument(
        "--file", type=Path, help="events whose texts are sent (else the sample community's, multiplied)"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object (the default prints the same, indented)")
    options = parser.parse_args()
    print(json.dumps(measure(options.file, options.comments), indent=None if options.json else 2))


if __name__ == "__main__":
    main()
