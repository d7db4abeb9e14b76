"""Why: a decision taken apart as it was made, and a text tried out under the policy in force."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from ombud.model import Measure, User
from ombud.wiring import Config, Ombud

SignedIn = Callable[[str], httpx.Client]
Post = Callable[..., dict[str, Any]]
RULES = """---
policy: test
title: Test policy
language: en
attributes:
  author.karma: int?
  author.trusted: bool?
  author.badges: list<string>?
  item.score: double?
  context.board: string?
---

# Harassment

## Do not threaten people {#threats}

Saying that you will hurt somebody is not allowed.

```rule
id: threat
when: mentions(item.text, "break your legs")
then: remove
queue: threats
detail: withheld
```

```rule
id: again
when: count(author, "item.created", duration("10m")) > 1
      && has(signal.shouting) && (signal.shouting > 0.5 || 1 / size(item.media) > 0)
then: label
```

```rule
id: silent
when: mentions(item.text, "legs") && item.links.exists(link, link.domain == "a.example")
then: warn
mode: shadow
```

```rule
id: sure
when: mentions(item.text, "arms")
then: remove
automation: decide
min_precision: 0.9
```

```rule
id: rich
when: has(author.karma) && author.karma > 5 && has(author.trusted) && author.trusted && has(item.score)
      && item.score > 0.5 && has(author.badges) && "gold" in author.badges && has(author.age)
      && author.age < duration("72h") && item.kind == "comment" && has(item.lang) && item.lang == "de"
      && has(author.name) && author.name == "Bo" && size(item.links) == 2
then: hold
```

```examples
violates: I will break your legs
allows: I broke my leg
```
"""


@pytest.fixture
def ombud(tmp_path: Path) -> Iterator[Ombud]:
    folder = tmp_path / "policy"
    folder.mkdir()
    (folder / "policy.md").write_text(RULES, encoding="utf-8")
    opened = Ombud.open(Config(data=tmp_path / "data", policy=folder))
    yield opened
    opened.close()


def why(browser: httpx.Client, decision: dict[str, Any]) -> str:
    answer = browser.get(f"/console/decisions/{decision['id']}/explain")
    assert answer.status_code == 200
    return answer.text


def test_a_reviewer_sees_every_rule_that_was_asked_and_the_words(signed_in: SignedIn, post: Post) -> None:
    page = why(signed_in("ada"), post("I WILL break your legs <b>now</b>"))
    assert "break your legs</mark>" in page
    assert "&lt;b&gt;now" in page
    assert "It only proposes; a person confirms." in page
    assert "condition not public" in page  # but the reviewer may see it
    assert "mentions(item.text, &#34;break your legs&#34;)" in page
    assert "2 other rules were not asked" in page


def test_the_counts_are_those_of_the_record(signed_in: SignedIn, post: Post) -> None:
    post("One")
    second = post("TWO IN A ROW, AND LOUDLY")
    for number in range(3):
        post(f"later {number}")
    page = why(signed_in("ada"), second)
    assert "item.created of author:u-1 in 10 minutes" in page
    assert "<dd>2</dd>" in page
    assert "division by zero. It makes no difference" not in page


def test_the_policy_is_the_one_of_then(ombud: Ombud, signed_in: SignedIn, post: Post) -> None:
    decision = post("I will break your legs")
    ombud.publisher.publish({"policy.md": RULES.replace("id: threat\n", "id: renamed\n")}, "Another name.")
    page = why(signed_in("ada"), decision)
    assert ">threat<" in page
    assert decision["policy"] in page


def test_what_was_not_asked_then_is_said_so(signed_in: SignedIn, post: Post) -> None:
    page = why(signed_in("ada"), post("quiet"))
    assert "Not reached: what stands before it has decided." in page


def test_a_decision_that_follows_from_another_says_so(signed_in: SignedIn, post: Post) -> None:
    item = {"id": "p", "kind": "post"}
    post("", item=item | {"text": "I will break your legs"})
    edited = post("", type="item.edited", item=item | {"text": "I will be nice"})
    assert edited["replaces"]
    page = why(signed_in("ada"), edited)
    assert "An earlier decision about this item came into it:" in page


def test_what_a_person_decided_is_not_explained_by_rules(
    ombud: Ombud, signed_in: SignedIn, post: Post, person: Callable[[str], User]
) -> None:
    decision = post("I will break your legs")
    browser = signed_in("ada")
    with ombud.store.read() as unit:
        view = unit.cases.get(decision["case"])
    assert view is not None
    judged = ombud.review.judge(view.case.id, view.case.version, person("ada"), Measure.REMOVE, "A threat.")
    answer = browser.get(f"/console/decisions/{judged.id}/explain")
    assert "A person decided this" in answer.text
    assert browser.get("/console/decisions/dec_nothing/explain").status_code == 404


def test_case_and_item_link_to_the_reasons(signed_in: SignedIn, post: Post) -> None:
    decision = post("I will break your legs")
    browser = signed_in("ada")
    link = f"/console/decisions/{decision['id']}/explain"
    assert link in browser.get(f"/console/cases/{decision['case']}").text
    assert link in browser.get(f"/console/items/{decision['item']}").text


def test_covered_texts_are_not_quoted_part_by_part(signed_in: SignedIn, post: Post) -> None:
    decision = post("Well: I will break your legs")
    browser = signed_in("ada")
    browser.post("/console/account/comfort", data={"veil": "on"})
    page = why(browser, decision)
    assert page.count("break your legs</mark>") == 1  # in the exhibit, which is covered


# ── trying a text ────────────────────────────────────────────────────────────────────────────────────────────────────
def tried(browser: httpx.Client, **form: str) -> httpx.Response:
    return browser.post("/console/policy/try", data=form)


def test_a_lead_may_try_a_text_and_nothing_is_stored(ombud: Ombud, signed_in: SignedIn) -> None:
    browser = signed_in("lea")
    assert "See what the rules say" in browser.get("/console/policy/try").text
    answer = tried(browser, text="I will break\u200b your legs <i>at</i> https://a.example/x")
    assert answer.status_code == 200
    assert "U+200B" in answer.text
    assert "&lt;i&gt;" in answer.text
    assert "Without effect, in shadow" in answer.text
    with ombud.store.read() as unit:
        assert unit.records.ids() == []


def test_a_reviewer_is_told_that_it_is_for_leads(signed_in: SignedIn) -> None:
    assert signed_in("ada").get("/console/policy/try").status_code == 403


def test_everything_about_the_post_may_be_given(signed_in: SignedIn) -> None:
    fields = {
        "author.karma": "7", "author.trusted": "Yes", "author.badges": "silver, gold", "item.score": "0.75",
        "context.board": "pets", "age": "2,5", "kind": "comment", "lang": "de", "name": "Bo",
        "links": "https://a.example/\nhttps://b.example/",
    }  # fmt: skip
    page = tried(signed_in("lea"), text="hello", **fields).text
    assert page.count('tag tone-warn">fires') == 1
    assert 'value="silver, gold"' in page
    assert "2 days" in page


def test_what_makes_no_sense_is_said_beside_the_form(signed_in: SignedIn) -> None:
    browser = signed_in("lea")
    for form, complaint in (
        ({"text": " "}, "Write or paste a text."),
        ({"text": "x", "age": "old"}, "number of days"),
        ({"text": "x", "age": "-1"}, "number of days"),
        ({"text": "x", "age": "nan"}, "number of days"),
        ({"text": "x", "author.karma": "many"}, "author.karma is a number."),
        ({"text": "x", "author.karma": "9" * 30}, "author.karma"),
        ({"text": "x", "kind": "ghost"}, "ghost"),
    ):
        answer = tried(browser, **form)
        assert answer.status_code == 422, form
        assert complaint in answer.text
        assert f">\n{form['text']}</textarea>" in answer.text


def test_what_may_act_alone_shows_its_precision(ombud: Ombud, signed_in: SignedIn, post: Post) -> None:
    browser = signed_in("lea")
    page = tried(browser, text="arms and LEGS, break your legs").text
    assert "It may not act alone yet:" in page
    assert "nobody has judged it," in page
