"""Due process as people meet it, on the sample community: on a phone, in Arabic, without an account, with or without
scripts; somebody who reports; somebody who wants to have everything; a court."""

import itertools
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from ombud.languages import catalogue
from tests.e2e.conftest import Demo
from tests.e2e.test_pages import check, own_page
from tests.e2e.test_story import ITEM, person, sign_in, wait_for_state
from tests.support.orders import ORDER

REASONS = "It names somebody and says that they will be hurt."
APPEAL = "كنت أقتبس رسالة وصلتني. أنا الخائفة."
PROOF = "https://example.org/photo-of-the-letter"
ANSWER = "The post quotes a threat that its author received."
REPLY = "It argues about a decision of the council, and about nobody in person."
UNTOUCHED = "demo-post-002"

_SPOKEN = """() => {
  const main = document.querySelector("main");
  const fields = [...main.querySelectorAll("input:not([type=hidden]), textarea, select")];
  return {
    lang: document.documentElement.lang,
    dir: document.documentElement.dir,
    headings: [...main.querySelectorAll("h1, h2, h3, h4, h5, h6")].map(one => Number(one.tagName[1])),
    unlabelled: fields.filter(one => !one.labels.length && !one.ariaLabel).map(one => one.outerHTML),
  };
}"""
_FOCUSED = """() => {
  const all = [...document.querySelectorAll("*")];
  return [all.indexOf(document.activeElement), document.activeElement.tagName, document.activeElement.className];
}"""
_MOST_STOPS = 200


def arabic(words: str) -> str:
    """What the page says in Arabic where it says `words` in English."""
    said: str = catalogue("ar").gettext(words)
    assert said != words, f"nobody has translated {words!r}"
    return said


@pytest.fixture(params=[False, True], ids=["without scripts", "with scripts"])
def phone(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A small phone that speaks Arabic."""
    context = browser.new_context(
        locale="ar", viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True,
        java_script_enabled=request.param,
    )  # fmt: skip
    context.set_default_timeout(15_000)
    page = context.new_page()
    yield page
    context.close()


def test_somebody_without_an_account_learns_in_arabic_what_happened_and_appeals(
    phone: Page, browser: Browser, demo: Demo
) -> None:
    wait_for_state(phone, demo, "held")
    robin = sign_in(browser, demo, "robin")
    decide(robin, demo, ITEM, "limit", REASONS, days="30")
    notice = open_newest_letter(phone, demo)
    faults = heard(browser, phone, notice)

    expect(phone.get_by_role("heading", level=1)).to_have_text(arabic("Your post is shown to fewer people"))
    main = phone.get_by_role("main")
    for words in ("What was done", "For how long", "Until", "Where", "Everywhere", "Who decided", "How it came up"):
        expect(main).to_contain_text(arabic(words))
    expect(main).to_contain_text(arabic("A machine found it, and a person decided"))
    expect(main).to_contain_text(REASONS)
    expect(phone.locator("mark").first).to_be_visible()
    rule = phone.locator(".card").filter(has=phone.get_by_role("heading", level=3))
    expect(rule.locator("h3")).to_have_text(re.compile("[\u0600-\u06ff]"))
    original = rule.locator('[lang="en"]')  # the policy is in English: one tap away, and marked as such
    expect(original).to_be_hidden()
    rule.locator("summary").tap()
    expect(original).to_be_visible()
    expect(original).to_contain_text(re.compile("[a-z]"))

    phone.get_by_role("textbox", name=arabic("Why is it wrong?")).fill(APPEAL)
    phone.get_by_role("textbox", name=arabic("Links that show it")).fill(PROOF)
    phone.get_by_role("button", name=arabic("Send the appeal")).tap()
    expect(phone.get_by_role("heading", name=arabic("Your appeal is waiting"))).to_be_visible()
    expect(main).to_contain_text(APPEAL)
    expect(main).to_contain_text(PROOF)
    faults += heard(browser, phone, notice)

    somebody_else_overturns(sign_in(browser, demo, "sasha"), demo)
    phone.goto(notice)
    expect(phone.get_by_role("heading", name=arabic("You were right: the decision is overturned"))).to_be_visible()
    expect(main).to_contain_text(ANSWER)
    faults += heard(browser, phone, notice)
    assert faults == []
    for name in demo.people:
        assert not re.search(rf"\b{name}\b", phone.content(), re.IGNORECASE)


def decide(page: Page, demo: Demo, item: str, measure: str, reasons: str, days: str = "", reply: str = "") -> None:
    """In the console, from the item's page: whatever waits there is decided."""
    page.goto(f"{demo.url}/console/items/{item}")
    page.locator('a[href^="/console/cases/"]').first.click()
    page.locator(f"input[name=measure][value={measure}]").check()
    if days:
        page.locator("#lasts").select_option(days)
    page.get_by_label(re.compile("^Your reasons")).fill(reasons)
    if reply:
        page.get_by_label(re.compile("^Your answer to those who reported")).fill(reply)
    page.get_by_role("button", name=re.compile("^Decide")).click()
    expect(page.locator("main")).not_to_contain_text("Something is missing")


def open_newest_letter(page: Page, demo: Demo) -> str:
    """From the mailbox that the community gives its member; the address it leads to."""
    page.goto(demo.community)
    page.locator(f"#{ITEM} .by a").first.tap()
    letters = page.locator(".letter")
    for _ in range(60):
        if letters.count() > 1:
            break
        page.wait_for_timeout(500)
        page.reload()
    letters.first.get_by_role("link").tap()
    page.wait_for_url(re.compile(rf"^{re.escape(demo.url)}/notice/"))
    return page.url


def somebody_else_overturns(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.url}/console/appeals")
    page.locator("li").filter(has_text=APPEAL[:20]).get_by_role("link").first.click()
    page.locator("input[name=outcome][value=overturn]").check()
    page.get_by_label(re.compile("^Your reasons")).fill(ANSWER)
    page.get_by_role("button", name=re.compile("^Answer the appeal")).click()
    expect(page).to_have_url(re.compile(r"/console/appeals(\?.*)?$"))


def heard(browser: Browser, page: Page, address: str) -> list[str]:
    """What somebody who listens to the page, or walks through it by keyboard, would stumble over."""
    told = page.evaluate(_SPOKEN)
    faults = [f"no label: {one}" for one in told["unlabelled"]]
    if (told["lang"], told["dir"]) != ("ar", "rtl"):
        faults.append(f"read as {told['lang']}, {told['dir']}")
    levels = told["headings"]
    if levels[0] != 1 or levels.count(1) != 1 or any(b - a > 1 for a, b in itertools.pairwise(levels)):
        faults.append(f"headings {levels}")
    context = browser.new_context(locale="ar", viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True)
    other = context.new_page()  # axe is a script
    other.goto(address)
    faults += walked(other)
    other.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true })")
    faults += check(other, address)
    context.close()
    return faults


def walked(page: Page) -> list[str]:
    """From key to key: the way to the content comes first, and nothing jumps back."""
    page.keyboard.press("Tab")
    _, _, first = page.evaluate(_FOCUSED)
    faults = [] if first == "skip" else ["the first stop is not the way to the content"]
    before = -1
    for _ in range(_MOST_STOPS):
        at, tag, _ = page.evaluate(_FOCUSED)
        if tag == "BODY":
            return faults
        if at <= before:
            return [*faults, f"from {before} back to {at}"]
        before = at
        page.keyboard.press("Tab")
    return [*faults, "it never ends"]


def test_somebody_reports_without_an_account_and_follows_it(browser: Browser, demo: Demo) -> None:
    page = person(browser)
    wait_for_state(page, demo, "held")
    page.goto(f"{demo.url}/report?item={UNTOUCHED}")
    page.get_by_label("What does it break?").select_option("respect/harassment")
    page.get_by_label("What is wrong with it?").fill("It is aimed at my <b>neighbour</b>.")
    page.get_by_label("I believe in good faith").check()
    assert check(page, "the form") == []
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your report")
    expect(page.get_by_text("It is aimed at my <b>neighbour</b>.")).to_be_visible()
    receipt = page.url
    assert check(page, "the receipt") == []

    decide(sign_in(browser, demo, "robin"), demo, UNTOUCHED, "allow", "", reply=REPLY)
    page.goto(receipt)
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing is done about what you reported")
    expect(page.get_by_text(REPLY)).to_be_visible()
    expect(page.get_by_role("heading", name="Did we get this wrong?")).to_be_visible()
    assert check(page, "the answer") == []


def test_somebody_sees_everything_about_them_and_takes_it_away(browser: Browser, demo: Demo, tmp_path: Path) -> None:
    page = person(browser)
    wait_for_state(page, demo, "held")
    page.goto(demo.url + own_page(demo, "u-marguerite"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Everything about you")
    expect(page.locator("article")).not_to_have_count(0)
    assert check(page, "the page") == []
    with page.expect_download() as download:
        page.get_by_role("link", name="Download all of it").click()
    target = tmp_path / "everything.zip"
    download.value.save_as(target)
    with zipfile.ZipFile(target) as archive:
        told = json.loads(archive.read("everything.json"))
        names = archive.namelist()
    assert told["person"] == "u-marguerite"
    assert ITEM in {one["item"] for one in told["items"]}
    assert "everything.html" in names


def test_a_court_sends_an_order_and_everybody_learns_of_it(browser: Browser, demo: Demo) -> None:
    court, lead, author, public = person(browser), sign_in(browser, demo, "lee"), person(browser), person(browser)
    wait_for_state(author, demo, "held")
    court.goto(f"{demo.url}/order")
    court.locator("input[name=kind][value=act]").check()
    court.locator("input[name=sender][value=court]").check()
    for name in sorted(ORDER.keys() - {"kind", "sender", "locations"}):
        court.locator(f"#{name}").fill(ORDER[name])
    court.locator("#locations").fill(UNTOUCHED)
    court.get_by_role("button", name="Send it").click()
    expect(court.locator("main")).to_contain_text("waiting to be checked")

    lead.goto(f"{demo.url}/console/orders")
    lead.get_by_role("link", name=ORDER["authority"]).click()
    take(lead, "acknowledge", "")
    lead.locator("#until").fill("2099-01-31")
    take(lead, "give_effect", "The court is competent, and names the place.")
    court.reload()
    expect(court.locator("main")).to_contain_text("in effect")

    name = author_of(author, demo, UNTOUCHED)
    letter = author.locator(".letter").filter(has_text=re.compile("order", re.IGNORECASE))
    for _ in range(60):
        author.goto(name)
        if letter.count():
            break
        author.wait_for_timeout(500)
    letter.first.get_by_role("link").click()
    main = author.get_by_role("main")
    for words in (ORDER["authority"], "§ 1004 BGB", "Germany", "in the public register", "2099", ORDER["redress"]):
        expect(main).to_contain_text(words)
    assert check(author, "the notice of an order") == []
    expect(author.get_by_role("button", name="Send the appeal")).to_be_visible()

    public.goto(f"{demo.url}/register/orders")
    for words in (ORDER["authority"], "§ 1004 BGB", "in effect", "[email]"):
        expect(public.locator("main")).to_contain_text(words)
    expect(public.locator("main")).not_to_contain_text("anna@example.org")
    expect(public.locator("main")).to_contain_text("Germany")
    assert check(public, "the register") == []
    public.goto(f"{demo.url}/tombstone?item={UNTOUCHED}")
    expect(public.locator("main")).to_contain_text("An order from outside this community")
    assert check(public, "the tombstone") == []


def take(page: Page, move: str, reasons: str) -> None:
    page.locator(f"input[name=move][value={move}]").check()
    page.get_by_label("Reasons").fill(reasons)
    page.get_by_role("button", name="Do it").click()
    expect(page.locator(f"input[name=move][value={move}]")).to_have_count(0)


def author_of(page: Page, demo: Demo, item: str) -> str:
    page.goto(demo.community)
    href = page.locator(f"#{item} .by a").first.get_attribute("href")
    assert href is not None
    return f"http://{urlsplit(demo.community).netloc}{href}" if href.startswith("/") else href
