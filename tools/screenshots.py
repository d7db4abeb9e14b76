"""Takes the pictures of the documentation from a real `ombud serve --demo`: ``python tools/screenshots.py``."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
ITEM = "demo-post-048"


def main() -> None:
    """Start the demonstration, wait until posts are on hold, and photograph what people see."""
    chromium = shutil.which("chromium") or sys.exit("no Chromium: tools/install-chromium.sh installs it")
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "ombud.cli", "serve", "--demo", "--port", "0", "--data", folder]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            try:
                said = _until_serving(server)
                with sync_playwright() as playwright:
                    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
                    browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
                    _photograph(browser, said)
                    browser.close()
            finally:
                server.send_signal(signal.SIGTERM)
                server.wait(timeout=30)


def _until_serving(server: "subprocess.Popen[str]") -> str:
    said = ""
    while "Ctrl-C" not in said and server.stdout is not None:
        line = server.stdout.readline()
        if not line:
            sys.exit(said)
        said += line
    return said


def _photograph(browser: Browser, said: str) -> None:
    url, community = re.findall(r"(?:serving on|community) +(\S+)", said)[:2]
    password = re.findall(r"sign in as +robin +(\S+)", said)[0]
    page = browser.new_context(viewport={"width": 1280, "height": 860}, locale="en-GB").new_page()
    for _ in range(60):
        page.goto(community)
        state = page.locator(f"#{ITEM} .state")
        if state.count() and "held" in (state.text_content() or ""):
            break
        page.wait_for_timeout(1000)
    page.locator(f"#{ITEM} .by a").first.click()
    page.locator(".letter a").first.click()
    _take(page, "notice")
    page.goto(f"{url}/console")
    page.get_by_label("Name").fill("robin")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/console")
    _take(page, "console")


def _take(page: Page, name: str) -> None:
    IMAGES.mkdir(exist_ok=True)
    page.screenshot(path=IMAGES / f"{name}.png")
    print(IMAGES / f"{name}.png")


if __name__ == "__main__":
    main()
