"""Whose data an order asks for is told: at the latest with the answer, or on the gag's day; on both databases."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ombud.model import BadInput, Conflict, Role, TaskState, User
from ombud.pipeline import HeldBack, OrderView, Registered
from ombud.web.demand import order_from
from ombud.wiring import Ombud
from tests.support.appealing import open_community, person, state_of
from tests.support.clock import SetClock
from tests.support.orders import ORDER
from tests.support.raw import Raw
from tests.support.server import SECRET

DATA = {
    "kind": "information",
    "asked": "Who are u-1 and anna@example.org?",
    "persons": "u-1\nu-2",
    "objective": "To find out who wrote it.",
    "necessity": "Nobody else knows.",
}
GAG = {"gag_until": "2027-11-01", "gag_basis": "Section 1 of the secret law"}

ADD = (
    "INSERT INTO inquiries (id, order_id, person, token_hash, at) "
    "SELECT 'inq-x', id, 'u-9', token_hash, 1 FROM orders WHERE"
)
STEP = (
    "INSERT INTO process_steps (kind, subject, n, move, state, at, role, note) "
    "VALUES ('inquiry', 'inq-none', 1, 'create', 'created', 1, 'automation', '')"
)
RELEASE = (
    "INSERT INTO process_steps (kind, subject, n, move, state, at, role, note, entry) "
    "SELECT 'inquiry', subject, 2, 'release', 'created', 1, 'clock', '', entry FROM process_steps "
    "WHERE kind = 'inquiry' AND n = 1"
)


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def ombud(tmp_path: Path, store_url: str, clock: SetClock) -> Iterator[Ombud]:
    one = open_community(
        tmp_path, clock, database_url=store_url, webhook_url="http://127.0.0.1:9/", webhook_secret=SECRET,
        smtp_url="smtp://127.0.0.1:9", mail_from="moderation@forum.example",
    )  # fmt: skip
    yield one
    one.telling.stop()
    one.close()


@pytest.fixture
def lea(ombud: Ombud) -> User:
    return person(ombud, "lea", Role.LEAD)


def ended(ombud: Ombud, lea: User, move: str, **changes: str) -> OrderView:
    """A court's order for data about u-1 and u-2, answered by `move`."""
    order, _ = ombud.orders.receive(order_from(ORDER | DATA | changes))
    n = ombud.orders.take(order.id, 1, "acknowledge", lea).state.n
    return ombud.orders.take(order.id, n, move, lea, "We hold nothing of u-2.")


def told(ombud: Ombud) -> list[dict[str, Any]]:
    """What the platform is asked to tell people about requests for their data."""
    with ombud.store.read() as unit:
        sent = [json.loads(task.payload) for task in unit.outbox.page(limit=200) if task.topic == "webhook"]
    return [one["data"] for one in sent if one["type"] == "data.requested"]


def token(one: dict[str, Any]) -> str:
    return str(one["url"]).rpartition("/")[2]


@pytest.mark.parametrize(
    ("move", "outcome", "said"),
    [
        ("answer", "answered", "We answered it."),
        ("refuse", "refused", "We refused it: nothing about you was handed over."),
        ("withdraw", "withdrawn", "It was taken back, and nothing about you was handed over."),
    ],
)
def test_everybody_whose_data_was_asked_for_is_told_with_the_answer(
    ombud: Ombud, lea: User, move: str, outcome: str, said: str
) -> None:
    order = ended(ombud, lea, move)
    asked = told(ombud)
    assert sorted(one["person"] for one in asked) == ["u-1", "u-2"]
    assert {one["outcome"] for one in asked} == {outcome}
    for words in (said, "Landgericht Beispielstadt (DE)", "§ 1004 BGB", "An objection within two weeks.", "a court"):
        assert words.lower() in asked[0]["text"].lower()
    assert order.effect.people == order.effect.told == 2
    (row,) = ombud.register.page()
    assert isinstance(row, Registered)
    assert (row.state, row.people, row.told, row.posts, row.territory) == (outcome, 2, 2, 0, ())


def test_nobody_reads_the_names_or_the_data_of_others(ombud: Ombud, lea: User) -> None:
    ended(ombud, lea, "refuse")
    for one in told(ombud):
        assert "u-1" not in one["text"]
        assert "anna@" not in one["text"]
        assert "[…]" in one["text"]
        view = ombud.asking.by_token(token(one))
        assert view is not None
        assert "anna@" not in view.order.asked
    (row,) = ombud.register.page()
    assert isinstance(row, Registered)
    assert "u-1" not in row.asked + row.answer
    assert "u-2" not in row.answer


def test_nobody_reads_in_the_answer_who_else_was_asked_about(ombud: Ombud, lea: User) -> None:
    order, _ = ombud.orders.receive(order_from(ORDER | DATA | {"persons": "Alice Example\nBob Other"}))
    n = ombud.orders.take(order.id, 1, "acknowledge", lea).state.n
    said = "Account acc-b is Bob Other's, at bob@example.org; acc-a is empty."
    ombud.orders.take(order.id, n, "answer", lea, said, {"acc-a": "Alice Example", "acc-b": "Bob Other"})
    sent = {one["person"]: one for one in told(ombud)}
    link = ombud.persons.url("acc-a").rpartition("/")[2]
    requests: Any = ombud.persons.everything(link)["data_requests"]
    view = ombud.asking.by_token(token(sent["acc-a"]))
    assert view is not None
    assert requests[0]["answer"] == view.answer.note == "Account […] is […]'s, at [email]; acc-a is empty."
    assert view.answer.note in sent["acc-a"]["text"]
    for other in ("Bob", "bob", "acc-b"):
        assert other not in sent["acc-a"]["text"]
    (row,) = ombud.register.page()
    assert isinstance(row, Registered)
    assert row.answer == "Account […] is […]'s, at [email]; […] is empty."


def test_a_gag_holds_it_back_everywhere_and_lets_it_go_on_its_day(ombud: Ombud, lea: User, clock: SetClock) -> None:
    link = ombud.persons.url("u-1").rpartition("/")[2]
    ended(ombud, lea, "answer", **GAG)
    assert told(ombud) == []
    assert ombud.persons.page(link).inquiries == ()
    with ombud.store.read() as unit:
        one, other = unit.inquiries.of_person("u-1") + unit.inquiries.of_person("u-2")
        assert unit.inquiries.withheld(clock.now()) == (2, 0)
    assert state_of(ombud, one.id, "inquiry") == "withheld"
    assert isinstance(ombud.register.page()[0], HeldBack)
    assert ombud.deadlines.run_once() == 0
    clock.turn(days=345)
    assert ombud.deadlines.run_once() == 2
    assert {state_of(ombud, name, "inquiry") for name in (one.id, other.id)} == {"sent"}
    assert "before" in told(ombud)[0]["text"]
    assert [view.inquiry.id for view in ombud.persons.page(ombud.persons.url("u-1").rpartition("/")[2]).inquiries] == [
        one.id
    ]
    with ombud.store.read() as unit:
        assert unit.inquiries.withheld(clock.now()) == (0, 0)
        steps = unit.processes.steps("inquiry", one.id)
        entries = [unit.ledger.entry(step.entry) for step in steps if step.entry]
    assert [(step.move, step.role) for step in steps] == [
        ("withhold", "automation"), ("release", "clock"), ("send", "automation"),
    ]  # fmt: skip
    assert [entry.type for entry in entries if entry] == ["notice_withheld", "notice_released"]


@pytest.mark.parametrize("told_by", [{"kind": "informal"}, {"sender": "company", "country": ""}])
def test_a_company_or_a_friendly_call_silences_nobody(ombud: Ombud, lea: User, told_by: dict[str, str]) -> None:
    ended(ombud, lea, "refuse", **GAG, **told_by)
    assert len(told(ombud)) == 2


def test_a_lead_says_whose_account_it_is(ombud: Ombud, lea: User) -> None:
    order, _ = ombud.orders.receive(order_from(ORDER | DATA | {"persons": "the author of post-1\nsomebody else"}))
    n = ombud.orders.take(order.id, 1, "acknowledge", lea).state.n
    with pytest.raises(Conflict, match="does not name"):
        ombud.orders.take(order.id, n, "refuse", lea, "No.", {"u-7": "u-7"})
    with pytest.raises(BadInput, match="person's id"):
        ombud.orders.take(order.id, n, "refuse", lea, "No.", {"x" * 513: "somebody else"})
    view = ombud.orders.take(order.id, n, "refuse", lea, "No.", {"u-7": "the author of post-1"})
    assert [one["person"] for one in told(ombud)] == ["u-7"]
    assert view.effect.people == 1
    (row,) = ombud.register.page()
    assert isinstance(row, Registered)
    assert (row.people, row.told) == (2, 1)  # that somebody was left out is seen


def test_an_order_to_restrict_asks_for_nobodys_data(ombud: Ombud, lea: User) -> None:
    order, _ = ombud.orders.receive(order_from(ORDER | {"persons": "u-1"}))
    ombud.orders.take(order.id, 1, "refuse", lea, "No.")
    assert told(ombud) == []


def test_it_is_mailed_to_the_address_that_is_known_then_in_their_language(ombud: Ombud, lea: User) -> None:
    ombud.contacts.put("u-1", "anna@forum.example", "de")
    ended(ombud, lea, "refuse")
    with ombud.store.read() as unit:
        mails = [task for task in unit.outbox.page(limit=50) if task.topic == "mail"]
    (task,) = mails
    assert b"anna" not in task.payload
    mail = ombud.asking.mail(task)
    assert mail is not None
    assert (mail.to, mail.language, mail.subject) == ("anna@forum.example", "de", "Über deine Daten")
    assert mail.paragraphs[-1].startswith(ombud.config.url + "/inquiry/")
    ombud.contacts.forget("u-1")
    assert ombud.asking.mail(task) is None


def test_what_becomes_of_it_is_followed_and_a_new_address_sends_it_again(
    ombud: Ombud, lea: User, clock: SetClock
) -> None:
    ended(ombud, lea, "refuse", persons="u-1")
    with ombud.store.write() as unit:
        (one,) = unit.inquiries.of_person("u-1")
        (task,) = [task for task in unit.outbox.about(one.id) if task.state is TaskState.WAITING]
        unit.outbox.park(task.id, "refused")
        ombud.asking.note(unit, [(task, False)], clock.now())
    assert state_of(ombud, one.id, "inquiry") == "undeliverable"
    assert ombud.contacts.put("u-1", "anna@forum.example", None) == 1
    assert state_of(ombud, one.id, "inquiry") == "sent"
    with ombud.store.write() as unit:
        ombud.asking.note(unit, [(task, True)], clock.now())
    assert state_of(ombud, one.id, "inquiry") == "delivered"


def test_it_is_read_once(ombud: Ombud, lea: User) -> None:
    ended(ombud, lea, "refuse", persons="u-1")
    (one,) = told(ombud)
    for _ in range(2):
        ombud.asking.opened(token(one))
    ombud.asking.opened("guessed")
    assert state_of(ombud, one["inquiry"], "inquiry") == "read"
    assert ombud.asking.by_token("guessed") is None


def test_it_is_in_what_the_person_takes_away(ombud: Ombud, lea: User) -> None:
    ended(ombud, lea, "answer", persons="u-1")
    everything = ombud.persons.everything(ombud.persons.url("u-1").rpartition("/")[2])
    requests: Any = everything["data_requests"]
    (one,) = requests
    assert (one["outcome"], one["authority"], one["delayed_until"]) == ("answered", "Landgericht Beispielstadt", None)


@pytest.mark.parametrize(
    ("attack", "code"),
    [
        ("UPDATE inquiries SET person = 'u-9'", "append_only"),
        ("DELETE FROM inquiries", "append_only"),
        (f"{ADD} kind = 'act'", "order_not_for_data"),
        (f"{ADD} kind = 'informal'", "order_not_answered"),
        (STEP, "process_wrong_step"),
    ],
)
def test_the_database_itself_lets_nobody_rewrite_it(ombud: Ombud, lea: User, raw: Raw, attack: str, code: str) -> None:
    ended(ombud, lea, "refuse")
    order, _ = ombud.orders.receive(order_from(ORDER))
    ombud.orders.take(order.id, 1, "refuse", lea, "No.")
    ombud.orders.receive(order_from(ORDER | DATA | {"kind": "informal"}))
    raw.refused(code, attack)


def test_the_clock_tells_nobody_before_the_day(ombud: Ombud, lea: User, raw: Raw) -> None:
    ended(ombud, lea, "refuse", persons="u-1", **GAG)
    raw.refused("end of a gag", RELEASE)
