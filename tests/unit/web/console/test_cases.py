"""A case: everything a reviewer needs to judge, and the judgement."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx

from ombud.model import Measure, User
from ombud.wiring import Ombud

SignedIn = Callable[[str], httpx.Client]
Post = Callable[..., dict[str, Any]]


def judgement(measure: str, reason: str = "", version: int = 1) -> dict[str, str]:
    return {"version": str(version), "measure": measure, "reason": reason}


def newest(ombud: Ombud, item: str) -> Any:
    with ombud.store.read() as unit:
        return unit.records.latest([item])[item].decision


def test_a_case_shows_the_text_the_clause_the_rule_and_the_policy(signed_in: SignedIn, post: Post) -> None:
    decision = post("I will break your legs")

    page = signed_in("ada").get(f"/console/cases/{decision['case']}").text

    assert "<mark>break your legs</mark>" in page
    assert "Saying that you will hurt somebody is not allowed." in page
    assert "threat" in page
    assert decision["policy"] in page
    assert "by the machine" in page


def test_what_somebody_wrote_is_escaped_and_never_a_link(signed_in: SignedIn, post: Post) -> None:
    hostile = '<script>alert(1)</script> "><img src=x onerror=alert(2)> https://evil.example cheap pills \u202egnp.exe'
    author = {"id": "u-2", "name": "<b>Bobby</b>"}
    decision = post(hostile, author=author, context={"community": "<i>x</i>", "<u>": "y"})
    browser = signed_in("ada")

    for path in ("/console", f"/console/cases/{decision['case']}", f"/console/items?id={decision['item']}"):
        page = browser.get(path).text
        for tag in ("<script>alert", "<img src=x", "<b>Bobby", "<i>x", "<u>", "\u202e", 'href="https://evil'):
            assert tag not in page
        assert "&lt;script&gt;" in page


def test_removing_needs_reasons_and_keeps_what_was_typed(signed_in: SignedIn, post: Post, ombud: Ombud) -> None:
    decision = post("I will break your legs")
    browser = signed_in("ada")

    refused = browser.post(f"/console/cases/{decision['case']}", data=judgement("remove", "   "))

    assert refused.status_code == 422
    assert "Write the reasons" in refused.text
    assert newest(ombud, decision["item"]).measure is Measure.HOLD


def test_removing_with_reasons_closes_the_case_and_leads_to_the_next(
    signed_in: SignedIn, post: Post, ombud: Ombud
) -> None:
    first, second = post("I will break your legs"), post("I will break your legs, too")
    browser = signed_in("ada")

    answer = browser.post(f"/console/cases/{first['case']}?queue=threats", data=judgement("remove", "A plain threat."))

    assert answer.headers["location"] == f"/console/cases/{second['case']}?queue=threats"
    assert answer.cookies["ombud-said"] == "decided-remove"
    judged = newest(ombud, first["item"])
    assert judged.measure is Measure.REMOVE
    assert judged.reason == "A plain threat."
    assert judged.actor.kind == "human"
    assert "Removed." in browser.get(answer.headers["location"]).text


def test_leaving_up_what_was_held_puts_it_back(signed_in: SignedIn, post: Post, ombud: Ombud) -> None:
    decision = post("cheap pills, says the poem")

    answer = signed_in("ada").post(f"/console/cases/{decision['case']}", data=judgement("allow"))

    assert (answer.headers["location"], answer.cookies["ombud-said"]) == ("/console", "decided-restore")
    assert newest(ombud, decision["item"]).measure is Measure.RESTORE


def test_what_a_person_undid_still_shows_the_clause_and_the_words_it_was_about(signed_in: SignedIn, post: Post) -> None:
    held, labelled = post("I will break your legs"), post("drink bleach")
    browser = signed_in("ada")

    for decision, title, words in (
        (held, "Do not threaten people", "break your legs"),
        (labelled, "Rumours get context", "drink bleach"),
    ):
        answer = browser.post(f"/console/cases/{decision['case']}", data=judgement("allow"))
        assert "what had been done is undone" in browser.get(answer.headers["location"]).text
        case = browser.get(f"/console/cases/{decision['case']}").text
        assert "Back as it was, by a person." in case
        assert f"data-focus-after><bdi>{title}</bdi>" in case
        for page in (case, browser.get(f"/console/items/{decision['item']}").text):
            assert f"<mark>{words}</mark>" in page
            assert "No rule matches" not in page


def test_an_edit_that_breaks_no_clause_is_said_to_break_none(signed_in: SignedIn, post: Post) -> None:
    decision = post("cheap pills")
    browser = signed_in("ada")
    path = f"/console/cases/{decision['case']}"
    browser.post(path, data=judgement("allow"))
    assert "No clause matches any more" not in browser.get(path).text

    post("pets are nice", type="item.edited", item={"id": decision["item"], "kind": "post", "text": "pets are nice"})

    assert "No clause matches any more" in browser.get(path).text


def test_nothing_is_chosen_beforehand(signed_in: SignedIn, post: Post) -> None:
    decision = post("I will break your legs")

    form = signed_in("ada").get(f"/console/cases/{decision['case']}").text

    assert "proposed" in form
    assert "checked" not in form


def test_a_choice_that_is_not_offered_is_refused(signed_in: SignedIn, post: Post, ombud: Ombud) -> None:
    decision = post("cheap pills")
    browser = signed_in("ada")

    for measure in ("", "hold", "geo_restrict", "label", "restore", "execute"):
        answer = browser.post(f"/console/cases/{decision['case']}", data=judgement(measure, "Because."))
        assert answer.status_code == 422
    assert newest(ombud, decision["item"]).measure is Measure.HOLD


def test_only_the_ticked_clauses_are_cited(signed_in: SignedIn, post: Post, ombud: Ombud) -> None:
    decision = post("cheap pills, or I break your legs")
    form = judgement("remove", "An advert.") | {"choose-clauses": "yes"}
    browser = signed_in("ada")

    assert browser.post(f"/console/cases/{decision['case']}", data=form).status_code == 422
    browser.post(f"/console/cases/{decision['case']}", data=form | {"clause:spam/pills": "yes"})

    assert [match.clause for match in newest(ombud, decision["item"]).matches] == ["spam/pills"]


def test_whoever_comes_second_sees_what_the_first_decided_and_loses_no_word(
    signed_in: SignedIn, post: Post, ombud: Ombud
) -> None:
    decision = post("I will break your legs")
    signed_in("ada").post(f"/console/cases/{decision['case']}", data=judgement("remove", "A plain threat."))

    answer = signed_in("ben").post(f"/console/cases/{decision['case']}", data=judgement("allow", "It is a lyric."))

    assert answer.status_code == 409
    assert "Somebody was faster" in answer.text
    assert "A plain threat." in answer.text
    assert "It is a lyric." in answer.text
    assert newest(ombud, decision["item"]).measure is Measure.REMOVE


def test_a_form_from_before_a_change_is_not_stored(signed_in: SignedIn, post: Post, ombud: Ombud) -> None:
    decision = post("I will break your legs")
    path = f"/console/cases/{decision['case']}"

    old = signed_in("ada").post(path, data=judgement("allow", version=7))

    assert old.status_code == 409
    assert "The case has changed" in old.text
    assert newest(ombud, decision["item"]).measure is Measure.HOLD


def test_a_form_without_a_version_is_refused(signed_in: SignedIn, post: Post) -> None:
    decision = post("I will break your legs")

    answer = signed_in("ada").post(f"/console/cases/{decision['case']}", data={"measure": "allow"})

    assert answer.status_code == 422


def test_a_decided_case_has_no_form_any_more(signed_in: SignedIn, post: Post) -> None:
    decision = post("I will break your legs")
    browser = signed_in("ada")
    browser.post(f"/console/cases/{decision['case']}", data=judgement("remove", "A plain threat."))

    page = browser.get(f"/console/cases/{decision['case']}").text

    assert "This case is decided" in page
    assert "by you" in page
    assert "data-decide" not in page


def test_a_case_that_does_not_exist_is_a_page_of_the_console(signed_in: SignedIn) -> None:
    page = signed_in("ada").get("/console/cases/case_none")

    assert page.status_code == 404
    assert "Sign out" in page.text


def test_an_item_shows_everything_decided_about_it(signed_in: SignedIn, post: Post) -> None:
    decision = post("I will break your legs")
    browser = signed_in("ada")
    browser.post(f"/console/cases/{decision['case']}", data=judgement("remove", "A plain threat."))

    page = browser.get(f"/console/items/{decision['item']}").text

    assert "A plain threat." in page
    assert "by the machine" in page
    assert "by you" in page


def test_an_item_whose_id_is_an_address_can_be_found(signed_in: SignedIn, post: Post) -> None:
    post("cheap pills", item={"id": "https://forum.example/a?b=c#d", "kind": "post", "text": "cheap pills"})
    browser = signed_in("ada")

    found = browser.get("/console/items", params={"id": "https://forum.example/a?b=c#d"})

    assert found.status_code == 200
    assert "cheap pills" in found.text
    assert browser.get("/console/items").status_code == 200
    assert browser.get("/console/items?id=unknown").status_code == 404


def test_the_text_waits_behind_a_button_for_whoever_wants_that(signed_in: SignedIn, post: Post) -> None:
    decision = post("I will break your legs")
    browser = signed_in("ada")
    browser.post("/console/account/comfort", data={"veil": "yes"})

    page = browser.get(f"/console/cases/{decision['case']}").text

    assert '<details class="veil">' in page
    assert page.count("break your legs") == 1
    assert "aria-keyshortcuts" not in page


def test_nobody_is_treated_harder_than_the_clause_asks_for(signed_in: SignedIn, post: Post, ombud: Ombud) -> None:
    decision = post("drink bleach")
    browser = signed_in("ada")
    path = f"/console/cases/{decision['case']}"

    page = browser.get(path).text
    assert "Take the label off" in page
    assert "Keep the label" in page
    assert "Remove it" not in page
    assert browser.post(path, data=judgement("remove", "I do not like it.")).status_code == 422

    browser.post(path, data=judgement("label", "The context helps."))
    assert newest(ombud, decision["item"]).labels == ("health-context",)


def test_an_edited_post_still_waits_and_shows_its_new_words(signed_in: SignedIn, post: Post, ombud: Ombud) -> None:
    decision = post("cheap pills")
    browser = signed_in("ada")
    path = f"/console/cases/{decision['case']}"
    opened = browser.get(path).text
    assert f'name="seen" value="{decision["id"]}"' in opened
    post("pets are nice", type="item.edited", item={"id": decision["item"], "kind": "post", "text": "pets are nice"})

    late = browser.post(path, data={**judgement("remove", "It sells pills."), "seen": decision["id"]})
    assert late.status_code == 409
    assert "pets are nice" in browser.get(path).text
    assert browser.post(path, data=judgement("allow")).status_code == 303


def test_an_appealed_decision_shows_the_text_it_was_about(
    signed_in: SignedIn, post: Post, ombud: Ombud, person: Callable[[str], User]
) -> None:
    decision = post("cheap pills")
    judged = ombud.review.judge(decision["case"], 1, person("ada"), Measure.WARN, "An advert.")
    url = ombud.notices.url(judged.id)
    assert url is not None
    appeal = ombud.appeals.file(url.rpartition("/")[2], "It is a poem.")
    post("pets are nice", type="item.edited", item={"id": decision["item"], "kind": "post", "text": "pets are nice"})

    page = signed_in("ben").get(f"/console/appeals/{appeal.id}").text

    assert "<mark>cheap pills</mark>" in page


def test_a_reviewer_may_choose_an_end(signed_in: SignedIn, post: Post, ombud: Ombud) -> None:
    decision = post("I will break your legs")
    browser = signed_in("ada")

    assert "For how long?" in browser.get(f"/console/cases/{decision['case']}").text
    form = judgement("remove", "A plain threat.")
    refused = browser.post(f"/console/cases/{decision['case']}", data=form | {"lasts": "5"})
    assert refused.status_code == 422
    assert "Choose one of the ends that are offered." in refused.text
    browser.post(f"/console/cases/{decision['case']}", data=form | {"lasts": "7"})

    judged = newest(ombud, decision["item"])
    assert judged.ends_at == judged.at + timedelta(days=7)
