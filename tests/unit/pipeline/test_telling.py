"""Telling people: from a decision to a letter in a mailbox, with a real mail server and a clock that the test sets."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from ombud.languages import LANGUAGES
from ombud.model import BadInput, Conflict, Measure, NotFound, Role, Task, TaskState
from ombud.pipeline import Decided, Origin
from ombud.process.reports import Told
from ombud.web.demand import order_from
from ombud.wiring import Config, Ombud
from tests.support.clock import SetClock
from tests.support.orders import ORDER
from tests.support.publishing import GERMAN, PASSWORD, TEXT
from tests.support.smtp_server import SmtpServer

SPAM = """
# Honesty

## No bulk fraud {#bulk}

Do not sell lies by the thousand.

```rule
id: bulk-fraud
when: mentions(item.text, "miracle")
then: remove
automation: decide
min_precision: 0.9
untold: bulk_deception
```

```examples
violates: miracle cure
allows: no cure
```
"""


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with SmtpServer() as one:
        yield one


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def ombud(tmp_path: Path, server: SmtpServer, clock: SetClock) -> Iterator[Ombud]:
    folder = tmp_path / "policy"
    folder.mkdir()
    (folder / "policy.md").write_text(TEXT + SPAM, encoding="utf-8")
    (folder / "policy.de.md").write_text(GERMAN, encoding="utf-8")
    config = Config(
        data=tmp_path / "data", policy=folder, smtp_url=f"smtp://127.0.0.1:{server.port}",
        mail_from="Forum <no-reply@forum.example>", public_url="https://forum.example",
    )  # fmt: skip
    one = open_with(config, clock)
    yield one
    one.close()


def open_with(config: Config, clock: SetClock) -> Ombud:
    from ombud.store import open_store

    config.data.mkdir(parents=True)
    return Ombud(config, open_store(config.store_url), clock)


def post(ombud: Ombud, name: str, text: str = "hey you", *, lang: str | None = None, author: str = "u-1") -> str:
    event = {
        "id": name, "type": "item.created", "author": {"id": author},
        "item": {"id": f"post-{name}", "kind": "post", "text": text, **({"lang": lang} if lang else {})},
    }  # fmt: skip
    (answer,) = ombud.decider.decide([json.dumps(event).encode()], "api")
    assert isinstance(answer, Decided)
    return str(json.loads(answer.record)["id"])


def edit(ombud: Ombud, name: str) -> str:
    event = {"id": f"{name}-again", "type": "item.edited", "author": {"id": "u-1"},
             "item": {"id": f"post-{name}", "kind": "post", "text": "hey you"}}  # fmt: skip
    (answer,) = ombud.decider.decide([json.dumps(event).encode()], "api")
    assert isinstance(answer, Decided)
    return str(json.loads(answer.record)["id"])


def deliver(ombud: Ombud) -> None:
    assert ombud.post is not None
    while ombud.post.run_once():
        pass


def state(ombud: Ombud, decision: str) -> str:
    with ombud.store.read() as unit:
        notice = unit.notices.of_decision(decision)
        assert notice is not None
        found = unit.processes.state("notice", notice.id)
    assert found is not None
    return found.state


def words(server: SmtpServer, n: int = -1) -> str:
    return str(next(server.letters[n][2].iter_parts()).get_content())


def token_in(text: str, page: str = "notice") -> str:
    """What stands in a letter behind the address of a page: it opens it."""
    return text.rpartition(f"https://forum.example/{page}/")[2].split()[0]


def test_a_letter_arrives_and_its_page_is_read_once(ombud: Ombud, server: SmtpServer) -> None:
    ombud.contacts.put("u-1", "ana@example.org", None)
    decision = post(ombud, "1")
    assert state(ombud, decision) == "created"
    deliver(ombud)
    assert state(ombud, decision) == "delivered"
    ((_, to, message),) = server.letters
    assert (to, message["Subject"]) == ("ana@example.org", "About your post")
    token = token_in(words(server))
    for _ in range(2):
        assert ombud.notices.by_token(token) is not None
        ombud.notices.opened(token)
    with ombud.store.read() as unit:
        notice = unit.notices.of_decision(decision)
        assert notice is not None
        steps = unit.processes.steps("notice", notice.id)
    assert [(step.move, step.role, step.note) for step in steps] == [
        ("create", "automation", ""), ("send", "automation", ""), ("deliver", "automation", "mail"),
        ("read", "person", ""),
    ]  # fmt: skip


def test_a_letter_leads_to_everything_about_its_person_for_a_month(
    ombud: Ombud, server: SmtpServer, clock: SetClock
) -> None:
    ombud.contacts.put("u-1", "ana@example.org", "ar")
    decision = post(ombud, "1")
    deliver(ombud)
    assert "كل ما يخصك في مكان واحد" in words(server)
    token = token_in(words(server), "person")
    assert [one.item for one in ombud.persons.page(token).items] == ["post-1"]
    html = str(list(server.letters[-1][2].iter_parts())[1].get_content())
    assert f'<a href="https://forum.example/person/{token}" dir="ltr">' in html
    clock.turn(days=30, seconds=1)
    with pytest.raises(NotFound):
        ombud.persons.page(token)
    with ombud.store.read() as unit:
        kept = b"".join(task.payload for task in unit.outbox.about(decision))
    assert token.encode() not in kept


def test_the_language_is_the_person_s_else_the_post_s_else_the_policy_s(ombud: Ombud, server: SmtpServer) -> None:
    ombud.contacts.put("u-1", "ana@example.org", "de-CH")
    post(ombud, "1", lang="fr")
    deliver(ombud)
    assert server.letters[-1][2]["Content-Language"] == "de"
    assert "Nicht schreien" in words(server)
    ombud.contacts.put("u-1", "ana@example.org", "tlh")
    post(ombud, "2", lang="fr")
    deliver(ombud)
    assert server.letters[-1][2]["Content-Language"] == "fr"
    assert "No shouting" in words(server)
    post(ombud, "3")
    deliver(ombud)
    assert server.letters[-1][2]["Content-Language"] == "en"


def test_whom_nobody_can_reach_is_told_as_soon_as_somebody_can(ombud: Ombud, server: SmtpServer) -> None:
    decision = post(ombud, "1")
    deliver(ombud)
    assert state(ombud, decision) == "created"
    assert ombud.contacts.put("u-1", None, "ar") == 0
    assert ombud.contacts.put("u-1", "ana@example.org", "ar") == 1
    assert ombud.contacts.put("u-1", "ana@example.org", "de") == 0
    deliver(ombud)
    assert state(ombud, decision) == "delivered"
    assert len(server.letters) == 1


def test_what_cannot_arrive_is_visible_and_arrives_at_a_better_address(ombud: Ombud, server: SmtpServer) -> None:
    server.refuse = lambda to: (550, f"no such user {to}") if to.startswith("old") else None
    ombud.contacts.put("u-1", "old@example.org", None)
    decision = post(ombud, "1")
    deliver(ombud)
    assert state(ombud, decision) == "undeliverable"
    with ombud.store.read() as unit:
        (task,) = [one for one in unit.outbox.about(decision) if one.topic == "mail"]
        assert task.state == "parked"
        assert "550" in (task.last_error or "")
        everything = repr(unit.outbox.page(limit=99)) + repr(unit.processes.counts("notice"))
    assert "old@example.org" not in everything
    ombud.contacts.put("u-1", "new@example.org", None)
    deliver(ombud)
    assert state(ombud, decision) == "delivered"


def later(_to: str) -> tuple[int, str]:
    return 451, "later"


def test_what_is_refused_for_now_is_tried_again_and_again(ombud: Ombud, server: SmtpServer, clock: SetClock) -> None:
    server.refuse = later
    ombud.contacts.put("u-1", "ana@example.org", None)
    decision = post(ombud, "1")
    deliver(ombud)
    assert state(ombud, decision) == "sent"
    server.refuse = lambda to: None if to else later(to)
    clock.turn(minutes=1)
    deliver(ombud)
    assert state(ombud, decision) == "delivered"


def test_an_address_that_was_taken_back_gets_no_letter(ombud: Ombud, server: SmtpServer) -> None:
    ombud.contacts.put("u-1", "ana@example.org", None)
    decision = post(ombud, "1")
    ombud.teller.run_once()
    ombud.contacts.forget("u-1")
    deliver(ombud)
    assert not server.letters
    assert state(ombud, decision) == "undeliverable"
    with pytest.raises(NotFound):
        ombud.contacts.forget("u-1")


def test_a_contact_that_is_none_is_refused(ombud: Ombud) -> None:
    with pytest.raises(BadInput):
        ombud.contacts.put("u-1", "ana@example.org\nBcc: all@example.org", None)


def test_bulk_fraud_is_not_told_and_every_time_is_counted(ombud: Ombud, server: SmtpServer) -> None:
    ombud.contacts.put("u-1", "ana@example.org", None)
    decision = post(ombud, "1", "a miracle")
    deliver(ombud)
    assert not server.letters
    assert state(ombud, decision) == "withheld"
    with ombud.store.read() as unit:
        assert unit.notices.withheld_by(ombud.clock.now())["bulk_deception"] == (1, 0)
        notice = unit.notices.of_decision(decision)
        assert notice is not None
        (step,) = unit.processes.steps("notice", notice.id)
        entry = unit.ledger.entry(step.entry or "")
        assert entry is not None
        assert entry.type == "notice_withheld"
        assert json.loads(entry.record)["basis"] == "bulk-fraud"
    url = ombud.notices.url(decision)
    assert url is not None
    assert ombud.notices.by_token(token_in(url)) is not None  # who asks is told the truth


def test_one_rule_without_a_ground_is_enough_to_tell(ombud: Ombud, server: SmtpServer) -> None:
    ombud.contacts.put("u-1", "ana@example.org", None)
    post(ombud, "1", "hey, a miracle")
    deliver(ombud)
    assert len(server.letters) == 1


def test_somebody_who_answers_for_it_can_let_a_notice_go_and_nobody_twice(ombud: Ombud, server: SmtpServer) -> None:
    ombud.contacts.put("u-1", "ana@example.org", None)
    decision = post(ombud, "1", "a miracle")
    with ombud.store.write() as unit:
        notice = unit.notices.of_decision(decision)
        assert notice is not None
        ombud.teller.release(unit, notice.id, ombud.clock.now(), role="operator", by=None, note="It was no fraud.")
    deliver(ombud)
    assert state(ombud, decision) == "delivered"
    with pytest.raises(Conflict), ombud.store.write() as unit:
        ombud.teller.release(unit, notice.id, ombud.clock.now(), role="operator", by=None, note="Again.")


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_letter_names_the_reviewer(ombud: Ombud, server: SmtpServer, code: str) -> None:
    zoe = ombud.accounts.add_user("zoe-unmistakable", Role.REVIEWER, PASSWORD)
    ombud.contacts.put("u-1", "ana@example.org", code)
    post(ombud, "1")
    with ombud.store.read() as unit:
        case = unit.cases.open_of(["post-1"])["post-1"]
    ombud.review.judge(case.id, case.version, zoe, Measure.REMOVE, "You shouted at her.")
    deliver(ombud)
    assert len(server.letters) == 2
    everything = "".join(server.letters[n][2].as_string() + words(server, n) for n in range(2))
    assert "You shouted at her." in everything
    assert "unmistakable" not in everything
    assert zoe.id not in everything


def test_a_gag_hides_a_decision_until_its_day_and_then_the_person_is_told(
    ombud: Ombud, server: SmtpServer, clock: SetClock
) -> None:
    lea = ombud.accounts.add_user("lea", Role.LEAD, PASSWORD)
    ombud.contacts.put("u-1", "ana@example.org", None)
    post(ombud, "1", "a plain post")
    until = clock.now() + timedelta(days=30)
    changed = ORDER | {"gag_until": until.date().isoformat(), "gag_basis": "§ 101a StPO"}
    order, _ = ombud.orders.receive(order_from(changed))
    view = ombud.orders.view(order.id)
    view = ombud.orders.take(order.id, view.state.n, "acknowledge", lea)
    ombud.orders.give_effect(order.id, view.state.n, lea, {"post-1": "post-1"}, ["DE"], None, "It is competent.")
    deliver(ombud)
    assert not server.letters
    with ombud.store.read() as unit:
        gagged = unit.records.latest(["post-1"])["post-1"].decision.id
    assert state(ombud, gagged) == "withheld"
    edited = edit(ombud, "1")
    hidden, shown = (token_in(ombud.notices.url(one) or "") for one in (gagged, edited))
    assert ombud.notices.by_token(hidden) is None
    page = ombud.notices.by_token(shown)
    assert page is not None
    assert gagged not in {one.decision.id for one in page.history}
    deliver(ombud)
    ombud.deadlines.run_once()
    assert state(ombud, gagged) == "withheld"
    clock.turn(days=31)
    ombud.deadlines.run_once()
    deliver(ombud)
    assert state(ombud, gagged) == "delivered"
    assert len(server.letters) == 2
    assert "This holds in: Germany" in words(server)
    assert ombud.notices.by_token(hidden) is not None
    page = ombud.notices.by_token(shown)
    assert page is not None
    assert gagged in {one.decision.id for one in page.history}
    with ombud.store.read() as unit:
        assert unit.notices.withheld_by(clock.now() - timedelta(days=60))["legal_gag"] == (1, 1)


def test_who_reported_something_and_left_an_address_gets_the_letter(ombud: Ombud, server: SmtpServer) -> None:
    post(ombud, "1")
    told = Told(item="post-1", law="Section 1", explanation="It is false.", good_faith=True, email="rob@example.org")
    filed = ombud.reports.file(told, Origin(address="192.0.2.1"))
    deliver(ombud)
    ((_, to, message),) = server.letters
    assert (to, message["Subject"]) == ("rob@example.org", "We have your report")
    assert filed.url in words(server)


def test_what_is_no_letter_holds_up_no_other(ombud: Ombud, server: SmtpServer, clock: SetClock) -> None:
    for n, payload in enumerate((b"", b"null", b"\xff", b'{"to":1}', b"{}")):
        with ombud.store.write() as unit:
            unit.outbox.put([Task(f"msg-{n}", "mail", "odd", payload, clock.now(), clock.now())])
    ombud.contacts.put("u-1", "ana@example.org", None)
    decision = post(ombud, "1")
    deliver(ombud)
    assert state(ombud, decision) == "delivered"
    with ombud.store.read() as unit:
        assert {task.state for task in unit.outbox.about("odd")} == {TaskState.PARKED}
