"""A policy as its author edits it: each file cut where its headings stand, and put together again, byte for byte."""

import re
from collections.abc import Collection, Iterator, Mapping

import msgspec

from ombud.policy.document.source import language_of

__all__ = ["Passage", "alone", "cut", "outline", "with_passage"]

_HEADING = re.compile(r"(#{1,2})[ \t]+(.*?)[ \t]*(?:\{#([^}]*?)(?:[ \t]+from=[0-9a-f]{12})?\})?[ \t]*#*[ \t]*$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})[ \t]*([^`]*)$")
_CLAUSE = re.compile(r"##[ \t].*\{#[^}]*\}")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_OURS = ("rule", "examples", "law")


class Passage(msgspec.Struct, frozen=True):
    """A piece of a file: `kind` is ``top`` (front matter and what stands above the first heading), ``section`` (a
    heading with what stands below it), ``clause``, ``translation`` (a file of clauses in another language, whole), or
    ``list`` (a file of another kind, whole).

    `id` is the clause's ``section/name``, the section's name, or the file's; `file` and `line` (from 1) say where it
    begins. `text` is exactly what is written there, line ends included.
    """

    kind: str
    id: str
    title: str
    file: str
    line: int
    text: str

    @property
    def lines(self) -> int:
        """How many lines it has."""
        return len(_LINE.findall(self.text))

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it the same passage in another version."""
        return (self.file, self.kind, self.id)


def outline(files: Mapping[str, str]) -> list[Passage]:
    """Every passage, in the order of the files. The texts of one file, joined, are that file."""
    return [passage for name in sorted(files) for passage in _passages(name, files[name])]


def cut(file: str, text: str) -> list[Passage]:
    """Every passage of one file, a translation's too. Their texts, joined, are that file."""
    return list(_cut(file, text))


def with_passage(files: Mapping[str, str], passage: Passage, text: str) -> dict[str, str]:
    """`files` with `text` in the place of `passage`, which must be one of theirs; an empty text takes it away.

    What follows it keeps a line of its own.
    """
    before = "".join(_LINE.findall(files[passage.file])[: passage.line - 1])
    after = files[passage.file][len(before) + len(passage.text) :]
    gap = "\n" if text and after and not text.endswith("\n") else ""
    space = "\n" if text and after and not (text + gap).endswith("\n\n") else ""
    return {**files, passage.file: before + text + gap + space + after}


def alone(files: Mapping[str, str], some: Collection[Passage]) -> dict[str, str]:
    """`files` with every clause and translation but these left blank: as many lines, so that each stays where it is.

    Front matter, sections and lists are kept: what a clause needs to be checked by itself.
    """
    kept: dict[str, list[str]] = {name: [] for name in files}
    for one in outline(files):
        blank = one.kind in ("clause", "translation") and one not in some
        kept[one.file].append("\n" * one.lines if blank else one.text)
    return {name: "".join(texts) for name, texts in kept.items()}


def _passages(name: str, text: str) -> Iterator[Passage]:
    return iter([Passage("translation", name, name, name, 1, text)]) if language_of(name) else _cut(name, text)


def _cut(name: str, text: str) -> Iterator[Passage]:
    if not name.endswith(".md"):
        yield Passage("list", name, name, name, 1, text)
        return
    lines = _LINE.findall(text)
    starts = [(0, "top", "", ""), *_headings(lines)]
    for (at, kind, named, title), end in zip(starts, [start for start, *_ in starts[1:]] + [len(lines)], strict=True):
        if at < end or kind != "top":
            yield Passage(kind, named, title, name, at + 1, "".join(lines[at:end]))


def _headings(lines: list[str]) -> Iterator[tuple[int, str, str, str]]:
    """Where headings of sections and clauses stand: not in the front matter, and not inside a fenced block."""
    section, at = "", _below_front_matter(lines)
    while at < len(lines):
        line = lines[at].rstrip("\r\n")
        heading, fence = _HEADING.match(line), _FENCE.match(line)
        if heading:
            title, name = heading[2], heading[3]
            if heading[1] == "#":
                section = name or "-".join(re.findall(r"\w+", title.casefold()))
                yield at, "section", section, title
            else:
                yield at, "clause", f"{section}/{name or ''}", title
        elif fence:
            at = _behind(lines, at + 1, fence[1], ours=fence[2].strip() in _OURS)
            continue
        at += 1


def _below_front_matter(lines: list[str]) -> int:
    if lines and lines[0].rstrip() == "---":
        return next((at + 1 for at, line in enumerate(lines) if at and line.rstrip() == "---"), len(lines))
    return 0


def _behind(lines: list[str], at: int, fence: str, *, ours: bool) -> int:
    """The line behind a fenced block. One of ours that nobody closed ends where the next clause or block begins."""
    closing = re.compile(rf" {{0,3}}{re.escape(fence[0])}{{{len(fence)},}}[ \t]*$")
    for number in range(at, len(lines)):
        line = lines[number].rstrip("\r\n")
        if closing.match(line):
            return number + 1
        if ours and (_CLAUSE.match(line) or ((found := _FENCE.match(line)) and found[2].strip() in _OURS)):
            return number
    return len(lines)
