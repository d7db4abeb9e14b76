"""Small parts, each by itself: bodies that break off, keys that are remembered, a log that falls behind."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import anyio
import pytest

from ombud.model import ApiKey, Forbidden, NotFound, PolicyVersion
from ombud.web.api.body import HungUp, Line, chunks, lines
from ombud.web.api.keys import Keys
from ombud.web.api.operations import Lag
from ombud.web.assets import Assets
from ombud.web.public.provisions import Published, sections

NOW = datetime(2026, 11, 22, tzinfo=UTC)


# ── bodies ───────────────────────────────────────────────────────────────────────────────────────────────────────────
async def _lines(pieces: list[bytes]) -> list[Line]:
    async def body() -> AsyncIterator[bytes]:
        for piece in pieces:
            yield piece

    return [line async for some in lines(body()) for line in some]


@pytest.mark.parametrize("cut", range(12))
def test_lines_are_the_same_wherever_the_network_cuts_them(cut: int) -> None:
    whole = b"one\r\n\ntwo\nthree"
    found = anyio.run(_lines, [whole[:cut], whole[cut:]])
    assert [(line.number, line.payload) for line in found] == [(1, b"one"), (3, b"two"), (4, b"three")]


def test_an_overlong_line_in_many_pieces_is_not_kept() -> None:
    found = anyio.run(_lines, [*[b"x" * 100_000] * 5, b"\ngood\n"])
    assert [(line.number, line.payload, line.error is None) for line in found] == [(1, b"", False), (2, b"good", True)]


def test_a_body_that_breaks_off_is_not_taken_for_a_whole_one() -> None:
    messages = iter([{"type": "http.request", "body": b"x", "more_body": True}, {"type": "http.disconnect"}])

    async def receive() -> Any:
        return next(messages)

    async def read() -> list[bytes]:
        return [chunk async for chunk in chunks(receive)]

    with pytest.raises(HungUp):
        anyio.run(read)


# ── keys ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
class Ring:
    """One key, and how often it was asked for."""

    def __init__(self, *keys: ApiKey) -> None:
        self._keys = list(keys)
        self.asked = 0

    def key_of(self, secret: str) -> ApiKey | None:
        self.asked += 1
        return next((key for key in self._keys if key.secret_hash == secret.encode()), None)

    def keys(self) -> list[ApiKey]:
        return self._keys


def key(number: int = 0) -> ApiKey:
    return ApiKey(f"key_{number}", "forum", f"ombud_{number}".encode(), ("events:write",), NOW)


def test_a_key_is_looked_up_once_for_many_requests() -> None:
    ring = Ring(key())
    keys = Keys(ring, "127.0.0.1")
    for _ in range(5):
        anyio.run(keys.require, "Bearer ombud_0", "events:write")
    assert ring.asked == 1


def test_a_wrong_key_is_looked_up_every_time() -> None:
    ring = Ring(key())
    keys = Keys(ring, "127.0.0.1")
    for _ in range(2):
        with pytest.raises(Forbidden):
            anyio.run(keys.require, "Bearer ombud_1", "events:write")
    assert ring.asked == 2


def test_what_is_remembered_stays_bounded() -> None:
    ring = Ring(*(key(number) for number in range(1025)))
    keys = Keys(ring, "127.0.0.1")

    async def all_of_them() -> None:
        for number in range(1025):
            await keys.require(f"bearer ombud_{number}", "events:write")
        await keys.require("bearer ombud_0", "events:write")

    anyio.run(all_of_them)
    assert ring.asked == 1026


@pytest.mark.parametrize(
    ("host", "code"),
    [("127.0.0.1", "no_keys"), ("::1", "no_keys"), ("localhost", "no_keys"),
     ("192.0.2.1", "key_missing"), ("x", "key_missing")],
)  # fmt: skip
def test_only_callers_on_this_machine_learn_that_there_is_no_key_yet(host: str, code: str) -> None:
    with pytest.raises(Forbidden) as refused:
        anyio.run(Keys(Ring(), host).require, "", "events:write")
    assert refused.value.code == code


# ── the log ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_log_is_behind_only_while_it_does_not_grow_although_something_waits() -> None:
    lag, hour = Lag(), timedelta(hours=1)
    assert lag.look(5, 0, NOW) == timedelta(0)
    assert lag.look(5, 3, NOW + hour) == timedelta(0)
    assert lag.look(5, 3, NOW + 2 * hour) == hour
    assert lag.look(8, 1, NOW + 3 * hour) == timedelta(0)
    assert lag.look(8, 0, NOW + 4 * hour) == timedelta(0)


# ── files and policies ───────────────────────────────────────────────────────────────────────────────────────────────
def test_a_page_cannot_name_a_file_that_does_not_exist() -> None:
    with pytest.raises(NotFound):
        Assets.load().url("nothing.css")


def version(number: int, body: str = "") -> PolicyVersion:
    header = "---\npolicy: p\ntitle: P\nlanguage: en\n---\n\n"
    text = f"{header}# One\n\n## A {{#a}}\n\nA.\n\n# Two\n\n## B {{#a}}\n\nB.\n{body}"
    return PolicyVersion(f"sha256:{number}", "p", "P", "en", {"p.md": text}, NOW)


def test_two_clauses_of_one_name_have_one_short_anchor_and_two_addresses() -> None:
    first, second = (section.provisions[0] for section in sections(version(1)))
    assert (first.anchor, first.address) == ("a", "one.a")
    assert (second.anchor, second.address) == ("", "two.a")
    assert first.effects == []


def test_an_example_that_looks_like_json_and_is_none_is_shown_as_it_is() -> None:
    block = "\n```examples\nviolates: {not json\nallows: plain\n```\n"
    assert sections(version(1, block))[1].provisions[0].violates == ["{not json"]


def test_versions_that_were_read_are_remembered_but_not_without_end() -> None:
    published = Published()
    first = published.read(version(0))
    assert published.read(version(0)) is first
    for number in range(1, 20):
        published.read(version(number))
    assert published.read(version(0)) is not first
