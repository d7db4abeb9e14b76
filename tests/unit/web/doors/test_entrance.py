"""Clients that hang, hang up, or find a bug: an answer in the door's own words, or none where nobody is left."""

import asyncio
from typing import Any

import pytest
from litestar.types import ASGIApp

import ombud.web.doors.entrance as module
from ombud.model import BadInput, OmbudError, SystemFault
from ombud.web.api.metrics import Metrics
from ombud.web.doors.akismet.door import AkismetDoor
from ombud.web.doors.answering import while_there
from ombud.web.doors.call import Address, Answer, Call
from ombud.web.doors.entrance import Entrance
from ombud.web.doors.openai.errors import answer_to as openai_answer
from ombud.web.doors.perspective.errors import answer_to as perspective_answer
from ombud.wiring import Ombud


class Door:
    """Says how long the body is, unless it is told to fail."""

    name = "test"
    largest = 10
    prefixes = ("/of-the-door/",)

    def __init__(self, failing: Exception | None = None) -> None:
        self._failing = failing
        self.addresses = {"/here": Address({"POST": self.measure})}

    async def measure(self, call: Call) -> Answer:
        if self._failing:
            raise self._failing
        return Answer(str(len(await call.read())).encode())

    def refuse(self, error: OmbudError) -> Answer:
        return Answer(error.code.encode(), status=400)


def reach(ombud: Ombud, door: Door, messages: list[dict[str, Any]], **scope: Any) -> list[dict[str, Any]]:
    """What the server would send to a client that sends these messages and then nothing more."""
    sent: list[dict[str, Any]] = []

    async def receive() -> Any:
        if not messages:
            await asyncio.Event().wait()  # for ever
        return messages.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    async def other(scope: Any, receive: Any, send: Any) -> None:
        await send({"other": scope["path"]})

    app: ASGIApp = Entrance(other, [door], Metrics(ombud.store, ombud.decider, ombud.clock))
    whole: Any = {
        "type": "http", "method": "POST", "path": "/here", "headers": [], "query_string": b"",
        "server": ("127.0.0.1", 80), **scope,
    }  # fmt: skip

    async def run() -> None:
        await app(whole, receive, send)

    asyncio.run(run())
    return sent


def part(body: bytes, more: bool = False) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": more}


def test_a_body_may_come_in_pieces(ombud: Ombud) -> None:
    start, body = reach(ombud, Door(), [part(b"ab", True), part(b"", True), part(b"cde")])
    assert (start["status"], body["body"]) == (200, b"5")


def test_a_client_that_hangs_is_let_go(ombud: Ombud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BODY_SECONDS", 0.01)
    start, body = reach(ombud, Door(), [part(b"ab", True)])
    assert body["body"] == b"too_slow"
    assert (b"connection", b"close") in start["headers"]


def test_nobody_is_answered_who_has_hung_up(ombud: Ombud) -> None:
    assert reach(ombud, Door(), [part(b"ab", True), {"type": "http.disconnect"}]) == []


class LongDoor(Door):
    """Works for ever, or, when it has nothing to do, not at all."""

    def __init__(self, work: asyncio.Event) -> None:
        super().__init__()
        self.work = work
        self.given_up = False

    async def measure(self, call: Call) -> Answer:
        await call.read()

        async def working() -> Answer:
            try:
                await self.work.wait()
            except asyncio.CancelledError:
                self.given_up = True
                raise
            return Answer(b"done")

        return await while_there(call, working())


def test_long_work_is_given_up_when_nobody_waits_for_it(ombud: Ombud) -> None:
    door = LongDoor(asyncio.Event())
    assert reach(ombud, door, [part(b"ab"), part(b""), {"type": "http.disconnect"}]) == []
    assert door.given_up


def test_long_work_is_done_while_somebody_waits(ombud: Ombud) -> None:
    done = asyncio.Event()
    done.set()
    door = LongDoor(done)
    assert reach(ombud, door, [part(b"ab")])[1]["body"] == b"done"
    assert not door.given_up


@pytest.mark.parametrize("headers", [[(b"content-length", b"11")], [(b"content-length", b"9" * 400)], []])
def test_too_much_is_refused_and_the_rest_not_read(ombud: Ombud, headers: list[tuple[bytes, bytes]]) -> None:
    start, body = reach(ombud, Door(), [part(b"x" * 6, True), part(b"x" * 6, True)], headers=headers)
    assert body["body"] == b"event_too_large"
    assert (b"connection", b"close") in start["headers"]


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (BadInput("wrong", "Wrong."), b"wrong"),
        (SystemFault("disk_full", "Full."), b"disk_full"),
        (ZeroDivisionError("secret"), b"internal_error"),
    ],
)
def test_every_error_is_told_in_the_doors_own_words(
    ombud: Ombud, error: Exception, told: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    _, body = reach(ombud, Door(error), [part(b"")])
    assert body["body"] == told


def test_what_is_no_door_is_for_the_others(ombud: Ombud) -> None:
    assert reach(ombud, Door(), [], path="/there") == [{"other": "/there"}]


@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_what_the_service_never_had_is_refused_in_its_own_words(ombud: Ombud, method: str) -> None:
    start, body = reach(ombud, Door(), [], path="/of-the-door/elsewhere", method=method)
    assert body["body"] == b"no_such_address"
    assert (b"connection", b"close") in start["headers"]


def test_other_methods_are_refused_and_head_has_no_body(ombud: Ombud) -> None:
    assert reach(ombud, Door(), [], method="GET")[1]["body"] == b"wrong_method"
    assert reach(ombud, Door(), [], method="HEAD")[1]["body"] == b""


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (SystemFault("internal_error", "x"), 500),
        (SystemFault("overloaded", "x"), 503),
        (BadInput("too_slow", "x"), 400),
        (OmbudError("other", "x"), 400),
    ],
)
def test_our_faults_have_their_status_at_every_door(error: OmbudError, status: int) -> None:
    assert perspective_answer(error).status == status
    assert openai_answer(error).status == status
    assert AkismetDoor.refuse(None, error).status == status  # type: ignore[arg-type]  # it looks at the error alone
