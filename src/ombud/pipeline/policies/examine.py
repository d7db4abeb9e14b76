"""Looking a draft over: what is wrong with it, what its examples say. Whole, or only what is being written now."""

import threading
from collections.abc import Callable, Mapping

import msgspec

from ombud.model import BadInput, NotFound, canonical, sha256_hex
from ombud.policy import ExampleResult, Explanation, Policy, Problem, TestReport
from ombud.policy.document.examples import read_examples
from ombud.policy.document.rules import read_rules
from ombud.policy.document.source import read_source
from ombud.policy.outline import Passage, alone, outline
from ombud.policy.problems import Report

__all__ = ["Examination", "Examiner", "must_pass"]

Files = Mapping[str, str]
_REMEMBERED = 16
_NOTHING_TO_APPLY = frozenset({"no_clause", "no_rule"})
_ABOUT_OTHERS = frozenset({"unused_list", "undeclared_file", *_NOTHING_TO_APPLY})
"""What is true of a clause by itself only because the others are left out."""


class Examination(msgspec.Struct, frozen=True):
    """`problems` in the order of the files. `examples` are empty while there are errors: nothing can be run.

    `lacks` names clauses and the kind of example they have none of, as (clause, ``violates`` or ``allows``).
    """

    problems: tuple[Problem, ...]
    examples: tuple[ExampleResult, ...] = ()
    lacks: tuple[tuple[str, str], ...] = ()

    @property
    def errors(self) -> int:
        return sum(problem.severity == "error" for problem in self.problems)

    @property
    def failed(self) -> int:
        """Examples that do not come out as they should."""
        return sum(not example.passed for example in self.examples)

    @property
    def passed(self) -> bool:
        """Whether it may be handed on."""
        return not (self.errors or self.failed or self.lacks)


def must_pass(report: TestReport) -> None:
    """Raises BadInput (``examples_fail``) for a policy whose examples fail, or that lacks one kind of them."""
    if report.passed:
        return
    lacking = [f"`{one.clause}` has no `{kind}` example" for one in report.clauses for kind in one.lacks]
    if lacking and all(example.passed for one in report.clauses for example in one.examples):
        more = f" (and {len(lacking) - 1} more)" if len(lacking) > 1 else ""
        raise BadInput(
            "examples_fail", f"The clause {lacking[0]}{more}.",
            advice="Add what is missing: every clause shows what breaks it and what is fine.",
        )  # fmt: skip
    raise BadInput("examples_fail", "The policy fails its own examples.", advice="Mend the rule or the example.")


class Examiner:
    """`check` finds problems, `build` compiles, `test` runs the examples, `explain` takes the one on a line of a file
    apart, each with this installation's signals."""

    def __init__(
        self,
        check: Callable[[Files], list[Problem]],
        build: Callable[[Files], Policy],
        test: Callable[[Policy], TestReport],
        explain: Callable[[Policy, str, int], Explanation],
    ) -> None:
        self._check = check
        self._build = build
        self._test = test
        self._explain = explain
        self._lock = threading.Lock()
        self._seen: dict[str, Examination] = {}

    def judge(self, files: Files) -> Policy:
        """The compiled policy. Raises PolicyError, or BadInput (``examples_fail``) when its own examples do."""
        policy = self._build(files)
        must_pass(self._test(policy))
        return policy

    def whole(self, files: Files) -> Examination:
        """Everything about a policy. What was looked over lately is remembered: the same files, the same answer."""
        name = sha256_hex(canonical(dict(files)))
        with self._lock:
            found = self._seen.get(name)
        if found is None:
            found = self._examine(files, tuple(self._check(files)))
            with self._lock:
                while len(self._seen) >= _REMEMBERED:
                    self._seen.pop(next(iter(self._seen)))
                self._seen[name] = found
        return found

    def passages(self, files: Files, file: str, first: int, lines: int) -> Examination:
        """Only what stands in these lines, whatever the size of the rest; their own clauses' examples run.

        That a name is taken elsewhere is found too; what takes a look at all rules is left to `whole`.
        """
        some = [one for one in outline(files) if one.file == file and _meets(one, first, lines)]
        if any(one.kind in {"top", "list", "translation"} for one in some):
            return self.whole(files)
        part = alone(files, some)
        problems = self._check(part)
        found = [problem for problem in problems if problem.code not in _ABOUT_OTHERS]
        found += [problem for problem in _names(files) if problem not in found]
        here = tuple(
            problem
            for problem in sorted(found, key=lambda one: (one.file, one.line, one.column))
            if problem.severity == "error" or (problem.file == file and first <= problem.line < first + lines)
        )
        if any(problem.code in _NOTHING_TO_APPLY for problem in problems):
            return Examination(here)  # by itself it is no policy, and none can be built to run its examples
        return self._examine(part, here)

    def example(self, files: Files, file: str, line: int) -> Explanation:
        """Why the example on that line comes out as it does: what the rules of its own clause say, part by part.

        Raises NotFound where no example stands, PolicyError when its clause cannot run, BadInput when its event would
        be refused.
        """
        some = [one for one in outline(files) if one.kind == "clause" and one.file == file and _meets(one, line, 1)]
        if not some:
            raise NotFound("no_such_example", "No clause stands there.", advice="The text has changed: check it again.")
        return self._explain(self._build(alone(files, some)), file, line)

    def _examine(self, files: Files, problems: tuple[Problem, ...]) -> Examination:
        if any(problem.severity == "error" for problem in problems):
            return Examination(problems)
        report = self._test(self._build(files))
        return Examination(
            problems,
            tuple(example for clause in report.clauses for example in clause.examples),
            tuple((clause.clause, kind) for clause in report.clauses for kind in clause.lacks),
        )


def _meets(passage: Passage, first: int, lines: int) -> bool:
    return passage.line < first + max(lines, 1) and first < passage.line + max(passage.lines, 1)


def _names(files: Files) -> list[Problem]:
    """What reading alone finds: a name that stands twice, a block that is never closed."""
    report = Report(files)
    clauses = read_source(files, report).clauses
    read_rules(clauses, report)
    read_examples(clauses, report)
    return [problem for problem in report.problems if problem.severity == "error"]
