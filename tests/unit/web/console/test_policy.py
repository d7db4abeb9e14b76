"""Writing the policy in the console: from a draft to what runs, with forms alone."""

import re
from collections.abc import Callable
from html import unescape

import httpx
import pytest

from ombud.model import User
from ombud.wiring import Ombud

SignedIn = Callable[[str], httpx.Client]
Person = Callable[[str], User]
PASSWORD = "a long enough password"
CLAUSE = "harassment/threats"
JSON = {"accept": "application/json"}


@pytest.fixture
def lea(signed_in: SignedIn) -> httpx.Client:
    """A lead, who writes."""
    return signed_in("lea")


@pytest.fixture
def ann(signed_in: SignedIn) -> httpx.Client:
    """An admin, who approves."""
    return signed_in("ann")


def begin(browser: httpx.Client, title: str = "Clearer words") -> str:
    answer = browser.post("/console/policy/drafts", data={"title": title})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].partition("?")[0]


def seen(browser: httpx.Client, draft: str) -> str:
    found = re.search(r'name="seen" value="(\d+)"', browser.get(draft).text)
    assert found is not None
    return found[1]


def text_of(browser: httpx.Client, draft: str, clause: str = CLAUSE) -> str:
    page = browser.get(f"{draft}/edit", params={"clause": clause}).text
    found = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)
    assert found is not None
    return unescape(found[1])


def write(
    browser: httpx.Client, draft: str, old: str, new: str, clause: str = CLAUSE, do: str = "save"
) -> httpx.Response:
    text = text_of(browser, draft, clause)
    assert old in text
    data = {"text": text.replace(old, new), "seen": seen(browser, draft), "do": do}
    return browser.post(f"{draft}/edit", params={"clause": clause}, data=data)


def act(browser: httpx.Client, draft: str, what: str, **data: str) -> httpx.Response:
    return browser.post(f"{draft}/{what}", data={"seen": seen(browser, draft), **data})


def said(answer: httpx.Response) -> str:
    assert answer.status_code == 303, answer.text
    return answer.cookies["ombud-said"]


# ── from a draft to what runs ────────────────────────────────────────────────────────────────────────────────────────
def test_one_writes_another_approves_and_it_runs(lea: httpx.Client, ann: httpx.Client, ombud: Ombud) -> None:
    draft = begin(lea)
    assert "Nothing yet." in lea.get(draft).text
    assert said(write(lea, draft, "is not allowed", "is never allowed")) == "draft-saved"
    page = lea.get(draft).text
    assert "<ins>" in page
    assert "never" in page
    assert said(act(lea, draft, "submit", reason="So that nobody misreads it.")) == "draft-submitted"
    page = lea.get(draft).text
    assert "somebody else approves it" in page
    assert f"{draft}/approve" not in page
    assert said(act(ann, draft, "approve")) == "draft-approved"
    assert said(act(lea, draft, "publish")) == "policy-published"
    assert "never allowed" in ombud.policy.files["policy.md"]
    public = lea.get("/policy").text
    assert "So that nobody misreads it." in public
    assert "written by a lead, approved by somebody else: an admin" in public
    assert "lea" not in re.findall(r"\b\w+\b", public)
    over = lea.get(draft).text
    assert "Publish now" not in over
    for word in ("Begun", "Edited", "Submitted", "Approved", "Published"):
        assert word in over


def test_who_wrote_it_cannot_approve_it_by_hand_either(lea: httpx.Client) -> None:
    draft = begin(lea)
    write(lea, draft, "is not allowed", "is never allowed")
    act(lea, draft, "submit", reason="Why.")
    answer = act(lea, draft, "approve")
    assert answer.status_code == 403
    assert "whoever wrote in it may not" in answer.text


@pytest.mark.parametrize(
    "path", ["policy", "policy/drafts/drf_0", "policy/language.json", "policy/versions/x/rollback"]
)
def test_reviewers_do_not_write_the_policy(signed_in: SignedIn, path: str) -> None:
    assert signed_in("ada").get(f"/console/{path}").status_code == 403


def test_a_draft_is_sent_back_with_a_comment(lea: httpx.Client, ann: httpx.Client) -> None:
    draft = begin(lea)
    write(lea, draft, "is not allowed", "is never allowed")
    act(lea, draft, "submit", reason="Why.")
    empty = act(ann, draft, "return", comment=" ")
    assert empty.status_code == 422
    assert 'id="comment-error"' in empty.text
    assert said(act(ann, draft, "return", comment="Too strict <b>here</b>.")) == "draft-returned"
    page = lea.get(draft).text
    assert "Sent back by ann" in page
    assert "Too strict &lt;b&gt;here&lt;/b&gt;." in page


def test_withdrawing_ends_a_draft(lea: httpx.Client) -> None:
    draft = begin(lea)
    assert said(act(lea, draft, "withdraw")) == "draft-withdrawn"
    assert "readonly" in lea.get(f"{draft}/edit", params={"clause": CLAUSE}).text
    overview = lea.get("/console/policy").text
    assert "Drafts that are over" in overview
    assert "Nobody is changing the policy just now." in overview


def test_a_draft_needs_a_title_and_a_reason_and_something_to_change(lea: httpx.Client) -> None:
    answer = lea.post("/console/policy/drafts", data={"title": " "})
    assert answer.status_code == 422
    assert 'id="title-error"' in answer.text
    draft = begin(lea)
    assert act(lea, draft, "submit", reason="Why.").status_code == 422
    write(lea, draft, "is not allowed", "is never allowed")
    answer = act(lea, draft, "submit", reason="")
    assert answer.status_code == 422
    assert 'id="reason-error"' in answer.text


# ── the editor, without a script ─────────────────────────────────────────────────────────────────────────────────────
def test_checking_shows_problems_with_their_lines_and_saves_nothing(lea: httpx.Client) -> None:
    draft = begin(lea)
    answer = write(lea, draft, "item.text", "item.txet", do="check")
    assert answer.status_code == 200
    assert "there is no field `item.txet`" in answer.text
    assert 'data-line="7"' in answer.text
    assert "Did you mean `item.text`?" in answer.text
    assert "Checked, not saved yet." in answer.text
    assert "item.txet" not in text_of(lea, draft)


def test_examples_are_shown_with_words_for_what_became_of_them(lea: httpx.Client) -> None:
    draft = begin(lea)
    good = lea.get(f"{draft}/edit", params={"clause": CLAUSE}).text
    assert "All 2 examples pass" in good
    assert good.count('class="tried-good"') == 2
    bad = write(lea, draft, "allows: I broke my leg", "allows: he will break your legs", do="check").text
    assert "1 example fails" in bad
    assert bad.count('class="tried-bad"') == 1
    assert "threat fires" in bad
    missing = write(lea, draft, "allows: I broke my leg", "", do="check").text
    assert "No example of what it allows:" in missing


def test_a_list_that_makes_an_example_elsewhere_fail_says_so(lea: httpx.Client) -> None:
    draft = begin(lea)
    act(lea, draft, "lists", title="Words")
    write(lea, draft, 'mentions(item.text, "break your legs")', 'in_list(item.text, "words")')
    data = {"text": "nothing of the kind\n", "seen": seen(lea, draft), "do": "check"}
    page = lea.post(f"{draft}/edit", params={"file": "lists/words.txt"}, data=data)
    assert page.status_code == 200
    assert "1 example fails" in page.text
    assert "no rule of this clause fires" in page.text


def test_the_editor_leaves_hooks_for_a_script(lea: httpx.Client) -> None:
    draft = begin(lea)
    page = lea.get(f"{draft}/edit", params={"clause": CLAUSE}).text
    assert 'data-editor="policy"' in page
    assert f'data-check="{draft}/check?clause=harassment%2Fthreats"' in page
    assert f'data-language="/console/policy/language.json?draft={draft.rpartition("/")[2]}"' in page


def test_a_check_for_the_editor_is_json_with_lines_of_its_own_text(lea: httpx.Client) -> None:
    draft = begin(lea)
    text = text_of(lea, draft)
    lea.headers["accept"] = "application/json"
    url, params = f"{draft}/check", {"clause": CLAUSE}
    good = lea.post(url, params=params, data={"text": text}, headers=JSON).json()
    assert good["ok"] is True
    assert [(one["kind"], one["passed"], one["at"]) for one in good["examples"]] == [
        ("violates", True, 14),
        ("allows", True, 15),
    ]
    bad = lea.post(
        url, params=params, data={"text": text.replace("then: remove", "then: destroy")}, headers=JSON
    ).json()
    assert bad["ok"] is False
    assert [(one["at"], one["severity"]) for one in bad["problems"]] == [(8, "error")]
    assert bad["examples"] == []
    empty = lea.post(url, params=params, data={"text": " "})
    assert empty.status_code == 422
    assert empty.json()["code"] == "nothing_written"
    assert lea.post(url, params={"clause": "no/such"}, data={"text": "x"}).json()["code"] == "no_such_clause"
    large = lea.post(url, params=params, data={"text": "x" * 2_000_001})
    assert (large.status_code, large.json()["code"]) == (413, "draft_too_large")


def example_on(page: str, words: str) -> str:
    """The place of the example with these words, as its button sends it."""
    after = page[page.index(words, page.index("data-examples")) :]
    found = re.search(r'data-example="([^"]+)"', after)
    assert found is not None
    return found[1]


def test_an_example_is_taken_apart_for_the_draft_as_it_is_written(lea: httpx.Client) -> None:
    draft = begin(lea)
    place = example_on(lea.get(f"{draft}/edit", params={"clause": CLAUSE}).text, "I will break")
    text = text_of(lea, draft).replace('"break your legs")', '"break your legs") && size(item.links) == 0')
    url, params, data = f"{draft}/explain", {"clause": CLAUSE}, {"text": text, "example": place}
    found = lea.post(url, params=params, data=data, headers=JSON).json()
    [rule] = found["rules"]
    assert (rule["rule"], rule["outcome"], rule["words"]) == ("threat", "fires", ["break your legs"])
    assert [one["value"] for one in rule["condition"]["parts"]] == [True, True]
    assert found["others"] == []  # the rules of other clauses have nothing to do with it
    page = lea.post(url, params=params, data=data).text
    assert "<html" not in page
    assert "<mark>break your legs</mark>" in page
    assert "size(item.links) == 0" in page
    assert "size(item.links)" not in text_of(lea, draft)


def test_an_example_no_rule_is_asked_about_shows_what_is_missing(lea: httpx.Client) -> None:
    draft = begin(lea)
    edit, params = f"{draft}/edit", {"clause": CLAUSE}
    place = example_on(lea.get(edit, params=params).text, "I broke my leg")
    data = {"text": text_of(lea, draft), "do": f"why {place}"}
    page = lea.post(edit, params=params, data=data).text  # without a script: the page again, with that example open
    assert f'data-example="{place}" open' in page
    assert "Not asked, because something is not there that they need:" in page
    assert "Checked, not saved yet." not in page
    assert page.count("Take it apart") == 1


def test_what_cannot_be_taken_apart_says_why(lea: httpx.Client) -> None:
    draft = begin(lea)
    text, url, params = text_of(lea, draft), f"{draft}/explain", {"clause": CLAUSE}
    for wrong in ("", "policy.md:1", "policy.md:99999999999", "no.md:3", "policy.md:²"):
        answer = lea.post(url, params=params, data={"text": text, "example": wrong}, headers=JSON)
        assert (answer.status_code, answer.json()["code"]) == (404, "no_such_example"), wrong
    place = example_on(lea.get(f"{draft}/edit", params=params).text, "I will break")
    broken = {"text": text.replace("item.text", "item.txet"), "example": place}
    assert lea.post(url, params=params, data=broken, headers=JSON).json()["code"] == "policy_invalid"
    refused = {"text": text.replace("I will break your legs", '{"item": {"text": 7}}'), "example": place}
    assert lea.post(url, params=params, data=refused, headers=JSON).status_code == 422
    large = lea.post(url, params=params, data={"text": "x" * 2_000_001, "example": place}, headers=JSON)
    assert (large.status_code, large.json()["code"]) == (413, "draft_too_large")
    page = lea.post(f"{draft}/edit", params=params, data={"text": text, "do": "why policy.md:1"})
    assert page.status_code == 404
    assert "No clause stands there." in page.text


def test_a_clause_with_many_rules_is_taken_apart_in_part(lea: httpx.Client) -> None:
    draft = begin(lea)
    rules = "".join(
        f"```rule\nid: r{n}\nwhen: size(item.text) > {n if n < 55 else 1000}\nthen: hold\n```\n" for n in range(115)
    )
    text = text_of(lea, draft).replace("```examples\nviolates: I", f"{rules}\n```examples\nviolates: {'x' * 60} I")
    checked = lea.post(f"{draft}/edit", params={"clause": CLAUSE}, data={"text": text, "do": "check"}).text
    place = example_on(checked, "x" * 60)
    page = lea.post(f"{draft}/explain", params={"clause": CLAUSE}, data={"text": text, "example": place}).text
    assert page.count('class="why card"') == 50
    assert "rules more" in page


def test_a_name_that_another_clause_has_is_found_while_typing(lea: httpx.Client) -> None:
    draft = begin(lea)
    text = text_of(lea, draft).replace("id: threat", "id: pills")
    lea.headers["accept"] = "application/json"
    found = lea.post(f"{draft}/check", params={"clause": CLAUSE}, data={"text": text}, headers=JSON).json()
    assert any("a rule `pills` exists already" in one["message"] for one in found["problems"])


def test_the_language_can_be_read_by_an_editor(lea: httpx.Client) -> None:
    words = lea.get("/console/policy/language.json").json()
    assert {"item.text", "author.age"} <= {one["name"] for one in words["fields"]}
    assert "mentions" in {one["name"] for one in words["functions"]}
    draft = begin(lea)
    act(lea, draft, "lists", title="Bad words")
    words = lea.get("/console/policy/language.json", params={"draft": draft.rpartition("/")[2]}).json()
    assert [one["name"] for one in words["lists"]] == ["bad-words"]


def test_a_clause_is_added_renamed_and_removed(lea: httpx.Client) -> None:
    draft = begin(lea)
    answer = act(lea, draft, "clauses", section="care", title="Be kind")
    assert "clause=care%2Fbe-kind" in answer.headers["location"]
    answer = write(lea, draft, "{#be-kind}", "{#kindness}", clause="care/be-kind")
    assert "clause=care%2Fkindness" in answer.headers["location"]
    answer = act(lea, draft, "clauses", **{"new-section": "Good manners", "title": "Say hello"})
    assert "clause=good-manners%2Fsay-hello" in answer.headers["location"]
    assert said(write(lea, draft, "Say", "Say", clause="good-manners/say-hello", do="remove")) == "draft-removed"
    assert lea.get(f"{draft}/edit", params={"clause": "good-manners/say-hello"}).status_code == 404
    wrong = act(lea, draft, "clauses", section="care", title="{#x}")
    assert wrong.status_code == 422
    assert 'value="{#x}"' in wrong.text
    assert lea.post(f"{draft}/clauses", data={"section": "care", "title": "x", "seen": "1"}).status_code == 409
    assert act(lea, draft, "lists", title="").status_code == 422
    assert act(lea, draft, "clauses", title="x").status_code == 422


def test_a_clause_is_not_saved_without_its_heading(lea: httpx.Client) -> None:
    draft = begin(lea)
    text = text_of(lea, draft)
    heading, _, rest = text.partition("\n")
    for wrong in (rest, heading.removeprefix("#") + "\n" + rest):
        data = {"text": wrong, "seen": seen(lea, draft), "do": "save"}
        answer = lea.post(f"{draft}/edit", params={"clause": CLAUSE}, data=data)
        assert answer.status_code == 422
        assert "A clause begins with ##" in answer.text
    assert text_of(lea, draft) == text


def test_a_new_clause_is_not_finished_until_it_is_written(lea: httpx.Client) -> None:
    draft = begin(lea)
    act(lea, draft, "clauses", section="care", title="Be kind")
    assert "this is what every new clause begins with" in lea.get(draft).text
    assert said(act(lea, draft, "clauses", section="care", title="Again")).startswith("clause-added")


def test_what_nobody_sees_is_shown_as_its_number(lea: httpx.Client) -> None:
    draft = begin(lea)
    write(lea, draft, "## ", "## \u202e")
    page = lea.get(draft).text
    assert "\u202e" not in page.partition("<textarea")[0]
    assert "U+202E" in page


def test_lists_and_whole_files_are_edited_too(lea: httpx.Client) -> None:
    draft = begin(lea)
    answer = act(lea, draft, "lists", title="Bad words")
    assert "file=lists%2Fbad-words.txt" in answer.headers["location"]
    path = {"file": "lists/bad-words.txt"}
    assert lea.get(f"{draft}/edit", params=path).status_code == 200
    saved = lea.post(f"{draft}/edit", params=path, data={"text": "drat\n", "seen": seen(lea, draft), "do": "save"})
    assert said(saved) == "draft-saved"
    page = lea.get(draft).text
    assert "1 entry came" in page
    removed = lea.post(f"{draft}/edit", params=path, data={"seen": seen(lea, draft), "do": "remove"})
    assert said(removed) == "draft-removed"
    assert lea.get(f"{draft}/edit", params={"file": "policy.md"}).status_code == 200
    assert lea.get(f"{draft}/edit", params={"file": "../secret"}).status_code == 404


def test_nobody_overwrites_what_they_have_not_seen(lea: httpx.Client) -> None:
    draft = begin(lea)
    before = seen(lea, draft)
    write(lea, draft, "is not allowed", "is forbidden")  # in another tab
    mine = {"text": text_of(lea, draft).replace("is forbidden", "is never allowed"), "seen": before, "do": "save"}
    answer = lea.post(f"{draft}/edit", params={"clause": CLAUSE}, data=mine)
    assert answer.status_code == 409
    assert "What it says now" in answer.text
    assert "is forbidden" in answer.text
    assert "is never allowed" in answer.text
    again = re.search(r'name="seen" value="(\d+)"', answer.text)
    assert again is not None
    assert said(lea.post(f"{draft}/edit", params={"clause": CLAUSE}, data=mine | {"seen": again[1]})) == "draft-saved"


def test_saving_an_approved_draft_says_that_it_voids_the_approval(lea: httpx.Client, ann: httpx.Client) -> None:
    draft = begin(lea)
    write(lea, draft, "is not allowed", "is never allowed")
    act(lea, draft, "submit", reason="Why.")
    act(ann, draft, "approve")
    assert "Saving voids that." in lea.get(f"{draft}/edit", params={"clause": CLAUSE}).text
    write(lea, draft, "is never allowed", "is really never allowed")
    assert "being written" in lea.get(draft).text


def test_another_site_cannot_send_these_forms(lea: httpx.Client) -> None:
    answer = lea.post("/console/policy/drafts", data={"title": "x"}, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403


@pytest.mark.parametrize("wrong", ["", "x", "-1", "9" * 30, "²"])
def test_a_form_without_a_step_is_refused_as_out_of_date(lea: httpx.Client, wrong: str) -> None:
    draft = begin(lea)
    answer = lea.post(f"{draft}/withdraw", data={"seen": wrong})
    assert answer.status_code == 409


# ── two drafts, and the way back ─────────────────────────────────────────────────────────────────────────────────────
def publish(lea: httpx.Client, ann: httpx.Client, draft: str) -> httpx.Response:
    act(lea, draft, "submit", reason="Why.")
    act(ann, draft, "approve")
    return act(lea, draft, "publish")


def test_a_draft_that_was_overtaken_is_brought_up_to_date(lea: httpx.Client, ann: httpx.Client, ombud: Ombud) -> None:
    first, second = begin(lea, "First"), begin(lea, "Second")
    write(lea, first, "Adverts for pills", "Adverts for any pills", clause="spam/pills")
    write(lea, second, "is not allowed", "is never allowed")
    act(lea, second, "submit", reason="Why.")
    act(ann, second, "approve")
    assert said(publish(lea, ann, first)) == "policy-published"
    refused = act(lea, second, "publish")
    assert refused.status_code == 409
    assert "Another version has come into force" in refused.text
    page = lea.get(f"{second}/rebase").text
    assert "Nothing clashes" in page
    onto = re.search(r'name="onto" value="([^"]+)"', page)
    assert onto is not None
    assert said(act(lea, second, "rebase", onto=onto[1])) == "draft-rebased"
    assert said(publish(lea, ann, second)) == "policy-published"
    assert "any pills" in ombud.policy.files["policy.md"]
    assert "never allowed" in ombud.policy.files["policy.md"]
    third = begin(lea, "Third")
    assert "This draft is up to date." in lea.get(f"{third}/rebase").text
    assert act(lea, third, "rebase").headers["location"] == third


@pytest.mark.parametrize(("choice", "kept"), [("mine", "is never allowed"), ("theirs", "is forbidden")])
def test_where_both_changed_the_same_clause_somebody_chooses(
    lea: httpx.Client, ann: httpx.Client, choice: str, kept: str
) -> None:
    first, second = begin(lea, "First"), begin(lea, "Second")
    write(lea, first, "is not allowed", "is forbidden")
    write(lea, second, "is not allowed", "is never allowed")
    publish(lea, ann, first)
    page = lea.get(f"{second}/rebase").text
    assert "Both changed this" in page
    onto = re.search(r'name="onto" value="([^"]+)"', page)
    assert onto is not None
    assert act(lea, second, "rebase", onto=onto[1]).status_code == 422
    assert act(lea, second, "rebase", onto="sha256:0", **{"clash-0": choice}).status_code == 409
    assert said(act(lea, second, "rebase", onto=onto[1], **{"clash-0": choice})) == "draft-rebased"
    assert kept in text_of(lea, second)


def test_an_earlier_version_comes_back_with_a_reason(lea: httpx.Client, ann: httpx.Client, ombud: Ombud) -> None:
    before = ombud.policy.version
    draft = begin(lea)
    write(lea, draft, "is not allowed", "is never allowed")
    publish(lea, ann, draft)
    path = f"/console/policy/versions/{before}/rollback"
    assert path in lea.get("/console/policy").text
    assert "What would change" in lea.get(path).text
    onto = ombud.policy.version
    assert f'name="onto" value="{onto}"' in lea.get(path).text
    empty = lea.post(path, data={"reason": "", "onto": onto})
    assert empty.status_code == 422
    assert "everybody will read it" in empty.text
    for stale in ({}, {"onto": before[:20]}, {"onto": "sha256:0"}):
        behind = lea.post(path, data={"reason": "It was misread.", **stale})
        assert behind.status_code == 409
        assert "Somebody else put another version in force" in behind.text
        assert f'name="onto" value="{onto}"' in behind.text
    assert ombud.policy.version == onto
    assert said(lea.post(path, data={"reason": "It was misread.", "onto": onto})) == "policy-rolled-back"
    assert ombud.policy.version == before
    assert "This version is the one in force." in lea.get(path).text
    assert lea.post(path, data={"reason": "Again."}).status_code == 409
    public = lea.get("/policy").text
    assert "an earlier version, brought back by a lead" in public
    assert "It was misread." in public
    assert lea.get("/console/policy/versions/sha256:0/rollback").status_code == 404
