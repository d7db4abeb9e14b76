"""The pages for which something has to happen first: an appeal, a pause, a new policy, a request for data."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import Browser, Page

from ombud.model import Measure, Role, User
from ombud.web.demand import order_from
from ombud.wiring import Ombud
from tests.e2e.conftest import serving
from tests.e2e.test_pages import check
from tests.support.appealing import PASSWORD, held, judged, open_community, person
from tests.support.clock import SetClock
from tests.support.orders import ORDER
from tests.support.pages import found_in
from tests.support.reporting import SHOUTING, judge, post, report

WIDTHS = (320, 1280)
WHO = "u-9"
DATA = {"kind": "information", "persons": WHO, "objective": "To find out.", "necessity": "Nobody else knows."}


class Place(msgspec.Struct, frozen=True):
    """A community in which it has happened: where it is, and the paths of its pages by their routes."""

    url: str
    pages: dict[str, str]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    clock = SetClock()
    ombud = open_community(tmp_path, clock)
    ada, lea = person(ombud, "ada"), person(ombud, "lea", Role.LEAD)
    pages = _policy(ombud) | _appeal(ombud, ada, lea) | _asked_for(ombud, lea) | _reports(ombud, ada, lea, clock)
    with serving(ombud) as url:
        yield Place(url, pages)
    ombud.close()


def _path(ombud: Ombud, address: str) -> str:
    return address.removeprefix(ombud.config.url)


def _policy(ombud: Ombud) -> dict[str, str]:
    before = ombud.policy.version
    files = {name: text.replace("Do not shout.", "Do not shout at us.") for name, text in ombud.policy.files.items()}
    ombud.publisher.publish(files, "Everybody asked who is meant.")
    return {
        "/policy/{version:str}": f"/policy/{before}",
        "/console/policy/versions/{version:str}/rollback": f"/console/policy/versions/{before}/rollback",
    }


def _appeal(ombud: Ombud, ada: User, lea: User) -> dict[str, str]:
    """A post was removed, its author appeals, and somebody from outside is asked to hear it."""
    token = held(ombud, 1, lang="ar")
    judged(ombud, 1, ada)
    appeal = ombud.appeals.file(token, "\u202eكنت أقتبس <b>رسالة</b>.")
    return {
        "/console/appeals/{appeal_id:str}": f"/console/appeals/{appeal.id}",
        "/review/{token:str}": _path(ombud, ombud.outside.invite(appeal.id, lea).url),
        "/tombstone": "/tombstone?item=post-1",
    }


def _asked_for(ombud: Ombud, lea: User) -> dict[str, str]:
    """An authority asked for somebody's data, and got none."""
    order, _ = ombud.orders.receive(order_from(ORDER | DATA))
    ombud.orders.take(order.id, ombud.orders.view(order.id).state.n, "refuse", lea, "It is <i>too</i> broad.")
    own = ombud.persons.url(WHO)
    [asked] = ombud.persons.page(own.rpartition("/")[2]).inquiries
    return {"/person/{token:str}": _path(ombud, own), "/inquiry/{token:str}": asked.link}


def _reports(ombud: Ombud, ada: User, lea: User, clock: SetClock) -> dict[str, str]:
    """Reports without any ground, which are set aside now; and one of somebody else, who objects to the answer."""
    filed = []
    for number in range(11, 17):
        clock.turn(minutes=1)
        post(ombud, str(number))
        filed.append(report(ombud, f"post-{number}", SHOUTING, reporter=WHO))
        judge(ombud, ada, Measure.ALLOW, f"post-{number}", baseless=(filed[-1].report.id,))
    who = filed[0].report.reporter
    assert who is not None
    ombud.misuse.pause(who, lea, 30, "Six times there was nothing in it: <script>alert(1)</script>.")
    post(ombud, "17")
    aside = report(ombud, "post-17", SHOUTING, reporter=WHO)
    post(ombud, "18")
    other = report(ombud, "post-18", SHOUTING, reporter="u-8")
    judge(ombud, ada, Measure.ALLOW, "post-18")
    ombud.reports.complain(other.token, "It shouts at <b>me</b>.")
    _, key = ombud.flaggers.appoint("Safe Net", "Coimisiún na Meán")
    return {
        "/report/{token:str}": f"/report/{aside.token}",
        "/report/as/{key:str}": f"/report/as/{key}",
        "/console/complaints/{report_id:str}": f"/console/complaints/{other.report.id}",
    }


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("en", "dark"), ("ar", "dark")])
def test_what_only_some_people_see_is_for_everybody_too(
    browser: Browser, place: Place, language: str, scheme: str
) -> None:
    assert set(place.pages) == found_in("test_every_page")
    context = browser.new_context(color_scheme="dark" if scheme == "dark" else "light")
    page = context.new_page()
    faults: list[str] = []
    console = [path for path in place.pages.values() if path.startswith("/console/")]
    for path in place.pages.values():
        if path not in console:
            mark = "&" if "?" in path else "?"
            faults += looked_at(page, f"{place.url}{path}{mark}lang={language}", language)
    if language == "en":  # the console speaks nothing else
        sign_in(page, place)
        for path in console:
            faults += looked_at(page, place.url + path, language)
    context.close()
    assert faults == []


def sign_in(page: Page, place: Place) -> None:
    page.goto(f"{place.url}/console/sign-in")
    page.get_by_label("Name").fill("lea")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/console")


def looked_at(page: Page, address: str, language: str) -> list[str]:
    """At both widths, with everything open; in the language that was asked for."""
    faults: list[str] = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        told = page.evaluate("[document.documentElement.lang, document.documentElement.dir]")
        if told != [language, "rtl" if language == "ar" else "ltr"]:
            faults.append(f"{address} is read as {told}")
        page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true })")
        faults += check(page, f"{address} at {width}")
    return faults
