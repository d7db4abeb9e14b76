"""kill -9 between two posts: what was committed is counted, and nothing else."""

import contextlib
import http.client
import json
from pathlib import Path

import pytest

from tests.support.server import Server, make_key, post
from tests.unit.pipeline.test_memory import POLICY
from tests.unit.pipeline.test_memory import post as event


@pytest.mark.slow
def test_counts_after_a_kill_are_those_of_the_record(tmp_path: Path) -> None:
    data, folder = tmp_path / "data", tmp_path / "policy"
    folder.mkdir()
    (folder / "policy.md").write_text(POLICY % "10m", encoding="utf-8")
    key = make_key(data)
    server = Server(data, policy=str(folder)).start()
    try:
        for number in range(1, 6):
            with contextlib.closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)) as connection:
                status, answer = post(connection, key, event(number, number))
            assert status == 200, answer
            observed = json.loads(answer)["observed"]
            assert observed["count/author:u/item.created/600"] == min(number, 4)
            assert observed["copies/7200"] == number - 1
            server.kill()
            server.start()
    finally:
        server.stop()
