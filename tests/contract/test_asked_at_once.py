"""What concerns many is asked at once: no page and no job asks the database more often because there is more of it."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from ombud.model import ProcessStep, Role, User, canonical
from ombud.pipeline import Filed, Origin
from ombud.process.reports import Told
from ombud.web.demand import order_from
from ombud.wiring import Ombud
from tests.support.appealing import held, judged, open_community, person, run, state_of
from tests.support.asking import asking, working
from tests.support.clock import SetClock
from tests.support.orders import ORDER
from tests.support.server import SECRET

FEW, MANY = 2, 12


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def ombud(tmp_path: Path, store_url: str, clock: SetClock) -> Iterator[Ombud]:
    one = open_community(
        tmp_path, clock, database_url=store_url, webhook_url="http://127.0.0.1:9/", webhook_secret=SECRET
    )
    try:
        yield one
    finally:
        one.telling.stop()
        one.close()


@pytest.fixture
def lea(ombud: Ombud) -> User:
    return person(ombud, "lea", Role.LEAD)


def appealed(ombud: Ombud, number: int, lea: User, text: str = "hey you", author: str = "u-1") -> tuple[str, str]:
    """A post that was held, and an appeal to which something was added: the link to it, and its id. Every other one was
    removed by a person, and came in once more after that: a machine lets it stand."""
    token = held(ombud, number, text, author=author)
    if number % 2:
        judged(ombud, number, lea)
        again = {
            "id": f"again-{number}", "type": "item.created", "author": {"id": author},
            "item": {"id": f"post-{number}", "kind": "post", "text": text},
        }  # fmt: skip
        ombud.decider.decide([json.dumps(again).encode()], "api")
    appeal = ombud.appeals.file(token, "No.")
    ombud.appeals.add_evidence(token, "Look again.")
    return token, appeal.id


def nobody_hears(ombud: Ombud, clock: SetClock) -> list[str]:
    """The appeals' time runs out. The statements of the round in which it has."""
    for days in (7, 4, 2, 1.01):
        clock.turn(days=days)
        run(ombud)
    clock.turn(days=1.01)
    with asking() as statements:
        ombud.deadlines.run_once()
    return statements


# ── a person's own page ──────────────────────────────────────────────────────────────────────────────────────────────
def test_somebodys_page_asks_as_often_for_many_posts_as_for_few(ombud: Ombud, lea: User) -> None:
    for number in range(FEW + MANY):
        appealed(ombud, number, lea, author="u-few" if number < FEW else "u-many")
    asked, pages = {}, {}
    for who in ("u-few", "u-many"):
        token = ombud.persons.url(who).rpartition("/")[2]
        ombud.persons.page(token)
        with asking() as asked[who, "page"]:
            pages[who] = ombud.persons.page(token)
        with asking() as asked[who, "everything"]:
            ombud.persons.everything(token)
    assert [len(pages[who].items) for who in ("u-few", "u-many")] == [FEW, MANY]
    assert all(len(one.appeals) == len(one.evidence) == 1 for one in pages["u-many"].items)
    for what in ("page", "everything"):
        assert len(asked["u-few", what]) == len(asked["u-many", what]), what


def test_the_clock_asks_as_often_for_many_appeals_as_for_few(ombud: Ombud, clock: SetClock, lea: User) -> None:
    asked = []
    for numbers in (range(FEW), range(FEW, FEW + MANY)):
        plain = [appealed(ombud, number, lea) for number in numbers]
        grave = [appealed(ombud, 1000 + number, lea, "a bomb") for number in numbers]
        asked.append(len(nobody_hears(ombud, clock)))
        assert {state_of(ombud, one) for _, one in plain} == {"lapsed_restored"}
        assert {state_of(ombud, one) for _, one in grave} == {"overdue"}
        for token, _ in grave:
            ombud.appeals.withdraw(token)
    assert asked[1] <= asked[0]  # many rows go to PostgreSQL without a statement of their own


def test_every_message_is_canonical_and_says_what_to_put_right(ombud: Ombud, clock: SetClock, lea: User) -> None:
    _, appeal = appealed(ombud, 2, lea, 'hey you, \u00fc"\n\u2028')
    nobody_hears(ombud, clock)
    with ombud.store.read() as unit:
        view = unit.appeals.get(appeal)
        assert view is not None
        newest = unit.records.latest([view.appeal.item])[view.appeal.item]
        sent = [task.payload for name in (newest.decision.id, appeal) for task in unit.outbox.about(name)]
    assert all(payload == canonical(json.loads(payload)) for payload in sent)
    (made,) = [told for told in map(json.loads, sent) if told.get("type") == "decision.made"]
    restores = made["data"].pop("restores")
    assert canonical(made["data"]) == newest.record
    assert restores["decision"] == view.against.decision.id


def test_closing_a_case_looks_at_its_own_reports_only(tmp_path: Path, clock: SetClock) -> None:
    """In SQLite, which orders a question by what it guesses of the tables: with many reports about other posts too."""
    ombud = open_community(tmp_path, clock)
    worked = []
    for numbers in (range(FEW), range(FEW, FEW + MANY)):
        for number in numbers:
            held(ombud, number)
            told = Told(item=f"post-{number}", clause="calm/shouting", explanation="It is unkind.", good_faith=True)
            assert isinstance(ombud.reports.file(told, Origin(address=f"10.0.{number}.1")), Filed)
        held(ombud, 1000 + numbers.start)
        with ombud.store.write() as unit:
            (case,) = unit.cases.open_of([f"post-{1000 + numbers.start}"]).values()
            with working() as steps:
                unit.cases.close(case.id, case.version, clock.now())
        worked.append(sum(steps))
    ombud.close()
    assert worked[1] - worked[0] < 10 * MANY


# ── what the store answers for many ──────────────────────────────────────────────────────────────────────────────────
def test_for_many_the_store_answers_as_for_each(ombud: Ombud, lea: User) -> None:
    filed = [appealed(ombud, number, lea)[1] for number in range(4)]
    items = [f"post-{number}" for number in range(5)]
    with ombud.store.read() as unit:
        histories, appeals = unit.records.of_items(items), unit.appeals.of_items(items)
        evidence, steps = unit.appeal_files.evidence_of([*filed, "apl-0"]), unit.processes.steps_of("appeal", filed)
        assert set(histories) == set(appeals) == set(items[:4])  # nothing is known of the fifth
        assert set(evidence) == set(steps) == set(filed)
        assert [histories[item] for item in items[:4]] == [unit.records.of_item(item) for item in items[:4]]
        assert [len(histories[item]) for item in items[:4]] == [1, 3, 1, 3]
        assert [appeals[item] for item in items[:4]] == [[unit.appeals.get(one)] for one in filed]
        assert [evidence[one] for one in filed] == [unit.appeal_files.evidence(one) for one in filed]
        assert [steps[one] for one in filed] == [unit.processes.steps("appeal", one) for one in filed]


def test_more_can_be_asked_about_than_a_database_takes_at_once(ombud: Ombud) -> None:
    held(ombud, 1)
    with ombud.store.read() as unit:
        (known,) = unit.records.of_item("post-1")
        asked = [f"dec-{number}" for number in range(70_000)]
        assert unit.records.decisions([*asked, known.decision.id]) == {known.decision.id: known}
        assert set(unit.notices.of_decisions([known.decision.id, *asked])) == {known.decision.id}


# ── whose data was asked for, and who was warned ─────────────────────────────────────────────────────────────────────
def asked_for(ombud: Ombud, lea: User, people: list[str], clock: SetClock, days: int) -> None:
    """An order for the data of `people`, answered, of which a law forbids to speak for so many days."""
    said = {
        "kind": "information", "asked": "Who is it?", "persons": "\n".join(people), "objective": "To know.",
        "necessity": "Nobody else knows.", "gag_until": (clock.now() + timedelta(days=days)).date().isoformat(),
        "gag_basis": "Section 1 of a law",
    }  # fmt: skip
    order, _ = ombud.orders.receive(order_from(ORDER | said))
    n = ombud.orders.take(order.id, 1, "acknowledge", lea).state.n
    ombud.orders.take(order.id, n, "answer", lea, "We hold nothing.")


def test_a_gag_that_ends_for_many_asks_as_often_as_for_few(ombud: Ombud, lea: User, clock: SetClock) -> None:
    asked = {}
    for days, count in ((5, FEW), (15, MANY)):
        asked_for(ombud, lea, [f"u-{days}-{n}" for n in range(count)], clock, days)
    for count, turned in ((FEW, 6), (MANY, 10)):
        clock.turn(days=turned)
        with asking() as asked[count]:
            assert ombud.deadlines.run_once() == count
    assert len(asked[MANY]) == len(asked[FEW])


def test_who_asked_for_somebodys_data_is_read_at_once_however_many(ombud: Ombud, lea: User, clock: SetClock) -> None:
    for n in range(FEW + MANY):
        asked_for(ombud, lea, ["u-few" if n < FEW else "u-many"], clock, 1)
    clock.turn(days=2)
    ombud.deadlines.run_once()
    asked = {}
    with ombud.store.read() as unit:
        for who, count in (("u-few", FEW), ("u-many", MANY)):
            with asking() as asked[who]:
                assert len(ombud.asking.of_person(unit, who)) == count
    assert len(asked["u-many"]) == len(asked["u-few"])


def test_everybody_who_was_warned_is_read_at_once(ombud: Ombud, clock: SetClock) -> None:
    asked = {}
    for first, last in ((0, FEW), (FEW, MANY)):
        with ombud.store.write() as unit:
            unit.processes.take(
                [
                    ProcessStep("reporter", f"rp-{n}", 1, "warn", "warned", clock.now(), "automation")
                    for n in range(first, last)
                ]
            )
        with asking() as asked[last]:
            assert len(ombud.misuse.warned()) == last
    assert len(asked[MANY]) == len(asked[FEW])
