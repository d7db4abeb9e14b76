"""A full disk: events are refused loudly, nothing is half stored, and there is no need to restart when there is room.

The disk is a small tmpfs, which only root may mount.
"""

import contextlib
import http.client
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from ombud.store import open_store
from tests.support.server import Server, make_key, post


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """24 MiB that are soon full."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(disk)], capture_output=True, text=True, check=False
    )
    if mounted.returncode != 0:
        reason = f"no small disk to fill: {mounted.stderr.strip()}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def event(number: int) -> bytes:
    words = " ".join(f"tomato{number}x{i}" for i in range(800))
    item = {"id": f"post-{number}", "kind": "post", "text": words}
    return json.dumps({"id": f"evt-{number}", "type": "item.created", "item": item}).encode()


@pytest.mark.slow
def test_a_full_disk_refuses_loudly_and_recovers(small_disk: Path) -> None:
    filler = small_disk / "filler"
    filler.write_bytes(b"\0" * (14 << 20))
    data = small_disk / "data"
    key = make_key(data)
    accepted: list[int] = []
    with (
        Server(data) as server,
        contextlib.closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)) as connection,
    ):
        status, answer = 0, b""
        for number in range(4000):
            status, answer = post(connection, key, event(number))
            if status != 200:
                break
            accepted.append(number)
        problem = json.loads(answer)
        assert (status, problem["code"]) == (503, "disk_full"), problem
        assert problem["advice"]
        assert post(connection, key, event(accepted[-1]))[0] in {200, 503}  # still answering

        filler.unlink()
        status, answer = post(connection, key, event(5000))
        assert status == 200, answer
        accepted.append(5000)
    store = open_store(f"sqlite:///{data / 'ombud.db'}")
    with contextlib.closing(store), store.read() as unit:
        known = unit.records.known([f"evt-{number}" for number in range(5001)])
    assert sorted(known) == sorted(f"evt-{number}" for number in accepted)
