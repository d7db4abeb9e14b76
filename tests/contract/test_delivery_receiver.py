"""The real sender against the example receiver, as a platform developer would run it."""

import os
import signal
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from standardwebhooks.webhooks import Webhook

from ombud.delivery import WebhookSender, new_secret
from ombud.model import Task

RECEIVER = Path(__file__).parents[2] / "examples" / "receiver" / "receiver.py"
SECRET = new_secret(bytes(range(32)))

Send = Callable[..., str | None]
HELD = {"id": "dec_01", "item": "post-1", "measure": "hold", "at": "2026-11-22T10:00:00.120Z"}
NOTICE = {
    "notice": "ntc_1",
    "decision": "dec_01",
    "item": "post-1",
    "person": "u-1",
    "url": "https://ombud.example/notice/token",
    "measure": "hold",
    "text": "Your post waits for a person to look at it.",
}
OUTCOME = {
    "appeal": "apl_1",
    "decision": "dec_02",
    "against": "dec_01",
    "item": "post-1",
    "outcome": "overturn",
    "reasons": "It quotes a threat; it does not make one.",
    "measure": "restore",
}


class Running:
    """The receiver as a process of its own, and a look into what it has stored."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self.process = subprocess.Popen(
            [sys.executable, str(RECEIVER), "--port", "0", "--database", str(database)],
            env={**os.environ, "RECEIVER_SECRET": SECRET, "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self.process.stdout is not None
        said = self.process.stdout.readline()
        assert said.startswith("listening on http://127.0.0.1:")
        self.url = said.removeprefix("listening on ").strip()

    def rows(self, table: str) -> list[tuple[str, ...]]:
        with closing(sqlite3.connect(self._database)) as db:
            return db.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 (the test's own words)

    def post(self, body: bytes, headers: dict[str, str]) -> int:
        """The status of a request that no sender of ours would make."""
        request = urllib.request.Request(self.url, body, headers)  # noqa: S310 (loopback)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 (loopback)
                return int(answer.status)
        except urllib.error.HTTPError as error:
            with error:
                return error.code

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.communicate(timeout=30)


@pytest.fixture
def receiver(tmp_path: Path) -> Iterator[Running]:
    running = Running(tmp_path / "received.sqlite")
    yield running
    running.stop()


@pytest.fixture
def send(receiver: Running) -> Iterator[Send]:
    sender = WebhookSender(receiver.url, SECRET)

    def send(kind: str, data: object, name: str, at: datetime | None = None) -> str | None:
        return sender.send(message(kind, data, name), at or datetime.now(UTC))

    yield send
    sender.close()


def message(kind: str, data: object, name: str) -> Task:
    now = datetime.now(UTC)
    payload = msgspec.json.encode({"type": kind, "timestamp": "2026-11-22T10:00:00Z", "data": data})
    return Task(id=name, topic="webhook", subject="dec_01", payload=payload, created_at=now, due_at=now)


def test_a_post_is_held_its_author_told_and_put_back_after_the_appeal(receiver: Running, send: Send) -> None:
    assert send("decision.made", HELD, "out_1") is None
    assert receiver.rows("posts") == [("post-1", "hold", "dec_01")]
    assert send("notice.created", NOTICE, "out_2") is None
    assert receiver.rows("inbox") == [("ntc_1", "u-1", NOTICE["text"], NOTICE["url"])]
    assert send("appeal.decided", OUTCOME, "out_3") is None
    assert receiver.rows("posts") == [("post-1", "restore", "dec_02")]
    assert receiver.rows("appeals") == [("apl_1", "overturn", OUTCOME["reasons"])]


def test_the_same_message_again_is_taken_and_does_nothing(receiver: Running, send: Send) -> None:
    assert send("decision.made", HELD, "out_1") is None
    assert send("decision.made", {**HELD, "id": "dec_09", "measure": "remove"}, "out_1") is None
    assert receiver.rows("posts") == [("post-1", "hold", "dec_01")]
    assert receiver.rows("seen") == [("out_1",)]


def test_a_decision_that_was_overtaken_by_a_newer_one_changes_nothing(receiver: Running, send: Send) -> None:
    assert send("appeal.decided", OUTCOME, "out_3") is None
    assert send("decision.made", HELD, "out_1") is None
    assert receiver.rows("posts") == [("post-1", "restore", "dec_02")]


def test_another_secret_is_refused(receiver: Running) -> None:
    sender = WebhookSender(receiver.url, new_secret(bytes(32)))
    reason = sender.send(message("decision.made", HELD, "out_1"), datetime.now(UTC))
    sender.close()
    assert reason == "the receiver answered 401: the signature does not hold"
    assert receiver.rows("seen") == []


@pytest.mark.parametrize("minutes", [-6, 6])
def test_a_recording_played_back_later_is_refused(minutes: int, receiver: Running, send: Send) -> None:
    at = datetime.now(UTC) + timedelta(minutes=minutes)
    assert send("decision.made", HELD, "out_1", at) == "the receiver answered 401: the signature does not hold"
    assert receiver.rows("seen") == []


def test_what_cannot_be_applied_is_refused_and_not_remembered(receiver: Running, send: Send) -> None:
    impossible: list[object] = [{}, [], None, {**HELD, "item": {"nested": True}}, {**HELD, "measure": None}]
    for data in impossible:
        reason = send("decision.made", data, "out_1")
        assert reason is not None
        assert reason.startswith("the receiver answered 400: not a message that this program understands")
    assert receiver.rows("seen") == []
    assert send("decision.made", HELD, "out_1") is None


def test_a_kind_of_message_that_it_does_not_know_yet_is_taken(receiver: Running, send: Send) -> None:
    assert send("report.created", {"anything": 1}, "out_1") is None
    assert receiver.rows("seen") == [("out_1",)]


def test_a_receiver_that_cannot_write_says_so_and_gets_it_again(receiver: Running, send: Send, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "received.sqlite")) as db:
        db.execute("ALTER TABLE seen RENAME TO away")
    reason = send("decision.made", HELD, "out_1")
    assert reason == "the receiver answered 503: not stored, please send it again: no such table: seen"
    with closing(sqlite3.connect(tmp_path / "received.sqlite")) as db:
        db.execute("ALTER TABLE away RENAME TO seen")
    assert send("decision.made", HELD, "out_1") is None


def signed(body: bytes, **change: str) -> dict[str, str]:
    """Headers as Ombud would send them, with some of them changed."""
    now = datetime.now(UTC)
    headers = {
        "webhook-id": "out_1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(SECRET).sign("out_1", now, body.decode()),
    }
    return headers | {name.replace("_", "-"): value for name, value in change.items()}


def test_garbage_gets_an_answer_and_does_no_harm(receiver: Running, send: Send) -> None:
    good = b'{"type":"decision.made"}'
    assert receiver.post(b"\xff\xfe", {}) == 401
    assert receiver.post(b"\xff\xfe", signed(good)) == 401
    assert receiver.post(good, signed(good, webhook_signature="rubbish")) == 401
    assert receiver.post(good, signed(good, webhook_signature="v1,*")) == 401
    assert receiver.post(good, signed(good, webhook_timestamp="soon")) == 401
    assert receiver.post(b"not json", signed(b"not json")) == 401
    assert receiver.post(b"[]", signed(b"[]")) == 400
    assert receiver.post(good, signed(good) | {"content-length": "0000000001"}) == 413
    assert receiver.post(good, signed(good) | {"content-length": "x"}) == 413
    assert send("decision.made", HELD, "out_2") is None


def test_it_goes_on_after_a_restart_with_what_it_knew(tmp_path: Path) -> None:
    def deliver_once() -> tuple[str | None, int]:
        running = Running(tmp_path / "received.sqlite")
        sender = WebhookSender(running.url, SECRET)
        reason = sender.send(message("notice.created", NOTICE, "out_1"), datetime.now(UTC))
        sender.close()
        running.stop()
        return reason, len(running.rows("inbox"))

    assert [deliver_once(), deliver_once()] == [(None, 1), (None, 1)]


def test_it_does_not_start_without_a_secret(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "RECEIVER_SECRET"}
    run = subprocess.run(
        [sys.executable, str(RECEIVER), "--port", "0"], env=environment, capture_output=True, text=True, cwd=tmp_path,
        timeout=30, check=False,
    )  # fmt: skip
    assert run.returncode == 1
    assert "RECEIVER_SECRET" in run.stderr
