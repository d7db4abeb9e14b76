"""A person's own page: everything about them, for whoever holds the link and for nobody else."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from litestar.testing import TestClient

from ombud.model import Measure, Outcome, Role
from ombud.process.strikes import account_of
from ombud.wiring import Ombud

Client = TestClient[Any]
Send = Callable[..., dict[str, Any]]
Link = Callable[[dict[str, Any]], str]


@pytest.fixture
def own(ombud: Ombud) -> str:
    """The path of u1's page."""
    return ombud.persons.url("u1").removeprefix(ombud.config.url)


def test_it_has_every_post_that_something_was_done_about(client: Client, decided: Send, own: str) -> None:
    decided("I will break your legs", item="p1")
    decided("cheap pills <script>alert(1)</script>", item="p2")
    decided("a plain post", item="p3")
    page = client.get(own)
    assert page.status_code == 200
    for words in ("I will break your legs", "cheap pills &lt;script&gt;", "Do not threaten people", "You can appeal"):
        assert words in page.text
    assert "a plain post" not in page.text
    assert "<script>alert" not in page.text
    assert "noindex" in page.headers["x-robots-tag"]


def test_somebody_of_whom_nothing_is_known_is_told_so(client: Client, ombud: Ombud) -> None:
    page = client.get(ombud.persons.url("nobody").removeprefix(ombud.config.url))
    assert "Nothing has been done about any of your posts." in page.text
    assert "Nothing counts against you." in page.text
    assert "You have reported nothing" in page.text


def test_nobody_sees_anothers_page(client: Client, decided: Send, ombud: Ombud, own: str) -> None:
    decided("I will break your legs", item="p1")
    other = client.get(ombud.persons.url("u2").removeprefix(ombud.config.url))
    assert "break your legs" not in other.text
    assert client.get(own[:-1]).status_code == 404
    assert client.get("/person/guessed").status_code == 404
    assert client.get(f"{own}?number=0").status_code == 404
    assert client.get(f"{own}?number=99999999").status_code == 404


def test_an_appeal_and_how_it_ended_are_on_it(
    client: Client, ombud: Ombud, removed: dict[str, Any], overturn: Callable[[str], None], own: str,
    link: Callable[[dict[str, Any]], str],
) -> None:  # fmt: skip
    token = link(removed).rpartition("/")[2]
    appeal = ombud.appeals.file(token, "It was a joke.")
    assert "It waits to be heard." in client.get(own).text
    overturn(appeal.id)
    page = client.get(own).text
    assert "Somebody else heard it: you were right." in page
    assert "ana" not in page.lower().split()


def test_all_of_it_can_be_taken_away(client: Client, ombud: Ombud, removed: dict[str, Any], own: str) -> None:
    told = client.get(f"{own}/everything.json").json()
    assert told["person"] == "u1"
    [item] = told["items"]
    assert [one["decision"]["measure"] for one in item["decisions"]] == ["hold", "remove"]
    assert removed["id"] in item["entries"]
    assert told["complete"] is True
    ombud.sequencer.worker.wake()
    packed = client.get(f"{own}/everything.zip")
    assert packed.headers["content-disposition"] == 'attachment; filename="everything.zip"'
    with zipfile.ZipFile(io.BytesIO(packed.content)) as archive:
        assert json.loads(archive.read("everything.json"))["person"] == "u1"
        readable = archive.read("everything.html").decode()
    assert "I will break your legs" in readable
    assert "<script>alert" not in readable


def test_what_was_taken_back_or_heard_by_nobody_does_not_wait(
    client: Client, ombud: Ombud, decided: Send, link: Link, own: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (link(decided("I will break your legs", item)).rpartition("/")[2] for item in ("p1", "p2"))
    ombud.appeals.file(first, "No.")
    ombud.appeals.withdraw(first)
    ombud.appeals.file(second, "No.")
    assert [one in client.get(own).text for one in ("You took it back.", "It waits to be heard.")] == [True, True]
    now = ombud.clock.now()
    for days in (7, 13, 15, 17):
        monkeypatch.setattr(type(ombud.clock), "now", lambda _, days=days: now + timedelta(days=days))
        with ombud.store.write() as unit:
            states = unit.processes.due("appeal", ombud.clock.now(), 10)
            ombud.appeal_clock.when_due(unit, states, ombud.clock.now())
    page = client.get(ombud.persons.url("u1").removeprefix(ombud.config.url)).text
    assert "Nobody heard it in time: what was taken was put back." in page
    assert "It waits to be heard." not in page


def test_what_is_taken_away_can_be_read_without_a_computer(
    client: Client, ombud: Ombud, removed: dict[str, Any], link: Link, own: str, overturn: Callable[[str], None]
) -> None:
    """What was done, where, how long, by whom, how it came up, the rule, the words, the reasons, the appeal."""
    token = link(removed).rpartition("/")[2]
    appeal = ombud.appeals.file(token, "I was <i>quoting</i>.")
    ombud.appeals.add_evidence(token, "See this.", ["https://example.org/letter"])
    overturn(appeal.id)
    with zipfile.ZipFile(io.BytesIO(client.get(f"{own}/everything.zip").content)) as archive:
        readable, told = archive.read("everything.html").decode(), json.loads(archive.read("everything.json"))
    for words in (
        "The post was taken down.", "Everywhere", "A machine found it, and a person decided", "Do not threaten people",
        "is not allowed.", "break your legs", "This is a &lt;b&gt;threat&lt;/b&gt;.",
        "I was &lt;i&gt;quoting&lt;/i&gt;.", "See this.", "https://example.org/letter",
        "It was a &lt;i&gt;quotation&lt;/i&gt;.",
        "The published rules are held against every new post, by a machine",
    ):  # fmt: skip
        assert words in readable, words
    assert f'href="{ombud.config.url}/policy/' in readable
    [filed] = told["items"][0]["appeals"]
    assert (filed["state"], filed["evidence"][0]["links"]) == ("overturned", ["https://example.org/letter"])


def test_a_platform_hands_on_the_link(client: Client, ombud: Ombud, decided: Send) -> None:
    decided("I will break your legs", item="p1")
    _, secret = ombud.accounts.add_key("platform", ("people:write",))
    client.headers["authorization"] = f"Bearer {secret}"
    made = client.post("/v1/people/u1/link")
    assert made.status_code == 200
    assert made.json()["hours"] == 24
    assert "break your legs" in client.get(made.json()["url"].removeprefix(ombud.config.url)).text
    assert client.post("/v1/people/link", params={"id": "a/b", "hours": 1}).json()["person"] == "a/b"
    assert client.post("/v1/people/u1/link", params={"hours": 99999}).status_code == 422
    del client.headers["authorization"]
    assert client.post("/v1/people/u1/link").status_code == 401


def test_an_old_link_opens_nothing(client: Client, ombud: Ombud, monkeypatch: pytest.MonkeyPatch) -> None:
    path = ombud.persons.url("u1", timedelta(hours=1)).removeprefix(ombud.config.url)
    assert client.get(path).status_code == 200
    later = ombud.clock.now() + timedelta(hours=2)
    monkeypatch.setattr(type(ombud.clock), "now", lambda _: later)
    assert client.get(path).status_code == 404


STRIKING = """---
policy: striking
title: Striking
language: en
strikes:
  expires: 90d
  threshold: 1 suspend for 7d
---

# Calm

## No shouting {#shouting}

Do not shout.

```rule
id: hey
when: mentions(item.text, "hey")
then: remove
strikes: 1
```

```examples
violates: hey you
allows: hello you
```
"""

Judge = Callable[[str, Measure], None]


@pytest.fixture
def judge(ombud: Ombud) -> Judge:
    """Ana decides what waits about an item."""
    ana = ombud.accounts.add_user("ana", Role.REVIEWER, "a long enough password")

    def decide(item: str, measure: Measure) -> None:
        with ombud.store.read() as unit:
            case = unit.cases.open_of([item])[item]
        ombud.review.judge(case.id, case.version, ana, measure, "Because of the rule.")

    return decide


@pytest.fixture
def suspended(ombud: Ombud, decided: Send, judge: Judge) -> str:
    """The item of u1's account, suspended for a strike."""
    ombud.publisher.publish({"policy.md": STRIKING}, "One strike is enough.")
    decided("hey you", item="p1")
    judge("p1", Measure.REMOVE)
    account = account_of("u1")
    judge(account, Measure.SUSPEND)
    return account


def test_what_another_strike_would_bring_is_said(
    client: Client, ombud: Ombud, decided: Send, judge: Judge, own: str
) -> None:
    ombud.publisher.publish({"policy.md": STRIKING.replace("threshold: 1", "threshold: 3")}, "Three strikes.")
    decided("hey you", item="p1")
    judge("p1", Measure.REMOVE)
    page = client.get(own).text
    for words in ("1 strike counts against you now.", "With 2 more strikes, a person looks at this:",
                  "suspending the account", "7 days"):  # fmt: skip
        assert words in page


@pytest.mark.usefixtures("suspended")
def test_an_account_that_strikes_suspended_is_said_to_be(client: Client, own: str) -> None:
    page = client.get(own).text
    assert "Your account: <strong>account suspended</strong>" in page
    assert ">Your account</a>" in page
    assert client.get(f"{own}/everything.json").json()["account"] == "suspend"
    with zipfile.ZipFile(io.BytesIO(client.get(f"{own}/everything.zip").content)) as archive:
        readable = archive.read("everything.html").decode()
        assert json.loads(archive.read("everything.json"))["account"] == "suspend"
    assert "Your account: <strong>account suspended</strong>" in readable
    assert "account:u1" not in readable


def test_an_account_that_works_again_is_not_said_to_be_suspended(
    client: Client, ombud: Ombud, suspended: str, own: str
) -> None:
    ben = ombud.accounts.add_user("ben", Role.REVIEWER, "a long enough password")
    with ombud.store.read() as unit:
        decision = unit.records.latest([suspended])[suspended].decision.id
    url = ombud.notices.url(decision)
    assert url is not None
    appeal = ombud.appeals.file(url.rpartition("/")[2], "I only said hello.")
    ombud.appeals.hear(appeal.id, ben, Outcome.OVERTURN, "So it was.")
    assert "Your account: <strong>" not in client.get(own).text
    assert client.get(f"{own}/everything.json").json()["account"] is None


def test_an_account_that_the_platform_sent_to_be_judged_is_on_its_owners_page_alone(
    client: Client, ombud: Ombud, decided: Send, judge: Judge, own: str
) -> None:
    decided("I will break your legs", item="u1", kind="account")
    judge("u1", Measure.LIMIT)
    assert client.get(f"{own}/everything.json").json()["account"] == "limit"
    decided("I will break your legs", item="u2", kind="account")  # of u1 too: the platform numbers accounts apart
    other = ombud.persons.url("u2").removeprefix(ombud.config.url)
    assert client.get(f"{other}/everything.json").json()["account"] is None


def test_the_gravest_of_what_is_done_to_an_account_is_said(
    client: Client, decided: Send, judge: Judge, suspended: str, own: str
) -> None:
    assert suspended != "u1"
    decided("hey you", item="u1", kind="account")
    judge("u1", Measure.LIMIT)
    assert client.get(f"{own}/everything.json").json()["account"] == "suspend"
