"""What ``ombud policy test`` finds: examples that pass or fail, and how much of the rules they have tried.

The shapes are what ``--json`` prints (docs/policy-language.md): they grow, and never change.
"""

import json
from collections.abc import Iterable, Iterator

import msgspec

from ombud.policy.testing.coverage import Branch, RuleCoverage

__all__ = ["ClauseResult", "Coverage", "ExampleResult", "Fired", "Tally", "TestReport"]

_LONGEST = 100  # characters of a condition or an example in the text


class Fired(msgspec.Struct, frozen=True):
    """A rule that fired on an example, and the words that did it."""

    rule: str
    clause: str
    words: tuple[str, ...]


class ExampleResult(msgspec.Struct, frozen=True):
    """`why` is empty when the example passed. `also` names clauses that restrict something this one allows."""

    kind: str
    text: str
    file: str
    line: int
    passed: bool
    why: str
    fired: tuple[Fired, ...]
    also: tuple[str, ...] = ()


class Tally(msgspec.Struct, frozen=True):
    """How many of how many goals are met."""

    met: int
    of: int

    @property
    def percent(self) -> float:
        """0 to 100; 100 when there was nothing to meet."""
        return 100.0 * self.met / self.of if self.of else 100.0

    def __str__(self) -> str:
        return f"{self.met} of {self.of}"


class Coverage(msgspec.Struct, frozen=True):
    """Two goals each: a clause has examples of both kinds that all do what they say; a rule fires where it should and
    is silent where it should; a condition is seen true and false (see `coverage`)."""

    clauses: Tally
    rules: Tally
    branches: Tally

    @property
    def total(self) -> Tally:
        """All goals together: what ``--min-coverage`` is held against."""
        parts = (self.clauses, self.rules, self.branches)
        return Tally(sum(part.met for part in parts), sum(part.of for part in parts))


class ClauseResult(msgspec.Struct, frozen=True):
    """`uncovered` are rules that no ``violates`` example makes fire; `lacks` are the kinds without examples."""

    clause: str
    examples: tuple[ExampleResult, ...]
    uncovered: tuple[str, ...]
    lacks: tuple[str, ...]
    rules: tuple[RuleCoverage, ...] = ()

    @property
    def passed(self) -> bool:
        return not self.lacks and all(example.passed for example in self.examples)

    def of_kind(self, kind: str) -> Tally:
        """How many of its examples of that kind pass."""
        found = [example.passed for example in self.examples if example.kind == kind]
        return Tally(sum(found), len(found))


class TestReport(msgspec.Struct, frozen=True):
    """What the examples say about a policy. It passes when every clause has both kinds and every example passes."""

    __test__ = False  # not a test class, whatever its name looks like to pytest

    policy: str
    rules: int
    clauses: tuple[ClauseResult, ...]

    @property
    def passed(self) -> bool:
        return all(clause.passed for clause in self.clauses)

    @property
    def covered(self) -> int:
        """How many rules some ``violates`` example makes fire."""
        return self.rules - sum(len(clause.uncovered) for clause in self.clauses)

    @property
    def coverage(self) -> Coverage:
        """How much of the policy the examples have tried."""
        kinds = [clause.of_kind(kind) for clause in self.clauses for kind in ("violates", "allows")]
        rules = [rule for clause in self.clauses for rule in clause.rules]
        branches = [branch for rule in rules for branch in rule.branches]
        return Coverage(
            clauses=Tally(sum(0 < kind.met == kind.of for kind in kinds), len(kinds)),
            rules=Tally(sum(rule.fired + rule.silent for rule in rules), 2 * len(rules)),
            branches=Tally(sum(branch.met for branch in branches), 2 * len(branches)),
        )

    def only(self, *, clauses: Iterable[str] = (), rules: Iterable[str] = ()) -> "TestReport":
        """The part about these clauses and rules; about everything when none is named."""
        wanted, named = set(clauses), set(rules)
        if not wanted and not named:
            return self
        chosen = []
        for clause in self.clauses:
            whole = clause.clause in wanted
            kept = tuple(rule for rule in clause.rules if whole or rule.rule in named)
            if whole or kept:
                names = {rule.rule for rule in kept}
                uncovered = tuple(rule for rule in clause.uncovered if rule in names)
                chosen.append(msgspec.structs.replace(clause, rules=kept, uncovered=uncovered))
        return TestReport(self.policy, sum(len(clause.rules) for clause in chosen), tuple(chosen))

    def as_text(self) -> str:
        """A table of clauses and rules, then each failure with its line, then what no example has tried, then sums."""
        lines = list(_table(self.clauses))
        for part in (_failures, _untried):
            found = [line for clause in self.clauses for line in part(clause)]
            lines += ["", *found] if found else []
        total = [example for clause in self.clauses for example in clause.examples]
        failed = sum(not example.passed for example in total)
        coverage = self.coverage
        passing = f"{len(total) - failed} of {len(total)} examples pass"
        goals = f"clauses {coverage.clauses}, rules {coverage.rules}, branches {coverage.branches}"
        rules = f"{self.rules} {'rule' if self.rules == 1 else 'rules'}"
        lines += [
            "",
            f"coverage {_floor(coverage.total.percent)} % of the goals: {goals}, two goals each",
            f"{passing}. {rules}, {self.covered} of them made to fire by an example.",
        ]
        return "\n".join(lines)

    def as_json(self) -> str:
        """The same as one JSON object."""
        coverage = self.coverage
        sums = msgspec.to_builtins(coverage) | {"percent": _floor(coverage.total.percent)}
        plain = {"passed": self.passed, "covered": self.covered, "coverage": sums, **msgspec.to_builtins(self)}
        return json.dumps(plain, ensure_ascii=False)


def _floor(percent: float) -> float:
    """One decimal, never rounded up: 100 means all of it."""
    return int(percent * 10) / 10


def _table(clauses: tuple[ClauseResult, ...]) -> Iterator[str]:
    names = [clause.clause for clause in clauses] + [f"  {rule.rule}" for one in clauses for rule in one.rules]
    width = max(map(len, names), default=0)
    for clause in clauses:
        violates, allows = clause.of_kind("violates"), clause.of_kind("allows")
        state = "ok  " if clause.passed else "FAIL"
        yield f"{state} {clause.clause:<{width}}  violates {violates}, allows {allows}"
        for rule in clause.rules:
            met = Tally(sum(branch.met for branch in rule.branches), 2 * len(rule.branches))
            fires, silent = _yes(rule.fired), _yes(rule.silent)
            branches = f", branches {met}" if rule.branches else ""
            yield f"       {rule.rule:<{width - 2}}  fires {fires}, silent {silent}{branches}"


def _yes(value: bool) -> str:
    return "yes" if value else "NO"


def _failures(clause: ClauseResult) -> Iterator[str]:
    for kind in clause.lacks:
        yield f"{clause.clause}: no `{kind}` examples"
    for example in clause.examples:
        if not example.passed:
            yield f"{example.file}:{example.line}: {example.kind}: {_short(example.text)!r}"
            yield f"  {example.why}"
        for other in example.also:
            yield f"{example.file}:{example.line}: warning: allowed here, but {other} restricts it"


def _untried(clause: ClauseResult) -> Iterator[str]:
    if clause.uncovered:
        yield f"{clause.clause}: no example makes these fire: {', '.join(clause.uncovered)}"
    for rule in clause.rules:
        lines = [line for branch in rule.branches for line in _unseen(branch)]
        if lines:
            yield f"{rule.rule} ({rule.clause})"
            yield from lines


def _unseen(branch: Branch) -> Iterator[str]:
    where = f"  {branch.file}:{branch.line}:"
    if not branch.met:
        yield f"{where} no example gets as far as `{_short(branch.source)}`"
        return
    for seen, value, kind in (
        (branch.seen_true, "true", branch.wants_true),
        (branch.seen_false, "false", branch.wants_false),
    ):
        if not seen:
            hint = f"; an example under `{kind}:` would" if kind else ""
            yield f"{where} no example makes `{_short(branch.source)}` {value}{hint}"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
