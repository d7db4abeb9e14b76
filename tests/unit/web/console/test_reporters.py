"""Somebody's reports are set aside: they read why and object on their page, and somebody else answers there."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from ombud.languages import LANGUAGES, catalogue
from ombud.model import Measure, Outcome, User
from ombud.pipeline import Filed, Origin
from ombud.process.reports import Told
from ombud.wiring import Ombud
from tests.unit.web.console.conftest import Browser, SignedIn

Person = Callable[[str], User]


@pytest.fixture
def paused(ombud: Ombud, person: Person) -> Filed:
    """Lea has set the reports of somebody aside; the last of them waits for the end."""
    filed = [_baseless(ombud, person("ada"), n) for n in range(6)]
    who = filed[0].report.reporter
    assert who is not None
    ombud.misuse.pause(who, person("lea"), 30, "Six times there was <b>nothing</b> in it.")
    return _report(ombud, 9)


def _report(ombud: Ombud, n: int) -> Filed:
    item = {"id": f"p{n}", "kind": "post", "text": "hello"}
    ombud.decider.decide([json.dumps({"id": f"evt-p{n}", "type": "item.created", "item": item}).encode()], "api")
    told = Told(item=f"p{n}", clause="harassment/threats", explanation="He threatens.", good_faith=True)
    return ombud.reports.file(told, Origin(reporter="u-9"))


def _baseless(ombud: Ombud, user: User, n: int) -> Filed:
    filed = _report(ombud, n)
    with ombud.store.read() as unit:
        case = unit.cases.open_of([f"p{n}"])[f"p{n}"]
    baseless = (filed.report.id,)
    ombud.review.judge(case.id, case.version, user, Measure.ALLOW, "", reply="Nothing is in it.", baseless=baseless)
    return filed


def test_an_objection_is_made_on_the_page_and_answered_by_somebody_else(
    ombud: Ombud, paused: Filed, stranger: Browser, signed_in: SignedIn
) -> None:
    page = f"/report/{paused.token}"
    shown = stranger.get(page).text
    assert "Six times there was &lt;b&gt;nothing&lt;/b&gt; in it." in shown
    assert f'action="/report/{paused.token}/pause"' in shown
    empty = stranger.post(f"{page}/pause", data={"text": " "})
    assert empty.status_code == 422
    assert 'id="pause-text-error"' in empty.text
    assert 'id="text-error"' not in empty.text
    sent = stranger.post(f"{page}/pause", data={"text": "All six were <i>his</i>."})
    assert (sent.status_code, sent.headers["location"]) == (303, f"{page}#pause")
    shown = stranger.get(page).text
    assert "All six were &lt;i&gt;his&lt;/i&gt;." in shown
    assert "Somebody who did not set your reports aside will look at it." in shown
    again = stranger.post(f"{page}/pause", data={"text": "And <b>again</b>."})
    assert (again.status_code, again.text.count("This can no longer be objected to here.")) == (409, 1)
    assert "And &lt;b&gt;again&lt;/b&gt;." in again.text
    twice = stranger.post(f"{page}/pause", data={"text": "All six were <i>his</i>."})
    assert twice.text.count("All six were &lt;i&gt;his&lt;/i&gt;.") == 1

    address = f"/console/reporters/{paused.report.reporter}/hear"
    lea, ann = signed_in("lea"), signed_in("ann")
    assert address not in lea.get("/console/reporters").text
    assert lea.post(address, data={"outcome": "uphold", "reasons": "No."}).status_code == 403
    assert address in ann.get("/console/reporters").text
    assert ann.post(address, data={"outcome": "partly", "reasons": "Half."}).status_code == 422
    heard = ann.post(address, data={"outcome": "overturn", "reasons": "They were all the same man's."})
    assert heard.status_code == 303
    assert "they read why" in ann.get(heard.headers["location"]).text
    shown = stranger.get(page).text
    assert "Somebody else heard it: you were right." in shown
    assert "They were all the same man&#39;s." in shown
    for name in ("lea", "ann", "ada"):
        assert name not in {word.strip(".,:").casefold() for word in shown.split()}


def test_a_pause_that_stays_says_so_and_until_when(
    ombud: Ombud, paused: Filed, stranger: Browser, person: Person, signed_in: SignedIn
) -> None:
    ombud.misuse.object(paused.token, "No.")
    ann = signed_in("ann")
    ann.post(
        f"/console/reporters/{paused.report.reporter}/hear", data={"outcome": "uphold", "reasons": "It was right."}
    )
    shown = stranger.get(f"/report/{paused.token}").text
    assert "Somebody else heard it: it stays until its day." in shown
    assert "Your reports have been set aside since" in shown
    assert "/pause" not in shown
    assert "End it now" in ann.get("/console/reporters").text


def test_nobody_s_page_has_the_form_while_nothing_is_set_aside(ombud: Ombud, stranger: Browser) -> None:
    filed = _report(ombud, 1)
    assert "/pause" not in stranger.get(f"/report/{filed.token}").text
    late = stranger.post(f"/report/{filed.token}/pause", data={"text": "I was too slow."})
    assert late.status_code == 409
    assert "This can no longer be objected to here." in late.text
    assert "I was too slow." in late.text
    assert stranger.post("/report/guessed/pause", data={"text": "No."}).status_code == 404


def _own(ombud: Ombud) -> str:
    return ombud.persons.url("u-9").removeprefix(ombud.config.url)


def _taken_away(browser: Browser, own: str) -> tuple[str, Any]:
    """The file to read and the file for programs."""
    with zipfile.ZipFile(io.BytesIO(browser.get(f"{own}/everything.zip").content)) as archive:
        return archive.read("everything.html").decode(), json.loads(archive.read("everything.json"))["reporting"]


def test_everything_about_somebody_says_that_their_reports_are_set_aside_and_where_to_object(
    ombud: Ombud, paused: Filed, stranger: Browser
) -> None:
    own = _own(ombud)
    readable, told = _taken_away(stranger, own)
    shown = stranger.get(own).text
    for words in (
        "Again and again, there was clearly nothing in what you reported.",
        "Your reports have been set aside since",
        "Six times there was &lt;b&gt;nothing&lt;/b&gt; in it.",
        "up to 20 reports",
        "What is sent with the key of a trusted flagger is not set aside.",
        ": set aside until the pause is over",
        "Did we get this wrong?",
    ):
        assert words in shown, words
        assert words in readable, words
    assert "Nothing counts against you." not in shown
    assert f'href="/report/{paused.token}#pause"' in shown
    assert f'href="{ombud.config.url}/report/{paused.token}#pause"' in readable
    assert f'href="/report/{paused.token}?lang=ar#pause"' in stranger.get(f"{own}?lang=ar").text
    assert (told["state"], told["pause"]["reasons"]) == ("paused", "Six times there was <b>nothing</b> in it.")
    assert told["pause"]["page"] == f"{paused.url}#pause"
    assert told["pause"]["since"] == told["since"] < told["pause"]["until"]
    assert (told["pause"]["over"], told["pause"]["objection"], told["pause"]["answer"]) == (False, None, None)


def test_an_objection_and_what_came_of_it_are_among_everything_about_somebody(
    ombud: Ombud, paused: Filed, stranger: Browser, person: Person
) -> None:
    own, who = _own(ombud), paused.report.reporter
    assert who is not None
    ombud.misuse.object(paused.token, "All six were <i>his</i>.")
    for shown in (stranger.get(own).text, _taken_away(stranger, own)[0]):
        assert "All six were &lt;i&gt;his&lt;/i&gt;." in shown
        assert "Somebody who did not set your reports aside will look at it." in shown
        assert "#pause" not in shown
    ombud.misuse.hear(who, person("ann"), Outcome.UPHOLD, "There was <b>nothing</b>.")
    readable, told = _taken_away(stranger, own)
    for shown in (stranger.get(own).text, readable):
        assert "Somebody else heard it: it stays until its day." in shown
        assert "There was &lt;b&gt;nothing&lt;/b&gt;." in shown
        for name in ("lea", "ann", "ada"):
            assert name not in {word.strip(".,:").casefold() for word in shown.split()}
    assert told["state"] == "confirmed"
    assert told["pause"]["objection"]["text"] == "All six were <i>his</i>."
    assert (told["pause"]["answer"]["outcome"], told["pause"]["answer"]["reasons"]) == (
        "uphold", "There was <b>nothing</b>.",
    )  # fmt: skip


def test_a_pause_that_is_over_is_said_to_be(
    ombud: Ombud, paused: Filed, stranger: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert paused.state.due is not None
    now = ombud.clock.now()
    monkeypatch.setattr(type(ombud.clock), "now", lambda _: now + timedelta(days=29))
    ombud.misuse.object(paused.token, "No.")
    monkeypatch.setattr(type(ombud.clock), "now", lambda _: now + timedelta(days=30, minutes=1))
    while ombud.deadlines.run_once():
        pass
    own = _own(ombud)
    shown = stranger.get(own).text
    assert "Your reports were set aside for a time. That is over." in shown
    assert "The pause was over before anybody had answered." in shown
    assert "up to 20 reports" not in shown
    assert _taken_away(stranger, own)[1]["pause"]["over"] is True


@pytest.mark.parametrize("code", list(LANGUAGES))
def test_a_pause_is_explained_in_every_language(ombud: Ombud, paused: Filed, stranger: Browser, code: str) -> None:
    assert paused.report.reporter is not None
    speak = catalogue(code).gettext
    page = stranger.get(f"{_own(ombud)}?lang={code}")
    assert page.headers["content-language"] == code
    assert ('dir="rtl"' in page.text) == (code == "ar")
    for words in ("Did we get this wrong?", "Object to it", "About your reports"):
        assert (speak(words) == words) == (code == "en")
        assert speak(words) in page.text


def test_somebody_who_was_never_warned_reads_nothing_of_it(ombud: Ombud, stranger: Browser) -> None:
    _report(ombud, 1)
    own = _own(ombud)
    readable, told = _taken_away(stranger, own)
    assert told is None
    for shown in (stranger.get(own).text, readable):
        assert "About your reports" not in shown
        assert "Nothing counts against you." in shown
