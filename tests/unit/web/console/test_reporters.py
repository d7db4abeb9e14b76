"""Somebody's reports are set aside: they read why and object on their page, and somebody else answers there."""

import json
from collections.abc import Callable

import pytest

from ombud.model import Measure, User
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
    assert "Your reports are set aside until" in shown
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
