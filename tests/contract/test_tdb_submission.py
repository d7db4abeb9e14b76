"""Filing statements of reasons, against a DSA Transparency Database in a process of its own."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from ombud.delivery import TransparencyDatabase, retry_at
from ombud.model import BadInput, Task, TaskState
from ombud.pipeline.telling.filer import FILING, Filer
from ombud.ports import Store
from ombud.ports.registry import Deferred, Filed, Rejected
from ombud.store import open_store
from tests.support.server import free_port
from tests.support.tdb_server import TOKEN, RunningTdb

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
GOOD: dict[str, Any] = {
    "decision_visibility": ["DECISION_VISIBILITY_CONTENT_DISABLED"],
    "decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT",
    "incompatible_content_ground": "Do not threaten people",
    "incompatible_content_explanation": "Saying that you will hurt somebody is not allowed.",
    "category": "STATEMENT_CATEGORY_VIOLENCE",
    "content_type": ["CONTENT_TYPE_TEXT"],
    "content_date": "2026-11-22",
    "application_date": "2026-11-22",
    "decision_facts": "Automated rules found it.",
    "source_type": "SOURCE_VOLUNTARY",
    "automated_detection": "Yes",
    "automated_decision": "AUTOMATED_DECISION_FULLY",
}
BATCH = "POST /api/v1/statements"


def made(puid: str, **more: Any) -> bytes:
    return json.dumps({**GOOD, "puid": puid, **more}).encode()


def some(count: int) -> list[bytes]:
    return [made(f"p{i:03}") for i in range(count)]


@pytest.fixture
def server() -> Iterator[RunningTdb]:
    with RunningTdb() as running:
        yield running


@pytest.fixture
def database(server: RunningTdb) -> TransparencyDatabase:
    return TransparencyDatabase(server.url, TOKEN)


def test_a_batch_is_filed_in_one_request(server: RunningTdb, database: TransparencyDatabase) -> None:
    assert database.file(some(100)) == [Filed()] * 100
    assert len(server.stored) == 100
    assert server.asked == [BATCH]


def test_more_than_a_hundred_are_several_batches_and_nothing_is_none(
    server: RunningTdb, database: TransparencyDatabase
) -> None:
    assert database.file(some(201)) == [Filed()] * 201
    assert server.asked == [BATCH] * 3
    assert server.stored == [f"p{i:03}" for i in range(201)]
    assert database.file([]) == []


def test_what_is_wrong_is_put_aside_with_the_reason_and_the_rest_is_filed(
    server: RunningTdb, database: TransparencyDatabase
) -> None:
    outcomes = database.file([made("a"), made("b", category=None), made("c"), made("no good")])
    assert outcomes == [
        Filed(),
        Rejected("category: The selected category is invalid."),
        Filed(),
        Rejected("puid: The puid format is invalid."),
    ]
    assert server.stored == ["a", "c"]


def test_every_conformance_case_has_the_outcome_that_the_database_gives_it(
    server: RunningTdb, database: TransparencyDatabase
) -> None:
    vectors = Path(__file__).parents[3] / "shared" / "conformance" / "dsa-tdb" / "vectors.json"
    if not vectors.exists():
        pytest.skip(f"no conformance data: {vectors} is absent")
    for case in json.loads(vectors.read_text("utf-8")):
        (outcome,) = database.file([json.dumps(case["payload"]).encode()])
        assert isinstance(outcome, Filed if case["accepted"] else Rejected), case["name"]


def test_what_is_there_already_is_filed(server: RunningTdb, database: TransparencyDatabase) -> None:
    database.file([made("a"), made("b")])
    assert database.file([made("c"), made("a"), made("b")]) == [Filed(), Filed(already=True), Filed(already=True)]
    assert server.stored == ["a", "b", "c"]


def test_where_it_does_not_say_which_are_there_each_is_asked_for(
    server: RunningTdb, database: TransparencyDatabase
) -> None:
    database.file([made("a")])
    server.next({"status": 422, "body": {"message": "The puid is taken", "errors": {"puid": ["taken"]}}})
    assert database.file([made("a"), made("b")]) == [Filed(already=True), Filed()]
    assert [one for one in server.asked if one.startswith("GET")] == [
        "GET /api/v1/statement/existing-puid/a",
        "GET /api/v1/statement/existing-puid/b",
    ]


@pytest.mark.parametrize("body", [{"message": "no"}, b"<html>", {"errors": {"statement_9": {}}}, {"errors": []}, []])
def test_whose_fault_it_is_is_found_out_where_it_is_not_said(
    server: RunningTdb, database: TransparencyDatabase, body: Any
) -> None:
    refusal = {"status": 422, "body": body if not isinstance(body, bytes) else body.decode()}
    server.next(refusal, refusal, refusal)  # all four, the first two, the first
    outcomes = database.file(some(4))
    assert isinstance(outcomes[0], Rejected)
    assert outcomes[0].why.startswith("the database answered 422")
    assert outcomes[1:] == [Filed()] * 3


def test_a_batch_that_is_too_large_is_sent_in_halves_and_what_is_too_large_alone_is_turned_down(
    server: RunningTdb, database: TransparencyDatabase
) -> None:
    large = [made(f"p{i}", decision_facts="x" * 200_000) for i in range(4)]
    assert database.file(large) == [Filed()] * 4
    assert server.stored == ["p0", "p1", "p2", "p3"]
    (outcome,) = database.file([made("q", decision_facts="x" * 700_000)])
    assert isinstance(outcome, Rejected)
    assert "413" in outcome.why


@pytest.mark.parametrize("status", [301, 302, 307, 400, 403, 404, 419, 500, 502, 503])
def test_any_other_answer_is_about_nothing_that_was_sent(
    server: RunningTdb, database: TransparencyDatabase, status: int
) -> None:
    server.next({"status": status, "body": {"message": "later"}, "headers": {"location": f"{server.url}/elsewhere"}})
    outcomes = database.file(some(150))
    assert outcomes == [Deferred(f'the database answered {status}: {{"message": "later"}}')] * 150
    assert server.asked == [BATCH]


def test_of_an_answer_without_end_only_the_beginning_is_read(
    server: RunningTdb, database: TransparencyDatabase
) -> None:
    server.next({"status": 500, "body": "x" * 8_000_000})
    (outcome,) = database.file(some(1))
    assert isinstance(outcome, Deferred)
    assert len(outcome.why) < 200


@pytest.mark.parametrize(
    ("said", "least", "most"),
    [
        ("7", 7, 7),
        ("0", 1, 1),
        ("999999999999", 86_400, 86_400),
        (format_datetime(datetime.now(UTC) + timedelta(hours=2), usegmt=True), 3600, 7200),
        (format_datetime(datetime.now(UTC) - timedelta(hours=2), usegmt=True), 1, 1),
    ],
    ids=["seconds", "no time", "for ever", "a later moment", "a moment gone by"],
)
def test_a_request_to_wait_is_heard(
    server: RunningTdb, database: TransparencyDatabase, said: str, least: int, most: int
) -> None:
    server.next({"status": 429, "headers": {"retry-after": said}, "body": "Too Many Attempts."})
    (outcome,) = database.file(some(1))
    assert isinstance(outcome, Deferred)
    assert outcome.wait is not None
    assert least <= outcome.wait <= most


@pytest.mark.parametrize("said", ["soon", "", "Sun, 22 Nov 2026 10:00:00", "-1"])
def test_a_request_to_wait_that_says_nothing_is_any_other(
    server: RunningTdb, database: TransparencyDatabase, said: str
) -> None:
    server.next({"status": 429, "headers": {"retry-after": said}})
    (outcome,) = database.file(some(1))
    assert isinstance(outcome, Deferred)
    assert outcome.wait is None


def test_a_wrong_token_defers_everything_and_is_not_repeated(server: RunningTdb) -> None:
    wrong = "8|anotherSecret"
    (outcome,) = TransparencyDatabase(server.url, wrong).file(some(1))
    assert isinstance(outcome, Deferred)
    assert outcome.why == 'the database answered 401: {"message": "Unauthenticated: Bearer [token]"}'


def test_a_server_that_is_away_or_silent_defers_everything(server: RunningTdb) -> None:
    away = TransparencyDatabase(f"http://127.0.0.1:{free_port()}", TOKEN)
    (outcome,) = away.file(some(1))
    assert isinstance(outcome, Deferred)
    assert outcome.why.startswith("no connection")
    server.next({"do": "hang"})
    assert (
        TransparencyDatabase(server.url, TOKEN, timeout=0.2).file(some(2))
        == [Deferred("no answer within 0.2 seconds")] * 2
    )


def test_an_answer_that_is_lost_after_it_was_taken_is_found_at_the_next_try(
    server: RunningTdb, database: TransparencyDatabase
) -> None:
    server.next({"do": "take-and-drop"})
    assert [type(one) for one in database.file(some(2))] == [Deferred, Deferred]
    assert database.file(some(2)) == [Filed(already=True)] * 2
    assert server.stored == ["p000", "p001"]


def test_trouble_while_asking_for_each_defers_them(server: RunningTdb, database: TransparencyDatabase) -> None:
    taken = {"status": 422, "body": {"errors": {"puid": ["taken"], "existing_puids": [{}, "other"]}}}
    server.next(taken, {"status": 500, "body": {}})
    assert database.file(some(2)) == [Deferred("the database answered 500: {}")] * 2
    server.next(taken, {"do": "hang"})
    quick = TransparencyDatabase(server.url, TOKEN, timeout=0.2)
    assert quick.file(some(2)) == [Deferred("no answer within 0.2 seconds")] * 2


@pytest.mark.parametrize(
    "url",
    ["", "transparency", "ftp://x.example", "http://transparency.example", "http://localhost:1", "https://a:b@x.example",
     "https://x.example/?a=b", "https://x.example/#a"],
)  # fmt: skip
def test_the_token_goes_to_no_address_that_others_can_read(url: str) -> None:
    with pytest.raises(BadInput) as refused:
        TransparencyDatabase(url, TOKEN)
    assert refused.value.code == "tdb_url_invalid"


@pytest.mark.parametrize("token", ["", "two words", "a\nb", "tökén", "x" * 501])
def test_a_token_that_is_none_is_refused_and_not_repeated(token: str) -> None:
    with pytest.raises(BadInput) as refused:
        TransparencyDatabase("https://transparency.example/", token)
    assert refused.value.code == "tdb_token_invalid"
    assert not token or token not in str(refused.value.describe())


class Time:
    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> datetime:
        return self.at


def owed(store: Store, *payloads: bytes) -> None:
    with store.write() as unit:
        unit.outbox.put(
            [
                Task(id=f"tdb_{i}", topic=FILING, subject=f"dec_{i}", payload=payload, created_at=NOW, due_at=NOW)
                for i, payload in enumerate(payloads)
            ]
        )


def tasks(store: Store) -> list[Task]:
    """Oldest first."""
    with store.read() as unit:
        return unit.outbox.page()[::-1]


@pytest.fixture
def clock() -> Time:
    return Time()


@pytest.fixture
def filer(store: Store, database: TransparencyDatabase, clock: Time) -> Filer:
    return Filer(store, database, clock, lambda attempts, first, now: retry_at(attempts, first, now, 0.0))


def test_what_is_owed_is_filed_once(store: Store, filer: Filer, server: RunningTdb) -> None:
    owed(store, *some(3))
    assert (filer.run_once(), filer.run_once()) == (3, 0)
    assert [task.state for task in tasks(store)] == [TaskState.DONE] * 3
    assert server.stored == ["p000", "p001", "p002"]


def test_what_was_turned_down_is_parked_with_the_reason(store: Store, filer: Filer, server: RunningTdb) -> None:
    owed(store, made("a"), made("b", category=None))
    filer.run_once()
    good, bad = tasks(store)
    assert (good.state, bad.state) == (TaskState.DONE, TaskState.PARKED)
    assert bad.last_error == "category: The selected category is invalid."


def test_what_nobody_answered_for_waits_and_is_never_given_up(
    store: Store, filer: Filer, server: RunningTdb, clock: Time
) -> None:
    owed(store, made("a"))
    server.next(*[{"status": 503, "body": {}}] * 30)
    for _ in range(30):
        assert filer.run_once() == 1
        (task,) = tasks(store)
        assert (task.state, task.last_error) == (TaskState.WAITING, "the database answered 503: {}")
        assert task.due_at > clock.at
        clock.at = task.due_at
    assert clock.at - NOW > timedelta(days=3)
    assert filer.run_once() == 1
    assert tasks(store)[0].state is TaskState.DONE


def test_a_request_to_wait_says_when_it_is_tried_again(store: Store, filer: Filer, server: RunningTdb) -> None:
    owed(store, made("a"))
    server.next({"status": 429, "headers": {"retry-after": "300"}})
    filer.run_once()
    assert tasks(store)[0].due_at == NOW + timedelta(seconds=300)


def test_a_filer_that_is_started_files_what_comes(store: Store, filer: Filer, server: RunningTdb) -> None:
    filer.worker.start()
    owed(store, made("a"))
    filer.worker.wake()
    _until(lambda: server.stored == ["a"])
    filer.worker.stop()
    assert tasks(store)[0].state is TaskState.DONE


CHILD = """
import sys
from datetime import datetime, UTC
from ombud.delivery import TransparencyDatabase
from ombud.pipeline.telling.filer import Filer
from ombud.store import open_store

class Time:
    def now(self):
        return datetime(2026, 11, 22, 10, tzinfo=UTC)

url, token, store = sys.argv[1:]
Filer(open_store(store), TransparencyDatabase(url, token), Time(), lambda *_: None).run_once()
"""


def test_killed_between_sending_and_recording_it_loses_nothing_and_files_nothing_twice(
    tmp_path: Path, server: RunningTdb
) -> None:
    address = f"sqlite:///{tmp_path / 'ombud.db'}"
    store = open_store(address)
    owed(store, *some(3))
    server.next({"do": "take-and-hang"})
    child = subprocess.Popen([sys.executable, "-c", CHILD, server.url, TOKEN, address])
    _until(lambda: len(server.stored) == 3)
    os.kill(child.pid, signal.SIGKILL)
    assert child.wait() == -signal.SIGKILL
    assert [task.state for task in tasks(store)] == [TaskState.WAITING] * 3
    clock = Time()
    filer = Filer(store, TransparencyDatabase(server.url, TOKEN), clock, lambda *_: None)
    assert filer.run_once() == 0  # the dead one's lease still runs
    clock.at += timedelta(minutes=11)
    assert filer.run_once() == 3
    assert [task.state for task in tasks(store)] == [TaskState.DONE] * 3
    assert server.stored == ["p000", "p001", "p002"]
    store.close()


def _until(true: Any) -> None:
    """Wait for it, a minute at most."""
    for _ in range(600):
        if true():
            return
        time.sleep(0.1)
    pytest.fail("it did not come true within a minute")
