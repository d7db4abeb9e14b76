"""What keeps an endpoint from costing more than was agreed, as somebody sees it who has only the API and the metrics.

A real server asks a real endpoint in a process of its own, through one copy of the example plug-in for each matter.
"""

import contextlib
import http.client
import json
import time
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest

from tests.support.openai_server import EndpointServer
from tests.support.plugins import Copies
from tests.support.server import Server, make_key, post

LIMITS = {
    "hurried": [("timeout = 2.0", "timeout = 0.5")],
    "guarded": [("failures = 5\nrest = 30", "failures = 2\nrest = 3"), ("timeout = 2.0", "timeout = 5.0")],
    "thrifty": [("per_minute = 60", "per_minute = 2")],
    "mindful": [("entries = 10000", "entries = 2")],
}
"""By signal: what its plug-in has in the place of the example's."""

RULE = """```rule
id: {name}
when: mentions(item.text, "{name}") && signal.{name} >= 0.5
then: hold
```
"""
POLICY = f"""---
policy: safety
title: Safety
language: en
---

# Safety

What keeps people safe.

## Do not threaten people {{#threats}}

Nobody may threaten anybody here.

{"".join(RULE.format(name=name) for name in LIMITS)}
```examples
allows: hello you
```
"""


class Outside:
    """Somebody with a key. `ask` sends a post for one plug-in; the threats in it are all different but for `number`."""

    def __init__(self, server: Server, key: str, endpoint: EndpointServer) -> None:
        self._server = server
        self._key = key
        self._events = count()
        self.endpoint = endpoint

    def ask(self, signal: str, number: int) -> tuple[str, dict[str, Any]]:
        """The measure, and what the decision has on record about the signal."""
        word = "abcdefghijklmnop"[number] * 3
        n = next(self._events)
        item = {"id": f"p{n}", "kind": "post", "text": f"{signal} {word}: I will break your legs tonight"}
        body = json.dumps({"id": f"e{n}", "type": "item.created", "item": item}).encode()
        connection = http.client.HTTPConnection("127.0.0.1", self._server.port, timeout=30)
        with contextlib.closing(connection):
            status, answer = post(connection, self._key, body)
        assert status == 200, answer
        decided = json.loads(answer)
        assert (decided["abstained"] == [signal]) == ("abstained" in decided["signals"][signal])
        return decided["measure"], decided["signals"][signal]

    def abstained(self, signal: str) -> dict[str, float]:
        """What the metrics count, by reason."""
        page = self._server.get("/metrics")[1].decode()
        start = 'ombud_signals_abstained_total{reason="'
        lines = [line for line in page.splitlines() if line.startswith(start) and f'signal="{signal}"' in line]
        return {line.split('"')[1]: float(line.rpartition(" ")[2]) for line in lines}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outside]:
    folder = tmp_path_factory.mktemp("outside")
    (folder / "policy").mkdir()
    (folder / "policy" / "safety.md").write_text(POLICY, "utf-8")
    with EndpointServer() as endpoint:
        copies = Copies(folder / "data" / "plugins")
        for name, changes in LIMITS.items():
            mine = (("http://127.0.0.1:8600/v1", endpoint.url), ("[signals.threat_guard]", f"[signals.{name}]"))
            copies.of("threat_guard", *mine, *changes, name=name)
        key = make_key(folder / "data")
        with Server(folder / "data", policy=str(folder / "policy")) as server:
            yield Outside(server, key, endpoint)


@pytest.fixture
def outside(running: Outside) -> Outside:
    running.endpoint.fail()
    return running


def test_an_endpoint_that_is_slow_is_unknown_and_asked_again_the_next_time(outside: Outside) -> None:
    outside.endpoint.fail("slow 3")
    measure, said = outside.ask("hurried", 0)
    assert (measure, said["abstained"]) == ("allow", "timeout")
    assert outside.abstained("hurried") == {"timeout": 1.0}
    outside.endpoint.fail()
    measure, said = outside.ask("hurried", 0)
    assert (measure, said["value"]) == ("hold", 1.0)
    assert outside.abstained("hurried") == {"timeout": 1.0}


def test_the_breaker_opens_lets_one_call_pass_after_its_rest_and_closes_when_that_succeeds(outside: Outside) -> None:
    outside.endpoint.fail("status 500")
    for number in range(2):
        assert outside.ask("guarded", number)[1]["abstained"] == "unavailable"
    assert len(outside.endpoint.asked()) == 2
    # open: nobody is asked, though all is well there again, until the rest is over and one call passes
    outside.endpoint.fail()
    until = time.monotonic() + 30
    refused = 0
    while (said := outside.ask("guarded", 2)[1]).get("abstained") == "unavailable" and time.monotonic() < until:
        assert outside.endpoint.asked() == []
        refused += 1
        time.sleep(0.05)
    assert refused > 0
    assert said["value"] == 1.0
    assert len(outside.endpoint.asked()) == 1
    # closed: everybody passes
    for number in (3, 4, 5):
        assert outside.ask("guarded", number)[1]["value"] == 1.0
    assert len(outside.endpoint.asked()) == 4
    assert outside.abstained("guarded") == {"unavailable": 2.0 + refused}


def test_a_call_that_fails_after_the_rest_opens_the_breaker_again(outside: Outside) -> None:
    outside.endpoint.fail("status 503")
    until = time.monotonic() + 30
    number = 6
    while len(outside.endpoint.asked()) < 3 and time.monotonic() < until:
        assert outside.ask("guarded", number)[1]["abstained"] == "unavailable"
        time.sleep(0.05)
    assert len(outside.endpoint.asked()) == 3
    assert outside.ask("guarded", number)[1]["abstained"] == "unavailable"
    assert len(outside.endpoint.asked()) == 3


def test_a_spent_budget_is_unknown_and_what_is_remembered_costs_nothing(outside: Outside) -> None:
    assert [outside.ask("thrifty", number)[1]["value"] for number in (0, 1)] == [1.0, 1.0]
    measure, said = outside.ask("thrifty", 2)
    assert (measure, said["abstained"]) == ("allow", "budget")
    assert outside.ask("thrifty", 0)[1]["value"] == 1.0
    assert len(outside.endpoint.asked()) == 2
    assert outside.abstained("thrifty") == {"budget": 1.0}


def test_what_was_asked_is_not_asked_again_until_others_took_its_place(outside: Outside) -> None:
    answers = [outside.ask("mindful", number) for number in (0, 0, 1, 0)]
    assert [measure for measure, _ in answers] == ["hold"] * 4
    assert len({said["version"] for _, said in answers}) == 1
    assert len(outside.endpoint.asked()) == 2
    outside.ask("mindful", 2)  # the memory holds two: what was unused for longest goes
    outside.ask("mindful", 1)
    assert len(outside.endpoint.asked()) == 4
    assert outside.abstained("mindful") == {}
