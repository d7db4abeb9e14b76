"""Which part of a draft is being edited, and what the check says about it."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import msgspec

from ombud.model import BadInput, NotFound
from ombud.pipeline import MAX_DRAFT_BYTES, Examination, Examiner, must_fit
from ombud.policy import ExampleResult, Explanation, Problem
from ombud.policy.outline import Passage, outline, with_passage

__all__ = [
    "MAX_FORM_BYTES",
    "Checked",
    "Noticed",
    "Tried",
    "draft_path",
    "edit_path",
    "examined",
    "explained",
    "find",
    "seen_in",
    "with_text",
]

Files = Mapping[str, str]

_CLAUSE_BEGINS = re.compile(r"(?:[ \t]*(?:\r\n|\r|\n))*##[ \t]+\S")

MAX_FORM_BYTES = 3 * MAX_DRAFT_BYTES + 65_536
"""A draft of the largest size, every byte of it percent-encoded as forms do, and the other fields."""


def draft_path(draft_id: str) -> str:
    """The draft's own page."""
    return f"/console/policy/drafts/{draft_id}"


def edit_path(draft_id: str, clause: str = "", file: str = "") -> str:
    """The page on which a clause, or a whole file, is edited."""
    return f"{draft_path(draft_id)}/edit?{urlencode({'clause': clause} if clause else {'file': file})}"


def find(files: Files, clause: str, file: str) -> Passage:
    """The clause of that name, or the whole file. Raises NotFound."""
    if clause:
        found = next((one for one in outline(files) if one.kind == "clause" and one.id == clause), None)
        if found is not None:
            return found
        raise NotFound("no_such_clause", "This draft has no such clause.", advice="Somebody may have removed it.")
    if file not in files:
        raise NotFound("no_such_file", "This draft has no such file.")
    return Passage("file", file, file, file, 1, files[file])


def with_text(files: Files, place: Passage, text: str) -> dict[str, str]:
    """The draft with `text` in that place. Raises TooLarge; BadInput for nothing, or a clause without its heading."""
    if not text.strip():
        raise BadInput(
            "nothing_written", "There is nothing in it.", advice="Write something, or remove it.", field="text"
        )
    changed = with_passage(files, place, text)
    must_fit(changed)
    if place.kind == "clause" and not _CLAUSE_BEGINS.match(text):
        raise BadInput(
            "no_clause_heading",
            "A clause begins with ##: without its heading, its rules would belong to the clause before.",
            advice="Begin with a line such as `## Title {#name}`, or remove the clause.",
            field="text",
        )
    return changed


def seen_in(form: Mapping[str, str]) -> int:
    """The step that the page was made from; none when somebody wrote the form by hand."""
    return number_in(form.get("seen", ""))


def number_in(text: str) -> int:
    """A number as pages of ours write it, else 0."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


class Noticed(msgspec.Struct, frozen=True):
    """A problem. `at` is its line in the text that is being edited, None when it stands elsewhere."""

    problem: Problem
    at: int | None


class Tried(msgspec.Struct, frozen=True):
    """An example and what became of it, `at` as in `Noticed`."""

    example: ExampleResult
    at: int | None


class Checked(msgspec.Struct, frozen=True):
    """What a check found about one place. Of a whole file only examples that fail are named."""

    examination: Examination
    problems: tuple[Noticed, ...]
    examples: tuple[Tried, ...]

    def plain(self) -> dict[str, Any]:
        """For the editor: JSON data, lines counted in the text that it sent."""
        return {
            "ok": self.examination.passed,
            "problems": [one.problem.as_plain() | {"at": one.at} for one in self.problems],
            "examples": [msgspec.to_builtins(one.example) | {"at": one.at} for one in self.examples],
            "lacks": [{"clause": clause, "kind": kind} for clause, kind in self.examination.lacks],
        }


def explained(examiner: Examiner, files: Files, place: Passage, text: str, example: str) -> Explanation:
    """Why an example comes out as it does with `text` in that place; `example` is its ``file:line`` in the policy.

    Raises NotFound for what is no example, BadInput when its clause cannot run, and what `with_text` raises.
    """
    file, _, line = example.rpartition(":")
    return examiner.example(with_text(files, place, text), file, number_in(line))


def examined(examiner: Examiner, files: Files, place: Passage, text: str) -> Checked:
    """`files` with `text` in that place, looked over as far as the place goes."""
    changed = with_text(files, place, text)
    lines = len(text.removesuffix("\n").split("\n"))
    whole = place.kind == "file"
    found = examiner.whole(changed) if whole else examiner.passages(changed, place.file, place.line, lines)

    def at(file: str, line: int) -> int | None:
        return line - place.line + 1 if file == place.file and place.line <= line < place.line + lines else None

    return Checked(
        found,
        tuple(Noticed(one, at(one.file, one.line)) for one in found.problems),
        tuple(Tried(one, at(one.file, one.line)) for one in found.examples if not whole or not one.passed),
    )
