"""Who is told that appeals wait, and how often: with a real mail server, and a clock that the test sets."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ombud.model import Task, TaskState, User
from ombud.pipeline.deciding.sealer import LETTER
from ombud.wiring import Ombud
from tests.support.appealing import held, holder, judged, open_community, person, run
from tests.support.clock import SetClock
from tests.support.smtp_server import SmtpServer


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with SmtpServer() as one:
        yield one


@pytest.fixture
def ombud(tmp_path: Path, clock: SetClock, server: SmtpServer) -> Iterator[Ombud]:
    one = open_community(
        tmp_path, clock, smtp_url=f"smtp://127.0.0.1:{server.port}", mail_from="no-reply@forum.example",
        public_url="https://forum.example",
    )  # fmt: skip
    yield one
    one.close()


@pytest.fixture
def ben(ombud: Ombud) -> User:
    one = person(ombud, "ben")
    ombud.accounts.set_address(one.id, " ben@example.org ")
    return one


def deliver(ombud: Ombud) -> None:
    assert ombud.post is not None
    while ombud.post.run_once():
        pass


def told(ombud: Ombud, server: SmtpServer) -> list[str]:
    """Everybody who was written to so far, after whatever is due now."""
    run(ombud)
    deliver(ombud)
    return [recipient for _, recipient, _ in server.letters]


def wait(ombud: Ombud, clock: SetClock, days: int) -> None:
    """So many days go by, and what is due on each is done."""
    for _ in range(days):
        clock.turn(days=1)
        run(ombud)


def tasks(ombud: Ombud, state: TaskState) -> list[Task]:
    with ombud.store.read() as unit:
        return [one for one in unit.outbox.page(state, 100) if one.topic == LETTER]


def test_a_letter_comes_when_the_clock_reminds_and_says_no_more_than_it_has_to(
    ombud: Ombud, server: SmtpServer, clock: SetClock, ben: User
) -> None:
    for n in (1, 2):
        ombud.appeals.file(held(ombud, n), f"My secret {n}.")
        clock.turn(hours=1)
    assert told(ombud, server) == []

    wait(ombud, clock, 7)

    assert told(ombud, server) == ["ben@example.org"]
    message = server.letters[0][2]
    words = str(next(message.iter_parts()).get_content())
    assert message["Subject"] == "Appeals are waiting"
    assert "no part: 2." in words
    assert "https://forum.example/console/appeals" in words.split()
    assert not [one for one in ("secret", "hey", "post-1", "u-1", "ben") if one in words]
    assert ombud.accounts.address(ben.id) == "ben@example.org"


def test_there_is_one_letter_a_day_however_often_the_clock_reminds(
    ombud: Ombud, server: SmtpServer, clock: SetClock, ben: User
) -> None:
    clock.turn(hours=-clock.now().hour)
    for n in range(5):
        ombud.appeals.file(held(ombud, n), "No.")
        clock.turn(hours=1)
    clock.turn(hours=-5)
    wait(ombud, clock, 6)
    assert told(ombud, server) == []
    clock.turn(days=1)
    for n in range(5):
        assert len(told(ombud, server)) == 1, n
        clock.turn(hours=1)
    assert [one.state for one in tasks(ombud, TaskState.DONE)] == [TaskState.DONE]
    assert ben.name == "ben"
    wait(ombud, clock, 4)
    assert len(told(ombud, server)) == 2


def test_what_is_given_back_and_passed_on_reminds_nobody(
    ombud: Ombud, server: SmtpServer, clock: SetClock, ana: User, ben: User
) -> None:
    appeal = ombud.appeals.file(held(ombud, 1), "No.")
    first = holder(ombud, appeal.id)
    wait(ombud, clock, 3)
    assert told(ombud, server) == []
    assert {first, holder(ombud, appeal.id)} == {ana.id, ben.id}
    with ombud.store.read() as unit:
        assert "give_back" in [step.move for step in unit.processes.steps("appeal", appeal.id)]
        assert unit.people.addressed() == [ben.id]


def test_whoever_had_a_part_hears_nothing_of_it(
    ombud: Ombud, server: SmtpServer, clock: SetClock, ana: User, ben: User
) -> None:
    ombud.accounts.set_address(ana.id, "ana@example.org")
    first, _ = held(ombud, 1), held(ombud, 2)
    judged(ombud, 1, ben)
    ombud.appeals.file(first, "No.")
    wait(ombud, clock, 7)
    assert told(ombud, server) == ["ana@example.org"]


def test_only_those_that_somebody_can_hear_are_counted(
    ombud: Ombud, server: SmtpServer, clock: SetClock, ben: User
) -> None:
    tokens = [held(ombud, n) for n in (1, 2, 3)]
    judged(ombud, 2, ben)
    for token in tokens:
        ombud.appeals.file(token, "No.")
    wait(ombud, clock, 7)
    assert told(ombud, server) == ["ben@example.org"]
    assert "no part: 2." in str(next(server.letters[0][2].iter_parts()).get_content())


def test_a_letter_is_in_a_language_that_they_read(ombud: Ombud, server: SmtpServer, clock: SetClock, ben: User) -> None:
    ombud.routing.set_skills(ben.name, "de", None)
    ombud.appeals.file(held(ombud, 1), "No.")
    wait(ombud, clock, 7)
    assert len(told(ombud, server)) == 1
    assert server.letters[0][2]["Subject"] == "Widersprüche warten"


@pytest.mark.parametrize("disabled", [False, True])
def test_whoever_takes_the_address_away_or_is_disabled_gets_no_letter_and_nothing_waits(
    ombud: Ombud, server: SmtpServer, clock: SetClock, ben: User, disabled: bool
) -> None:
    ombud.appeals.file(held(ombud, 1), "No.")
    wait(ombud, clock, 7)
    assert [one.subject for one in tasks(ombud, TaskState.WAITING)] == [ben.id]
    if disabled:
        ombud.accounts.disable_user("ben")
    else:
        ombud.accounts.set_address(ben.id, " ")

    assert told(ombud, server) == []

    assert tasks(ombud, TaskState.WAITING) == tasks(ombud, TaskState.PARKED) == []
    with ombud.store.read() as unit:
        assert unit.people.address(ben.id) is None
    wait(ombud, clock, 4)
    assert told(ombud, server) == []


def test_an_address_that_comes_in_between_is_the_one_it_goes_to(
    ombud: Ombud, server: SmtpServer, clock: SetClock, ben: User
) -> None:
    ombud.appeals.file(held(ombud, 1), "No.")
    wait(ombud, clock, 7)
    assert "@" not in str([one.payload for one in tasks(ombud, TaskState.WAITING)])
    ombud.accounts.set_address(ben.id, "new@example.org")
    assert told(ombud, server) == ["new@example.org"]


def test_a_clock_that_was_set_back_silences_nobody(
    ombud: Ombud, server: SmtpServer, clock: SetClock, ben: User
) -> None:
    ombud.appeals.file(held(ombud, 1), "No.")
    clock.turn(days=4000)
    assert told(ombud, server) == ["ben@example.org"]
    clock.turn(days=-4000)
    ombud.appeal_clock.mend()
    wait(ombud, clock, 7)
    assert told(ombud, server) == ["ben@example.org"] * 2
    assert ben.disabled_at is None


def test_what_is_no_letter_is_put_where_somebody_sees_it(ombud: Ombud, clock: SetClock) -> None:
    now = clock.now()
    with ombud.store.write() as unit:
        unit.outbox.put([Task("msg_1", topic=LETTER, subject="usr-x", payload=b"{}", created_at=now, due_at=now)])
    deliver(ombud)
    assert [one.id for one in tasks(ombud, TaskState.PARKED)] == ["msg_1"]


def test_without_a_mail_server_nothing_is_put_by(tmp_path: Path, clock: SetClock) -> None:
    folder = tmp_path / "other"
    folder.mkdir()
    one = open_community(folder, clock)
    try:
        one.accounts.set_address(person(one, "ben").id, "ben@example.org")
        one.appeals.file(held(one, 1), "No.")
        wait(one, clock, 7)
        assert tasks(one, TaskState.WAITING) == []
    finally:
        one.close()
