"""What is wrong with a policy, said so that its author can mend it: where, what, and what to do."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

import msgspec

from ombud.model import BadInput
from ombud.policy.rendering import COLUMNS, point_at

__all__ = ["Fault", "Place", "PolicyError", "Problem", "Report", "did_you_mean", "nearest", "split_lines"]


class Fault(Exception):
    """Something wrong inside one expression, at ``start:end`` (code points of the expression).

    `code` names the kind of mistake and does not change. `expected` is what would have been right there, when that
    can be said in a few words. Faults stay inside this package: whoever knows which file the expression stands in
    turns them into problems.
    """

    def __init__(
        self, message: str, start: int, end: int, advice: str = "", *, code: str = "invalid", expected: str = ""
    ) -> None:
        super().__init__(message)
        self.message = message
        self.start = start
        self.end = end
        self.advice = advice
        self.code = code
        self.expected = expected


class Place(msgspec.Struct, frozen=True):
    """Somewhere in a file; `line` and `column` count from 1, columns in code points."""

    file: str
    line: int
    column: int = 1
    width: int = 1


class Problem(msgspec.Struct, frozen=True):
    """One thing to mend. `line` and `column` count from 1, columns and `width` in code points.

    `severity` is ``error`` (the policy is not published) or ``warning``. An error that is `unfit` keeps nothing from
    running: it forbids publishing alone. `code` names the kind of mistake and does not change. `expected` is what would
    have been right there, when that can be said in a few words. `source` is the line of the file.
    """

    file: str
    line: int
    column: int
    message: str
    advice: str = ""
    severity: str = "error"
    width: int = 1
    source: str = ""
    code: str = "invalid"
    expected: str = ""
    unfit: bool = False

    @property
    def end_column(self) -> int:
        """The column behind the last character at fault."""
        return self.column + self.width

    def render(self, columns: int = COLUMNS) -> str:
        """The problem as a few lines of text: place and message, the line with a caret under it, the advice.

        Of the line no more is shown than fits in a terminal of so many `columns`.
        """
        lines = [f"{self.file}:{self.line}:{self.column}: {self.severity}: {self.message}"]
        if self.source.strip():
            lines.extend(point_at(self.source, self.line, self.column, self.width, columns))
        if self.expected and self.expected not in self.message:
            lines.append(f"  Expected: {self.expected}.")
        if self.advice:
            lines.append(f"  {self.advice}")
        return "\n".join(lines)

    def as_plain(self) -> dict[str, Any]:
        """The problem for programs, an editor for one: its place, kind, message and advice."""
        plain = {
            "file": self.file, "line": self.line, "column": self.column, "end_column": self.end_column,
            "severity": self.severity, "code": self.code, "message": self.message, "advice": self.advice,
        }  # fmt: skip
        return plain | ({"expected": self.expected} if self.expected else {})


class Report:
    """Collects problems, and looks up the lines they are about."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self._lines = {name: split_lines(text) for name, text in files.items()}
        self._problems: dict[Problem, None] = {}

    def error(self, place: Place, message: str, advice: str = "", *, code: str = "invalid", expected: str = "") -> None:
        """The policy cannot run because of this."""
        self._add(place, message, advice, "error", code, expected)

    def unfit(self, place: Place, message: str, advice: str = "", *, code: str) -> None:
        """The policy could run, and must not be published like this.

        A version on the record was published when this was not looked for, perhaps, and must go on running: a check
        that comes later than the language it checks belongs here.
        """
        self._add(place, message, advice, "error", code, unfit=True)

    def warning(
        self, place: Place, message: str, advice: str = "", *, code: str = "invalid", expected: str = ""
    ) -> None:
        """The policy can run, but this is hardly what was meant."""
        self._add(place, message, advice, "warning", code, expected)

    def _add(
        self, place: Place, message: str, advice: str, severity: str, code: str, expected: str = "", *,
        unfit: bool = False,
    ) -> None:  # fmt: skip
        lines = self._lines.get(place.file, [])
        source = lines[place.line - 1] if 0 < place.line <= len(lines) else ""
        problem = Problem(
            place.file, place.line, place.column, message, advice, severity, place.width, source, code, expected, unfit
        )
        self._problems.setdefault(problem)

    @property
    def problems(self) -> list[Problem]:
        """All of them, in the order of the files."""
        return sorted(self._problems, key=lambda p: (p.file, p.line, p.column))

    @property
    def failed(self) -> bool:
        """Whether there is any error among them."""
        return any(problem.severity == "error" for problem in self._problems)

    @property
    def runs(self) -> bool:
        """Whether no error makes it impossible to run."""
        return all(problem.unfit for problem in self._problems if problem.severity == "error")


class PolicyError(BadInput):
    """The policy cannot run, or must not be published.

    `problems` holds everything that is wrong with it, not only the first thing.
    """

    def __init__(self, problems: list[Problem]) -> None:
        errors = [problem for problem in problems if problem.severity == "error"]
        first = errors[0]
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        super().__init__(
            "policy_invalid",
            f"{first.file}:{first.line}: {first.message}{more}",
            advice=first.advice or "Run `ombud policy check` to see every problem.",
            field=first.file,
        )
        self.problems = problems


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like `name`, if any is alike enough to be what was meant."""
    by_fold = {candidate.lower(): candidate for candidate in sorted(known)}
    close = get_close_matches(name.lower(), by_fold, n=1, cutoff=0.6)
    return by_fold[close[0]] if close else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """One line of advice: the nearest known name, or all of them when there are few, or nothing."""
    names = sorted(known)
    close = nearest(name, names)
    if close is not None:
        return f"Did you mean `{close}`?"
    if 0 < len(names) <= 12:
        return f"There is: {', '.join(names)}."
    return ""


def split_lines(text: str) -> list[str]:
    """The lines of a file as editors count them: CR, LF or both end one, and nothing else does."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines if lines[-1] else lines[:-1]
