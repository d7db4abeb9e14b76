"""The console under a real Chromium: by keyboard alone, and with no script at all."""

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect, sync_playwright

from ombud.model import User
from ombud.web import create_app
from ombud.wiring import Ombud

pytestmark = pytest.mark.browser

Post = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """This machine's Chromium; skipped, loudly, where there is none."""
    path = shutil.which("chromium")
    if path is None:
        reason = "no Chromium on this machine: the keyboard was not tried"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium refuses its sandbox to root
        started = playwright.chromium.launch(executable_path=path, args=arguments)
        yield started
        started.close()


@pytest.fixture
def address(ombud: Ombud) -> Iterator[str]:
    """The application on a free port of this machine."""
    server = uvicorn.Server(uvicorn.Config(create_app(ombud), host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def ada(person: Callable[[str], User]) -> User:
    return person("ada")


def sign_in(page: Page, address: str) -> None:
    page.goto(f"{address}/console")
    page.get_by_label("Name").fill("ada")
    page.get_by_label("Password").fill("a long enough password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Waiting for a person")
    page.wait_for_load_state()  # on a busy machine the heading stands before the keys are listened for


@pytest.mark.usefixtures("ada")
def test_two_cases_can_be_judged_without_touching_a_mouse(chromium: Browser, address: str, post: Post) -> None:
    post("I will break your legs")
    post("cheap pills, says the poem")
    page = chromium.new_page()
    sign_in(page, address)

    for key in ("j", "j", "k", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_role("heading", level=1)).to_have_text("Do not threaten people")
    for key in ("a", "u", "r", "s"):  # changes their mind, then forgets the reasons: nothing is sent
        page.keyboard.press(key)
    expect(page.get_by_label("Your reasons")).to_be_focused()
    page.keyboard.type("A plain threat, said twice: rash")
    page.keyboard.press("Escape")
    page.keyboard.press("s")

    expect(page.get_by_role("status")).to_contain_text("Removed.")
    expect(page.get_by_role("heading", level=1)).to_have_text("Do not sell pills")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    page.keyboard.press("a")
    page.keyboard.press("s")
    expect(page.get_by_role("status")).to_contain_text("is undone")
    expect(page.get_by_text("Nothing waits.")).to_be_visible()
    page.context.close()


@pytest.mark.usefixtures("ada")
def test_reasons_half_written_survive_a_session_that_ends(
    chromium: Browser, address: str, post: Post, ombud: Ombud
) -> None:
    post("I will break your legs")
    page = chromium.new_page()
    sign_in(page, address)
    page.get_by_role("link", name="Do not threaten people").click()
    page.get_by_label("Your reasons").fill("A plain threat.")
    page.locator("label").filter(has_text="Remove it").click()
    ombud.accounts.sign_out(page.context.cookies()[0]["value"])

    page.get_by_role("button", name="Decide").click()
    page.get_by_label("Name").fill("ada")
    page.get_by_label("Password").fill("a long enough password")
    page.keyboard.press("Enter")

    expect(page.get_by_label("Your reasons")).to_have_value("A plain threat.")
    page.context.close()


@pytest.mark.usefixtures("ada")
def test_everything_works_without_scripts(chromium: Browser, address: str, post: Post) -> None:
    post("I will break your legs")
    page = chromium.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640}).new_page()
    sign_in(page, address)

    page.get_by_role("link", name="Do not threaten people").click()
    page.get_by_label("Remove it").check()
    page.get_by_label("Your reasons").fill("A plain threat.")
    page.get_by_role("button", name="Decide").click()

    expect(page.get_by_role("status")).to_contain_text("Removed.")
    page.context.close()
