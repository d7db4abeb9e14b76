"""Holding a draft against the past, in a browser: choose, wait, read the plot, the table and the posts behind them."""

import re
from typing import Literal

from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Demo
from tests.e2e.test_authoring import sign_in
from tests.e2e.test_editor import open_clause
from tests.e2e.test_pages import check
from tests.e2e.test_story import wait_for_state

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PAGE = "/console/policy/backtest"
CLAUSE = """## No spam {#spam}

Nothing may be sold here, and nothing with the letter in it, either.

```rule
id: letter
when: item.text.contains("e")
then: hold
```

```examples
violates: here
allows: no
```
"""
_SECONDS = 60


def with_a_draft(browser: Browser, demo: Demo) -> Page:
    """A lead with a draft that holds nearly everything, on the page of the backtest, when a few posts have come in."""
    lee = sign_in(browser, demo, "lee", demo.people["lee"])
    open_clause(lee, demo)
    lee.locator("#text").fill(CLAUSE)
    lee.get_by_role("button", name="Save").click()
    expect(lee.get_by_role("status").first).to_contain_text("Saved in the draft.")
    wait_for_state(lee, demo, "held")
    lee.goto(demo.url + PAGE)
    return lee


def audit(page: Page, where: str) -> list[str]:
    """What is wrong with the page as it stands: narrow and wide, light and dark."""
    faults = []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            faults += check(page, f"{where} at {width}, {scheme}")
    return faults


def test_a_draft_is_held_against_the_past_with_the_keyboard_alone(browser: Browser, demo: Demo) -> None:
    lee = with_a_draft(browser, demo)
    faults = audit(lee, "the form")
    lee.get_by_label("Compare").focus()
    lee.keyboard.press("Tab")
    expect(lee.get_by_label("with", exact=True)).to_be_focused()
    lee.keyboard.type("Trying the editor")
    lee.keyboard.press("Tab")
    expect(lee.get_by_label("Over")).to_be_focused()
    lee.keyboard.type("7 days")
    lee.keyboard.press("Tab")
    lee.keyboard.press("Enter")
    running = lee.get_by_role("progressbar")
    outcome = lee.locator("#outcome-title")
    expect(running.or_(outcome).first).to_be_visible()
    if running.is_visible():
        faults += check(lee, "while it runs")
    expect(outcome).to_be_visible(timeout=_SECONDS * 1000)  # without anybody loading the page again
    expect(outcome).to_contain_text("Trying the editor")
    card = lee.get_by_role("article").first
    expect(card.get_by_role("img")).to_be_visible()
    assert card.locator("svg .up").count() > 0
    table = card.get_by_role("table").first
    expect(table.get_by_role("columnheader", name="Newly held")).to_be_visible()
    held = int(table.get_by_role("cell").first.inner_text())
    assert held > 0
    days = card.locator("details")
    days.locator("summary").press("Enter")
    expect(days.get_by_role("row")).to_have_count(1 + len(days.get_by_role("rowheader").all()))
    assert sum(int(row.get_by_role("cell").first.inner_text()) for row in days.get_by_role("row").all()[1:]) >= held
    sample = lee.locator(".backtest-samples details").first
    sample.locator("summary").press("Enter")
    expect(sample.locator(".said").first).to_be_visible()
    expect(sample.get_by_role("link", name=re.compile("Open the item"))).to_have_attribute(
        "href", re.compile(r"/console/items\?id=")
    )
    lee.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true })")
    faults += audit(lee, "what came out")
    lee.context.close()
    assert faults == []


def test_a_form_with_a_mistake_is_mended_where_it_is(browser: Browser, demo: Demo) -> None:
    lee = sign_in(browser, demo, "lee", demo.people["lee"])
    lee.goto(demo.url + PAGE)
    lee.get_by_label("with", exact=True).select_option(lee.get_by_label("Compare").input_value())
    lee.get_by_label("Over").select_option("7")
    lee.get_by_role("button", name="Look back").click()
    expect(lee.get_by_role("alert")).to_be_focused()
    field = lee.get_by_label("with", exact=True)
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description("This is the same on both sides: choose another one.")
    expect(lee.get_by_label("Over")).to_have_value("7")
    faults = audit(lee, "a mistake")
    lee.context.close()
    assert faults == []
