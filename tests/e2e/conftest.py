"""A real Chromium on a real `ombud serve --demo`: what a newcomer gets from `make run`.

Where there is no Chromium these tests are skipped with a reason; under CI=true that is a failure.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from ombud.web import create_app
from ombud.wiring import Ombud

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_PATIENCE_MS = 15_000


class Demo(msgspec.Struct, frozen=True):
    """A running demonstration: its addresses, the log's key, its data folder, and name -> password."""

    url: str
    community: str
    vkey: str
    data: Path
    people: dict[str, str]


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of this machine's Chromium."""
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    if found is None:
        reason = "no Chromium on this machine: tools/install-chromium.sh installs Debian's"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """One browser for a module; every test gets a context of its own.

    Not for the whole session: Playwright keeps an event loop in this thread, beside which no other test could run one.
    """
    with sync_playwright() as playwright:
        # Chromium refuses its sandbox to root, which is what containers run as; the pages are our own
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        started = playwright.chromium.launch(executable_path=chromium, args=arguments)
        yield started
        started.close()


@pytest.fixture
def context(browser: Browser, demo: Demo) -> Iterator[BrowserContext]:
    """A fresh person: no cookies, no history. Script errors and blocked resources fail the test.

    It leaves before the demonstration ends (that is why it asks for it): its pages still look for what is new.
    """
    made = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    made.set_default_timeout(_PATIENCE_MS)
    faults: list[str] = []
    made.on("weberror", lambda fault: faults.append(str(fault.error)))
    made.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    yield made
    made.close()
    assert faults == []


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    """`ombud serve --demo` in an empty folder, on free ports."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OMBUD_")}
    data = tmp_path / "data"
    command = [sys.executable, "-m", "ombud.cli", "serve", "--demo", "--port", "0", "--data", str(data)]
    complaints = tmp_path / "stderr"
    with (
        complaints.open("w") as stderr,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=stderr, env=environment, text=True) as server,
    ):
        try:
            yield _as_printed(server, data, complaints)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=30)


@contextmanager
def serving(ombud: Ombud) -> Iterator[str]:
    """The pages of one that the test itself holds, without its threads; the address."""
    server = uvicorn.Server(uvicorn.Config(create_app(ombud), port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        thread.join(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


def _as_printed(server: "subprocess.Popen[str]", data: Path, complaints: Path) -> Demo:
    assert server.stdout is not None
    said = ""
    while "Ctrl-C" not in said:
        line = server.stdout.readline()
        assert line, f"the server ended:\n{said}{complaints.read_text()}"
        said += line
    people = dict(re.findall(r"sign in as +(\S+) +(\S+)", said))
    found = {name: re.search(pattern, said) for name, pattern in _PRINTED.items()}
    return Demo(data=data, people=people, **{name: match[1] for name, match in found.items() if match})


_PRINTED = {"url": r"serving on (\S+)", "community": r"community +(\S+)", "vkey": r"ledger key +(\S+)"}
