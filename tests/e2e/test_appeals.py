"""A person with a phone and no scripts appeals, in Arabic too; somebody from outside hears it behind a link."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from ombud.model import Role
from ombud.wiring import Ombud
from tests.e2e.conftest import serving
from tests.e2e.test_pages import check
from tests.support.appealing import held, judged, open_community, person
from tests.support.clock import SetClock

PHONE: ViewportSize = {"width": 320, "height": 640}
HOSTILE = "<script>alert(1)</script> \u202eخطأ"


class Served(msgspec.Struct, frozen=True):
    """A community of one moderator, who has removed a post. `notice` is the path of its author's page."""

    ombud: Ombud
    url: str
    notice: str


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    ombud = open_community(tmp_path, SetClock())
    ada = person(ombud, "ada", Role.ADMIN)
    token = held(ombud, 1, lang="ar")
    judged(ombud, 1, ada)
    with serving(ombud) as url:
        yield Served(ombud, url, f"/notice/{token}")
    ombud.close()


@pytest.fixture(params=["en", "ar"])
def phone(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """No scripts, 320 pixels, a person who reads this language."""
    context = browser.new_context(locale=request.param, viewport=PHONE, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_a_person_appeals_adds_something_and_somebody_from_outside_hears_it(
    phone: Page, browser: Browser, served: Served
) -> None:
    phone.goto(served.url + served.notice)
    phone.locator("#text").fill(HOSTILE)
    phone.locator("#first-links").fill("https://example.org/proof")
    phone.locator("#urgency").select_option("safety")
    phone.locator("#claim").fill("Now.")
    phone.locator("#appeal form button").first.click()
    phone.wait_for_url("**#appeal")
    phone.locator("#appeal details summary").first.click()
    phone.locator("#more").fill("And this.")
    phone.locator("#appeal details form button").first.click()
    body = phone.locator("#appeal").inner_text()
    assert "And this." in body
    assert "https://example.org/proof" in body
    with served.ombud.store.read() as unit:
        ((appeal,), ada) = (unit.appeals.pending(), unit.people.user_named("ada"))
    assert ada is not None
    link = served.ombud.outside.invite(appeal.appeal.id, ada).url
    review = served.url + "/review/" + link.rpartition("/")[2]
    faults = look(browser, served.url + served.notice) + look(browser, review)
    phone.goto(review)
    for box in phone.locator("input[type=checkbox]").all():
        box.check()
    phone.locator("form button").first.click()
    faults += look(browser, review)
    phone.locator("input[value=overturn]").check()
    phone.locator("#reasons").fill("كان محقا")
    phone.locator("form[action*='/review/'] button").first.click()
    faults += look(browser, review)
    phone.goto(served.url + served.notice)
    assert "كان محقا" in phone.locator("main").inner_text()
    assert faults == []


def look(browser: Browser, address: str) -> list[str]:
    """What is wrong with a page, in both directions of writing, light and dark."""
    faults: list[str] = []
    for language in ("en", "ar"):
        context = browser.new_context(viewport=PHONE, color_scheme="dark" if language == "ar" else "light")
        page = context.new_page()
        page.goto(f"{address}?lang={language}")
        page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true })")
        faults += check(page, f"{page.url} in {language}")
        context.close()
    return faults
