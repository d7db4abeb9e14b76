"""A small policy around one rule, and an installation with one scripted signal beside the real ones."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from ombud.intake import normalise, read
from ombud.model import Arrival, Schema, Signal, SignalSpec, Verdict
from ombud.policy import Policy, Problem, check, compile_policy
from ombud.ports import History, MatcherFactory
from ombud.signals import Registry, Windows, fingerprint, matcher_factory

NOW = datetime(2027, 1, 1, tzinfo=UTC)
HEAD = """---
policy: test
title: Test
language: en
{head}---

# Harm

## Do no harm {{#harm}}

Do not.
"""


class Detectors:
    """The real signals, and `threat` and `flagged`, whose values a test sets; None abstains."""

    def __init__(self, **values: Any) -> None:
        self._real = Registry()
        self._values = values
        self.asked: list[str] = []

    @property
    def catalogue(self) -> Mapping[str, SignalSpec]:
        return {
            **self._real.catalogue,
            "threat": SignalSpec("threat", "double", "threat-1", "how much of a threat"),
            "flagged": SignalSpec("flagged", "bool", "flagged-1", "whether it was flagged"),
        }

    def measure(self, name: str, arrival: Arrival, history: History) -> Signal:
        self.asked.append(name)
        if name not in ("threat", "flagged"):
            return self._real.measure(name, arrival, history)
        value = self._values.get(name)
        return Signal(f"{name}-1", value, ((0, 4),)) if value is not None else Signal(f"{name}-1", abstained="unsure")


def document(condition: str = "true", *, head: str = "", rule: str = "id: r\nthen: hold", after: str = "") -> str:
    """A policy of one clause with one rule."""
    return f"{HEAD.format(head=head)}\n```rule\n{rule}\nwhen: {condition}\n```\n{after}"


def matcher() -> MatcherFactory:
    return matcher_factory(normalise)


def build(text: str, **others: str) -> Policy:
    return compile_policy(
        {"policy.md": text, **others},
        catalogue=Detectors().catalogue,
        matcher=matcher(),
        fingerprint=fingerprint,
        normalise=normalise,
    )


def problems(text: str, **others: str) -> list[Problem]:
    files = {"policy.md": text, **others}
    return check(files, catalogue=Detectors().catalogue, matcher=matcher(), fingerprint=fingerprint)


def arrive(event: dict[str, Any], schema: Schema | None = None) -> Arrival:
    """An arrival through the real intake; what is not given is filled in."""
    item = {"id": "post-1", "kind": "post", **event.get("item", {})}
    whole = {"id": "evt-1", "type": "item.created", "at": "2026-11-22T10:00:00Z", **event, "item": item}
    return read(json.dumps(whole).encode(), schema=schema or Schema(), now=NOW)


def judge(
    condition: str,
    event: dict[str, Any] | None = None,
    *,
    head: str = "",
    detectors: Detectors | None = None,
    lists: Mapping[str, str] = MappingProxyType({}),
) -> Verdict:
    """The verdict of a policy of one rule on one event."""
    policy = build(document(condition, head=head), **lists)
    windows = Windows(policy.asks)
    arrival = arrive(event or {}, policy.schema)
    windows.note(arrival)
    return policy.evaluate(arrival, detectors or Detectors(), windows)


def fires(condition: str, event: dict[str, Any] | None = None, **more: Any) -> bool:
    """Whether the one rule of a policy fires."""
    return bool(judge(condition, event, **more).matches)
