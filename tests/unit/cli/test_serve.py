"""`ombud serve`: a real server in a process of its own."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from ombud.cli.demo.book import Book
from tests.support.cli import THREAT, Shell, event

Start = Callable[..., "Served"]


class Served:
    """A running `ombud serve`, and what it printed when it was ready."""

    def __init__(self, folder: Path, *arguments: str, **settings: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "ombud.cli", "serve", "--port", "0", *arguments], cwd=folder, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, **settings},
        )  # fmt: skip
        self.said = ""
        assert self.process.stdout is not None
        while "Ctrl-C" not in self.said:
            line = self.process.stdout.readline()
            assert line, f"it ended: {self.process.communicate()}"
            self.said += line

    def printed(self, pattern: str) -> str:
        found = re.search(pattern, self.said)
        assert found, self.said
        return found[1]

    def ask(self, path: str, body: bytes | None = None, key: str = "", port: int | None = None) -> tuple[int, bytes]:
        port = port or int(self.printed(r"serving on http://127\.0\.0\.1:(\d+)"))
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
            headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
            connection.request("POST" if body else "GET", path, body=body, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.read()

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(how)
        self.left = self.process.communicate(timeout=60)
        return self.process.returncode


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    running: list[Served] = []

    def begin(*arguments: str, **settings: str) -> Served:
        running.append(Served(tmp_path, *arguments, **settings))
        return running[-1]

    yield begin
    for one in running:
        one.process.kill()
        one.process.communicate()


def _eventually(check: Callable[[], Any]) -> None:
    """Wait for something that another process does, half a minute at most."""
    for _ in range(300):
        if check():
            return
        time.sleep(0.1)
    raise AssertionError("it did not happen")


def test_it_decides_over_http_and_ends_cleanly_when_told_to(start: Start, shell: Shell) -> None:
    key = shell("key", "add", "forum", "--scope", "events:write").stdout.decode().strip()
    served = start()
    status, body = served.ask("/v1/events", event(1, THREAT), key)
    assert status == 200
    assert json.loads(body)["measure"] == "hold"
    assert served.end() == 0
    assert shell("replay", "--all").stdout == b"1 the same, 0 different\n"


@pytest.mark.parametrize("after", [0, 0.001, 0.01, 0.1, 1])
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_and_sigterm_are_no_errors_whenever_they_come(start: Start, how: signal.Signals, after: float) -> None:
    served = start()
    time.sleep(after)
    assert served.end(how) == 0
    assert served.left == ("stopped\n", "")


def test_a_second_server_on_the_same_data_is_refused(start: Start, shell: Shell) -> None:
    start()
    second = shell("serve", "--port", "0")
    assert second.returncode == 1
    assert b"[data_in_use]" in second.stderr


def test_a_port_that_is_taken_is_named_with_advice(shell: Shell) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        refused = shell("serve", "--port", str(taken.getsockname()[1]))
    assert refused.returncode == 3
    assert b"[cannot_listen]" in refused.stderr
    assert b"--port" in refused.stderr


def test_several_workers_need_postgresql(shell: Shell) -> None:
    refused = shell("serve", "--port", "0", "--workers", "2")
    assert refused.returncode == 2
    assert b"--workers needs PostgreSQL" in refused.stderr


@pytest.mark.postgres
def test_several_workers_share_one_record(start: Start, shell: Shell, postgres_url: str) -> None:
    setting = {"OMBUD_DATABASE_URL": postgres_url}
    key = shell("key", "add", "forum", "--scope", "events:write", **setting).stdout.decode().strip()
    served = start("--workers", "2", **setting)
    for number in range(1, 21):
        assert served.ask("/v1/events", event(number), key)[0] == 200
    assert served.ask("/v1/events", event(1, "something else"), key)[0] == 409
    served.end()
    assert b"20 the same, 0 different" in shell("replay", "--all", **setting).stdout


def test_the_sample_community_posts_through_the_front_door_and_hears_back(start: Start, tmp_path: Path) -> None:
    served = start("--demo")
    community = int(served.printed(r"community +http://127\.0\.0\.1:(\d+)"))
    _eventually(lambda: b" held</span>" in served.ask("/", port=community)[1])
    _eventually(lambda: b'class="letters"' in served.ask("/", port=community)[1])
    page = served.ask("/", port=community)[1].decode()
    person = re.search(r'class="letters" href="(/people/[^"]+)"', page)
    assert person
    _eventually(lambda: b"/notice/" in served.ask(person[1], port=community)[1])
    link = re.search(
        r'href="http://127\.0\.0\.1:\d+(/notice/[^"]+)"', served.ask(person[1], port=community)[1].decode()
    )
    assert link
    assert served.ask(link[1])[0] == 200
    assert served.end() == 0
    assert (tmp_path / "data" / "demo-sign-in.txt").stat().st_mode & 0o777 == 0o600


def test_a_restarted_demonstration_keeps_its_people_and_sends_nothing_twice(start: Start, tmp_path: Path) -> None:
    first = start("--demo")
    book = Book(tmp_path / "data" / "demo-community.db")
    _eventually(lambda: len(book.known()) >= 30)
    first.process.kill()
    first.process.communicate()
    second = start("--demo")
    assert re.findall(r"sign in as .*", first.said) == re.findall(r"sign in as .*", second.said)
    _eventually(lambda: len(book.known()) >= 120)
    _eventually(lambda: book.counts().get("unknown", 0) <= 1)
    book.close()
    assert second.end() == 0
