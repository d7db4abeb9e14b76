"""What it costs to look for all terms and patterns of a policy at once, with either engine.

    python -m bench.matching --json [--engine hyperscan|portable]

Two made-up policies for each number of rules, half of them phrases and half patterns: `dense` takes all words from a
vocabulary of 55, so that many rules hit; `wide` from one that grows with the rules. Then the starter policy over real
comments (the sample posts where those are not at hand), and one list of 100,000 terms. Each row is a process of its
own; times are its CPU time and that of the compiler it starts.
"""

import argparse
import gzip
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bench.events import STREAM
from ombud.intake import normalise
from ombud.model import Text
from ombud.policy import compile_policy
from ombud.ports import Matcher, MatcherFactory, Pattern, TermSet
from ombud.scanning import database_builder
from ombud.signals import Registry, fingerprint, matcher_factory
from ombud.store import FolderShelf
from ombud.wiring import STARTER_POLICY, read_policy_files

WORDS = [
    "free", "money", "crypto", "wallet", "click", "here", "now", "winner", "bonus", "cash", "gift", "card",
    "airdrop", "invest", "profit", "follow", "subscribe", "casino", "bet", "loan", "pills", "seed", "phrase",
    "giveaway", "double", "earn", "remote", "job", "hiring", "urgent", "verify", "account", "suspended", "password",
    "login", "bank", "transfer", "refund", "bitcoin", "ether", "token", "prize", "reward", "claim", "offer",
    "cheap", "deal", "limited", "order", "ship", "stock", "trade", "coin",
]  # fmt: skip
PLAIN = ["the", "a", "I", "was", "today", "really", "nice", "photo", "42", "2026", "at", "home", "with", "friends"]
SYLLABLES = ["ba", "ce", "di", "fo", "gu", "ka", "le", "mi", "no", "pu", "ra", "se", "ti", "vo", "zu"]
CASES = [
    *(f"{mix}-{rules}" for mix in ("dense", "wide") for rules in (10, 100, 1_000, 10_000)),
    "starter",
    "list-100000",
]
Policy = tuple[list[TermSet], list[Pattern]]


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m bench.matching", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--engine", choices=("hyperscan", "portable"), help="one of the two only")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table to read")
    parser.add_argument("--case", choices=CASES, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.case:
        print(json.dumps(measure(asked.case, asked.engine)))
        return
    rows = [_row(case, engine) for case in CASES for engine in ([asked.engine] if asked.engine else ENGINES)]
    if asked.json:
        print(json.dumps({"rows": rows}))
        return
    print("| policy | engine | build s | from cache s | keys µs | with spans µs | keys a text | MB |")
    print("|---|---|--:|--:|--:|--:|--:|--:|")
    for row in rows:
        print("| " + " | ".join(str(value) for value in row.values()) + " |", flush=True)


def _row(case: str, engine: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.matching", "--case", case, "--engine", engine]
    row: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return row


ENGINES: dict[str, Callable[[Path], MatcherFactory]] = {
    "hyperscan": lambda cache: matcher_factory(normalise, database_builder(FolderShelf(cache))),
    "portable": lambda _: matcher_factory(normalise),
}


def measure(case: str, engine: str) -> dict[str, Any]:
    """One row. Microseconds are per text, the best of five rounds."""
    terms, patterns = policy(case)
    texts = texts_for(case)
    before = _megabytes()
    with tempfile.TemporaryDirectory(prefix="ombud-bench-") as folder:
        factory = ENGINES[engine](Path(folder))
        first, matcher = _timed(lambda: factory(terms, patterns))
        again, matcher = _timed(lambda: factory(terms, patterns))
    for text in texts:
        dict(matcher.find(text))
    return {
        "policy": case,
        "engine": engine,
        "build_s": round(first, 2),
        "cached_s": round(again, 2),
        "keys_us": _per_text(matcher, texts, lambda found: found.keys()),
        "spans_us": _per_text(matcher, texts, dict),
        "keys_per_text": round(sum(len(matcher.find(text)) for text in texts) / len(texts), 2),
        "mb": round(_megabytes() - before),
    }


def _per_text(matcher: Matcher, texts: Sequence[Text], use: Callable[[Any], object]) -> float:
    def once() -> None:
        for text in texts:
            use(matcher.find(text))

    return round(min(_timed(once)[0] for _ in range(5)) / len(texts) * 1e6, 2)


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = _cpu()
    done = work()
    return _cpu() - start, done


def _cpu() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _megabytes() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE") / 1e6


def policy(case: str) -> Policy:
    """The term sets and patterns of this case."""
    kind, _, number = case.partition("-")
    if kind == "starter":
        return _starter()
    rnd = random.Random(7)
    words = _vocabulary(kind, int(number))
    if kind == "list":
        some = {f"{rnd.choice(words)} {rnd.choice(words)}" for _ in range(2 * int(number))}
        return [TermSet("list", tuple(sorted(some)[: int(number)]))], []
    half = max(1, int(number) // 4)
    phrases = {f"{rnd.choice(words)} {rnd.choice(words)}" for _ in range(half)}
    regexes = set()
    for _ in range(half):
        one, other = rnd.sample(words, 2)
        regexes.add(f"(?i)({one}|{other})[a-z]*[ ]+[0-9]{{{rnd.randint(2, 4)},}}")
    return (
        [TermSet(f"t{i}", (phrase,)) for i, phrase in enumerate(sorted(phrases))],
        [Pattern(f"p{i}", regex) for i, regex in enumerate(sorted(regexes))],
    )


def _vocabulary(kind: str, number: int) -> list[str]:
    if kind == "dense":
        return WORDS
    rnd = random.Random(7)
    return WORDS + ["".join(rnd.choice(SYLLABLES) for _ in range(4)) for _ in range(4 * min(number, 10_000))]


def _starter() -> Policy:
    kept: list[Policy] = []
    make = matcher_factory(normalise)

    def keeping(terms: Sequence[TermSet], patterns: Sequence[Pattern]) -> Matcher:
        kept.append((list(terms), list(patterns)))
        return make(terms, patterns)

    compile_policy(
        read_policy_files(STARTER_POLICY), catalogue=Registry().catalogue, matcher=keeping, fingerprint=fingerprint
    )
    return max(kept, key=lambda one: len(one[1]))


def texts_for(case: str) -> list[Text]:
    """Normalised texts; those of the made-up policies have 30 words, every seventh from the policy's vocabulary."""
    if case == "starter":
        return [normalise(text) for text in _comments()]
    kind, _, number = case.partition("-")
    words = _vocabulary(kind, int(number))
    rnd = random.Random(8)
    return [
        normalise(" ".join(rnd.choice(words if rnd.random() < 0.15 else PLAIN) for _ in range(30))) for _ in range(500)
    ]


def _comments() -> list[str]:
    if not STREAM.is_file():
        print("the real comments are not at hand: the starter policy meets texts of the dense mix", file=sys.stderr)
        return [text.raw for text in texts_for("dense-10")]
    with gzip.open(STREAM, "rt", encoding="utf-8") as lines:
        return [json.loads(line)["item"]["text"] for _, line in zip(range(8000), lines, strict=False)]


if __name__ == "__main__":
    main()
