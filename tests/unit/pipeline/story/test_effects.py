"""What must happen after a decision: tried again, parked, sent again, and never lost."""

import shutil
import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from ombud.model import BadInput, Conflict, Measure, NotFound, Outcome, SystemFault, Task, TaskState, User
from ombud.pipeline import Courier, Refused, Worker
from ombud.wiring import Config, Ombud
from tests.support.server import SECRET, Receiver
from tests.support.story import THREAT, confirm, decide, event


def states(ombud: Ombud) -> dict[str, int]:
    with ombud.store.read() as unit:
        return {state: count for state, count in unit.outbox.counts().items() if count}


def test_a_webhook_nobody_took_waits_for_another_try(ombud: Ombud, receiver: Receiver) -> None:
    decide(ombud, event(1, THREAT))
    ombud.teller.run_once()
    receiver.failing = True
    assert ombud.courier is not None
    assert ombud.courier.run_once() == 2
    with ombud.store.read() as unit:
        tasks = unit.outbox.page(TaskState.WAITING)
        due = unit.outbox.next_due("webhook")
    assert [task.attempts for task in tasks] == [1, 1]
    assert all("500" in (task.last_error or "") for task in tasks)
    assert due is not None
    assert due > tasks[0].created_at
    assert ombud.courier.run_once() == 0
    assert receiver.taken == {}


def test_a_webhook_tried_in_vain_is_parked_and_sent_again_when_somebody_says_so(
    ombud: Ombud, receiver: Receiver
) -> None:
    decide(ombud, event(1, THREAT))
    ombud.teller.run_once()
    receiver.failing = True
    first = ombud.courier
    assert first is not None
    impatient = Courier(ombud.store, first._sender, ombud.clock, lambda *_: None)
    impatient.run_once()
    impatient.close()
    assert states(ombud) == {"parked": 2, "done": 1}
    receiver.failing = False
    with ombud.store.write() as unit:
        parked = unit.outbox.page(TaskState.PARKED)
        for task in parked:
            unit.outbox.resend(task.id, ombud.clock.now())
    first.run_once()
    assert states(ombud) == {"done": 3}
    assert set(receiver.taken) == {task.id for task in parked}


def test_a_task_whose_courier_died_comes_back(ombud: Ombud) -> None:
    decide(ombud, event(1, THREAT))
    ombud.teller.run_once()
    now = ombud.clock.now()
    with ombud.store.write() as unit:
        assert len(unit.outbox.claim("webhook", 8, now, now + timedelta(seconds=60))) == 2
    with ombud.store.write() as unit:
        assert unit.outbox.claim("webhook", 8, now + timedelta(seconds=59), now + timedelta(seconds=90)) == []
        assert len(unit.outbox.claim("webhook", 8, now + timedelta(seconds=61), now + timedelta(seconds=90))) == 2


def test_the_background_work_does_it_all_by_itself(tmp_path: Path, receiver: Receiver) -> None:
    ombud = Ombud.open(Config(data=tmp_path / "data", webhook_url=receiver.url, webhook_secret=SECRET))
    ombud.start()
    decision = decide(ombud, event(1, THREAT))
    patience = threading.Event()
    for _ in range(100):
        if len(receiver.taken) == 2 and ombud.blobs.read("checkpoint") is not None:
            break
        patience.wait(0.1)
    ombud.stop()
    assert {message["data"].get("id", decision["id"]) for message in receiver.messages()} == {decision["id"]}


def test_a_worker_survives_faults_and_bugs_and_goes_on() -> None:
    tried: list[int] = []
    done = threading.Event()

    def work() -> int:
        tried.append(len(tried))
        if len(tried) == 1:
            raise SystemFault("store_unavailable", "The database is gone.")
        if len(tried) == 2:
            raise RuntimeError("a bug")
        done.set()
        return 0

    worker = Worker("test", work, lambda: 0.0)
    worker.start()
    assert done.wait(10)
    worker.stop()
    worker.stop()
    assert len(tried) >= 3


def test_stopping_refuses_what_comes_after(ombud: Ombud) -> None:
    ombud.decider.stop()
    (answer,) = ombud.decider.decide([event(1, "hello")], "api")
    assert isinstance(answer, Refused)
    assert answer.error.code == "stopping"
    with ombud.store.read() as unit:
        assert unit.records.ids() == []


def test_a_damaged_log_is_not_signed_on_top_of(ombud: Ombud, tmp_path: Path) -> None:
    decide(ombud, event(1, "hello"))
    ombud.sequencer.run_once()
    entries = tmp_path / "data" / "ledger" / "tile" / "0"
    (tile,) = [path for path in entries.rglob("*") if path.is_file()]
    tile.write_bytes(bytes(len(tile.read_bytes())))
    decide(ombud, event(2, "hello again"))
    with pytest.raises(SystemFault) as refused:
        ombud.sequencer.run_once()
    assert refused.value.code == "ledger_damaged"
    shutil.rmtree(tmp_path / "data" / "ledger")
    assert ombud.sequencer.run_once() == 1


def test_receipts_say_when_it_is_too_early_and_when_there_is_nothing(ombud: Ombud) -> None:
    decision = decide(ombud, event(1, "hello"))
    with pytest.raises(Conflict) as early:
        ombud.receipts.receipt(decision["id"])
    assert early.value.code == "not_yet_sequenced"
    for ask in (ombud.receipts.receipt, ombud.receipts.receipts_of, ombud.replayer.replay):
        with pytest.raises(NotFound):
            ask("dec_none")


def test_judging_needs_a_case_and_a_clause_that_exist(ombud: Ombud, ana: User) -> None:
    with pytest.raises(NotFound):
        ombud.review.judge("case_none", 1, ana, Measure.REMOVE, "It is one.")
    decide(ombud, event(1, THREAT))
    with ombud.store.read() as unit:
        case = unit.cases.open_of(["post-1"])["post-1"]
    with pytest.raises(BadInput) as unknown:
        ombud.review.judge(case.id, 1, ana, Measure.REMOVE, "It is one.", ("no/such",))
    assert unknown.value.code == "no_such_clause"
    with pytest.raises(Conflict) as moved:
        ombud.review.judge(case.id, case.version + 1, ana, Measure.REMOVE, "It is one.")
    assert moved.value.code == "case_moved_on"
    assert confirm(ombud, "post-1", ana).startswith("dec_")


def test_hearing_needs_an_appeal_that_exists(ombud: Ombud, ana: User) -> None:
    with pytest.raises(NotFound):
        ombud.appeals.hear("apl_none", ana, Outcome.UPHOLD, "Why.")


def test_a_link_can_be_had_again_and_is_the_same(ombud: Ombud, receiver: Receiver) -> None:
    held = decide(ombud, event(1, THREAT))
    assert ombud.courier is not None
    ombud.courier.run_once()
    sent = [m["data"]["url"] for m in receiver.messages() if m["type"] == "notice.created"]
    assert sent == [ombud.notices.url(held["id"])]
    [own] = [m["data"]["own_page"] for m in receiver.messages() if m["type"] == "notice.created"]
    seen = ombud.persons.page(own.rpartition("/")[2])
    assert (seen.person, [one.item for one in seen.items]) == ("u-1", ["post-1"])
    assert timedelta(days=29) < seen.ends - ombud.clock.now() <= timedelta(days=30)
    assert ombud.notices.url("dec_none") is None
    assert ombud.notices.by_token("no-such-token") is None


def test_a_database_that_fails_refuses_the_batch_and_forgets_what_was_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ombud = Ombud.open(Config(data=tmp_path / "data"))
    opened = ombud.store.write

    def full() -> object:
        raise SystemFault("disk_full", "The disk is full.", advice="Make room.")

    monkeypatch.setattr(ombud.store, "write", full)
    (refused,) = ombud.decider.decide(
        [event(1, "Lovely tomatoes, red and ripe, 100% free, call 0301234567 now")], "api"
    )
    assert isinstance(refused, Refused)
    assert refused.error.code == "disk_full"
    monkeypatch.setattr(ombud.store, "write", opened)
    after = decide(ombud, event(2, "Lovely tomatoes, red and ripe, 100% free, call 0301234567 now"))
    assert after["signals"]["near_duplicates"]["value"] == 0
    ombud.close()


class Stumbling:
    """A sender with a bug, which the first task shows."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    def send(self, task: Task, at: datetime) -> str | None:
        if task.id == "msg-1":
            raise KeyError(at)
        self.sent.append(task.id)
        return None


def test_what_a_sender_stumbles_over_holds_up_nothing_else(ombud: Ombud) -> None:
    now, sender = ombud.clock.now(), Stumbling()
    with ombud.store.write() as unit:
        unit.outbox.put([Task(f"msg-{n}", "webhook", "about", b"{}", now, now) for n in (1, 2)])
    courier = Courier(ombud.store, sender, ombud.clock, lambda *_: None)
    assert courier.run_once() == 2
    courier.close()
    assert sender.sent == ["msg-2"]
    assert states(ombud) == {"parked": 1, "done": 1}
