"""The sample community in a real browser: the first page a newcomer opens."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, expect

from tests.e2e.conftest import Demo

pytestmark = pytest.mark.browser


def test_posts_flow_in_and_what_is_held_is_not_shown_to_others(context: BrowserContext, demo: Demo) -> None:
    page = context.new_page()
    page.goto(demo.community)
    held = page.locator("article.post.hold").first
    expect(held).to_contain_text("can see this post now")
    held.locator("a.letters").click()
    expect(page.locator("article.letter").first).to_contain_text("A machine decided this")
    page.locator("a.reasons").first.click()
    expect(page).to_have_url(re.compile(rf"^{re.escape(demo.url)}/notice/"))


def test_the_community_is_accessible_and_fits_a_small_phone(context: BrowserContext, demo: Demo) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(demo.community)
    expect(page.locator("article.post").nth(20)).to_be_attached()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
