"""What people, platforms and everybody see of measures: tombstones, warnings that were read, strikes, ends."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from ombud.model import Measure, Outcome, Role, User
from ombud.web import create_app
from ombud.wiring import Config, Ombud
from tests.support.clock import SetClock

Client = TestClient[Litestar]
PASSWORD = "a long enough password"
POLICY = """---
policy: test
title: Test policy
language: en
strikes:
  expires: 90d
  threshold: 2 suspend for 7d
---

# Calm

## No shouting <b>here</b> {#shouting}

Do not shout.

```rule
id: hey
when: mentions(item.text, "hey")
then: remove
for: 7d
strikes: 1
```

```examples
violates: hey you
allows: hello you
```

## Mind others {#mind}

Mind others.

```rule
id: mind
when: mentions(item.text, "mind you")
then: warn
```

```rule
id: there
when: mentions(item.text, "over there")
then: geo_restrict
where: [FR, DE]
```

```rule
id: abuse
when: mentions(item.text, "unspeakable")
then: remove
untold: child_abuse
```

```examples
violates: it is over there
allows: it is here
```
"""


@pytest.fixture
def ombud(tmp_path: Path) -> Iterator[Ombud]:
    folder = tmp_path / "policy"
    folder.mkdir()
    (folder / "policy.md").write_text(POLICY, encoding="utf-8")
    opened = Ombud.open(Config(data=tmp_path / "data", policy=folder))
    yield opened
    opened.close()


@pytest.fixture
def client(ombud: Ombud) -> Iterator[Client]:
    with TestClient(create_app(ombud), raise_server_exceptions=False) as caller:
        caller.follow_redirects = False
        yield caller


@pytest.fixture
def ana(ombud: Ombud) -> User:
    return ombud.accounts.add_user("ana", Role.REVIEWER, PASSWORD)


@pytest.fixture
def judged(ombud: Ombud, ana: User) -> Callable[..., str]:
    """Has a post judged by a person and gives the decision's id."""

    def judge(item: str, text: str, measure: Measure = Measure.REMOVE) -> str:
        send(ombud, item, text)
        with ombud.store.read() as unit:
            case = unit.cases.open_of([item])[item]
        return ombud.review.judge(case.id, case.version, ana, measure, "Because.").id

    return judge


def send(ombud: Ombud, item: str, text: str) -> None:
    event = {
        "id": f"evt-{item}", "type": "item.created", "author": {"id": "u/1"},
        "item": {"id": item, "kind": "post", "text": text},
    }  # fmt: skip
    ombud.decider.decide([json.dumps(event).encode()], "api")


def path_of(ombud: Ombud, decision: str) -> str:
    url = ombud.notices.url(decision)
    assert url is not None
    return url.removeprefix(ombud.config.url)


def page(client: Client, path: str, **headers: str) -> str:
    answer = client.get(path, headers={"accept": "text/html"} | headers)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_a_tombstone_says_that_when_under_what_and_by_whom(client: Client, ombud: Ombud, judged: Any) -> None:
    judged("post/1", "hey you, secret words")
    told = client.get("/v1/items/tombstone", params={"id": "post/1"}).json()
    removed = told["removed"]
    assert (removed["measure"], removed["by"], removed["appeal_pending"]) == ("remove", "person", False)
    assert removed["clauses"] == [{"clause": "calm/shouting", "title": "No shouting <b>here</b>"}]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", removed["day"])
    assert removed["until"] > removed["day"]
    assert told["policy"] == f"{ombud.config.url}/policy/{ombud.policy.version}#calm.shouting"
    for text in (json.dumps(told), page(client, told["page"].removeprefix(ombud.config.url)),
                 page(client, "/tombstone/piece?item=post%2F1")):  # fmt: skip
        assert "secret" not in text
        assert "u/1" not in text
        assert "u%2F1" not in text
        assert "Because" not in text


def test_its_page_and_its_piece_are_in_the_readers_language_and_escaped(client: Client, judged: Any) -> None:
    judged("p1", "hey you")
    assert client.get("/v1/items/p1/tombstone").status_code == 200
    for path in ("/tombstone?item=p1", "/tombstone/piece?item=p1"):
        text = page(client, path)
        assert "Something was removed here." in text
        assert "A person decided this." in text
        assert "&lt;b&gt;here&lt;/b&gt;" in text
    assert 'dir="rtl"' in page(client, "/tombstone/piece?item=p1", **{"accept-language": "ar"})
    assert "<html" not in page(client, "/tombstone/piece?item=p1")


def test_it_says_that_an_appeal_waits_and_is_gone_when_the_post_is_back(
    client: Client, ombud: Ombud, judged: Any
) -> None:
    decision = judged("p1", "hey you")
    appeal = ombud.appeals.file(path_of(ombud, decision).rpartition("/")[2], "No.")
    assert client.get("/v1/items/p1/tombstone").json()["removed"]["appeal_pending"] is True
    assert "Somebody else is going to decide." in page(client, "/tombstone?item=p1")
    ben = ombud.accounts.add_user("ben", Role.REVIEWER, PASSWORD)
    ombud.appeals.hear(appeal.id, ben, Outcome.OVERTURN, "Right.")
    assert client.get("/v1/items/p1/tombstone").status_code == 404


def test_what_is_shown_unknown_or_may_not_be_spoken_of_looks_the_same(client: Client, judged: Any) -> None:
    judged("abuse", "unspeakable")
    judged("shown", "hey you", Measure.ALLOW)
    judged("warned", "mind you", Measure.WARN)
    bodies = set()
    for item in ("abuse", "shown", "warned", "never-heard-of"):
        for path in (f"/v1/items/{item}/tombstone", f"/tombstone?item={item}", f"/tombstone/piece?item={item}"):
            answer = client.get(path, headers={"accept": "application/json"})
            assert answer.status_code == 404
            bodies.add(answer.text.replace(item, "ID"))
    assert len({json.loads(body)["detail"] for body in bodies}) == 1


def test_where_something_is_not_shown_is_said(client: Client, ombud: Ombud, judged: Any) -> None:
    decision = judged("p1", "it is over there", Measure.GEO_RESTRICT)
    assert client.get("/v1/items/p1/tombstone").json()["removed"]["territory"] == ["DE", "FR"]
    assert "Germany and France" in page(client, "/tombstone?item=p1")
    assert "Germany and France" in page(client, path_of(ombud, decision))


def test_a_warning_is_acknowledged_on_the_persons_page(client: Client, ombud: Ombud, judged: Any) -> None:
    path = path_of(ombud, judged("p1", "mind you", Measure.WARN))
    assert "I have read it" in page(client, path)
    answer = client.post(f"{path}/acknowledgement", data={"read": "yes"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{path}#read")
    text = page(client, path)
    assert "You have read it" in text
    assert "I have read it" not in text


def test_and_through_the_api_with_the_token_alone(client: Client, ombud: Ombud, judged: Any) -> None:
    decision = judged("p1", "mind you", Measure.WARN)
    token = path_of(ombud, decision).rpartition("/")[2]
    first = client.post("/v1/acknowledgements", json={"token": token})
    assert (first.status_code, first.json()["decision"], first.json()["item"]) == (200, decision, "p1")
    assert client.post("/v1/acknowledgements", json={"token": token}).json() == first.json()


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        (b'{"token": "x"}', "application/json", 404, "no_such_notice"),
        (b'{"token": 1}', "application/json", 422, "invalid_acknowledgement"),
        (b'{"token": "x", "more": 1}', "application/json", 422, "invalid_acknowledgement"),
        (b"{", "application/json", 400, "not_json"),
        (b"token=x", "application/x-www-form-urlencoded", 415, "wrong_media_type"),
    ],
)
def test_what_is_no_acknowledgement_is_refused(client: Client, body: bytes, kind: str, status: int, code: str) -> None:
    answer = client.post("/v1/acknowledgements", content=body, headers={"content-type": kind})
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_person_sees_their_strikes_when_each_ends_and_what_would_follow(
    client: Client, ombud: Ombud, judged: Any
) -> None:
    path = path_of(ombud, judged("p1", "hey you"))
    text = page(client, path)
    assert "Strikes that count now" in text
    assert "With 1 more strike, a person looks at this:" in text
    assert "suspending the account" in text
    assert "7 days" in text
    assert "Nothing happens to your account by itself." in text


def test_a_page_without_strikes_says_nothing_of_them(client: Client, ombud: Ombud, judged: Any) -> None:
    assert "trikes" not in page(client, path_of(ombud, judged("p1", "mind you", Measure.WARN)))


def test_a_suspended_person_still_has_their_page(client: Client, ombud: Ombud, judged: Any, ana: User) -> None:
    judged("p1", "hey you")
    judged("p2", "hey you")
    with ombud.store.read() as unit:
        case = unit.cases.open_of(["account:u/1"])["account:u/1"]
    decision = ombud.review.judge(case.id, case.version, ana, Measure.SUSPEND, "Twice is enough.")
    text = page(client, path_of(ombud, decision.id))
    assert "Your account was suspended" in text
    assert "Until" in text
    assert "This account is suspended." in page(client, "/tombstone?item=account:u/1")


def test_a_platform_reads_strikes_with_a_key_for_that(client: Client, ombud: Ombud, judged: Any) -> None:
    decision = judged("p1", "hey you")
    _, reading = ombud.accounts.add_key("forum", ("strikes:read",))
    _, other = ombud.accounts.add_key("other", ("decisions:read",))
    address = "/v1/people/strikes?id=u/1"
    assert client.get(address).status_code == 401
    assert client.get(address, headers={"authorization": f"Bearer {other}"}).status_code == 403
    told = client.get(address, headers={"authorization": f"Bearer {reading}"}).json()
    assert (told["person"], told["standing"]) == ("u/1", 1)
    assert told["next"] == {"strikes": 2, "then": "suspend", "lasts": 604_800}
    assert [(one["decision"], one["state"]) for one in told["strikes"]] == [(decision, "counted")]
    nobody = client.get("/v1/people/nobody/strikes", headers={"authorization": f"Bearer {reading}"}).json()
    assert (nobody["standing"], nobody["strikes"]) == (0, [])


def test_the_published_policy_says_how_long_where_and_what_counts(client: Client) -> None:
    text = page(client, "/policy")
    assert "For how long: 7 days." in text
    assert "Where: Germany and France." in text
    assert "It counts as 1 strike once a person has confirmed it." in text
    assert "A strike ends after: 90 days." in text
    assert "suspending the account. For how long: 7 days" in text


def test_what_ran_out_is_told_as_that(client: Client, tmp_path: Path) -> None:
    clock = SetClock(datetime.now(UTC) - timedelta(days=30))
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "policy.md").write_text(POLICY.replace("then: warn", "then: label\nfor: 7d"), encoding="utf-8")
    other = Ombud.open(Config(data=tmp_path / "other", policy=tmp_path / "p"), clock)
    try:
        send(other, "p1", "mind you")
        clock.turn(days=7)
        other.deadlines.run_once()
        with other.store.read() as unit:
            first = unit.records.of_item("p1")[0].decision.id
        with TestClient(create_app(other), raise_server_exceptions=False) as caller:
            text = page(caller, path_of(other, first))
    finally:
        other.close()
    assert "Its time was over: what had been done is undone." in text
    assert "The time for which it held is over." in text
    assert "suspended" not in text
