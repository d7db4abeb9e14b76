"""The story of the README, word for word: from a post to a proof, in a browser, with nothing pretended."""

import re
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Demo

ITEM = "demo-post-048"
CONFIRMED = "This says that somebody will be hurt, and the board is not the place for it."
APPEAL = "I was quoting a letter that I got. I am the one who is afraid."
OVERTURNED = "The post quotes a threat its author received, and the policy allows that."


def person(browser: Browser) -> Page:
    """Somebody with a browser of their own."""
    context = browser.new_context(locale="en-GB", accept_downloads=True)
    context.set_default_timeout(15_000)
    return context.new_page()


def sign_in(browser: Browser, demo: Demo, name: str) -> Page:
    page = person(browser)
    page.goto(f"{demo.url}/console")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(demo.people[name])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Waiting for a person")
    return page


def wait_for_state(page: Page, demo: Demo, state: str) -> None:
    """The community shows the post in that state, sooner or later: webhooks take a moment."""
    for _ in range(60):
        page.goto(demo.community)
        found = page.locator(f"#{ITEM} .state")
        if found.count() and state in (found.text_content() or ""):
            return
        page.wait_for_timeout(500)
    expect(page.locator(f"#{ITEM} .state")).to_contain_text(state)


def test_from_a_post_to_a_proof(browser: Browser, demo: Demo, tmp_path: Path) -> None:
    member = person(browser)
    wait_for_state(member, demo, "held")

    robin = sign_in(browser, demo, "robin")
    _confirm(robin, demo)
    wait_for_state(member, demo, "removed")

    notice = _open_notice(member, demo)
    _appeal(member)

    appeal = _the_same_reviewer_cannot_hear_it(robin, demo)
    _somebody_else_overturns(sign_in(browser, demo, "sasha"), demo, appeal)

    wait_for_state(member, demo, "put back")
    member.goto(notice)
    expect(member.get_by_text(OVERTURNED)).to_be_visible()
    receipts = _download_receipts(member, tmp_path)
    _verify(receipts, demo)
    _verify_the_log(demo)


def _confirm(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.url}/console/items/{ITEM}")
    case = page.locator('a[href^="/console/cases/"]').first
    case.click()
    expect(page.locator("mark").first).to_be_visible()
    page.locator("label").filter(has_text=re.compile("^\\s*Remove it")).click()
    page.get_by_label(re.compile("^Your reasons")).fill(CONFIRMED)
    page.get_by_role("button", name=re.compile("^Decide")).click()
    expect(page.locator("main")).not_to_contain_text("Something is missing")


def _open_notice(page: Page, demo: Demo) -> str:
    """From the author's inbox, the letter with the reviewer's reasons."""
    page.goto(demo.community)
    page.locator(f"#{ITEM} .by a").first.click()
    letter = page.locator(".letter").filter(has_text=CONFIRMED)
    letter.get_by_role("link").click()
    expect(page.get_by_role("heading", name=re.compile("^The rule"))).to_be_visible()
    expect(page.locator("mark").first).to_be_visible()
    expect(page.get_by_text(CONFIRMED)).to_be_visible()
    expect(page.get_by_text("a person decided", exact=False).first).to_be_visible()
    return page.url


def _appeal(page: Page) -> None:
    page.get_by_label("Why is it wrong?").fill(APPEAL)
    page.get_by_role("button", name="Send the appeal").click()
    expect(page.get_by_role("heading", name="Your appeal is waiting")).to_be_visible()
    expect(page.get_by_text(APPEAL)).to_be_visible()


def _the_same_reviewer_cannot_hear_it(page: Page, demo: Demo) -> str:
    page.goto(f"{demo.url}/console/appeals")
    page.locator("li").filter(has_text=APPEAL).get_by_role("link").click()
    expect(page.get_by_role("heading", name="Somebody else must hear this")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Answer the appeal"))).to_have_count(0)
    answer = page.request.post(
        page.url,
        form={"outcome": "uphold", "reasons": "I was right the first time."},
        headers={"Origin": demo.url, "Sec-Fetch-Site": "same-origin"},
    )
    assert answer.status == 403
    assert "database" in answer.text()
    return page.url


def _somebody_else_overturns(page: Page, demo: Demo, appeal: str) -> None:
    page.goto(appeal)
    page.locator("label").filter(has_text=re.compile("^\\s*They are right")).click()
    page.get_by_label(re.compile("^Your reasons")).fill(OVERTURNED)
    page.get_by_role("button", name=re.compile("^Answer the appeal")).click()
    expect(page).to_have_url(re.compile(r"/console/appeals(\?.*)?$"))


def _download_receipts(page: Page, folder: Path) -> Path:
    link = page.get_by_role("link", name="Download all receipts")
    for _ in range(30):
        if link.count():
            break
        page.wait_for_timeout(500)
        page.reload()
    with page.expect_download() as download:
        link.click()
    target = folder / "receipts.zip"
    download.value.save_as(target)
    return target


def _verify(receipts: Path, demo: Demo) -> None:
    command = [sys.executable, "-m", "ombud.cli", "receipt", "verify", str(receipts), "--key", demo.vkey]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    for word in ("hold", "remove", "restore", "appeal"):
        assert word in checked.stdout, checked.stdout
    other = [*command[:-1], demo.vkey[:-6] + "AAAAA="]
    assert subprocess.run(other, capture_output=True, check=False).returncode == 1


def _verify_the_log(demo: Demo) -> None:
    command = [sys.executable, "-m", "ombud.cli", "ledger", "verify", f"{demo.url}/ledger", "--key", demo.vkey]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr + checked.stdout
