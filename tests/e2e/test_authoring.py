"""A rule is changed on a Monday morning: written by one person, approved by another, in force before coffee."""

import re
from typing import Literal

from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Demo
from tests.e2e.test_pages import check
from tests.e2e.test_story import person

PASSWORD = "a long enough password"
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def sign_in(browser: Browser, demo: Demo, name: str, password: str, *, scripts: bool = True) -> Page:
    context = browser.new_context(locale="en-GB", java_script_enabled=scripts, reduced_motion="reduce")
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto(f"{demo.url}/console/sign-in")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Waiting for a person")
    return page


def with_a_lead(browser: Browser, demo: Demo) -> Page:
    """Ash, the admin of the demonstration, who has just added the lead Lou."""
    ash = sign_in(browser, demo, "ash", demo.people["ash"])
    ash.goto(f"{demo.url}/console/users")
    ash.get_by_label("Name", exact=True).fill("lou")
    ash.locator("#role").select_option("lead")
    ash.get_by_label("First password").fill(PASSWORD)
    ash.get_by_role("button", name="Add", exact=True).click()
    expect(ash.get_by_role("status")).to_contain_text("can sign in now")
    return ash


def test_a_rule_is_written_checked_approved_and_published_and_taken_back(browser: Browser, demo: Demo) -> None:
    ash = with_a_lead(browser, demo)
    lou = sign_in(browser, demo, "lou", PASSWORD, scripts=False)  # everything a writer needs works without scripts

    lou.get_by_role("link", name="Rules", exact=True).click()
    lou.get_by_label("What is it for?").fill("Raffles are advertising too")
    lou.get_by_role("button", name="Begin").click()
    lou.get_by_role("link", name="No spam").click()
    box = lou.get_by_label("Prose, rules and examples")
    before = box.input_value()
    broken = before.replace("when: ", "when: item.txet == 'x' || ", 1)
    box.fill(broken)
    lou.get_by_role("button", name="Check").click()
    expect(lou.get_by_text("there is no field `item.txet`")).to_be_visible()
    expect(lou.get_by_label("Prose, rules and examples")).to_have_value(broken)
    heading, _, rest = before.partition("\n\n")
    lou.get_by_label("Prose, rules and examples").fill(f"{heading}\n\nThis is about raffles, too. {rest.lstrip()}")
    lou.get_by_role("button", name="Save").click()
    expect(lou.get_by_role("status")).to_contain_text("Saved in the draft.")
    expect(lou.get_by_text("as it should.").first).to_be_visible()

    lou.get_by_role("link", name="Raffles are advertising too").click()
    expect(lou.locator("ins").first).to_contain_text("This is about raffles, too.")
    draft = lou.url.partition("?")[0]
    lou.get_by_label("Why is the policy changed?").fill("Raffles were everywhere last week.")
    lou.get_by_role("button", name="Submit for approval").click()
    expect(lou.get_by_text("somebody else approves it")).to_be_visible()
    expect(lou.get_by_role("button", name="Approve")).to_have_count(0)

    ash.goto(draft)
    ash.get_by_role("button", name="Approve").click()
    ash.get_by_role("button", name="Publish now").click()
    expect(ash.get_by_role("status")).to_contain_text("It is in force from now on.")

    reader = person(browser)
    reader.goto(f"{demo.url}/policy")
    expect(reader.get_by_text("This is about raffles, too.").last).to_be_visible()
    expect(reader.get_by_text("Raffles were everywhere last week.").first).to_be_visible()
    reader.get_by_text("What changed", exact=True).click()
    expect(reader.locator("#changes ins").first).to_contain_text("This is about raffles, too.")

    ash.goto(f"{demo.url}/console/policy")
    ash.get_by_role("link", name=re.compile("Put it back in force")).first.click()
    ash.get_by_label("Why?").fill("We want to ask people first.")
    ash.get_by_role("button", name="Put it back in force").click()
    expect(ash.get_by_role("status")).to_contain_text("The earlier version is in force again.")
    reader.goto(f"{demo.url}/policy")
    expect(reader.get_by_text("We want to ask people first.").first).to_be_visible()


def test_the_pages_of_authors_are_for_everybody(browser: Browser, demo: Demo) -> None:
    ash = sign_in(browser, demo, "ash", demo.people["ash"])
    ash.goto(f"{demo.url}/console/policy")
    ash.get_by_label("What is it for?").fill("Looking around")
    ash.get_by_role("button", name="Begin").click()
    draft = ash.url
    ash.get_by_role("link", name="No spam").click()
    edit = ash.url
    box = ash.get_by_label("Prose, rules and examples")
    box.fill(box.input_value().replace("when: ", "when: item.txet == 'x' || ", 1))
    ash.get_by_role("button", name="Check").click()
    expect(ash.get_by_text("there is no field `item.txet`")).to_be_visible()
    ash.get_by_role("link", name=re.compile(r"Line \d+")).first.click()
    picked = ash.evaluate(
        "(() => { const t = document.querySelector('[data-editor]');"
        " return t.value.slice(t.selectionStart, t.selectionEnd) })()"
    )
    assert picked == "item.txet"
    faults = []
    for scheme in SCHEMES:
        ash.emulate_media(color_scheme=scheme)
        for width in (320, 1280):
            ash.set_viewport_size({"width": width, "height": 800})
            faults += check(ash, f"problems at {width}, {scheme}")
    ash.goto(edit)
    box = ash.get_by_label("Prose, rules and examples")
    box.fill(box.input_value().replace("allows:", "violates:", 1))
    ash.get_by_role("button", name="Save").click()
    expect(ash.locator(".tried-bad").first).to_contain_text("Should break the clause, and does not.")
    for path in (f"{demo.url}/console/policy", draft, edit, f"{draft}/rebase"):
        for scheme in SCHEMES:
            ash.emulate_media(color_scheme=scheme)
            for width in (320, 1280):
                ash.set_viewport_size({"width": width, "height": 800})
                ash.goto(path)
                ash.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true })")
                faults += check(ash, f"{path} at {width}, {scheme}")
    assert faults == []
