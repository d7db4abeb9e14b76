"""Nobody waits for an endpoint but those whom it is asked about: a real server that answers when the test lets it."""

import asyncio
import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import msgspec
import pytest

from ombud.ledger import verify_log
from ombud.model import Decision
from ombud.pipeline import Answer, Decided, Refused
from ombud.web.api.commits import SharedCommits
from ombud.wiring import Config, Ombud
from tests.support.plugins import Copies

POLICY = """---
policy: garden
title: Garden forum
language: en
---

# Safety

## Do not threaten people {#threats}

No threats, please.

```rule
id: guarded
when: mentions(item.text, "guard") && signal.threat_guard >= 0.5
then: label
label: threat
```

```rule
id: second
when: signal.threat_guard >= 0.5 && signal.second_guard >= 0.5 && mentions(item.text, "twice")
then: label
label: twice
```

```examples
violates: 🌷
allows: 🌷
```
"""


class Slow:
    """An OpenAI-compatible endpoint in threads of its own. It answers nobody before `gate` is open."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.came = threading.Semaphore(0)
        self.asked: list[str] = []
        self.at_once = self.most_at_once = 0
        lock, outer = threading.Lock(), self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                with lock:
                    outer.asked.append(body["messages"][-1]["content"])
                    outer.at_once += 1
                    outer.most_at_once = max(outer.most_at_once, outer.at_once)
                outer.came.release()
                outer.gate.wait(60)
                with lock:
                    outer.at_once -= 1
                said = {"choices": [{"message": {"content": '{"label": "violates"}'}}], "model": "m"}
                data = json.dumps(said).encode()
                self.send_response(200)
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                with contextlib.suppress(OSError):  # nobody waits any more
                    self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                """Quietly."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def close(self) -> None:
        self.gate.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def slow() -> Iterator[Slow]:
    server = Slow()
    yield server
    server.close()


Open = Callable[..., Ombud]


@pytest.fixture
def opened(slow: Slow, tmp_path: Path, store_url: str) -> Iterator[Open]:
    """An Ombud with the example of an endpoint, with changes, that asks the slow server."""
    folder = tmp_path / "policy"
    folder.mkdir()
    (folder / "policy.md").write_text(POLICY, encoding="utf-8")
    made: list[Ombud] = []

    def open_with(*changes: tuple[str, str]) -> Ombud:
        copies = Copies(tmp_path / "plugins")
        second = '[signals.second_guard]\ndoc = "d"\nclause = "safety/threats"\n\n[budget]'
        copies.of(
            "threat_guard", ("http://127.0.0.1:8600/v1", slow.url), ("timeout = 2.0", "timeout = 50.0"),
            ("[budget]", second), ("per_minute = 60", "per_minute = 6000"), *changes,
        )  # fmt: skip
        config = Config(data=tmp_path / "data", policy=folder, plugins=copies.folder, database_url=store_url)
        made.append(Ombud.open(config))
        return made[-1]

    yield open_with
    slow.gate.set()
    for one in made:
        one.close()


@pytest.fixture
def ombud(opened: Open) -> Ombud:
    return opened()


@pytest.fixture
def pool(slow: Slow) -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(16) as threads:
        yield threads
        slow.gate.set()


def event(name: str, text: str, item: str | None = None, kind: str = "item.created") -> bytes:
    post = {"id": item or f"post-{name}", "kind": "post", "text": text}
    return msgspec.json.encode({"id": name, "type": kind, "item": post})


def record(answer: Answer) -> Decision:
    assert isinstance(answer, Decided), answer
    return msgspec.json.decode(answer.record, type=Decision)


def put_off(ombud: Ombud, pool: ThreadPoolExecutor, slow: Slow, *events: bytes) -> "Future[list[Answer]]":
    """Deciding these has begun, and the endpoint has been asked."""
    under_way = pool.submit(ombud.decider.decide, events, "test")
    assert slow.came.acquire(timeout=30)
    return under_way


def test_while_the_endpoint_thinks_others_are_decided_and_everything_else_is_written(
    ombud: Ombud, pool: ThreadPoolExecutor, slow: Slow
) -> None:
    asked = put_off(ombud, pool, slow, event("a", "guard this"))
    for number in range(50):
        (answer,) = ombud.decider.decide([event(f"plain-{number}", "Tulips.")], "test")
        assert record(answer).measure == "allow"
    with ombud.store.write() as unit:  # nobody holds the write lock
        unit.progress.set("here", 1)
    assert ombud.sequencer.run_once() >= 50
    assert not asked.done()
    slow.gate.set()
    (answer,) = asked.result(30)
    decision = record(answer)
    assert decision.labels == ("threat",)
    assert decision.signals["threat_guard"].value == 1.0
    assert ombud.replayer.replay(decision.id).difference == ""


def test_of_one_batch_only_those_that_need_it_are_put_off_and_answers_keep_their_places(
    ombud: Ombud, slow: Slow
) -> None:
    events = [event(f"e{n}", "guard this" if n % 3 == 0 else "Tulips.") for n in range(9)]
    answers, rest = ombud.decider.begin([*events, b"{", event("e1", "Tulips.")], "test")
    assert rest is not None
    assert (sorted(answers), sorted(rest.arrivals)) == ([1, 2, 4, 5, 7, 8, 9, 10], [0, 3, 6])
    assert isinstance(answers[9], Refused)
    assert answers[10] == Decided(answers[1].record, duplicate=True)  # type: ignore[union-attr]  # it is no refusal
    slow.gate.set()
    later = ombud.decider.finish(rest)
    assert {place: record(answer).event for place, answer in later.items()} == {0: "e0", 3: "e3", 6: "e6"}
    assert len(slow.asked) == 1  # the same text is asked once


def test_what_is_asked_at_the_same_time_is_asked_together_within_bounds(
    ombud: Ombud, pool: ThreadPoolExecutor, slow: Slow
) -> None:
    asked = put_off(
        ombud, pool, slow, *(event(f"e{n}", f"guard {chr(97 + n // 8)} {chr(105 + n % 8)}") for n in range(40))
    )
    for _ in range(7):
        assert slow.came.acquire(timeout=30)
    assert slow.most_at_once == 8
    slow.gate.set()
    assert all(record(answer).labels == ("threat",) for answer in asked.result(30))
    assert slow.most_at_once == 8
    assert len(slow.asked) == len(set(slow.asked)) == 40


def test_an_item_s_events_are_decided_in_their_order(ombud: Ombud, pool: ThreadPoolExecutor, slow: Slow) -> None:
    first = put_off(ombud, pool, slow, event("a", "guard this", "post-1"))
    answers, rest = ombud.decider.begin(
        [event("b", "Tulips.", "post-1", "item.edited"), event("c", "Roses.", "post-2")], "test"
    )
    assert rest is not None
    assert record(answers[1]).event == "c"
    second = pool.submit(ombud.decider.finish, rest)
    (third,) = (pool.submit(ombud.decider.decide, [event("d", "guard this", "post-1", "item.edited")], "test"),)
    assert not second.done()
    slow.gate.set()
    made = [record(first.result(30)[0]), record(second.result(30)[0]), record(third.result(30)[0])]
    with ombud.store.read() as unit:
        assert [view.decision.event for view in unit.records.of_item("post-1")] == ["a", "b", "d"]
    assert [one.event for one in made] == ["a", "b", "d"]
    assert {ombud.replayer.replay(one.id).difference for one in made} == {""}
    assert ombud.decider._waited_for == {}


def test_what_one_answer_leads_to_is_asked_next(ombud: Ombud, slow: Slow) -> None:
    slow.gate.set()
    (answer,) = ombud.decider.decide([event("a", "guard this twice")], "test")
    decision = record(answer)
    assert set(decision.labels) == {"threat", "twice"}
    assert set(decision.signals) == {"threat_guard", "second_guard"}
    assert ombud.replayer.replay(decision.id).difference == ""


def test_the_same_event_sent_again_meanwhile_is_decided_once(
    ombud: Ombud, pool: ThreadPoolExecutor, slow: Slow
) -> None:
    first = put_off(ombud, pool, slow, event("a", "guard this"), event("a", "guard this"))
    again = pool.submit(ombud.decider.decide, [event("a", "guard this")], "test")
    slow.gate.set()
    answers = [*first.result(30), *again.result(30)]
    assert [one.duplicate for one in answers if isinstance(one, Decided)] == [False, True, True]
    assert len({record(one).id for one in answers}) == 1


def test_without_an_answer_in_time_the_event_is_decided_without_it(
    opened: Open, pool: ThreadPoolExecutor, slow: Slow
) -> None:
    ombud = opened(("timeout = 50.0", "timeout = 0.2"))
    (answer,) = put_off(ombud, pool, slow, event("a", "guard this")).result(30)
    decision = record(answer)
    assert (decision.measure, decision.signals["threat_guard"].abstained) == ("allow", "timeout")
    assert ombud.replayer.replay(decision.id).difference == ""


def test_where_nothing_is_remembered_an_answer_still_serves_the_event_it_was_asked_for(
    opened: Open, slow: Slow
) -> None:
    ombud = opened(("entries = 10000", "entries = 0"))
    slow.gate.set()
    for name in ("a", "b"):
        assert record(ombud.decider.decide([event(name, "guard this")], "test")[0]).labels == ("threat",)
    assert len(slow.asked) == 2


def test_who_ends_meanwhile_says_so_and_stores_nothing(ombud: Ombud, pool: ThreadPoolExecutor, slow: Slow) -> None:
    asked = put_off(ombud, pool, slow, event("a", "guard this"))
    ombud.decider.stop()
    slow.gate.set()
    (answer,) = asked.result(30)
    assert isinstance(answer, Refused)
    assert answer.error.code == "stopping"
    with ombud.store.read() as unit:
        assert unit.records.of_item("post-a") == []


def test_a_fault_of_the_endpoint_or_of_ours_keeps_nobody_behind_it_waiting(
    ombud: Ombud, pool: ThreadPoolExecutor, slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = put_off(ombud, pool, slow, event("a", "guard this", "post-1"))
    _, rest = ombud.decider.begin([event("b", "Tulips.", "post-1", "item.edited")], "test")
    assert rest is not None

    def broken(*_: object) -> None:
        raise RuntimeError("a bug")

    with monkeypatch.context() as patched:
        patched.setattr(ombud.decider, "_attempt", broken)
        slow.gate.set()
        with pytest.raises(RuntimeError):
            first.result(30)
    assert record(ombud.decider.finish(rest)[0]).event == "b"


def test_at_the_door_an_event_that_needs_nobody_does_not_wait_for_one_that_does(ombud: Ombud, slow: Slow) -> None:
    async def posted() -> tuple[list[Answer], Answer]:
        commits = SharedCommits(ombud.decider, "api")
        guarded = commits.ask(event("a", "guard this"))
        plain = await asyncio.gather(*(commits.ask(event(f"p{n}", "Tulips.")) for n in range(100)))
        assert not guarded.done()
        slow.gate.set()
        return plain, await guarded

    plain, guarded = asyncio.run(posted())
    assert {record(one).measure for one in plain} == {"allow"}
    assert record(guarded).labels == ("threat",)


def test_nothing_is_lost_under_many_hands(ombud: Ombud, pool: ThreadPoolExecutor, slow: Slow) -> None:
    """Every event is answered, stored once, in the log once, and derived again to the same bytes."""
    slow.gate.set()

    def batch(hand: int) -> list[Answer]:
        texts = ["guard this twice" if (hand + n) % 3 == 0 else "Tulips." for n in range(20)]
        kinds = ["item.created" if n < 10 else "item.edited" for n in range(20)]
        events = [event(f"{hand}-{n}", texts[n], f"post-{(hand * 7 + n) % 25}", kinds[n]) for n in range(20)]
        return ombud.decider.decide(events, "test")

    answers = [answer for answers in pool.map(batch, range(12)) for answer in answers]
    made = [record(answer) for answer in answers]
    assert len({one.id for one in made}) == len({one.event for one in made}) == 240
    with ombud.store.read() as unit:
        stored = unit.records.ids(limit=1000)
    assert set(stored) == {one.id for one in made}
    assert {ombud.replayer.replay(one).difference for one in stored} == {""}
    while ombud.sequencer.run_once():
        pass
    report = verify_log(ombud.blobs.read, ombud.signer.vkey)
    assert report.fault is None
    assert report.size >= 240
