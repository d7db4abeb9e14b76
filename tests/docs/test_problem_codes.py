"""The page of problems names every code that the check can give, no other, and what each does to a policy."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
KINDS = {
    "error": "error", "Fault": "error", "_fault": "error",
    "unfit": "not published",
    "warning": "warning", "Finding": "warning", "_about": "warning",
}  # fmt: skip
CODE = re.compile(r"[a-z]+(?:_[a-z]+)*")
ROW = re.compile(r"\| `([a-z_]+)` \| ([a-z ,]+) \| (.+) \|")


def given() -> dict[str, set[str]]:
    """Every code in the source, with what it is given as."""
    found: dict[str, set[str]] = defaultdict(set)
    policy = ROOT / "src" / "ombud" / "policy"
    for path in (one for one in policy.rglob("*.py") if one.parent.name not in ("engine", "explaining", "backtest")):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = called(call.func) if isinstance(call, ast.Call) else ""
            if isinstance(call, ast.Call) and name in KINDS:
                for code in codes(call, positional=name in ("_fault", "Finding", "_about")):
                    found[code].add(KINDS[name])
    return found


def called(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def codes(call: ast.Call, *, positional: bool) -> Iterator[str]:
    places = [keyword.value for keyword in call.keywords if keyword.arg == "code"] + (call.args if positional else [])
    for place in places:
        for node in (place.body, place.orelse) if isinstance(place, ast.IfExp) else (place,):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value):
                yield node.value


def told() -> dict[str, set[str]]:
    page = (ROOT / "docs" / "policy-problems.md").read_text("utf-8")
    rows = ROW.findall(page)
    assert len(rows) == len({code for code, *_ in rows}), "a code stands on the page twice"
    return {code: set(kinds.split(", ")) for code, kinds, _ in rows}


def test_every_code_stands_on_the_page_with_what_it_does() -> None:
    assert told() == given()


def test_the_scan_finds_codes_however_they_are_given() -> None:
    assert {"unfinished", "bare_words", "dead_side", "subsumed", "window_too_long"} < given().keys()
