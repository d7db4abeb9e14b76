"""Markdown -> sections, clauses and their blocks. What people read and what runs stand in one document."""

import re
from collections.abc import Iterator, Mapping

import msgspec

from ombud.policy.document.blocks import Entry, parse_block
from ombud.policy.problems import Place, Report, nearest, split_lines
from ombud.policy.slugs import slug

__all__ = ["Block", "ClauseSource", "Source", "language_of", "read_source", "read_translation"]

_HEADING = re.compile(r"(#{1,2})[ \t]+(.*?)[ \t]*(?:\{#([^}]*)\})?[ \t]*#*[ \t]*$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})[ \t]*([^`]*)$")
_CLAUSE = re.compile(r"##[ \t].*\{#[^}]*\}")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_MADE_FROM = re.compile(r"([^ \t]+)[ \t]+from=([0-9a-f]{12})")
_BLOCKS = ("rule", "examples", "law")
_TELLING = {"rule": {"when", "then"}, "examples": {"violates", "allows"}, "law": {"ground", "why"}}
"""Keys by which a block is known that has another name."""
_SLIPS = {"laws": "law", "legal": "law"}  # what is nearly `law` is often a language, such as `lua`
_TRANSLATION = re.compile(r".+\.([a-z]{2}(?:-[A-Za-z]{2,4})?)\.md")


class Block(msgspec.Struct, frozen=True):
    """A fenced ``rule``, ``examples`` or ``law`` block. `place` is its opening line, `last` the number of its closing
    one."""

    kind: str
    place: Place
    entries: tuple[Entry, ...]
    last: int = 0


class ClauseSource(msgspec.Struct, frozen=True):
    """A clause as it was written: `text` is its prose, without the blocks.

    What is not `real` stands in for a clause that is missing, so that the faults of its rules can be found too.
    `made_from` is the digest that a translation names: of the words it was made from.
    """

    id: str
    section: str
    title: str
    text: str
    place: Place
    blocks: tuple[Block, ...]
    real: bool = True
    made_from: str = ""

    def of_kind(self, kind: str) -> list[Block]:
        """Its ``rule``, its ``examples`` or its ``law`` blocks, in order."""
        return [block for block in self.blocks if block.kind == kind]


class Source(msgspec.Struct, frozen=True):
    """The whole policy as it was written. `header` are the entries of the front matter."""

    header: tuple[Entry, ...]
    header_place: Place
    clauses: tuple[ClauseSource, ...]


def language_of(file: str) -> str | None:
    """The language that a file translates the policy into (``safety.de.md``); None for every other file."""
    named = _TRANSLATION.fullmatch(file)
    return named[1] if named else None


def read_translation(file: str, text: str, report: Report) -> list[ClauseSource]:
    """The clauses of a translation. It has no front matter, and no blocks but laws: whatever would run is
    reported."""
    reader = _Reader(file, split_lines(text), report, translating=True)
    if reader.front_matter() is not None:
        report.error(
            Place(file, 1, 1, 3), "a translation has no front matter", "Remove it: the policy's own holds for all.",
            code="second_front_matter",
        )  # fmt: skip
    clauses = list(reader.clauses())
    for block in (block for clause in clauses for block in clause.blocks if block.kind != "law"):
        report.error(
            block.place, f"a translation has no {block.kind} block",
            "Remove it: what runs stands in the policy itself.", code="runs_in_translation",
        )  # fmt: skip
    return clauses


def read_source(files: Mapping[str, str], report: Report) -> Source:
    """All ``.md`` files of a policy, in the order of their paths; what cannot be read is reported."""
    headers: list[tuple[Place, list[Entry]]] = []
    clauses: dict[str, ClauseSource] = {}
    documents = sorted(name for name in files if name.endswith(".md") and language_of(name) is None)
    for name in documents:
        reader = _Reader(name, split_lines(files[name]), report)
        header = reader.front_matter()
        if header is not None:
            headers.append((Place(name, 1, 1, 3), header))
        for clause in reader.clauses():
            if clause.id in clauses and clause.real:
                first = clauses[clause.id].place
                report.error(
                    clause.place,
                    f"the clause `{clause.id}` exists already",
                    f"The first one is at {first.file}:{first.line}.",
                    code="duplicate_clause",
                )
            clauses.setdefault(clause.id if clause.real else f"{clause.place}", clause)
    place, entries = _one_header(headers, documents, report)
    return Source(tuple(entries), place, tuple(clauses.values()))


def _one_header(
    headers: list[tuple[Place, list[Entry]]], documents: list[str], report: Report
) -> tuple[Place, list[Entry]]:
    nowhere = Place(documents[0] if documents else "policy.md", 1)
    if not headers:
        report.error(
            nowhere,
            "the policy has no front matter" if documents else "the policy has no Markdown file",
            "Begin one file with a line `---`, then `policy:`, `title:` and `language:`, then another `---`.",
            code="no_front_matter",
        )
        return nowhere, []
    for place, _ in headers[1:]:
        report.error(
            place, "a second front matter", f"The policy's own is in {headers[0][0].file}.", code="second_front_matter"
        )
    return headers[0]


class _Reader:
    """Reads one file from top to bottom."""

    def __init__(self, file: str, lines: list[str], report: Report, *, translating: bool = False) -> None:
        self._file = file
        self._lines = lines
        self._report = report
        self._translating = translating
        self._at = 0

    def front_matter(self) -> list[Entry] | None:
        if not self._lines or self._lines[0].rstrip() != "---":
            return None
        for number, line in enumerate(self._lines[1:], 1):
            if line.rstrip() == "---":
                self._at = number + 1
                return parse_block(self._file, self._numbered(1, number), self._report)
        self._report.error(
            Place(self._file, 1, 1, 3),
            "the front matter is never closed",
            "Add a line `---` below it.",
            code="unclosed_front_matter",
        )
        self._at = len(self._lines)
        return []

    def clauses(self) -> Iterator[ClauseSource]:
        section: tuple[str, str] | None = None
        while self._at < len(self._lines):
            heading = _HEADING.match(self._lines[self._at])
            if heading and heading[1] == "#":
                section = self._section(heading)
            elif heading:
                yield self._clause(heading, section)
            elif (stray := self._outside()) is not None:
                yield stray

    def _section(self, heading: "re.Match[str]") -> tuple[str, str]:
        title = heading[2]
        name = heading[3] or "-".join(re.findall(r"\w+", title.casefold()))
        if not name:
            self._report.error(
                self._here(), "a section needs a title", "Write `# Title`.", code="section_without_title"
            )
        self._at += 1
        return name, title

    def _clause(self, heading: "re.Match[str]", section: tuple[str, str] | None) -> ClauseSource:
        place, title = self._here(), heading[2]
        name, made_from = self._named(heading[3])
        self._at += 1
        prose, blocks = self._body()
        real = section is not None and name is not None and _ID.fullmatch(name) is not None
        if section is None:
            self._report.error(
                place,
                "this clause stands in no section",
                "Write a heading `# Section` above it.",
                code="clause_outside_section",
            )
        if name is None or not _ID.fullmatch(name):
            self._bad_id(place, title, name)
        section_id, section_title = section or ("", "")
        return ClauseSource(f"{section_id}/{name}", section_title, title, prose, place, tuple(blocks), real, made_from)

    def _named(self, written: str | None) -> tuple[str | None, str]:
        """The id in a clause's braces, and behind it in a translation the digest of the words it was made from."""
        marked = _MADE_FROM.fullmatch(written) if written and self._translating else None
        return (marked[1], marked[2]) if marked else (written, "")

    def _bad_id(self, place: Place, title: str, name: str | None) -> None:
        braces = re.fullmatch(r"(.*?)[ \t]*[{(\[]#?([\w -]*)[})\]]", title)
        plain = braces[1] if braces else title
        wanted = slug(braces[2] if braces else name or title) or "name"
        self._report.error(
            place,
            "a clause needs an id" if name is None else f"`{name}` cannot be the id of a clause",
            f"Use small letters, digits and hyphens: `## {plain or 'Title'} {{#{wanted}}}`.",
            code="bad_clause_id",
        )

    def _body(self) -> tuple[str, list[Block]]:
        """The clause's prose and blocks, up to the next heading of a section or clause."""
        prose: list[str] = []
        blocks: list[Block] = []
        while self._at < len(self._lines) and not _HEADING.match(self._lines[self._at]):
            start = self._at
            block = self._block()
            if block is not None:
                blocks.append(block)
            else:
                prose.extend(self._lines[start : self._at])
        return re.sub(r"\n{3,}", "\n\n", "\n".join(prose)).strip(), blocks

    def _outside(self) -> ClauseSource | None:
        place = self._here()
        block = self._block()
        if block is None:
            return None
        self._report.error(
            place,
            f"this {block.kind} block stands under no clause",
            "Write a heading `## Title {#id}` above it.",
            code="block_outside_clause",
        )
        return ClauseSource("/", "", "", "", place, (block,), real=False)

    def _block(self) -> Block | None:
        """Goes past one line of prose, or past a whole fenced block: returned when it is one of ours."""
        place = self._here()
        opening = _FENCE.match(self._lines[self._at])
        if not opening:
            self._heading_of_no_clause(place)
            self._at += 1
            return None
        kind = opening[2].strip()
        start = self._at + 1
        end, closed = self._end_of_block(start, opening[1], ours=kind in _BLOCKS)
        if not closed:
            self._report.error(
                place, "this block is never closed", f"Add a line {opening[1]} below it.", code="unclosed_block"
            )
        lines = self._numbered(start, end)
        self._at = end + 1 if closed else end
        if kind not in _BLOCKS:
            self._nearly_ours(kind, place, lines)
            return None
        return Block(kind, place, tuple(parse_block(self._file, lines, self._report)), end + 1)

    def _end_of_block(self, start: int, fence: str, *, ours: bool) -> tuple[int, bool]:
        """The line that closes the block, and True; else where the next thing begins."""
        closing = re.compile(rf" {{0,3}}{re.escape(fence[0])}{{{len(fence)},}}[ \t]*$")
        for number in range(start, len(self._lines)):
            line = self._lines[number]
            if closing.match(line):
                return number, True
            if ours and (_CLAUSE.match(line) or ((found := _FENCE.match(line)) and found[2].strip() in _BLOCKS)):
                return number, False
        return len(self._lines), False

    def _nearly_ours(self, kind: str, place: Place, lines: list[tuple[int, str]]) -> None:
        """A misspelt block would be read as prose, and its rules would never run: say so."""
        word = kind.strip("{}: .").lower()
        close = _SLIPS.get(word) or nearest(word, ("rule", "rules", "example", "examples"))
        if word and close is not None:
            meant = close if close in _BLOCKS else "rule" if close == "rules" else "examples"
            self._report.error(
                place, f"a block named `{kind[:40]}` means nothing", f"Did you mean `{meant}`?", code="unknown_block"
            )
            return
        keys = {line.partition(":")[0] for _, line in lines if ":" in line}
        meant = next((kind for kind, written in _TELLING.items() if written <= keys), "")
        if meant:
            self._report.warning(
                place,
                "this block reads like one that runs, and does not",
                f"Write `{meant}` behind the backticks if it is meant to run.",
                code="unknown_block",
            )

    def _heading_of_no_clause(self, place: Place) -> None:
        if re.match(r"#{3,6}[ \t].*\{#[^}]*\}", self._lines[self._at]):
            self._report.warning(
                place,
                "a heading of this level begins no clause",
                "Write `##`, or remove the id: what follows belongs to the clause above.",
                code="not_a_clause",
            )

    def _here(self) -> Place:
        return Place(self._file, self._at + 1, 1, len(self._lines[self._at]))

    def _numbered(self, start: int, end: int) -> list[tuple[int, str]]:
        return [(number + 1, self._lines[number]) for number in range(start, min(end, len(self._lines)))]
