"""Durable events a second, end to end over HTTP, in one process: single posts, NDJSON, and latency at half load.

    python -m bench.api --json [--events 6000] [--database sqlite|URL]

Scores through the Perspective door are measured by ``python -m bench.doors --json``.

The server is the real one (`ombud serve`), in a process of its own, on a fresh data folder; its CPU time is read
from the operating system. The load comes from this process, on the same machine.
"""

import argparse
import contextlib
import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from bench.client import post_all
from bench.ingest import payloads

CONNECTIONS = 128


@contextlib.contextmanager
def server(data: Path, database_url: str | None) -> "Iterator[tuple[int, str, int]]":
    """A real server: its port, an API key, its process id."""
    environment = (
        os.environ | {"OMBUD_DATA": str(data)} | ({"OMBUD_DATABASE_URL": database_url} if database_url else {})
    )
    made = subprocess.run(
        [sys.executable, "-m", "ombud.cli", "key", "add", "bench", "--scope", "events:write",
         "--scope", "score", "--json"],
        env=environment, check=True, capture_output=True, text=True,
    )  # fmt: skip
    secret = json.loads(made.stdout)["secret"]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "ombud.cli", "serve", "--port", str(port)],
        env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait(port)
        yield port, secret, process.pid
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait(port: int) -> None:
    for _ in range(200):
        with contextlib.suppress(OSError), contextlib.closing(http.client.HTTPConnection("127.0.0.1", port)) as probe:
            probe.request("GET", "/healthz")
            if probe.getresponse().status == 200:
                return
        time.sleep(0.1)
    raise SystemExit("the server did not come up")


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and its threads (proc(5))."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def ndjson(port: int, key: str, bodies: list[bytes]) -> float:
    """Seconds for one streamed request."""
    begin = time.perf_counter()
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=300)) as connection:
        connection.request(
            "POST", "/v1/events", body=b"\n".join(bodies),
            headers={"Authorization": f"Bearer {key}", "Content-Type": "application/x-ndjson"},
        )  # fmt: skip
        answered = connection.getresponse().read().count(b"\n")
    if answered < len(bodies):
        raise SystemExit(f"{answered} answers to {len(bodies)} events")
    return time.perf_counter() - begin


def measure(file: Path | None, count: int, database_url: str | None) -> dict[str, object]:
    """All figures of one database. No event is sent twice."""
    todo = iter(payloads(file, 500 + count // 2 + 2 * count))
    with tempfile.TemporaryDirectory() as folder, server(Path(folder), database_url) as (port, key, pid):
        post_all("127.0.0.1", port, key, list(islice(todo, 500)), CONNECTIONS)
        before = cpu_seconds(pid)
        single = post_all("127.0.0.1", port, key, list(islice(todo, count)), CONNECTIONS)
        single_cpu = cpu_seconds(pid) - before
        steady = list(islice(todo, count // 2))
        half = post_all("127.0.0.1", port, key, steady, CONNECTIONS, single.per_second / 2)
        before = cpu_seconds(pid)
        streamed = list(islice(todo, count))
        stream_seconds = ndjson(port, key, streamed)
        stream_cpu = cpu_seconds(pid) - before
    return {
        "database": "postgresql" if database_url else "sqlite",
        "events": count,
        "single_per_s": round(single.per_second),
        "single_per_cpu_s": round(count / single_cpu),
        "ndjson_per_s": round(len(streamed) / stream_seconds),
        "ndjson_per_cpu_s": round(len(streamed) / stream_cpu),
        "half_load_p50_ms": round(half.quantile(0.5), 2),
        "half_load_p99_ms": round(half.quantile(0.99), 2),
        "refused": single.refused + half.refused,
    }


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=6000)
    parser.add_argument("--database", default="sqlite", help="sqlite, or a postgresql:// address")
    parser.add_argument("--file", type=Path, help="events to send (else the sample community's, multiplied)")
    parser.add_argument("--json", action="store_true", help="one JSON object (the default prints the same, indented)")
    options = parser.parse_args()
    figures = measure(options.file, options.events, None if options.database == "sqlite" else options.database)
    print(json.dumps(figures, indent=None if options.json else 2))


if __name__ == "__main__":
    main()
