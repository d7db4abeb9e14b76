"""Appeals: heard by somebody who had no part in it, and by nobody else, whatever they send."""

import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from ombud.model import Measure, User
from ombud.wiring import Ombud

SignedIn = Callable[[str], httpx.Client]
Post = Callable[..., dict[str, Any]]


@pytest.fixture
def appealed(ombud: Ombud, person: Callable[[str], User], post: Post) -> tuple[str, str]:
    """An appeal against a removal that ada decided, and the item it is about."""
    decision = post("I will break your legs")
    ombud.review.judge(decision["case"], 1, person("ada"), Measure.REMOVE, "A plain threat.")
    with ombud.store.read() as unit:
        latest = unit.records.latest([decision["item"]])[decision["item"]].decision
    url = ombud.notices.url(latest.id)
    assert url is not None
    appeal = ombud.appeals.file(url.rpartition("/")[2], "It is <b>a line</b> from a song.")
    return appeal.id, decision["item"]


def measure_now(ombud: Ombud, item: str) -> Measure:
    with ombud.store.read() as unit:
        return unit.records.latest([item])[item].decision.measure


def test_without_appeals_the_page_says_so(signed_in: SignedIn) -> None:
    assert "No appeal waits" in signed_in("ada").get("/console/appeals").text


def test_whoever_decided_sees_the_appeal_locked_and_why(signed_in: SignedIn, appealed: tuple[str, str]) -> None:
    browser = signed_in("ada")

    assert "somebody else must hear it" in browser.get("/console/appeals").text
    page = browser.get(f"/console/appeals/{appealed[0]}").text
    assert "Somebody else must hear this" in page
    assert "data-hear" not in page


def test_posting_past_the_lock_reaches_the_database_which_refuses(
    signed_in: SignedIn, appealed: tuple[str, str], ombud: Ombud
) -> None:
    form = {"outcome": "uphold", "reasons": "I was right."}

    answer = signed_in("ada").post(f"/console/appeals/{appealed[0]}", data=form)

    assert answer.status_code == 403
    assert "Somebody else must hear this" in answer.text
    with ombud.store.read() as unit:
        view = unit.appeals.get(appealed[0])
    assert view is not None
    assert view.outcome is None


def test_somebody_else_reads_both_sides_and_overturns(
    signed_in: SignedIn, appealed: tuple[str, str], ombud: Ombud
) -> None:
    browser = signed_in("ben")
    page = browser.get(f"/console/appeals/{appealed[0]}").text
    assert "A plain threat." in page
    assert "It is &lt;b&gt;a line&lt;/b&gt; from a song." in page

    form = {"outcome": "overturn", "reasons": "It is quoted from a song."}
    answer = browser.post(f"/console/appeals/{appealed[0]}", data=form)

    assert (answer.headers["location"], answer.cookies["ombud-said"]) == ("/console/appeals", "heard-overturn")
    assert measure_now(ombud, appealed[1]) is Measure.RESTORE
    done = browser.get(f"/console/appeals/{appealed[0]}").text
    assert "The decision is overturned" in done
    assert "It is quoted from a song." in done
    assert "Appealed: The decision is overturned" in browser.get(f"/console/items/{appealed[1]}").text


def test_partly_leaves_the_lighter_measure(signed_in: SignedIn, appealed: tuple[str, str], ombud: Ombud) -> None:
    browser = signed_in("ben")
    form = {"outcome": "partly", "reasons": "A warning is enough."}

    assert browser.post(f"/console/appeals/{appealed[0]}", data=form).status_code == 422
    assert browser.post(f"/console/appeals/{appealed[0]}", data=form | {"measure": "suspend"}).status_code == 422
    browser.post(f"/console/appeals/{appealed[0]}", data=form | {"measure": "warn"})

    assert measure_now(ombud, appealed[1]) is Measure.WARN


@pytest.mark.parametrize("form", [{"outcome": "uphold"}, {"reasons": "Because."}, {"outcome": "maybe", "reasons": "x"}])
def test_an_answer_needs_an_outcome_and_reasons(
    signed_in: SignedIn, appealed: tuple[str, str], form: dict[str, str]
) -> None:
    assert signed_in("ben").post(f"/console/appeals/{appealed[0]}", data=form).status_code == 422


def test_an_appeal_is_answered_once(signed_in: SignedIn, appealed: tuple[str, str]) -> None:
    form = {"outcome": "uphold", "reasons": "It is aimed at one person."}
    signed_in("ben").post(f"/console/appeals/{appealed[0]}", data=form)

    second = signed_in("lea").post(f"/console/appeals/{appealed[0]}", data=form | {"reasons": "My own words."})

    assert second.status_code == 409
    assert "It is aimed at one person." in second.text
    assert "My own words." in second.text


def test_words_that_changed_since_are_shown_and_an_answer_is_about_the_newest(
    signed_in: SignedIn, appealed: tuple[str, str], post: Post, ombud: Ombud
) -> None:
    browser = signed_in("ben")
    path = f"/console/appeals/{appealed[0]}"
    before = browser.get(path).text
    assert "It was edited since" not in before
    form = {"outcome": "overturn", "reasons": "It is a song."}
    post("I <b>sing</b>", type="item.edited", item={"id": appealed[1], "kind": "post", "text": "I <b>sing</b>"})

    late = browser.post(path, data=form | {"seen": seen(before)})

    assert late.status_code == 409
    assert "It was edited since" in late.text
    assert "I &lt;b&gt;sing&lt;/b&gt;" in late.text
    assert "<mark>break your legs</mark>" in late.text
    assert "It is a song." in late.text
    assert browser.post(path, data=form | {"seen": seen(late.text)}).status_code == 303
    assert measure_now(ombud, appealed[1]) is Measure.RESTORE


def seen(page: str) -> str:
    """The decision that a form says was read."""
    found = re.search(r'name="seen" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def test_an_appeal_that_does_not_exist_is_not_found(signed_in: SignedIn) -> None:
    browser = signed_in("ben")

    assert browser.get("/console/appeals/apl_none").status_code == 404
    form = {"outcome": "uphold", "reasons": "x"}
    assert browser.post("/console/appeals/apl_none", data=form).status_code == 404
