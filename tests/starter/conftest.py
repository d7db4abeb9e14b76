"""The starter policy through the real engine: nothing here stands in for anything."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import pytest

from ombud.intake import normalise, read
from ombud.model import Arrival, Verdict
from ombud.policy import Policy, compile_policy
from ombud.ports import MatcherFactory
from ombud.signals import Registry, Windows, matcher_factory

START = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
STARTER = files("ombud") / "starter"


def read_policy(folder: Traversable) -> dict[str, str]:
    """The files of a policy by their relative path."""
    documents = {one.name: one.read_text("utf-8") for one in folder.iterdir() if one.name.endswith(".md")}
    lists = {f"lists/{one.name}": one.read_text("utf-8") for one in (folder / "lists").iterdir()}
    return documents | lists


@pytest.fixture(scope="session")
def policy_files() -> dict[str, str]:
    return read_policy(STARTER / "policy")


@pytest.fixture(scope="session")
def registry() -> Registry:
    return Registry()


@pytest.fixture(scope="session")
def matcher() -> MatcherFactory:
    return matcher_factory(normalise)


@pytest.fixture(scope="session")
def policy(policy_files: dict[str, str], registry: Registry, matcher: MatcherFactory) -> Policy:
    return compile_policy(policy_files, catalogue=registry.catalogue, matcher=matcher)


@pytest.fixture(scope="session")
def arrive(policy: Policy) -> Callable[[dict[str, Any]], Arrival]:
    return lambda event: read(json.dumps(event).encode(), schema=policy.schema, now=START)


@pytest.fixture(scope="session")
def community() -> list[dict[str, Any]]:
    """The events of the sample community, in order."""
    lines = (STARTER / "community" / "posts.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="session")
def verdicts(policy: Policy, registry: Registry, community: list[dict[str, Any]]) -> dict[str, Verdict]:
    """What the starter policy says about each event of the sample community, one every twenty seconds, by event id."""
    history = Windows()
    found = {}
    for number, event in enumerate(community):
        now = START + timedelta(seconds=20 * number)
        arrival = read(json.dumps(event).encode(), schema=policy.schema, now=now)
        history.note(arrival)
        found[arrival.event.id] = policy.evaluate(arrival, registry, history)
    return found


@pytest.fixture(scope="session")
def expected() -> dict[str, Any]:
    plan: dict[str, Any] = json.loads((Path(__file__).parent / "expected.json").read_text("utf-8"))
    return plan


@pytest.fixture
def say(policy: Policy, registry: Registry, arrive: Callable[[dict[str, Any]], Arrival]) -> Callable[[str], list[str]]:
    """The rules that fire on a text that somebody posts as the first one of the day."""

    def fired(text: str) -> list[str]:
        event = {"id": "e", "type": "item.created", "item": {"id": "i", "kind": "post", "text": text}}
        history = Windows()
        arrival = arrive(event)
        history.note(arrival)
        return [match.rule for match in policy.evaluate(arrival, registry, history).matches]

    return fired
