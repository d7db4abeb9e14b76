"""Every page, at every width, light and dark: WCAG 2.2 AA by axe, nothing that must be scrolled sideways."""

import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.e2e.conftest import Demo
from tests.e2e.test_story import person, wait_for_state
from tests.support.orders import ORDER
from tests.support.pages import ALONE, found_in

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}


def own_page(demo: Demo, who: str) -> str:
    """The path of a person's own page."""
    command = [sys.executable, "-m", "ombud.cli", "person", "link", who, "--data", str(demo.data)]
    printed = subprocess.run(command, capture_output=True, check=True, text=True).stdout.strip()
    return urlsplit(printed).path


def send_order(page: Page, demo: Demo) -> str:
    """A court sends an order; the address of its page."""
    page.goto(f"{demo.url}/order")
    for name in ("kind", "sender"):
        page.locator(f"input[name={name}]").first.check()
    for name in ("authority", "country", "asked", "locations", "legal_basis", "reasons", "territory", "contact"):
        page.locator(f"#{name}").fill(ORDER[name])
    page.get_by_role("button", name="Send it").click()
    page.wait_for_url("**/order/*")
    return page.url


def check(page: Page, where: str) -> list[str]:
    """What is wrong with the page as it stands."""
    found = Axe().run(page, options=RULES).response["violations"]
    faults = [f"{where}: {one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [*faults, *([f"{where}: {wide} pixels too wide"] if wide > 0 else [])]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_for_everybody(browser: Browser, demo: Demo, scheme: str) -> None:
    member = person(browser)
    wait_for_state(member, demo, "held")
    member.goto(demo.community)
    member.locator("#demo-post-048 .by a").first.click()
    notice = member.locator(".letter a").first.get_attribute("href")
    assert notice is not None
    context = browser.new_context(color_scheme="dark" if scheme == "dark" else "light")
    page = context.new_page()
    page.goto(f"{demo.url}/console")
    page.get_by_label("Name").fill("ash")
    page.get_by_label("Password").fill(demo.people["ash"])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/console")
    case = page.locator('a[href^="/console/cases/"]').first.get_attribute("href")
    assert case is not None
    page.goto(f"{demo.url}/console/items/demo-post-048")
    why = page.get_by_role("link", name="Why? Every rule").get_attribute("href")
    assert why is not None
    order = send_order(page, demo)
    page.goto(f"{demo.url}/console/orders")
    desk = page.get_by_role("link", name="Landgericht Beispielstadt").get_attribute("href")
    assert desk is not None
    found = {
        "/console/cases/{case_id:str}": case,
        "/console/decisions/{decision_id:str}/explain": why,
        "/console/items/{item_id:str}": "/console/items/demo-post-048",
        "/console/orders/{order_id:str}": desk,
        "/notice/{token:str}": notice,
        "/order/{token:str}": order,
    }
    assert set(found) == found_in("test_pages")
    faults = []
    for path in [*ALONE, *found.values(), own_page(demo, "u-marguerite")]:
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(path if path.startswith("http") else demo.url + path)
            faults += check(page, f"{path} at {width}")
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(f"{demo.url}/console/policy/try")
    page.locator("#text").fill("I know where you live and I will br\u200beak your legs https://a.example/x")
    page.get_by_role("button", name="See what the rules say").click()
    page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true })")
    faults += check(page, "a text that was tried, with everything open")
    context.close()
    assert faults == []
