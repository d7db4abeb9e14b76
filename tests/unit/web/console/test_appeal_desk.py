"""An appeal at the desk: taken, given back, found urgent, opened to somebody from outside; disputes, languages."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from ombud.model import Measure, User
from ombud.wiring import Ombud

SignedIn = Callable[[str], httpx.Client]
Post = Callable[..., dict[str, Any]]
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def appealed(ombud: Ombud, person: Callable[[str], User], post: Post) -> str:
    """The address of an appeal against a removal by ada; its author says that it cannot wait."""
    decision = post("I will break your legs")
    ombud.review.judge(decision["case"], 1, person("ada"), Measure.REMOVE, "A plain threat.")
    with ombud.store.read() as unit:
        latest = unit.records.latest([decision["item"]])[decision["item"]].decision
    url = ombud.notices.url(latest.id)
    assert url is not None
    token = url.rpartition("/")[2]
    appeal = ombud.appeals.file(
        token, "No.", urgency="safety", claim=HOSTILE, links=["https://a.example/" + HOSTILE[:4]]
    )
    return f"/console/appeals/{appeal.id}"


def test_it_is_taken_given_back_and_found_urgent(signed_in: SignedIn, appealed: str) -> None:
    ben = signed_in("ben")
    taken = ben.post(f"{appealed}/take", follow_redirects=True)
    assert "You have it now" in taken.text
    assert HOSTILE not in taken.text
    assert "says it cannot wait" in ben.get("/console/appeals?show=mine").text
    assert ben.post(f"{appealed}/claim", data={"urgent": "no"}).status_code == 422
    assert "before others" in ben.post(f"{appealed}/claim", data={"urgent": "yes"}, follow_redirects=True).text
    assert "cannot wait" in ben.get("/console/appeals").text
    assert "Somebody else gets it" in ben.post(f"{appealed}/give-back", follow_redirects=True).text
    assert ben.post(f"{appealed}/give-back").status_code == 403


def test_whoever_decided_takes_nothing(signed_in: SignedIn, appealed: str) -> None:
    ada = signed_in("ada")
    assert ada.post(f"{appealed}/take").status_code == 403
    assert ada.post(f"{appealed}/claim", data={"urgent": "yes"}).status_code == 403


def test_a_link_for_somebody_from_outside_is_made_and_taken_back(
    signed_in: SignedIn, appealed: str, ombud: Ombud
) -> None:
    ann = signed_in("ann")
    assert "/review/" in ann.post(f"{appealed}/invite", follow_redirects=True).text
    (one,) = ombud.outside.of(appealed.rpartition("/")[2])
    gone = ann.post(f"{appealed}/revoke", data={"invitation": one.outsider.user}, follow_redirects=True)
    assert "opens nothing any more" in gone.text


def test_bodies_and_disputes_are_kept(signed_in: SignedIn, appealed: str, ombud: Ombud) -> None:
    ann = signed_in("ann")
    assert appealed
    body = {"name": HOSTILE, "url": "https://example.org", "languages": "de", "subjects": "speech"}
    assert ann.post("/console/disputes/bodies", data={**body, "url": "javascript:alert(1)"}).status_code == 422
    page = ann.post("/console/disputes/bodies", data=body, follow_redirects=True).text
    assert HOSTILE not in page
    (kept,) = ombud.disputes.bodies()
    with ombud.store.read() as unit:
        decision = unit.appeals.pending()[0].against.decision.id
    opened = {"decision": decision, "body": kept.id, "reference": "AS-1"}
    assert ann.post("/console/disputes", data={**opened, "decision": "dec_no"}).status_code == 404
    assert ann.post("/console/disputes", data=opened).status_code == 303
    (dispute,) = ombud.disputes.page()
    move = {"dispute": dispute.dispute.id, "move": "reverse", "note": "A quote."}
    assert ann.post("/console/disputes/move", data={**move, "note": ""}).status_code == 422
    assert ann.post("/console/disputes/move", data=move).status_code == 303
    assert ann.post("/console/disputes/move", data=move).status_code == 409
    assert ann.post("/console/disputes/bodies/remove", data={"body": kept.id}).status_code == 303


def test_languages_and_clauses_are_set(signed_in: SignedIn, person: Callable[[str], User], ombud: Ombud) -> None:
    ben, ann = person("ben"), signed_in("ann")
    form = {"name": ben.name, "languages": "de, ar", "knows": "harassment"}
    assert ann.post("/console/users/skills", data=form).status_code == 303
    assert ann.post("/console/users/skills", data={**form, "languages": HOSTILE}).status_code == 422
    with ombud.store.read() as unit:
        assert unit.board.skills()[ben.id].languages == ("de", "ar")
    assert 'value="de, ar"' in ann.get("/console/users").text
