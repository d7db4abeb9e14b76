"""Columns say what the live engine says: random rules over random events, rule by rule and event by event."""

import hashlib
import io
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import polars as pl
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from ombud.intake import NORMAL_FORM, normalise, read
from ombud.model import Actor, Arrival, Decision, Measure, Signal, SignalSpec
from ombud.policy import Policy, PolicyError, compile_policy
from ombud.policy.backtest import Conditions, Evaluator, Installation, Past, frame_of
from ombud.policy.backtest.recorded import SeenDetectors, SeenHistory
from ombud.ports import History
from ombud.signals import Registry, Windows, fingerprint, matcher_factory

NOW = datetime(2027, 1, 1, tzinfo=UTC)
HEAD = """---
policy: test
title: Test
language: en
attributes:
  author.karma: int
  author.vip: bool?
  author.badge: string?
  author.labels: list<string>
  author.score: double?
  item.rating: double
  item.flags: list<int>?
  item.weights: list<double>?
  context.ratio: double?
  context.since: timestamp?
  context.level: int?
lists:
  words: lists/words.txt
  hosts: lists/hosts.txt
---

# Harm

## One {#one}

Do not.

## Two {#two}

Do not either.
"""
LISTS = {"lists/words.txt": "casino\nfree money\nwinner\nkill\n", "lists/hosts.txt": "bit.ly\nspam.example\nanna\n"}
WORDS = [
    "casino",
    "free",
    "money",
    "winner",
    "kill",
    "k1ll",
    "КASINO",
    "hello",
    "the",
    "good",
    "42",
    "2026",
    "ﬀ",
    "ñandú",
]
MATCHER = matcher_factory(normalise)


class Detectors:
    """The real signals beside two whose values follow from the text, and which abstain now and then."""

    def __init__(self) -> None:
        self._real = Registry()

    @property
    def catalogue(self) -> Mapping[str, SignalSpec]:
        return {
            **self._real.catalogue,
            "threat": SignalSpec("threat", "double", "threat-1", "how much of a threat"),
            "flagged": SignalSpec("flagged", "bool", "flagged-1", "whether it was flagged"),
        }

    def measure(self, name: str, arrival: Arrival, history: History) -> Signal:
        if name not in ("threat", "flagged"):
            return self._real.measure(name, arrival, history)
        number = hashlib.sha256(arrival.text.raw.encode()).digest()[0]
        if number % 3 == 0:
            return Signal(f"{name}-1", abstained="unsure")
        return Signal(f"{name}-1", number / 255 if name == "threat" else number % 2 == 0)


# ── rules ────────────────────────────────────────────────────────────────────────────────────────────────────────────
COMPARE = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
NUMBERS = st.sampled_from([0, 1, 2, 3, -1, -7, 10, 2**31, 2**62, 2**63 - 1, -(2**63 - 1)])
DOUBLES = st.sampled_from(["0.0", "-0.0", "0.5", "1.0", "-2.5", "3.0", "1e300", "1e-300", "9007199254740993.0"])
DURATIONS = st.sampled_from(
    ['duration("1s")', 'duration("72h")', 'duration("-3m")', 'duration("1500ns")', 'duration("2000000h")']
)
TIMES = st.sampled_from(
    [
        "event.at",
        "item.created_at",
        "author.created_at",
        "context.since",
        'timestamp("2026-11-22T10:00:00.000000001Z")',
        'timestamp("0001-01-02T00:00:00Z")',
        'timestamp("9999-12-30T00:00:00Z")',
    ],
)
STRINGS = st.sampled_from(
    [
        "item.kind",
        "item.text",
        "item.id",
        "event.type",
        "event.source",
        "item.lang",
        "item.url",
        "item.parent",
        "author.id",
        "author.name",
        "author.badge",
        '""',
        '"a"',
        '"en"',
        '"post"',
        '"anna"',
        '"gold"',
        '"ñ"',
        '"casino"',
    ],
)
OPTIONAL = [
    "item.created_at",
    "author.created_at",
    "context.since",
    "item.lang",
    "item.url",
    "item.parent",
    "author.id",
    "author.name",
    "author.badge",
    "author.score",
    "author.vip",
    "item.flags",
    "item.weights",
    "context.ratio",
    "context.level",
    "author.age",
    "item.age",
    "context.whatever",
]


PAST = [
    'seen_before(item, duration("1h"))',
    "signal.near_duplicates > 0",
    'signal.language == "en"',
    'count(author, "item.created", duration("10m")) > 2',
    'distinct(author, "item.created", item.text, duration("1h")) > 1',
]
"""What looks back, or is slow to measure."""
LIVE = [
    'item.links.exists(l, in_list(l.domain, "hosts"))',
    'item.links.all(l, l.registered_domain == "bit.ly")',
    'item.links.exists_one(l, l.url.contains("a"))',
    'author.labels.exists(x, x.startsWith("a"))',
    "item.flags.all(x, x % 2 == 0)",
    "context.whatever == 3",
    'dyn(item.kind) == "post"',
    "int(item.rating) > 1",
    "double(author.karma) < 3.5",
    "event.at.getHours() < 12",
    'in_list(item.kind + "", "words")',
]
"""What only the live engine can tell."""


@cache
def ints(depth: int = 2) -> st.SearchStrategy[str]:
    leaf = st.one_of(
        NUMBERS.map(str),
        st.sampled_from(["author.karma", "context.level", "size(item.text)", "size(item.links)", "size(author.labels)",
                         "size(item.media)", "item.lang.size()", "signal.link_count", "signal.disguise"]),
        count(),
    )  # fmt: skip
    if not depth:
        return leaf
    inner = ints(depth - 1)
    return st.one_of(
        leaf,
        st.builds("({} {} {})".format, inner, st.sampled_from(["+", "-", "*", "/", "%"]), inner),
        inner.map("-({})".format),
        st.builds("({} ? {} : {})".format, simple(), inner, inner),
    )


@cache
def count() -> st.SearchStrategy[str]:
    windows = st.sampled_from(["1m", "10m", "24h"])
    events = st.sampled_from(["item.created", "item.edited", "item.reported"])
    return st.builds('count({}, "{}", duration("{}"))'.format, st.sampled_from(["author", "item"]), events, windows)


@cache
def doubles(depth: int = 2) -> st.SearchStrategy[str]:
    leaf = st.one_of(DOUBLES, st.sampled_from(["item.rating", "author.score", "context.ratio", "signal.threat"]))
    if not depth:
        return leaf
    inner = doubles(depth - 1)
    return st.one_of(
        leaf,
        st.builds("({} {} {})".format, inner, st.sampled_from(["+", "-", "*", "/"]), inner),
        inner.map("-({})".format),
    )


@cache
def durations() -> st.SearchStrategy[str]:
    leaf = st.one_of(DURATIONS, st.sampled_from(["author.age", "item.age"]))
    return st.one_of(
        leaf, st.builds("({} {} {})".format, leaf, st.sampled_from(["+", "-"]), leaf),
        st.builds("({} - {})".format, TIMES, TIMES),
    )  # fmt: skip


@cache
def moments() -> st.SearchStrategy[str]:
    return st.one_of(TIMES, st.builds("({} {} {})".format, TIMES, st.sampled_from(["+", "-"]), durations()))


@cache
def strings() -> st.SearchStrategy[str]:
    return st.one_of(STRINGS, st.builds("({} + {})".format, STRINGS, STRINGS))


@cache
def simple() -> st.SearchStrategy[str]:
    return st.sampled_from(["author.vip", "signal.flagged", "author.karma > 2", "has(author)", "has(author.badge)"])


@cache
def atoms() -> st.SearchStrategy[str]:
    texts = st.sampled_from(["item.text", "author.name", "author.badge"])
    return st.one_of(
        simple(),
        st.builds("{} {} {}".format, ints(), COMPARE, ints()),
        st.builds("{} {} {}".format, doubles(), COMPARE, doubles()),
        st.builds("{} {} {}".format, ints(0), COMPARE, doubles(1)),
        st.builds("{} {} {}".format, strings(), COMPARE, strings()),
        st.builds("{} {} {}".format, moments(), COMPARE, moments()),
        st.builds("{} {} {}".format, durations(), COMPARE, durations()),
        st.builds(
            "{} {} {}".format,
            st.sampled_from(["author.vip", "true", "signal.flagged"]),
            COMPARE,
            simple().map("({})".format),
        ),
        st.sampled_from(OPTIONAL).map("has({})".format),
        st.sampled_from(["signal.threat", "signal.flagged", "signal.language", "author"]).map("has({})".format),
        st.builds("{}.{}({})".format, STRINGS, st.sampled_from(["contains", "startsWith", "endsWith"]), STRINGS),
        st.builds(
            "{} in [{}]".format,
            STRINGS,
            st.lists(st.sampled_from(['"en"', '"post"', '""', '"a"']), min_size=1).map(", ".join),
        ),
        st.builds("{} in [{}]".format, ints(1), st.lists(NUMBERS.map(str), min_size=1).map(", ".join)),
        st.builds("{} in author.labels".format, STRINGS),
        st.builds("{} in item.flags".format, ints(0)),
        st.builds("{} in item.weights".format, doubles(0)),
        st.builds(
            "mentions({}, {})".format,
            texts,
            st.lists(st.sampled_from(['"casino"', '"free money"', '"kill"', '"anna"']), min_size=1, max_size=2).map(
                ", ".join
            ),
        ),
        st.builds(
            'matches({}, r"{}")'.format, texts, st.sampled_from([r"(casino|kill)[a-z]*", r"[0-9]{3,}", r"^h", r"x*"])
        ),
        st.builds("exact(mentions({}, {}))".format, texts, st.sampled_from(['"casino"', '"КASINO"'])),
        st.builds(
            'in_list({}, "{}")'.format,
            st.sampled_from(["item.text", "author.name", "item.url", "author.badge"]),
            st.sampled_from(["words", "hosts"]),
        ),
        st.builds('exact(in_list({}, "{}"))'.format, texts, st.sampled_from(["words", "hosts"])),
        st.sampled_from(PAST),
        st.sampled_from(LIVE),
    )


@st.composite
def guarded(draw: st.DrawFn) -> str:
    """An atom behind tests for everything optional in it, as the checker asks."""
    atom = draw(atoms())
    needed = [field for field in OPTIONAL if field in atom and f"has({field})" not in atom]
    if not needed:
        return f"({atom})"
    shape = draw(st.sampled_from(["{} && ({})", "{} ? ({}) : false", "!({}) || ({})"]))
    return "(" + shape.format(" && ".join(f"has({field})" for field in needed), atom) + ")"


@cache
def conditions(depth: int = 2) -> st.SearchStrategy[str]:
    if not depth:
        return guarded()
    inner = conditions(depth - 1)
    several = st.lists(inner, min_size=2, max_size=3)
    return st.one_of(
        guarded(),
        several.map(lambda parts: "(" + " && ".join(parts) + ")"),
        several.map(lambda parts: "(" + " || ".join(parts) + ")"),
        inner.map("!{}".format),
        st.builds("({} ? {} : {})".format, inner, inner, inner),
    )


def document(rules: list[str]) -> dict[str, str]:
    """A policy of these conditions, under two clauses."""
    blocks = [f"```rule\nid: r{i}\nthen: hold\nwhen: {when}\n```\n" for i, when in enumerate(rules)]
    return {"policy.md": HEAD + "\n" + "\n".join(blocks), **LISTS}


def build(files: dict[str, str]) -> Policy:
    return compile_policy(
        files, catalogue=Detectors().catalogue, matcher=MATCHER, fingerprint=fingerprint, normalise=normalise
    )


# ── events ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), values)


START = datetime(2026, 11, 22, tzinfo=UTC)
WHEN = st.integers(0, 60 * 30).map(lambda n: (START + timedelta(seconds=n, microseconds=n * 7)).isoformat())
BEFORE = st.sampled_from([0, 1, 3600, 10**7, 10**8]).map(lambda n: (START - timedelta(seconds=n)).isoformat())
FINITE = st.floats(allow_nan=False, allow_infinity=False)
LONG = "The dog that we lost at the harbour on Sunday is home again, thank you all for looking"
TEXT = st.one_of(
    st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join),
    st.sampled_from([LONG, LONG + " 42", "see https://bit.ly/x and http://anna.example/b", ""]),
)


@st.composite
def events(draw: st.DrawFn) -> list[dict[str, Any]]:
    made = []
    for number in range(draw(st.integers(1, 7))):
        item = {
            "id": draw(st.sampled_from(["p1", "p2", f"q{number}"])),
            "kind": draw(st.sampled_from(["post", "comment"])),
            "text": draw(TEXT),
            "lang": draw(maybe(st.sampled_from(["en", "pt"]))),
            "url": draw(maybe(st.sampled_from(["https://a.example/", "anna"]))),
            "parent": draw(maybe(st.just("p0"))),
            "created_at": draw(maybe(BEFORE)),
            "rating": draw(FINITE),
            "flags": draw(maybe(st.lists(st.integers(-3, 3), max_size=3))),
            "weights": draw(maybe(st.lists(FINITE, max_size=2))),
        }
        author = {
            "id": draw(st.sampled_from(["anna", "ben"])),
            "name": draw(maybe(st.sampled_from(["anna", "Casino King", "free money", ""]))),
            "created_at": draw(maybe(BEFORE)),
            "karma": draw(st.one_of(st.integers(-5, 5), st.sampled_from([2**62, 2**63 - 1, -(2**63)]))),
            "vip": draw(maybe(st.booleans())),
            "badge": draw(maybe(st.sampled_from(["gold", "anna", ""]))),
            "labels": draw(st.lists(st.sampled_from(["a", "en", "anna"]), max_size=2)),
            "score": draw(maybe(FINITE)),
        }
        context = {
            "ratio": draw(maybe(FINITE)),
            "since": draw(maybe(BEFORE)),
            "level": draw(maybe(st.integers(-3, 3))),
            "whatever": draw(maybe(st.sampled_from([3, "3", 3.0, True]))),
        }
        made.append({
            "id": f"e{number}", "type": draw(st.sampled_from(["item.created", "item.edited", "item.reported"])),
            "at": draw(WHEN), "item": item, "author": author, "context": context,
        })  # fmt: skip
    return made


def installation() -> Installation:
    return Installation(
        detectors=Detectors(), matcher=MATCHER, normalise=normalise, normal_form=NORMAL_FORM, history=Windows,
        fingerprint=fingerprint,
    )  # fmt: skip


def by_columns(policy: Policy, past: list[Past], pieces: int) -> list[set[str]]:
    """Which rules fire for each event, by columns; through a Parquet file, and in several frames."""
    file = io.BytesIO()
    frame_of(past, NORMAL_FORM).write_parquet(file)
    frame = pl.read_parquet(io.BytesIO(file.getvalue()))
    found = Conditions([policy], Detectors().catalogue)
    evaluator = Evaluator(found, installation())
    rules = list(zip(policy.rules, found.of[0], strict=True))
    out = []
    for start in range(0, frame.height, pieces):
        fired = evaluator.fired(frame.slice(start, pieces))
        for row in fired.rows(named=True):
            out.append({rule.id for rule, place in rules if row[str(place)]})  # noqa: PERF401 - reads better in steps
    return out


def policy_of(rules: list[str]) -> Policy:
    try:
        return build(document(rules))
    except PolicyError:
        kept = [rule for rule in rules if _fine(rule)]
        assume(kept)
        return build(document(kept))


def _fine(rule: str) -> bool:
    try:
        build(document([rule]))
    except PolicyError:
        return False
    return True


MANY = settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@MANY
@given(st.lists(conditions(), min_size=1, max_size=6), events(), st.integers(1, 7))
def test_columns_and_engine_agree_on_every_rule_and_event(
    rules: list[str], sent: list[dict[str, Any]], pieces: int
) -> None:
    policy = policy_of(rules)
    arrivals = [read(json.dumps(one).encode(), schema=policy.schema, now=NOW) for one in sent]
    windows = Windows(policy.asks)
    expected = []
    for arrival in arrivals:
        windows.note(arrival)
        expected.append({match.rule for match in policy.evaluate(arrival, Detectors(), windows).matches})
    past = [Past(seq, arrival) for seq, arrival in enumerate(arrivals)]
    assert by_columns(policy, past, pieces) == expected


@MANY
@given(
    st.lists(conditions(1), min_size=1, max_size=4), st.lists(conditions(1), min_size=1, max_size=4), events(),
    st.integers(1, 7),
)  # fmt: skip
def test_what_was_recorded_under_one_policy_serves_another(
    before: list[str], rules: list[str], sent: list[dict[str, Any]], pieces: int
) -> None:
    old, policy = policy_of(before), policy_of(rules)
    windows, again = Windows(old.asks), Windows(policy.asks)
    past, expected = [], []
    for seq, one in enumerate(sent):
        arrival = read(json.dumps(one).encode(), schema=policy.schema, now=NOW)
        windows.note(arrival)
        verdict = old.evaluate(arrival, Detectors(), windows)
        decision = Decision(
            id=f"dec_{seq}", event=arrival.event.id, item=arrival.event.item.id, measure=Measure.ALLOW,
            policy=old.version, actor=Actor("automation"), at=NOW, signals=verdict.signals, observed=verdict.observed,
        )  # fmt: skip
        past.append(Past(seq, arrival, decision))
        again.note(arrival)
        detectors = SeenDetectors(Detectors(), verdict.signals)
        found = policy.evaluate(arrival, detectors, SeenHistory(again, verdict.observed))
        expected.append({match.rule for match in found.matches})
    assert by_columns(policy, past, pieces) == expected
