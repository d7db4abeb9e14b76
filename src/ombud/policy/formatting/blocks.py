"""A block's lines -> the same block in its canonical form, comments and meaning kept.

A rule's keys have one order, a colon is followed by one space, a comment by two spaces before it. A comment on a line
of its own stays above the key that it stands above. A condition with comments inside keeps its lines as they are.
"""

import re
from collections.abc import Sequence

import msgspec

from ombud.policy.cel.parser import parse
from ombud.policy.document.blocks import parse_block, without_comment
from ombud.policy.document.law import LAW_KEYS
from ombud.policy.document.rules import RULE_KEYS
from ombud.policy.formatting.expressions import format_condition, has_comments, same_tree
from ombud.policy.problems import Fault, Report

__all__ = ["EXAMPLES", "HEADER", "LAW", "RULE", "BlockForm", "format_block"]


class BlockForm(msgspec.Struct, frozen=True):
    """How one kind of block is written: the order of its keys (none: as they come), and whether blank lines part it."""

    keys: tuple[str, ...] = ()
    blank_lines: bool = False


RULE = BlockForm(RULE_KEYS)
EXAMPLES = BlockForm(blank_lines=True)
LAW = BlockForm(LAW_KEYS)
HEADER = BlockForm(("policy", "title", "language", "requires", "attributes", "lists", "strikes"))

_KEY = re.compile(r"([A-Za-z_][A-Za-z0-9_.-]*)[ \t]*:(?:[ \t]+|$)")
_SEPARATORS = re.compile(r"[,\s]+")
_NESTED = re.compile(r"^([ \t]*[A-Za-z_][A-Za-z0-9_.-]*)[ \t]*:[ \t]+")
_LISTED = re.compile(r"\[(.*)\]")


class _Line(msgspec.Struct, frozen=True):
    """One line of a value: as it was written, without its comment, and the comment."""

    raw: str
    text: str
    comment: str


class _Entry(msgspec.Struct, frozen=True):
    """`above` are the comments over the key (and an empty string for blank lines); `lines` the lines of the value."""

    key: str
    above: list[str]
    lines: list[_Line]


def format_block(lines: Sequence[str], form: BlockForm) -> list[str]:
    """The lines of a block in their canonical form; as they are when that would change what they say."""
    entries, below = _read(lines)
    if form.keys:
        entries.sort(key=lambda entry: form.keys.index(entry.key) if entry.key in form.keys else len(form.keys))
    written: list[str] = []
    for entry in entries:
        written.extend(_above(entry.above, form, first=not written))
        written.extend(_write(entry))
    written.extend(comment for comment in below if comment)
    return written if _same(lines, written) else list(lines)


def _read(lines: Sequence[str]) -> tuple[list[_Entry], list[str]]:
    """The entries, and the comments below the last of them."""
    entries: list[_Entry] = []
    waiting: list[str] = []
    for raw in lines:
        text = without_comment(raw)
        comment = raw[len(text) :].strip()
        if not text.strip():
            waiting.append(comment)
        elif found := _KEY.match(text):
            entries.append(_Entry(found[1], waiting, [_Line(raw, text[found.end() :], comment)]))
            waiting = []
        else:
            inner = [_Line(f"  {kept}", "", kept) for kept in waiting if kept]
            entries[-1].lines.extend([*inner, _Line(raw.rstrip(), text, comment)])
            waiting = []
    return entries, waiting


def _above(above: list[str], form: BlockForm, *, first: bool) -> list[str]:
    kept: list[str] = []
    for comment in above:
        parted = form.blank_lines and not (first and not kept) and kept[-1:] != [""]
        if comment or parted:
            kept.append(comment)
    return kept


def _write(entry: _Entry) -> list[str]:
    if entry.key == "when":
        return _condition(entry)
    head, *rest = entry.lines
    lines = [_joined(f"{entry.key}: {_value(entry.key, head.text)}".rstrip(), head.comment), *_continued(rest)]
    return [lines[0], *(_value(entry.key, line) for line in lines[1:])]


def _continued(rest: list[_Line]) -> list[str]:
    """The further lines of a value, two spaces in; what is indented deeper than the first stays so."""
    texts = [line.text.expandtabs(4) for line in rest]
    margin = min((len(text) - len(text.lstrip()) for text in texts if text), default=0)
    return [
        _joined(f"  {text[margin:]}", line.comment) if text else f"  {line.comment}"
        for text, line in zip(texts, rest, strict=True)
    ]


def _condition(entry: _Entry) -> list[str]:
    source = "\n".join(line.text.strip() for line in entry.lines if line.text.strip())
    head, *rest = entry.lines
    commented = has_comments(source)
    if not commented and not any(line.comment for line in entry.lines):
        return f"when: {format_condition(source, len('when: '))}".split("\n")
    if not rest and not commented:
        return [_joined(f"when: {format_condition(source, 0, width=None)}", head.comment)]
    return [_joined(f"when: {head.text}".rstrip(), head.comment), *(line.raw for line in rest)]


def _value(key: str, text: str) -> str:
    """A value of the front matter with its spaces as they should be; any other as it is."""
    if key in ("attributes", "lists", "strikes"):
        return "\n".join(_NESTED.sub(r"\1: ", line) for line in text.split("\n"))
    return _listed(text) if key in ("requires", "where") else text


def _listed(value: str) -> str:
    found = _LISTED.fullmatch(value)
    return f"[{', '.join(_SEPARATORS.split(found[1].strip(' ,')))}]" if found else value


def _joined(text: str, comment: str) -> str:
    return f"{text}  {comment}" if comment else text


def _same(lines: Sequence[str], written: Sequence[str]) -> bool:
    """Whether both say the same: the same keys with the same values, and conditions with the same syntax trees."""
    before, after = _meaning(lines), _meaning(written)
    return before is not None and after is not None and same_tree(before, after)


def _meaning(lines: Sequence[str]) -> tuple[tuple[str, object], ...] | None:
    """Keys and values, keys in order; None when the lines cannot be read."""
    report = Report({})
    entries = parse_block("", list(enumerate(lines, 1)), report)
    try:
        values = [
            (entry.key, parse(entry.text) if entry.key == "when" else _value(entry.key, entry.text))
            for entry in entries
        ]
    except Fault:
        return None
    return None if report.problems else tuple(sorted(values, key=lambda value: value[0]))
