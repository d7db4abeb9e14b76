"""kill -9 at random moments under load: what was acknowledged is there once, and everything owed is delivered.

`OMBUD_KILLS` sets how many times (25 by default, 200 in CI).
"""

import contextlib
import hashlib
import http.client
import json
import os
import random
import threading
import time
from pathlib import Path

import pytest

from ombud.ledger import verify_log
from ombud.model import TaskState
from ombud.store import open_store
from tests.support.server import SECRET, Receiver, Server, make_key, post

KILLS = int(os.environ.get("OMBUD_KILLS") or ("200" if os.environ.get("CI") else "25"))
SENDERS = 4


def calm_words(number: int) -> str:
    """Words that are nobody else's, so that they are no copies of each other."""
    letters = hashlib.sha256(str(number).encode()).hexdigest().translate(str.maketrans("0123456789", "ghijklmnop"))
    return " ".join(letters[i : i + 8] for i in range(0, 64, 8))


class Senders:
    """Threads that post events one after the other, and remember what was acknowledged."""

    def __init__(self, port: int, key: str) -> None:
        self._port = port
        self._key = key
        self._next = 0
        self._lock = threading.Lock()
        self.acknowledged: dict[str, bytes] = {}
        self.sent: dict[str, bytes] = {}
        self.refused: list[tuple[int, bytes]] = []

    def burst(self, stop: threading.Event) -> list[threading.Thread]:
        threads = [threading.Thread(target=self._send, args=(stop,), daemon=True) for _ in range(SENDERS)]
        for thread in threads:
            thread.start()
        return threads

    def _send(self, stop: threading.Event) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)
        with contextlib.closing(connection), contextlib.suppress(OSError, http.client.HTTPException):
            while not stop.is_set():
                event_id, body = self._event()
                status, answer = post(connection, self._key, body)
                with self._lock:
                    if status == 200:
                        self.acknowledged[event_id] = answer
                    else:
                        self.refused.append((status, answer))

    def _event(self) -> tuple[str, bytes]:
        with self._lock:
            self._next += 1
            number = self._next
        event_id = f"evt-{number:06}"
        text = "I will kill you, I know where you live" if number % 4 == 0 else calm_words(number)
        body = json.dumps(
            {
                "id": event_id, "type": "item.created",
                "item": {"id": f"post-{number:06}", "kind": "post", "text": text},
                "author": {"id": f"u-{number % 50}"},
            }
        ).encode()  # fmt: skip
        with self._lock:
            self.sent[event_id] = body
        return event_id, body


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_and_nothing_is_done_twice(tmp_path: Path) -> None:
    chance = random.Random(20261122)
    data = tmp_path / "data"
    with Receiver() as receiver:
        key = make_key(data)
        server = Server(data, webhook_url=receiver.url, webhook_secret=SECRET).start()
        senders = Senders(server.port, key)
        for _ in range(KILLS):
            stop = threading.Event()
            threads = senders.burst(stop)
            time.sleep(chance.uniform(0.02, 0.5))
            server.kill()
            stop.set()
            for thread in threads:
                thread.join()
            server.start()
        try:
            _send_again(server, key, senders)
            _wait_until_idle(server)
        finally:
            server.stop()
        assert senders.refused == []
        assert len(senders.acknowledged) > KILLS
        _check_the_record(data, server, senders, receiver)


def _send_again(server: Server, key: str, senders: Senders) -> None:
    """Every event once more, acknowledged or not: the answers are those of the first time."""
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)) as connection:
        for event_id, body in senders.sent.items():
            status, answer = post(connection, key, body)
            assert status == 200, answer
            assert senders.acknowledged.setdefault(event_id, answer) == answer


def _wait_until_idle(server: Server) -> None:
    metrics = ""
    for _ in range(600):
        metrics = server.get("/metrics")[1].decode()
        waiting = [
            line for line in metrics.splitlines() if line.startswith("ombud_outbox_tasks{") and "waiting" in line
        ]
        ledger = [line for line in metrics.splitlines() if line.startswith("ombud_ledger_waiting ")]
        if all(float(line.rpartition(" ")[2]) == 0 for line in waiting + ledger) and ledger:
            return
        time.sleep(0.2)
    raise AssertionError(f"work was left undone: {metrics}")


def _check_the_record(data: Path, server: Server, senders: Senders, receiver: Receiver) -> None:
    store = open_store(f"sqlite:///{data / 'ombud.db'}")
    with contextlib.closing(store), store.read() as unit:
        known = unit.records.known(list(senders.sent))
        assert {event_id: one.record for event_id, one in known.items()} == senders.acknowledged
        assert len(unit.records.ids(limit=10**6)) == len(senders.sent)
        restricted = [json.loads(record) for record in senders.acknowledged.values() if b'"measure":"hold"' in record]
        assert restricted
        told = {
            message["data"].get("decision") for message in receiver.messages() if message["type"] == "notice.created"
        }
        done = [message["data"]["id"] for message in receiver.messages() if message["type"] == "decision.made"]
        assert sorted(done) == sorted(decision["id"] for decision in restricted)
        assert told == set(done)
        assert receiver.conflicting == []
        assert unit.outbox.page(TaskState.PARKED) == []
        head = unit.ledger.head()
    assert head is not None
    vkey = server.vkey()
    report = verify_log(lambda path: _read(data / "ledger" / path), vkey)
    assert report.fault is None
    assert report.size == head.size == len(senders.sent) + 1  # and the policy


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
